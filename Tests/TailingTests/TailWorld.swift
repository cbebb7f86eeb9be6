// Files that random applications and rotations work on, and what a follower of them must hand over.

import TestSupport
import Testing

@testable import Tailing

/// A directory of logs under a follower of `*.log` with two readers, and the truth about every line in it.
final class TailWorld {
    /// One file's contents from its birth on, or from a truncation.
    private final class Generation {
        let tag: Int
        var lines: [String] = []
        var unfinished: String?
        /// Its name in the directory; nil once it is deleted or moved to where nobody looks.
        var name: String?
        /// The application's descriptor; nil once it writes no more.
        var writer: ScratchWriter?

        init(tag: Int, name: String, writer: ScratchWriter) {
            self.tag = tag
            self.name = name
            self.writer = writer
        }
    }

    private let harness: TailHarness
    private var random: SeededGenerator
    private var generations: [Generation] = []
    private var archived = 0
    /// What was done, for a history that fails.
    private(set) var history: [String] = []

    init(seed: UInt64) throws {
        var options = Tailer.Options()
        options.readers = 2
        options.chunk = 64
        options.maximumLine = 1 << 10
        random = SeededGenerator(seed: seed)
        harness = try TailHarness(options: options)
        try harness.directory.makeDirectory("archive")
    }

    /// Does something.
    func step() throws {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<35: try append()
        case 35..<55:
            let (reader, limit) = (
                Int.random(in: 0...1, using: &random), Int.random(in: 1...200, using: &random)
            )
            note("read \(reader) \(limit)")
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                harness.readBurst(reader: reader, limit: limit)
            }
        case 55..<65:
            note("look")
            harness.look()
        case 65..<76: try rotate()
        case 76..<80: try renameWithinTheGlob()
        case 80..<83: try archive()
        case 83..<88: try delete()
        case 88..<90: try truncate()
        case 90..<95: pass(seconds: Int64.random(in: 0...400, using: &random))
        default: if Bool.random(using: &random) { try restart() } else { try reload() }
        }
    }

    /// Ends all lines, reads all, and holds what came against what was written.
    func finish() throws {
        for generation in generations where generation.writer != nil {
            try write("\n", to: generation)
        }
        for generation in generations { generation.writer = nil }
        for seconds in [60, 300, 60] as [Int64] {
            readAll()
            pass(seconds: seconds)
        }
        readAll()
        for reader in 0...1 {
            var came: [Int: [String]] = [:]
            for line in harness.lines[reader] {
                let tag = line.text.prefix { $0 != ":" }
                came[Int(tag) ?? -1, default: []].append(line.text)
            }
            for generation in generations {
                let lines = came.removeValue(forKey: generation.tag) ?? []
                let ended = generation.lines + [generation.unfinished].compactMap(\.self)
                // When the last line of a file is ended that was not finished, other tests tell.
                if lines == ended || lines == generation.lines { continue }
                let difference = "\(lines.count) lines came, \(generation.lines.count) were written"
                Issue.record(
                    "reader \(reader), file \(generation.tag), \(difference): \(history.joined(separator: "; "))"
                )
                return
            }
            if !came.isEmpty { Issue.record("lines of nobody: \(came), \(history.joined(separator: "; "))") }
        }
        // In the end only what the pattern matches is open.
        pass(seconds: 400)
        // Each that is closed has the next one of its path looked at once more.
        for _ in 0...generations.count {
            readAll()
            harness.pass(seconds: 0)
        }
        let matched = generations.compactMap(\.name).filter { $0.hasSuffix(".log") }
        let open = harness.tailer.openFiles.map(\.currentPath).sorted()
        if open != matched.map(harness.directory.path).sorted() {
            Issue.record("open are \(open): \(history.joined(separator: "; "))")
        }
    }

    private func note(_ text: String) { history.append(text) }

    private func readAll() {
        for reader in 0...1 { harness.read(reader: reader) }
    }

    private func base() -> String { Bool.random(using: &random) ? "a.log" : "b.log" }

    private func named(_ name: String) -> Generation? { generations.last { $0.name == name } }

    private func any(where isFit: (Generation) -> Bool) -> Generation? {
        generations.filter(isFit).randomElement(using: &random)
    }

    /// What the application does: mostly to the file of the base name, which it makes, sometimes to an older one.
    private func append() throws {
        var generation: Generation
        if Int.random(in: 0..<4, using: &random) == 0, let older = any(where: { $0.writer != nil }) {
            generation = older
        } else {
            let name = base()
            generation = try named(name) ?? make(name)
            if generation.writer == nil { generation.writer = try harness.directory.writer(name) }
        }
        var text = ""
        for _ in 0..<Int.random(in: 0...4, using: &random) { text += "\n" + line(of: generation, text) }
        if Bool.random(using: &random) { text += "\n" }
        note("append to \(generation.tag): \(text.debugDescription)")
        try write(text, to: generation)
    }

    private func make(_ name: String) throws -> Generation {
        let generation = Generation(
            tag: generations.count, name: name, writer: try harness.directory.writer(name))
        generations.append(generation)
        note("make \(generation.tag) as \(name)")
        return generation
    }

    private func line(of generation: Generation, _ text: String) -> String {
        let number = generation.lines.count + text.utf8.count
        return "\(generation.tag):\(number)"
            + String(repeating: "-", count: Int.random(in: 0...40, using: &random))
    }

    /// Writes text, in which a newline first ends what was unfinished, and keeps what lines that makes.
    private func write(_ text: String, to generation: Generation) throws {
        var text = text
        if generation.unfinished == nil, text.first == "\n" { text.removeFirst() }
        guard !text.isEmpty else { return }
        try generation.writer?.write(text)
        var pieces = ((generation.unfinished ?? "") + text).split(
            separator: "\n", omittingEmptySubsequences: false)
        let rest = pieces.removeLast()
        generation.lines += pieces.map(String.init)
        generation.unfinished = rest.isEmpty ? nil : String(rest)
    }

    /// As logrotate does: every number one up, the base name to 1, and often a new file at once.
    private func rotate() throws {
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let name = base()
            guard let current = named(name) else { continue }
            var number = 1
            while named("\(name).\(number)") != nil { number += 1 }
            for number in stride(from: number - 1, through: 1, by: -1) {
                try rename("\(name).\(number)", to: "\(name).\(number + 1)")
            }
            note("rotate \(current.tag) to \(name).1")
            try rename(name, to: "\(name).1")
            if Bool.random(using: &random) { _ = try make(name) }
        }
    }

    private func rename(_ name: String, to other: String) throws {
        guard let generation = named(name) else { return }
        try harness.directory.rename(name, to: other)
        generation.name = other
    }

    private func renameWithinTheGlob() throws {
        let name = base()
        guard let current = named(name) else { return }
        note("rename \(current.tag) to \(current.tag)-\(name)")
        try rename(name, to: "\(current.tag)-\(name)")
    }

    /// Moves a file to where nobody looks. The follower must have seen it, or nobody could ever find it.
    private func archive() throws {
        guard let generation = any(where: { $0.name != nil }), let name = generation.name else { return }
        note("archive \(generation.tag)")
        harness.look()
        try harness.directory.rename(name, to: "archive/\(archived)")
        archived += 1
        generation.name = nil
    }

    private func delete() throws {
        guard let generation = any(where: { $0.name != nil }), let name = generation.name else { return }
        note("delete \(generation.tag)")
        harness.look()
        try harness.directory.remove(name)
        generation.name = nil
    }

    /// Cuts a file off that was read to its end. It is seen empty; what is written before that cannot be told
    /// from what was there.
    private func truncate() throws {
        guard let generation = any(where: { $0.writer != nil && $0.name != nil }), let name = generation.name,
            let writer = generation.writer
        else { return }
        note("truncate \(generation.tag)")
        readAll()
        try writer.truncate()
        readAll()
        generation.writer = nil
        generation.name = nil
        generations.append(Generation(tag: generations.count, name: name, writer: writer))
    }

    /// After this much time the follower lets go of what is no longer where it looks, so nobody writes to it.
    private func pass(seconds: Int64) {
        note("pass \(seconds) s")
        for generation in generations where generation.name?.hasSuffix(".log") != true {
            generation.writer = nil
        }
        harness.pass(seconds: seconds)
    }

    private func restart() throws {
        note("stop")
        // What has no name any more is gone with the descriptor.
        for generation in generations where generation.name == nil { generation.writer = nil }
        if generations.contains(where: { $0.name == nil }) { readAll() } else { harness.look() }
        try harness.restart {
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: try rotateWhatIsKnown()
                case 1: try renameWithinTheGlob()
                default: try append()
                }
            }
            note("start")
        }
    }

    /// Another follower goes on, and misses nothing: whatever is not known may be rotated, too.
    private func reload() throws {
        note("end")
        try harness.restart(inheriting: true) {
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: try rotate()
                case 1: try renameWithinTheGlob()
                default: try append()
                }
            }
            note("go on")
        }
    }

    /// While the follower is stopped: it looks for rotated files only beside paths that it knows.
    private func rotateWhatIsKnown() throws {
        let known = Set(harness.records.values.map(\.path))
        guard ["a.log", "b.log"].allSatisfy({ known.contains(harness.directory.path($0)) }) else { return }
        try rotate()
    }
}
