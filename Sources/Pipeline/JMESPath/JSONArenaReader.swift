// Why this file exists: an expression that computes needs a line's values at hand, not one place in them.

import Platform

/// Reads JSON that lies in a marked text into an arena, see `JSONScanner`.
struct JSONArenaReader {
    private let scanner: JSONScanner
    private let base: UnsafePointer<UInt8>
    private let arena: JSONArena
    /// From a place in the marked text to one in the arena's.
    private let shift: Int

    /// Reads the object that a text is from its first byte to its last; nil if it is none.
    static func object(
        _ text: ByteBuffer, _ marks: ByteMarks, _ place: Range<Int>, into arena: JSONArena
    ) -> JSONValue? {
        let reader = JSONArenaReader(text, marks, place, arena)
        let start = reader.scanner.skipSpace(place.lowerBound)
        guard reader.scanner[start] == UInt8(ascii: "{") else { return nil }
        return reader.whole(start, place)
    }

    /// Reads the value that a text is from its first byte to its last; nil if it is none.
    static func value(
        _ text: ByteBuffer, _ marks: ByteMarks, _ place: Range<Int>, into arena: JSONArena
    ) -> JSONValue? {
        let reader = JSONArenaReader(text, marks, place, arena)
        return reader.whole(reader.scanner.skipSpace(place.lowerBound), place)
    }

    private init(_ text: ByteBuffer, _ marks: ByteMarks, _ place: Range<Int>, _ arena: JSONArena) {
        base = UnsafePointer(text.base.assumingMemoryBound(to: UInt8.self))
        scanner = JSONScanner(base, marks: marks.special, end: place.upperBound)
        self.arena = arena
        shift = arena.text.count - place.lowerBound
        arena.text.append(UnsafeRawBufferPointer(start: base + place.lowerBound, count: place.count))
    }

    private func whole(_ start: Int, _ place: Range<Int>) -> JSONValue? {
        var value = JSONValue.null
        let end = read(start, depth: 0, &value)
        guard end >= 0, scanner.skipSpace(end) == place.upperBound else { return nil }
        return value
    }

    /// Gives the place behind the value.
    private func read(_ start: Int, depth: Int, _ value: inout JSONValue) -> Int {
        switch scanner[start] {
        case UInt8(ascii: "\""):
            var text = Span32(start: 0, length: 0)
            let end = readString(start, &text)
            value = .string(Int(text.start), count: Int(text.length))
            return end
        case UInt8(ascii: "{"): return readObject(start, depth: depth + 1, &value)
        case UInt8(ascii: "["): return readArray(start, depth: depth + 1, &value)
        case UInt8(ascii: "t"): value = .boolean(true)
        case UInt8(ascii: "f"): value = .boolean(false)
        case UInt8(ascii: "n"): value = .null
        default:
            let end = scanner.skipNumber(start)
            guard end >= 0 else { return end }
            let bytes = UnsafeRawBufferPointer(start: base + start, count: end - start)
            value = .number(DecimalText.double(bytes), start + shift, count: end - start)
            return end
        }
        return scanner.skipValue(start, depth: depth)
    }

    /// `start` is the quote; gives the place behind the other one.
    @inline(__always)
    private func readString(_ start: Int, _ text: inout Span32) -> Int {
        let quote = scanner.endOfString(start + 1)
        guard quote >= 0 else { return quote }
        if scanner.nextSpecial(start + 1) == quote {
            text = Span32(start + 1 + shift, quote + shift)
        } else {
            let begin = arena.text.count
            let bytes = UnsafeRawBufferPointer(start: base + start + 1, count: quote - start - 1)
            JSONEscapes.appendUnescaped(bytes, to: arena.text)
            text = Span32(begin, arena.text.count)
        }
        return quote + 1
    }

    private func readArray(_ start: Int, depth: Int, _ value: inout JSONValue) -> Int {
        guard depth <= JSONScanner.maximumDepth else { return JSONScanner.malformed }
        let first = arena.openElements.count
        var at = scanner.skipSpace(start + 1)
        if scanner[at] != UInt8(ascii: "]") {
            while true {
                var element = JSONValue.null
                at = read(at, depth: depth, &element)
                guard at >= 0 else { return at }
                arena.openElements.append(element)
                at = scanner.skipSpace(at)
                if scanner[at] == UInt8(ascii: "]") { break }
                guard scanner[at] == UInt8(ascii: ",") else { return JSONScanner.malformed }
                at = scanner.skipSpace(at + 1)
            }
        }
        value = arena.closeArray(from: first)
        return at + 1
    }

    private func readObject(_ start: Int, depth: Int, _ value: inout JSONValue) -> Int {
        guard depth <= JSONScanner.maximumDepth else { return JSONScanner.malformed }
        let first = arena.openMembers.count
        var at = scanner.skipSpace(start + 1)
        if scanner[at] != UInt8(ascii: "}") {
            while true {
                guard scanner[at] == UInt8(ascii: "\"") else { return JSONScanner.malformed }
                var key = Span32(start: 0, length: 0)
                at = readString(at, &key)
                guard at >= 0 else { return at }
                at = scanner.skipColon(at)
                guard at >= 0 else { return at }
                var member = JSONMember(key: key, value: .null)
                at = read(at, depth: depth, &member.value)
                guard at >= 0 else { return at }
                arena.openMembers.append(member)
                at = scanner.skipSpace(at)
                if scanner[at] == UInt8(ascii: "}") { break }
                guard scanner[at] == UInt8(ascii: ",") else { return JSONScanner.malformed }
                at = scanner.skipSpace(at + 1)
            }
        }
        value = arena.closeObject(from: first)
        return at + 1
    }
}
