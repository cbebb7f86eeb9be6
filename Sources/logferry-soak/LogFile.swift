// Why this file exists: one log file as its application has it: open, written to, and handed to whoever rotates it.

import Glibc
import Platform
import Soaking
import Workbench

/// The application's side of one file. What it writes is in the books before it is in the file.
final class LogFile {
    let plan: FilePlan
    let world: World
    let path: String
    private let lines: LogLines
    private var file: File
    private var block: [UInt8] = []

    /// The number of the next line.
    private(set) var next = 0
    /// The first line since the last rotation.
    private var first = 0
    /// The rest of the line before `next`, which was begun and is not finished.
    private var rest: ArraySlice<UInt8> = []
    private var written = 0
    /// The lines in each file that rotations left, the oldest first.
    var archives: [Range<Int>] = []
    /// Bytes that were written in all, and how large the file was then.
    private(set) var bytes = 0
    private var lastSize: Int64 = 0
    /// Who is told by a signal that the agent rotated the file.
    private var listener: Child?

    init(plan: FilePlan, world: World) throws {
        self.plan = plan
        self.world = world
        path = "\(world.directory.logs)/\(plan.name)"
        lines = LogLines(file: plan.number, format: plan.format, seed: world.plan.settings.seed)
        file = try File(path, .append)
        if plan.kind == .agentsignal { try listen() }
    }

    deinit { listener?.end(graceMilliseconds: 0) }

    /// The lines since the last rotation.
    var generation: Range<Int> { first..<next }

    /// True if the last line has no end yet.
    var isUnfinished: Bool { !rest.isEmpty }

    /// Writes whole lines, after the rest of one that was begun, in one call.
    func write(_ count: Int) throws {
        guard try attend() else { return }
        let now = world.now
        world.present.withLock { present in
            present.account.write(file: plan.number, count)
            present.history.wrote(file: plan.number, first: next, time: now)
        }
        block.removeAll(keepingCapacity: true)
        takeRest()
        for number in next..<next + count {
            lines.appendText(number, to: &block)
            block.append(10)
        }
        next += count
        try writeBlock()
    }

    /// Writes the next line but for its end.
    func begin(perMille: Int) throws {
        guard !isUnfinished, !plan.kind.pausesWhenFull, try attend() else { return }
        let now = world.now
        world.present.withLock { present in
            present.account.write(file: plan.number, 1)
            present.history.wrote(file: plan.number, first: next, time: now)
        }
        block.removeAll(keepingCapacity: true)
        lines.appendText(next, to: &block)
        block.append(10)
        let shortest = lines.shortestPart(next)
        written = max(shortest, min(block.count - 1, block.count * perMille / 1000))
        rest = block[written...]
        next += 1
        block.removeSubrange(written...)
        try writeBlock()
    }

    /// Writes the rest of a line that was begun, and of twins those that are still to come of the same second: they are
    /// in one generation, or they would be no twins.
    func finish() throws {
        if isUnfinished {
            block.removeAll(keepingCapacity: true)
            takeRest()
            try writeBlock()
        }
        let size = plan.format == .twins ? LogLines.blockSize : 1
        if !next.isMultiple(of: size) { try write(size - next % size) }
    }

    /// Leaves a line that was begun as it is, for ever.
    func leavePart() {
        guard isUnfinished else { return }
        rest = []
        world.present.withLock { present in
            present.account.cut(file: plan.number, next - 1, bytes: written)
            present.counts.parts += 1
        }
        world.note("line \(next - 1) is left unfinished after \(written) bytes", file: plan.number)
    }

    /// Opens what has the name now, or a new file; what was written until now is in an older one.
    func reopen() throws {
        file = try File(path, .append)
        first = next
    }

    /// Lets go of the file; `reopen` comes next.
    func close() throws { file = try File("/dev/null", .append) }

    /// Takes note that the file was emptied.
    func restart() { first = next }

    /// True if the name stands for another file than the one that is open, or for none.
    func isMoved() throws -> Bool {
        guard let named = try? FileStatus.of(path: path) else { return true }
        return try file.status().inode != named.inode
    }

    /// The size of the open file in bytes.
    func size() throws -> Int64 { try file.status().size }

    /// Cuts the file to nothing.
    func truncate() throws {
        guard ftruncate(file.descriptor, 0) == 0 else { throw SystemError.last("truncate", path) }
    }

    private func takeRest() {
        block.append(contentsOf: rest)
        rest = []
    }

    private func writeBlock() throws {
        try block.withUnsafeBytes { try file.write($0) }
        bytes += block.count
        if plan.kind.isByAgent { lastSize = try size() }
    }

    /// Does what an application has to do whose file the agent rotates; false if it is to wait.
    func attend() throws -> Bool {
        guard plan.kind.isByAgent else { return true }
        if plan.kind.hasReopen {
            let marker = world.rotation(of: plan).marker
            guard access(marker, F_OK) == 0 else { return true }
            try FileSystem.remove(marker)
            try finish()
            try reopen()
            try noteRotation()
            return true
        }
        let size = try size()
        if size < lastSize { try noteRotation() }
        return !plan.kind.pausesWhenFull || size < world.plan.settings.rotationSize
    }

    private func noteRotation() throws {
        lastSize = try size()
        world.note("rotated, \(plan.kind.rawValue), before line \(next)", file: plan.number)
        count()
    }

    /// Starts a process that takes the signal.
    private func listen() throws {
        let rotation = world.rotation(of: plan)
        let script = """
            trap 'touch "\(rotation.marker)"' USR1
            echo $$ > "\(rotation.pidFile).new" && mv "\(rotation.pidFile).new" "\(rotation.pidFile)"
            while :; do sleep 0.02; done
            """
        listener = try Child.start(["sh", "-c", script], output: "/dev/null")
        let isThere = world.present.wait(until: Clock.monotonic() + 5_000_000_000) { _ in
            usleep(1000)
            return access(rotation.pidFile, F_OK) == 0
        }
        guard isThere else { throw WorkbenchError("sh does not start") }
    }
}
