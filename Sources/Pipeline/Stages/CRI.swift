// Why this file exists: the `cri` stage, which unwraps the lines that container runtimes write for Kubernetes.

import Configuration
import Platform

/// Takes a line of the container runtime interface apart: `<time> <stdout|stderr> <flags> <content>`.
///
///     - cri:
///         max_partial_lines: 100                 # the default
///         max_partial_line_size: 256KB           # bytes, for max_partial_line_size_truncate
///         max_partial_line_size_truncate: false  # the default
///
/// The content becomes the line, `stream` a label, the time (RFC 3339) the timestamp; `time`, `stream`, `flags`,
/// `timestamp` and `content` are extracted. A line of another form stays as it is.
///
/// Runtimes cut long lines: parts with the flag `P` are joined with those that follow in the same stream, up to one
/// with `F`, whose time the entry gets. An entry of `max_partial_lines` parts is taken for complete, and so is one after
/// which nothing was written for five seconds, or `OpenEntries.maximumGap` lines of other streams. With
/// `max_partial_line_size_truncate`, the parts before the last are cut to `max_partial_line_size` bytes together, at a
/// character's boundary.
final class CRIStage: Stage {
    /// A runtime writes the parts of a line at once; after so many nanoseconds none is expected any more.
    static let quiet: Int64 = 5_000_000_000

    private struct Columns {
        let time: Int
        let timestamp: Int
        let stream: Int
        let flags: Int
        let content: Int
    }

    private let columns: Columns
    private let stages: StageSequence
    private let maximumLines: Int
    private let maximumSize: Int
    private var open = OpenEntries()
    /// What the chunk's rows are.
    private var parts: [Part] = []

    private enum Part { case other, partial, full }

    private init(columns: Columns, stages: StageSequence, maximumLines: Int, maximumSize: Int) {
        self.columns = columns
        self.stages = stages
        self.maximumLines = maximumLines
        self.maximumSize = maximumSize
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            let lines = reader.int("max_partial_lines", in: 1...100_000) ?? 100
            let size = reader.byteSize("max_partial_line_size") ?? 0
            let truncates = reader.bool("max_partial_line_size_truncate") ?? false
            let columns = Columns(
                time: compiler.slot("time"), timestamp: compiler.slot("timestamp"),
                stream: compiler.slot("stream"), flags: compiler.slot("flags"),
                content: compiler.slot("content"))
            return CRIStage(
                columns: columns,
                stages: StageSequence(
                    compiler.compile(nodes(settings.node.location), context: settings.context)),
                maximumLines: lines, maximumSize: truncates ? size : .max)
        }
    }

    /// What is done with the extracted values.
    private static func nodes(_ location: Location) -> [Node] {
        func stage(_ name: String, _ settings: [(String, String)]) -> Node {
            let settings = settings.map { ($0.0, Node.scalar($0.1, at: location)) }
            return .mapping([(name, .mapping(settings, at: location))], at: location)
        }
        return [
            stage("labels", [("stream", "stream")]),
            stage("timestamp", [("source", "time"), ("format", "RFC3339Nano")]),
        ]
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        var hasPartials = false
        while parts.count < chunk.count { parts.append(.other) }
        for row in 0..<chunk.count {
            parts[row] = chunk.dropped[row] == .none ? takeApart(row, chunk) : .other
            if parts[row] == .partial { hasPartials = true }
        }
        stages.run(chunk, memory: memory)
        if hasPartials { joinPartials(chunk) }
    }

    /// Fills the columns from a line.
    @inline(__always)
    private func takeApart(_ row: Int, _ chunk: Chunk) -> Part {
        let line = chunk.contents[row]
        let bytes = chunk.bytes(line)
        let timeEnd = Self.endOfWord(bytes, 0)
        guard timeEnd > 0, timeEnd + 8 < bytes.count, bytes[timeEnd] == 0x20, bytes[timeEnd + 7] == 0x20
        else {
            return .other
        }
        let stream = UnsafeRawBufferPointer(rebasing: bytes[(timeEnd + 1)..<(timeEnd + 7)])
        guard Self.isStream(stream) else { return .other }
        let flags = timeEnd + 8
        let flagsEnd = Self.endOfWord(bytes, flags)
        guard flagsEnd > flags, flagsEnd < bytes.count, bytes[flagsEnd] == 0x20 else { return .other }
        func value(_ start: Int, _ end: Int) -> Value {
            Value(
                span: Span32(start: line.start &+ UInt32(start), length: UInt32(end - start)), kind: .text)
        }
        let time = value(0, timeEnd)
        let content = value(flagsEnd + 1, bytes.count)
        chunk.column(columns.time)[row] = time
        chunk.column(columns.timestamp)[row] = time
        chunk.column(columns.stream)[row] = value(timeEnd + 1, timeEnd + 7)
        chunk.column(columns.flags)[row] = value(flags, flagsEnd)
        chunk.column(columns.content)[row] = content
        chunk.contents[row] = content.span
        // Of several flags, with colons between, the first says it.
        let isPartial =
            bytes[flags] == UInt8(ascii: "P") && (flagsEnd == flags + 1 || bytes[flags + 1] == 0x3a)
        return isPartial ? .partial : .full
    }

    /// The place of the first white space from `start` on.
    @inline(__always)
    private static func endOfWord(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        var at = start
        while at < bytes.count {
            let byte = bytes[at]
            if byte <= 0x20, byte == 0x20 || byte == 9 || byte == 10 || byte == 12 || byte == 13 { return at }
            at &+= 1
        }
        return at
    }

    @inline(__always)
    private static func isStream(_ word: UnsafeRawBufferPointer) -> Bool {
        let start = word.loadUnaligned(as: UInt32.self).littleEndian
        let end = word.loadUnaligned(fromByteOffset: 4, as: UInt16.self).littleEndian
        // "stdo" "ut" or "stde" "rr"
        return (start == 0x6f64_7473 && end == 0x7475) || (start == 0x6564_7473 && end == 0x7272)
    }

    private func joinPartials(_ chunk: Chunk) {
        for row in 0..<chunk.count where parts[row] != .other {
            let set = chunk.labelSets[row]
            open.closeIfLeftBehind(set, at: row) { join($0, chunk, isWhole: false) }
            if parts[row] == .partial {
                open.add(row, of: set)
                if open.length(of: set) == maximumLines {
                    open.close(set) { join($0, chunk, isWhole: false) }
                }
            } else if open.length(of: set) > 0 {
                open.add(row, of: set)
                open.close(set) { join($0, chunk, isWhole: true) }
            }
        }
        if let first = open.finish(chunk, { join($0, chunk, isWhole: false) }) {
            chunk.wait(from: first, quiet: Self.quiet)
        }
    }

    private func join(_ rows: [Int], _ chunk: Chunk, isWhole: Bool) {
        guard let first = rows.first, let last = rows.last else { return }
        var room = maximumSize
        for row in isWhole ? rows.dropLast() : rows[...] {
            let length = Int(chunk.contents[row].length)
            if length > room { cut(&chunk.contents[row], to: room, chunk) }
            room = max(0, room - length)
        }
        chunk.join(rows, separator: "")
        chunk.column(columns.content)[first].span = chunk.contents[first]
        chunk.timestamps[first] = chunk.timestamps[last]
        chunk.hasOwnTime[first] = chunk.hasOwnTime[last]
    }

    private func cut(_ span: inout Span32, to length: Int, _ chunk: Chunk) {
        let bytes = chunk.bytes(span)
        var end = length
        // A character is at most four bytes.
        while end > max(0, length - 3), bytes[end] & 0xC0 == 0x80 { end -= 1 }
        span.length = UInt32(bytes[end] & 0xC0 == 0x80 ? length : end)
    }
}
