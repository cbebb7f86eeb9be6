// Why this file exists: files of rejected entries and some gateways' answers are JSON of the simplest kind.

/// What is wrong with a line.
enum RejectedLineError: Error, Hashable, Sendable {
    /// Not the JSON that is written here; the words go on from "it".
    case malformed(String)
    /// Written by a later version of this program.
    case version(Int)
}

/// The part of JSON (RFC 8259) that the lines are made of: objects of strings, integers, booleans and such objects.
struct PlainJSON {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Calls `member` behind each key, to read its value.
    mutating func object(
        _ member: (inout PlainJSON, String) throws(RejectedLineError) -> Void
    ) throws(RejectedLineError) {
        try expect("{")
        if accept("}") { return }
        repeat {
            let key = try text()
            try expect(":")
            try member(&self, key)
        } while accept(",")
        try expect("}")
    }

    mutating func text() throws(RejectedLineError) -> String { String(decoding: try string(), as: UTF8.self) }

    /// A string's bytes without its escapes.
    mutating func string() throws(RejectedLineError) -> [UInt8] {
        try expect("\"")
        var text: [UInt8] = []
        while true {
            let start = at
            while at < bytes.count, bytes[at] != 0x22, bytes[at] != 0x5C { at += 1 }
            text.append(contentsOf: bytes[start..<at])
            guard at < bytes.count else { throw .malformed("ends in the middle of a string") }
            at += 1
            if bytes[at - 1] == 0x22 { return text }
            try appendEscaped(to: &text)
        }
    }

    mutating func integer() throws(RejectedLineError) -> Int {
        skipSpace()
        let start = at
        while at < bytes.count, bytes[at] == 0x2D || (0x30...0x39).contains(bytes[at]) { at += 1 }
        guard let number = Int(String(decoding: bytes[start..<at], as: UTF8.self)) else {
            throw .malformed("has no integer where one belongs")
        }
        return number
    }

    mutating func boolean() throws(RejectedLineError) -> Bool {
        skipSpace()
        for (word, value) in [("true", true), ("false", false)] where bytes[at...].starts(with: word.utf8) {
            at += word.utf8.count
            return value
        }
        throw .malformed("has neither true nor false where one belongs")
    }

    mutating func end() throws(RejectedLineError) {
        skipSpace()
        if at < bytes.count { throw .malformed("goes on after its object") }
    }

    /// What follows a backslash.
    private mutating func appendEscaped(to text: inout [UInt8]) throws(RejectedLineError) {
        guard at < bytes.count else { throw .malformed("ends in the middle of a string") }
        let letter = bytes[at]
        at += 1
        switch letter {
        case 0x22, 0x5C, 0x2F: text.append(letter)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "u"):
            var code = try codeUnit()
            if 0xD800..<0xDC00 ~= code, bytes[at...].starts(with: #"\u"#.utf8) {
                at += 2
                let low = try codeUnit()
                guard 0xDC00..<0xE000 ~= low else { throw .malformed("has half of a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw .malformed("has half of a surrogate pair") }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw .malformed("has an escape that JSON does not know")
        }
    }

    private mutating func codeUnit() throws(RejectedLineError) -> UInt32 {
        guard bytes.count - at >= 4,
            bytes[at..<(at + 4)].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let code = UInt32(String(decoding: bytes[at..<(at + 4)], as: UTF8.self), radix: 16)
        else { throw .malformed("has an escape that JSON does not know") }
        at += 4
        return code
    }

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0D { at += 1 }
    }

    private mutating func accept(_ mark: Unicode.Scalar) -> Bool {
        skipSpace()
        guard at < bytes.count, bytes[at] == UInt8(ascii: mark) else { return false }
        at += 1
        return true
    }

    private mutating func expect(_ mark: Unicode.Scalar) throws(RejectedLineError) {
        if !accept(mark) {
            throw .malformed(at < bytes.count ? "has no \(mark) at byte \(at + 1)" : "ends in the middle")
        }
    }
}
