// Why this file exists: errors are shown as they were logged, so the report must be able to hold any JSON.

import FoundationEssentials

/// Any JSON value. The keys of its objects are encoded as they are, whatever is done to the keys around it.
public enum JSONValue: Codable, Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case number(Double)
    case text(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Reads whatever there is. Numbers that are not whole are those of a Double.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(UInt64.self) {
            self = .unsigned(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// Writes the value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .unsigned(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension JSONValue {
    /// Deeper JSON is shown as text, since reading it takes a piece of the stack for each level.
    static let maximumDepth = 32

    /// What a log entry says: the object that it is, else its text under `message`.
    init(_ entry: LogEntry) {
        if !entry.isCut, entry.bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
            Self.depth(of: entry.bytes) <= Self.maximumDepth,
            let value = try? JSONDecoder().decode(JSONValue.self, from: Data(entry.bytes)),
            case .object = value
        {
            self = value
        } else {
            self = .object(["message": .text(String(decoding: entry.bytes, as: UTF8.self))])
        }
    }

    /// The levels of nesting of what may be JSON.
    private static func depth(of bytes: [UInt8]) -> Int {
        var (depth, most) = (0, 0)
        var (isInText, isEscaped) = (false, false)
        for byte in bytes {
            if isEscaped {
                isEscaped = false
            } else if isInText {
                isEscaped = byte == UInt8(ascii: "\\")
                isInText = byte != UInt8(ascii: "\"")
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInText = true
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    most = max(most, depth)
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
            }
        }
        return most
    }
}
