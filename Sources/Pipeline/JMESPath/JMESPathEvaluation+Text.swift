// Why this file exists: the functions of JMESPath that read or write texts.

import CRE2
import Glibc
import Platform

extension JMESPathEvaluation {
    /// True if an array has an element that is equal to `wanted`, or a text the text; a text has nothing else.
    mutating func contains(_ subject: JSONValue, _ wanted: JSONValue) throws(JMESPathFailure) -> Bool {
        if subject.kind == .array {
            for index in subject.range where try isEqual(arena.elements[index], wanted) { return true }
            return false
        }
        guard wanted.kind == .string else { return false }
        guard wanted.count > 0 else { return true }
        try spend(bytes: Int(subject.count))
        let base = arena.text.base
        return lf_find(
            base + Int(subject.start), Int(subject.count), base + Int(wanted.start), Int(wanted.count)) != nil
    }

    func hasEdge(_ subject: JSONValue, _ edge: JSONValue, atEnd: Bool) -> Bool {
        guard subject.count >= edge.count else { return false }
        let start = Int(subject.start) + (atEnd ? Int(subject.count - edge.count) : 0)
        return memcmp(arena.text.base + start, arena.text.base + Int(edge.start), Int(edge.count)) == 0
    }

    mutating func join(_ strings: JSONValue, separator: JSONValue) throws(JMESPathFailure) -> JSONValue {
        let start = arena.text.count
        for index in strings.range {
            let piece = arena.elements[index]
            try require(bytes: Int(piece.count) + Int(separator.count))
            if index != strings.range.lowerBound { append(separator) }
            append(piece)
        }
        return arena.string(from: start)
    }

    /// Appends a text of the arena to the arena's text.
    private func append(_ value: JSONValue) {
        // What is copied moves if that grows.
        arena.text.reserve(Int(value.count))
        arena.text.append(arena.bytes(value))
    }

    /// Code points of a text, elements or members.
    mutating func length(_ value: JSONValue) throws(JMESPathFailure) -> Int {
        guard value.kind == .string else { return Int(value.count) }
        try spend(bytes: Int(value.count))
        return arena.bytes(value).reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }

    /// An array from its last element to its first, a text from its last code point to its first.
    mutating func reverse(_ value: JSONValue) throws(JMESPathFailure) -> JSONValue {
        if value.kind == .array {
            try spend(Int(value.count))
            let first = arena.openElements.count
            for index in value.range.reversed() { arena.openElements.append(arena.elements[index]) }
            return arena.closeArray(from: first)
        }
        let count = Int(value.count)
        try require(bytes: count)
        try spend(bytes: count)
        let start = arena.text.count
        arena.text.reserve(count)
        var end = count
        while end > 0 {
            let bytes = arena.bytes(value)
            var begin = end - 1
            while begin > 0, end - begin < 4, bytes[begin] & 0xC0 == 0x80 { begin -= 1 }
            arena.text.append(UnsafeRawBufferPointer(rebasing: bytes[begin..<end]))
            end = begin
        }
        return arena.string(from: start)
    }

    /// A number stays one, a text that is a JSON number becomes it, and anything else null.
    mutating func toNumber(_ value: JSONValue) throws(JMESPathFailure) -> JSONValue {
        if value.kind == .number { return value }
        guard value.kind == .string else { return .null }
        try spend(bytes: Int(value.count))
        let bytes = arena.bytes(value)
        guard DecimalText.isNumber(bytes) else { return .null }
        let number = DecimalText.double(bytes)
        guard number.isFinite else { return .null }
        return .number(number)
    }

    /// A text stays as it is, anything else becomes JSON.
    mutating func toString(_ value: JSONValue) throws(JMESPathFailure) -> JSONValue {
        if value.kind == .string { return value }
        let start = arena.text.count
        // The arena's text grows by what is read in it, so it is written elsewhere first.
        arena.output.removeAll()
        try ArenaWriter.append(value, of: arena, to: arena.output, limit: textLimit - start)
        arena.text.append(arena.output.bytes)
        return arena.string(from: start)
    }
}
