// Applications that write logs, in every manner that applications have.

import Glibc
import Platform

/// One application with one log.
final class Writer {
    let path: String
    let appends: Bool
    var handle: ModelHandle?
    /// The rest of a line that was begun.
    var rest: [UInt8]?
    /// What is left to do.
    var writes: Int
    var rotations: Int
    /// Numbers of its rotated files.
    var rotated = 0
    /// True while a rotation is under way.
    var isRotating = false
    /// Since when a restarted agent is sure to know the path.
    var knownSince: Int64?

    init(path: String, appends: Bool, writes: Int, rotations: Int) {
        self.path = path
        self.appends = appends
        self.writes = writes
        self.rotations = rotations
    }
}

extension World {
    func makeWriters() {
        for index in 0..<random.within(1...2) {
            let writer = Writer(
                path: "/logs/\(index == 0 ? "app" : "web").log",
                appends: !kinds.contains(.hole) || random.chance(2, 3),
                writes: random.within(2...24), rotations: random.below(6))
            writers.append(writer)
            if random.chance(2, 3) { open(writer) }
            schedule(in: gap()) { [unowned self, unowned writer] in act(writer) }
            scheduleRotation(of: writer)
        }
    }

    /// A time between two things that happen.
    func gap() -> Int64 { random.duration(1_000, shape.pace) }

    /// Opens the log, which is made if it is missing.
    func open(_ writer: Writer) {
        close(writer)
        let (handle, code) = disk.open(writer.path, O_WRONLY | O_CREAT | (writer.appends ? O_APPEND : 0))
        guard let handle else { return note("\(writer.path) cannot be opened: \(code)") }
        if handle.node.origin == nil { adopt(handle.node, path: writer.path) }
        if !writer.appends { handle.position = handle.node.data.count }
        writer.handle = handle
        note("\(writer.path) is opened: inode \(handle.node.inode)")
    }

    func close(_ writer: Writer) {
        guard let handle = writer.handle else { return }
        writer.handle = nil
        disk.close(handle)
    }

    /// Begins the account of a log's bytes.
    func adopt(_ node: ModelNode, path: String) {
        node.origin = Origin(
            newGeneration(path), .original, in: node,
            next: { [unowned self] in newGeneration(path) })
    }

    /// One thing that a writer does, and when it does the next.
    private func act(_ writer: Writer) {
        guard writer.writes > 0 || writer.rest != nil else { return }
        writer.writes -= 1
        if writer.handle == nil { open(writer) }
        write(writer)
        schedule(in: gap()) { [unowned self, unowned writer] in act(writer) }
    }

    func write(_ writer: Writer) {
        guard let handle = writer.handle else { return }
        var text = writer.rest ?? []
        let begun = writer.rest?.count
        writer.rest = nil
        if begun == nil || random.chance(1, 3) {
            for _ in 0..<random.within(1...4) { text += lines() }
        }
        var piece = text
        // The end of a line comes later, unless it is the last one.
        if kinds.contains(.partial), writer.writes > 0, text.count > 2, random.chance(1, 4) {
            let length = random.within(1...(text.count - 1))
            writer.rest = Array(text[length...])
            piece = Array(text[..<length])
        }
        disk.write(handle, piece)
        note(
            "\(writer.path) inode \(handle.node.inode) +\(piece.count) = \(handle.node.data.count): "
                + "\(String(decoding: piece, as: UTF8.self).debugDescription)")
    }

    /// A line with its end, or a line and its twin.
    private func lines() -> [UInt8] {
        tally.lines += 1
        let number = nextLine
        nextLine += 1
        var text: String
        var length = random.below(40)
        let isLong = kinds.contains(.long) && random.chance(1, 12)
        if isLong { length = random.within(1...3) * min(shape.maximumLine, 300) + random.below(20) - 10 }
        let padding = String(
            repeating: isLong ? "\(number)-" : "x", count: isLong ? max(0, length) / 3 : length)
        let level = random.pick(["info", "warn"])
        text =
            "{\"time\":\"\(timestampText(ofRealtime: disk.now + disk.skew))\",\"level\":\"\(level)\","
            + "\"n\":\(number),\"m\":\"\(padding)\"}"
        if random.chance(1, 2) || isLong || text.utf8.count > shape.maximumLine {
            text = "\(number) \(padding)"
        }
        if kinds.contains(.refusal), text.utf8.count + 7 < shape.maximumLine, text.last != "}",
            random.chance(1, 15)
        {
            text += " poison"
        }
        if text.utf8.count > shape.maximumLine {
            // The last part tells its line, so that two lines have no part in common.
            while 1..<12 ~= text.utf8.count % shape.maximumLine { text += "\(number)-" }
        } else if kinds.contains(.carriageReturn), text.utf8.count < shape.maximumLine, random.chance(1, 6) {
            text += "\r"
        }
        text += "\n"
        guard shape.hasTwins, random.chance(1, 6) else { return Array(text.utf8) }
        tally.lines += 1
        return Array((text + text).utf8)
    }
}
