// Why this file exists: what an expression gives is written as Promtail writes it, by the rules of Go's encoding/json.

import Platform

/// Writes values of an arena as JSON: without spaces, the keys of objects sorted, numbers as doubles.
struct ArenaWriter {
    private let arena: JSONArena
    private let output: ByteBuffer
    /// How long the output may become.
    private let end: Int
    private var order: [JSONMember] = []

    /// Appends a value; fails when that takes more than `limit` bytes, with some of them written.
    /// - Parameter output: not the arena's text.
    static func append(_ value: JSONValue, of arena: JSONArena, to output: ByteBuffer, limit: Int)
        throws(JMESPathFailure)
    {
        var writer = ArenaWriter(arena: arena, output: output, end: output.count + limit)
        try writer.append(value, depth: 0)
    }

    private init(arena: JSONArena, output: ByteBuffer, end: Int) {
        self.arena = arena
        self.output = output
        self.end = end
    }

    private mutating func append(_ value: JSONValue, depth: Int) throws(JMESPathFailure) {
        guard depth <= JMESPathLimits.depth * 2 else { throw .tooMuch }
        switch value.kind {
        case .null, .reference: output.append(literal: "null")
        case .boolean: value.start == 1 ? output.append(literal: "true") : output.append(literal: "false")
        case .number:
            if value.number.isFinite {
                GoJSONText.append(number: value.number, to: output)
            } else {
                // What is too large for a double stays as it stands in the line.
                guard value.count > 0 else { throw .notFinite }
                output.append(arena.bytes(value))
            }
        case .string: GoJSONText.append(quoted: arena.bytes(value), to: output)
        case .array: try appendArray(value, depth: depth)
        case .object: try appendObject(value, depth: depth)
        }
        if output.count > end { throw .tooMuch }
    }

    private mutating func appendArray(_ value: JSONValue, depth: Int) throws(JMESPathFailure) {
        output.append(UInt8(ascii: "["))
        for index in value.range {
            if index != value.range.lowerBound { output.append(UInt8(ascii: ",")) }
            try append(arena.elements[index], depth: depth + 1)
        }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func appendObject(_ value: JSONValue, depth: Int) throws(JMESPathFailure) {
        let first = order.count
        defer { order.removeSubrange(first...) }
        for index in value.range { order.append(arena.members[index]) }
        order[first...].sort { arena.order($0.key, $1.key) < 0 }
        output.append(UInt8(ascii: "{"))
        for index in first..<(first + Int(value.count)) {
            if index != first { output.append(UInt8(ascii: ",")) }
            let member = order[index]
            GoJSONText.append(quoted: arena.bytes(member.key), to: output)
            output.append(UInt8(ascii: ":"))
            try append(member.value, depth: depth + 1)
        }
        output.append(UInt8(ascii: "}"))
    }
}
