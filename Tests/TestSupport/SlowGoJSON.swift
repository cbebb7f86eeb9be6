// What Go's encoding/json makes of a value that it has read, as slowly and plainly as can be.

import Glibc

extension SlowJSON.Value {
    /// The value without spaces, its keys sorted, its numbers as doubles, and escaped for HTML.
    public var goText: [UInt8] {
        switch self {
        case .null: return Array("null".utf8)
        case .boolean(let bytes): return bytes
        case .number(let bytes): return number(bytes)
        case .string(let bytes): return quoted(bytes)
        case .array(_, let elements):
            return Array("[".utf8) + elements.map(\.goText).joined(separator: ",".utf8) + Array("]".utf8)
        case .object(_, let members):
            var texts: [[UInt8]: [UInt8]] = [:]
            for member in members { texts[member.key] = member.value.goText }
            let sorted = texts.keys.sorted { $0.lexicographicallyPrecedes($1) }
            let pairs = sorted.map { quoted($0) + Array(":".utf8) + (texts[$0] ?? []) }
            return Array("{".utf8) + pairs.joined(separator: ",".utf8) + Array("}".utf8)
        }
    }

    private func quoted(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            // The one scalar that the next bytes are.
            let scalar = (1...4).lazy.compactMap { length -> Unicode.Scalar? in
                guard let text = String(validating: rest.prefix(length), as: UTF8.self) else { return nil }
                return text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
            }.first
            rest = rest.dropFirst(scalar.map { String($0).utf8.count } ?? 1)
            text += escaped(scalar ?? "\u{FFFD}").utf8
        }
        return Array("\"".utf8) + text + Array("\"".utf8)
    }

    private func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{8}": return "\\b"
        case "\u{c}": return "\\f"
        case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..<" ":
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(scalar)
        }
    }

    /// The fewest digits that are read as the same double.
    private func number(_ bytes: [UInt8]) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        let value = strtod(text, nil)
        guard value.isFinite else { return bytes }
        guard value != 0 else { return Array((text.hasPrefix("-") ? "-0" : "0").utf8) }
        let scientific = (0...16).lazy.map { format("%.\($0)e", value.magnitude) }.first {
            strtod($0, nil) == value.magnitude
        }
        let parts = (scientific ?? text).split(separator: "e")
        let digits = parts[0].filter { $0 != "." }
        let exponent = Int(parts[1]) ?? 0
        let sign = value < 0 ? "-" : ""
        if exponent < -6 || exponent >= 21 {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return Array("\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "" : "+")\(exponent)".utf8)
        }
        if exponent < 0 {
            return Array((sign + "0." + String(repeating: "0", count: -1 - exponent) + digits).utf8)
        }
        let whole = digits.prefix(exponent + 1)
        let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
        let fraction = digits.dropFirst(exponent + 1)
        return Array((sign + whole + zeros + (fraction.isEmpty ? "" : "." + fraction)).utf8)
    }

    private func format(_ format: String, _ value: Double) -> String {
        var buffer = [CChar](repeating: 0, count: 40)
        let length = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
        return String(decoding: buffer.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
