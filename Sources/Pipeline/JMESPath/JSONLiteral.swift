// Why this file exists: expressions hold JSON, which is read as a line's is.

import Platform

/// JSON that stands in an expression.
enum JSONLiteral {
    /// Reads a value into an arena; nil if the text is none. A text without double quotes is none, as RFC 8259 says.
    static func value(_ json: [UInt8], into arena: JSONArena) -> JSONValue? {
        let copy = ScannableCopy()
        json.withUnsafeBytes { copy.take($0) }
        return JSONArenaReader.value(copy.text, copy.marks, 0..<json.count, into: arena)
    }

    /// The text that a JSON string stands for, `json` being the string with its quotes; nil if it is none.
    static func string(_ json: [UInt8]) -> String? {
        let arena = JSONArena()
        guard json.first == UInt8(ascii: "\""), let value = value(json, into: arena), value.kind == .string
        else {
            return nil
        }
        return String(decoding: arena.bytes(value), as: UTF8.self)
    }
}
