// Why this file exists: rotations as they are really done: by logrotate, by hand, by the application.

import Glibc
import Platform
import Soaking
import Workbench

extension LogFile {
    /// Where logrotate is when a user's PATH does not lead there.
    private static let logrotate = "/usr/sbin/logrotate"
    /// How long a file that is to be deleted may take to be delivered before it is left alone, in nanoseconds.
    private static let deliveryPatience: Int64 = 3_000_000_000

    /// Rotates the file by its kind, up to `times` times in a row.
    func rotate(times: Int, late: Int, leavesPart: Bool) throws {
        // What was never seen has no siblings that anybody could look for.
        guard world.present.withLock({ $0.account.isKnown(file: plan.number) }) else { return }
        if plan.kind.isByAgent { return try rotateByAgent(late) }
        if next == generation.lowerBound { try write(1) }
        switch plan.kind {
        case .delete, .rewrite: try destroy()
        case .deleteunread: try deleteUnread(late: late)
        case .copytruncate, .copycompress:
            for time in 1...times {
                if time > 1 { try write(1 + late) }
                try copyTruncate()
            }
        default:
            for time in 1...times {
                if time > 1 { try write(1 + late) }
                try rename(late: late, leavesPart: leavesPart)
            }
        }
    }

    /// Renames the file, by logrotate or by hand, and goes on in a new one.
    private func rename(late: Int, leavesPart: Bool) throws {
        if plan.kind.closesFirst {
            try end(leavesPart: leavesPart)
            try close()
        }
        let before = archives.count
        if let configuration = plan.kind.configuration(path: path, oldDirectory: world.directory.old) {
            if plan.kind == .dateext { awaitNextSecond() }
            try runLogrotate(configuration)
            guard try plan.kind.closesFirst || isMoved() else {
                throw WorkbenchError("logrotate did not rotate \(path); \(lastLines(of: logrotateOutput))")
            }
        } else {
            try moveByHand()
        }
        world.note("rotated, \(plan.kind.rawValue)", file: plan.number)
        if !plan.kind.closesFirst {
            if late > 0 { try write(late) }
            try end(leavesPart: leavesPart)
        }
        archives.append(generation)
        world.note("lines \(generation) are in what was left, number \(before)", file: plan.number)
        try reopen()
        count()
    }

    private func end(leavesPart: Bool) throws {
        // A twin that is cut would be another line's text.
        if leavesPart, plan.format != .twins { leavePart() }
        try finish()
    }

    private func copyTruncate() throws {
        guard let configuration = plan.kind.configuration(path: path, oldDirectory: world.directory.old)
        else { return }
        try finish()
        try runLogrotate(configuration)
        guard try size() == 0 else {
            throw WorkbenchError("logrotate did not truncate \(path); \(lastLines(of: logrotateOutput))")
        }
        world.note("rotated, \(plan.kind.rawValue): lines \(generation) were copied", file: plan.number)
        archives.append(generation)
        restart()
        count()
    }

    private func moveByHand() throws {
        switch plan.kind {
        case .move:
            for number in stride(from: archives.count, to: 0, by: -1) {
                try FileSystem.rename("\(path).\(number)", to: "\(path).\(number + 1)")
            }
            try FileSystem.rename(path, to: "\(path).1")
        case .moveaway:
            try FileSystem.rename(path, to: "\(world.directory.old)/\(plan.name).\(archiveName)")
        default:
            try FileSystem.rename(path, to: "\(world.directory.logs)/\(plan.stem)~\(archiveName).log")
        }
    }

    /// A name that sorts after all before it.
    private var archiveName: String {
        let number = String(generation.lowerBound)
        return String(repeating: "0", count: max(0, 9 - number.count)) + number
    }

    /// Deletes the file, or cuts it to nothing, when everything in it was delivered.
    private func destroy() throws {
        try finish()
        guard awaitDelivery(of: generation) else { return }
        if plan.kind == .delete {
            try FileSystem.remove(path)
            try reopen()
        } else {
            try truncate()
            restart()
        }
        world.note(
            "lines \(generation.lowerBound)... follow in a file made new, \(plan.kind.rawValue)",
            file: plan.number)
        count()
    }

    /// Deletes the file while the agent has it open and has not read all of it, and writes on for a while.
    private func deleteUnread(late: Int) throws {
        try finish()
        try write(1)
        let isHeld = world.present.wait(until: Clock.monotonic() + Self.deliveryPatience) {
            [generation] present in
            guard present.phase == .running, !present.isOver, !present.isTrapped,
                present.account.wasSent(file: plan.number, generation, run: present.run)
            else { return false }
            present.fragile += 1
            return true
        }
        guard isHeld else { return }
        defer { world.present.withLock { $0.fragile -= 1 } }
        try write(200)
        try FileSystem.remove(path)
        world.note("deleted, with lines \(generation) in it", file: plan.number)
        if late > 0 { try write(late) }
        try finish()
        let range = generation
        try reopen()
        count()
        _ = world.waitPatiently {
            $0.account.isDelivered(file: plan.number, range) || $0.agent?.poll() != nil
        }
    }

    /// Deletes the oldest file that a rotation left, if it is not the only one and was delivered.
    func retire() throws {
        guard archives.count > 1, let oldest = archives.first, awaitDelivery(of: oldest) else { return }
        guard let path = try pathOfOldest() else {
            throw WorkbenchError("what rotations of \(path) left cannot be found")
        }
        try FileSystem.remove(path)
        archives.removeFirst()
        world.note("deleted \(FileSystem.name(of: path)) with lines \(oldest)", file: plan.number)
    }

    private func pathOfOldest() throws -> String? {
        let directory: String
        let prefix: String
        switch plan.kind {
        case .olddir, .moveaway: (directory, prefix) = (world.directory.old, plan.name + ".")
        case .movewithin: (directory, prefix) = (world.directory.logs, plan.stem + "~")
        case .dateext: (directory, prefix) = (world.directory.logs, plan.name + "-")
        default: (directory, prefix) = (world.directory.logs, plan.name + ".")
        }
        let names = try FileSystem.list(directory).entries.map(\.name).filter { $0.hasPrefix(prefix) }
        // What has a time or a count in its name sorts by it.
        if [.dateext, .moveaway, .movewithin].contains(plan.kind) {
            return names.min().map { FileSystem.join(directory, $0) }
        }
        // logrotate and mv number from the newest on.
        let numbered = names.compactMap { name in
            Int(name.dropFirst(prefix.count).prefix { $0.isNumber }).map { (number: $0, name: name) }
        }
        return numbered.max { $0.number < $1.number }.map { FileSystem.join(directory, $0.name) }
    }

    private func awaitDelivery(of range: Range<Int>) -> Bool {
        world.present.wait(until: Clock.monotonic() + Self.deliveryPatience) {
            $0.account.isDelivered(file: plan.number, range) || $0.isInterrupted
        }
            && world.present.withLock { !$0.isInterrupted }
    }

    func count() {
        world.present.withLock { present in
            present.rotations[plan.number] += 1
            present.counts.rotations[plan.kind, default: 0] += 1
        }
    }

    private func awaitNextSecond() {
        // The clock that logrotate asks, which lags a little behind the finer ones.
        let second = time(nil)
        while time(nil) == second, !world.present.withLock({ $0.isInterrupted }) {
            world.present.wait(until: Clock.monotonic() + 20_000_000) { $0.isInterrupted }
        }
    }

    private var logrotateOutput: String { "\(world.directory.logrotate)/\(plan.stem).log" }

    private func runLogrotate(_ configuration: String) throws {
        let base = "\(world.directory.logrotate)/\(plan.stem)"
        try writeText(configuration, to: base + ".conf")
        let child = try Child.start(
            [Self.logrotate, "--force", "--verbose", "--state", base + ".state", base + ".conf"],
            output: logrotateOutput)
        let ending = child.wait()
        guard ending.isSuccess else {
            throw WorkbenchError("logrotate \(ending); \(lastLines(of: logrotateOutput))")
        }
    }
}
