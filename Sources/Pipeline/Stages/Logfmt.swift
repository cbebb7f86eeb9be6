// Why this file exists: the `logfmt` stage, which extracts values from lines of `key=value` pairs.

import Configuration
import Platform

/// Extracts the values of keys from a line in logfmt.
///
///     - logfmt:
///         mapping:
///           level:           # the key "level"
///           timestamp: time  # the key "time"
///         source: message    # an extracted value instead of the line
///
/// Pairs stand apart by white space; a value in quotes may hold any byte, and escapes as in JSON. A key without a value
/// has the empty one. Of a repeated key the last counts. Reading ends at what is no logfmt, such as a quote inside a
/// word, and what was found up to there is kept. All values are text, digits too.
final class LogfmtStage: Stage {
    private let fields: KeyTree
    private let source: Int?

    private init(fields: KeyTree, source: Int?) {
        self.fields = fields
        self.source = source
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            reader.require("mapping", example: "{level: level}")
            let mapping = reader.stringMap("mapping") ?? []
            let source = reader.string("source").map { compiler.slot($0) }
            let fields = KeyTree(
                mapping.map { name, field, _ in
                    ([.key(field.isEmpty ? name : field)], compiler.slot(name))
                })
            return LogfmtStage(fields: fields, source: source)
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            var text = chunk.contents[row]
            if let source {
                let value = chunk.column(source)[row]
                guard value.kind != .absent, value.kind != .null else { continue }
                text = value.span
            }
            extract(row, text, chunk)
        }
    }

    @inline(__always)
    private func extract(_ row: Int, _ text: Span32, _ chunk: Chunk) {
        let branches = fields.branches(of: 0)
        // Eight bytes are looked at together; the chunk's text has room behind it anyway.
        if !chunk.isInText(text) { chunk.scratch.reserve(16) }
        var words = LogfmtWords(chunk.bytes(text))
        while words.skipSpace() {
            guard let key = words.word() else { return }
            var slot = -1
            for branch in branches where branch.matches(words.base + key.lowerBound, length: key.count) {
                slot = branch.slot
                break
            }
            guard words.takeEqualsSign() else {
                if words.isAtQuote { return }
                if slot >= 0 { set(slot, row, Self.slice(text, key.upperBound..<key.upperBound), chunk) }
                continue
            }
            if words.isAtQuote {
                guard let (inside, isEscaped) = words.quoted() else { return }
                if isEscaped {
                    guard LogfmtWords.areEscapesValid(words.bytes(inside)) else { return }
                    guard slot >= 0 else { continue }
                    set(slot, row, unescaped(Self.slice(text, inside), chunk), chunk)
                    words.base = LogfmtWords(chunk.bytes(text)).base
                } else if slot >= 0 {
                    set(slot, row, Self.slice(text, inside), chunk)
                }
            } else {
                guard let value = words.value() else { return }
                if slot >= 0 { set(slot, row, Self.slice(text, value), chunk) }
            }
        }
    }

    @inline(__always)
    private func set(_ slot: Int, _ row: Int, _ span: Span32, _ chunk: Chunk) {
        let value = Value(span: span, kind: .text)
        chunk.column(slot)[row] = value
        for copy in fields.copies where copy.from == slot { chunk.column(copy.to)[row] = value }
    }

    @inline(__always)
    private static func slice(_ text: Span32, _ range: Range<Int>) -> Span32 {
        // The start's mark, which says where the text lies, stays.
        Span32(
            start: text.start &+ UInt32(truncatingIfNeeded: range.lowerBound),
            length: UInt32(truncatingIfNeeded: range.count))
    }

    @inline(never)
    private func unescaped(_ inside: Span32, _ chunk: Chunk) -> Span32 {
        let scratch = chunk.scratch
        guard scratch.count < Chunk.maximumScratch else { return inside }
        // What is read may lie in what grows; no escape is shorter than what it stands for.
        scratch.reserve(Int(inside.length) + 16)
        let start = scratch.count
        JSONEscapes.appendUnescaped(chunk.bytes(inside), to: scratch)
        scratch.reserve(16)
        return chunk.scratchSpan(from: start)
    }
}

/// A line in logfmt, word by word. Eight bytes behind the line must be readable.
private struct LogfmtWords {
    var base: UnsafePointer<UInt8>
    private let count: Int
    private var at = 0

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080
    nonisolated(unsafe) private static let none = UnsafePointer(
        UnsafeMutablePointer<UInt8>.allocate(capacity: 16))

    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) {
        base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? Self.none
        count = bytes.count
    }

    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    }

    /// False at the end of the line.
    @inline(__always)
    mutating func skipSpace() -> Bool {
        while at < count, base[at] <= 0x20 { at &+= 1 }
        return at < count
    }

    var isAtQuote: Bool {
        @inline(__always) get { at < count && base[at] == 0x22 }
    }

    @inline(__always)
    mutating func takeEqualsSign() -> Bool {
        guard at < count, base[at] == 0x3d else { return false }
        at &+= 1
        return true
    }

    /// A key, nil if there is none.
    @inline(__always)
    mutating func word() -> Range<Int>? {
        let start = at
        skipWord()
        return at > start ? start..<at : nil
    }

    /// A value without quotes, which may be empty; nil if something that no value has ends it.
    @inline(__always)
    mutating func value() -> Range<Int>? {
        let start = at
        skipWord()
        return at == count || base[at] <= 0x20 ? start..<at : nil
    }

    /// To the next white space, `=` or quote.
    @inline(__always)
    private mutating func skipWord() {
        while at < count {
            let word = load()
            let (equals, quotes) = (word ^ 0x3d3d_3d3d_3d3d_3d3d, word ^ 0x2222_2222_2222_2222)
            let found =
                ((word &- 0x2121_2121_2121_2121) & ~word) | ((equals &- Self.ones) & ~equals)
                | ((quotes &- Self.ones) & ~quotes)
            if found & Self.highs != 0 {
                at = min(count, at &+ ((found & Self.highs).trailingZeroBitCount >> 3))
                return
            }
            at &+= 8
        }
        at = count
    }

    @inline(__always)
    private func load() -> UInt64 {
        UnsafeRawPointer(base).loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
    }

    /// The inside of a value in quotes, and whether it has escapes; nil if it does not end.
    @inline(__always)
    mutating func quoted() -> (inside: Range<Int>, isEscaped: Bool)? {
        at &+= 1
        let start = at
        var isEscaped = false
        while at < count {
            let word = load()
            let (quotes, backslashes) = (word ^ 0x2222_2222_2222_2222, word ^ 0x5c5c_5c5c_5c5c_5c5c)
            let found = ((quotes &- Self.ones) & ~quotes) | ((backslashes &- Self.ones) & ~backslashes)
            guard found & Self.highs != 0 else {
                at &+= 8
                continue
            }
            at &+= (found & Self.highs).trailingZeroBitCount >> 3
            guard at < count else { return nil }
            if base[at] == 0x22 {
                at &+= 1
                return (start..<(at &- 1), isEscaped)
            }
            isEscaped = true
            at &+= 2
        }
        return nil
    }

    /// True if every backslash begins an escape of JSON, or `\'`.
    static func areEscapesValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var at = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "\\") else {
                at += 1
                continue
            }
            guard at + 1 < bytes.count else { return false }
            switch bytes[at + 1] {
            case UInt8(ascii: "u"):
                guard at + 6 <= bytes.count,
                    bytes[(at + 2)..<(at + 6)].allSatisfy({ JSONEscapes.hexValue($0) != nil })
                else { return false }
                at += 6
            case let letter where "\"\\/'bfnrt".utf8.contains(letter): at += 2
            default: return false
            }
        }
        return true
    }
}
