// Protocol buffers' encoding, read strictly and within bounds: the bytes may come from anybody.

/// What is wrong with bytes that claim to be a message.
struct WireError: Error {
    /// What was found, in a few words.
    let reason: String

    static let truncated = WireError(reason: "it ends too early")
    static let beyondEnd = WireError(reason: "a length goes beyond the end of what it is in")
    static let longVarint = WireError(reason: "a number has more than 64 bits")
    static let notUTF8 = WireError(reason: "the text is not UTF-8")
    static let fieldZero = WireError(reason: "a field has the number 0")
    static let group = WireError(reason: "groups are not taken")

    static func wireType(_ found: WireReader.WireType, wanted: WireReader.WireType) -> WireError {
        WireError(reason: "the wire type is \(found.rawValue) and has to be \(wanted.rawValue)")
    }
}

/// Reads one message, field by field.
///
/// Source: https://protobuf.dev/programming-guides/encoding/
struct WireReader {
    /// How a field's value is written.
    enum WireType: UInt8 {
        case varint = 0, fixed64 = 1, length = 2, fixed32 = 5
    }

    /// A field's number, and how its value is written.
    struct Field {
        let number: UInt64
        let type: WireType

        /// - Throws: if the value is written in another way than this field's.
        func expect(_ wanted: WireType) throws(WireError) {
            if type != wanted { throw .wireType(type, wanted: wanted) }
        }
    }

    private let bytes: [UInt8]
    private var at: Int
    private let end: Int

    /// Reads a whole message.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        at = 0
        end = bytes.count
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        at = range.lowerBound
        end = range.upperBound
    }

    /// The next field, whose value has to be read or skipped then; nil at the end of the message.
    mutating func field() throws(WireError) -> Field? {
        guard at < end else { return nil }
        let tag = try varint()
        guard tag >> 3 != 0 else { throw .fieldZero }
        guard let type = WireType(rawValue: UInt8(tag & 7)) else {
            throw tag & 7 == 3 || tag & 7 == 4
                ? .group : WireError(reason: "there is no wire type \(tag & 7)")
        }
        return Field(number: tag >> 3, type: type)
    }

    /// A number of at most ten bytes, the lowest seven bits first.
    mutating func varint() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard at < end else { throw .truncated }
            let byte = bytes[at]
            at += 1
            if shift == 63, byte > 1 { throw .longVarint }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw .longVarint
    }

    /// A message within this one.
    mutating func message() throws(WireError) -> WireReader { WireReader(bytes, try range()) }

    /// A text, which has to be UTF-8.
    mutating func text() throws(WireError) -> String {
        guard let text = String(validating: bytes[try range()], as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    /// Passes over a value that nobody wants.
    mutating func skip(_ field: Field) throws(WireError) {
        switch field.type {
        case .varint: _ = try varint()
        case .length: _ = try range()
        case .fixed64: try skip(8)
        case .fixed32: try skip(4)
        }
    }

    private mutating func skip(_ count: Int) throws(WireError) {
        guard end - at >= count else { throw .truncated }
        at += count
    }

    private mutating func range() throws(WireError) -> Range<Int> {
        let length = try varint()
        guard length <= UInt64(end - at) else { throw .beyondEnd }
        let start = at
        at += Int(length)
        return start..<at
    }
}
