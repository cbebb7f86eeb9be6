// JSON read as slowly and plainly as can be, as a second opinion on what the agent's scanner makes of a line.

/// RFC 8259 written down once more, for texts of one line.
public struct SlowJSON {
    /// A value with the bytes that it is written with.
    public indirect enum Value: Sendable {
        case null
        case boolean([UInt8])
        case number([UInt8])
        /// Without its quotes and escapes.
        case string([UInt8])
        case array([UInt8], [Value])
        /// The members in order, their keys without escapes.
        case object([UInt8], [(key: [UInt8], value: Value)])
    }

    private let bytes: [UInt8]
    private var at = 0
    private let maximumDepth: Int

    /// The value that the bytes are, from the first to the last; nil if they are no JSON text.
    ///
    /// - Parameter maximumDepth: deeper nesting is no JSON text either.
    public static func parse(_ bytes: [UInt8], maximumDepth: Int = .max) -> Value? {
        var reader = SlowJSON(bytes: bytes, maximumDepth: maximumDepth)
        reader.space()
        guard let value = reader.value(depth: 0) else { return nil }
        reader.space()
        return reader.at == bytes.count ? value : nil
    }

    private init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func space() { while let next, " \t\r".utf8.contains(next) { at += 1 } }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[at...].starts(with: text.utf8) else { return false }
        at += text.utf8.count
        return true
    }

    private mutating func value(depth: Int) -> Value? {
        let start = at
        if take("null") { return .null }
        if take("true") || take("false") { return .boolean(Array(bytes[start..<at])) }
        if take("[") {
            var elements: [Value] = []
            let isArray =
                depth < maximumDepth
                && list(closing: "]") { reader in
                    guard let value = reader.value(depth: depth + 1) else { return false }
                    elements.append(value)
                    return true
                }
            return isArray ? .array(Array(bytes[start..<at]), elements) : nil
        }
        if take("{") {
            var members: [(key: [UInt8], value: Value)] = []
            let isObject =
                depth < maximumDepth
                && list(closing: "}") { reader in
                    guard let key = reader.string() else { return false }
                    reader.space()
                    guard reader.take(":") else { return false }
                    reader.space()
                    guard let value = reader.value(depth: depth + 1) else { return false }
                    members.append((key, value))
                    return true
                }
            return isObject ? .object(Array(bytes[start..<at]), members) : nil
        }
        if next == UInt8(ascii: "\"") { return string().map { .string($0) } }
        return number() ? .number(Array(bytes[start..<at])) : nil
    }

    private mutating func list(closing: String, _ element: (inout Self) -> Bool) -> Bool {
        space()
        if take(closing) { return true }
        repeat {
            space()
            guard element(&self) else { return false }
            space()
        } while take(",")
        return take(closing)
    }

    private mutating func string() -> [UInt8]? {
        guard take("\"") else { return nil }
        var text: [UInt8] = []
        while let byte = next {
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return text
            case 0..<32: return nil
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return nil }
                text += escaped
            default: text.append(byte)
            }
        }
        return nil
    }

    /// What follows a backslash.
    private mutating func escape() -> [UInt8]? {
        guard let letter = next else { return nil }
        at += 1
        switch letter {
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "u"): return unicode().map { Array(String($0).utf8) }
        default: return "\"\\/".utf8.contains(letter) ? [letter] : nil
        }
    }

    /// The four digits after `\u`, and a second escape if both are the halves of one character; half of one alone is
    /// U+FFFD.
    private mutating func unicode() -> Character? {
        guard let first = unit() else { return nil }
        guard (0xD800...0xDFFF).contains(first) else { return Unicode.Scalar(first).map(Character.init) }
        let start = at
        if first < 0xDC00, take("\\u"), let second = unit(), (0xDC00...0xDFFF).contains(second) {
            return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)).map(Character.init)
        }
        at = start
        return "\u{FFFD}"
    }

    private mutating func unit() -> UInt32? {
        let digits = bytes[at...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ "0123456789abcdefABCDEF".utf8.contains($0) }) else {
            return nil
        }
        at += 4
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func digits() -> Bool {
        let start = at
        while let next, "0123456789".utf8.contains(next) { at += 1 }
        return at > start
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0"), !digits() { return false }
        if take("."), !digits() { return false }
        guard take("e") || take("E") else { return true }
        _ = take("+") || take("-")
        return digits()
    }
}
