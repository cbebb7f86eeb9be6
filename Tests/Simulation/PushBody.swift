// A push body as Loki would read it: gzip, JSON, streams of entries.

import Loki

/// A text as its bytes, hashed all at once.
struct Text: Hashable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }

    var string: String { String(decoding: bytes, as: UTF8.self) }
}

/// An entry as Loki tells it from others.
struct PushedEntry: Hashable {
    /// The stream's labels as JSON, as they stand in the body.
    let stream: Text
    let timestamp: Int64
    let line: Text

    var text: String { line.string }
}

/// Reads `{"streams":[{"stream":{…},"values":[["ns","line"],…]},…]}` and nothing else.
struct PushBodyReader {
    private let bytes: [UInt8]
    private var at = 0

    /// The entries in their order; nil if the body is not what Loki's push API takes.
    static func entries(_ body: UnsafeRawBufferPointer, _ encoding: ClientSettings.Encoding) -> [PushedEntry]?
    {
        if encoding == .protobuf { return ProtobufPush.entries(body) }
        guard let bytes = Gzip.decompressed(body) else { return nil }
        var reader = PushBodyReader(bytes: bytes)
        return reader.readAll()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func readAll() -> [PushedEntry]? {
        var entries: [PushedEntry] = []
        guard take("{\"streams\":[") else { return nil }
        repeat {
            guard take("{\"stream\":") else { return nil }
            let start = at
            guard skipLabels() else { return nil }
            let stream = Text(Array(bytes[start..<at]))
            guard take(",\"values\":[") else { return nil }
            repeat {
                guard take("["), let digits = string(), take(","), let line = string(), take("]"),
                    let timestamp = Int64(String(decoding: digits, as: UTF8.self))
                else { return nil }
                entries.append(PushedEntry(stream: stream, timestamp: timestamp, line: Text(line)))
            } while take(",")
            guard take("]}") else { return nil }
        } while take(",")
        guard take("]}"), at == bytes.count else { return nil }
        return entries
    }

    private mutating func skipLabels() -> Bool {
        guard take("{") else { return false }
        repeat { guard string() != nil, take(":"), string() != nil else { return false } } while take(",")
        return take("}")
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard at + count <= bytes.count else { return false }
        for index in 0..<count where bytes[at + index] != text.utf8Start[index] { return false }
        at += count
        return true
    }

    /// A JSON string (RFC 8259, section 7), its escapes undone; pairs of surrogates do not occur.
    private mutating func string() -> [UInt8]? {
        guard take("\"") else { return nil }
        var text: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return text
            case UInt8(ascii: "\\"):
                guard at < bytes.count else { return nil }
                let escape = bytes[at]
                at += 1
                switch escape {
                case UInt8(ascii: "n"): text.append(10)
                case UInt8(ascii: "r"): text.append(13)
                case UInt8(ascii: "t"): text.append(9)
                case UInt8(ascii: "b"): text.append(8)
                case UInt8(ascii: "f"): text.append(12)
                case UInt8(ascii: "u"):
                    guard at + 4 <= bytes.count,
                        let code = UInt32(String(decoding: bytes[at..<(at + 4)], as: UTF8.self), radix: 16),
                        let scalar = Unicode.Scalar(code)
                    else { return nil }
                    at += 4
                    text.append(contentsOf: String(scalar).utf8)
                default: text.append(escape)
                }
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }
}
