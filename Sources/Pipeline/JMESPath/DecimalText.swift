// Why this file exists: expressions count with a line's numbers, and most of them are short.

/// The value of a JSON number (RFC 8259, section 6).
enum DecimalText {
    /// Powers of ten that a double holds exactly.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
        1e19,
        1e20, 1e21, 1e22,
    ]

    /// The double nearest to a well-formed number; infinite for one that is too large.
    @inline(__always)
    static func double(_ bytes: UnsafeRawBufferPointer) -> Double {
        // Up to fifteen digits and a power of ten are both exact, and so is their quotient's rounding.
        guard bytes.count <= 16 else { return slow(bytes) }
        var digits: Int64 = 0
        var decimals = 0
        var seenPoint = false
        var isNegative = false
        for byte in bytes {
            let digit = byte &- 48
            if digit < 10 {
                digits = digits &* 10 &+ Int64(digit)
                if seenPoint { decimals &+= 1 }
            } else if byte == UInt8(ascii: ".") {
                seenPoint = true
            } else if byte == UInt8(ascii: "-") {
                isNegative = true
            } else {
                return slow(bytes)
            }
        }
        guard digits < 1 << 53 else { return slow(bytes) }
        let value = decimals == 0 ? Double(digits) : Double(digits) / powers[decimals]
        return isNegative ? -value : value
    }

    @inline(never)
    private static func slow(_ bytes: UnsafeRawBufferPointer) -> Double {
        Double(String(decoding: bytes, as: UTF8.self)) ?? .nan
    }

    /// True for what the production `number` of RFC 8259 takes.
    static func isNumber(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        func digits(_ rest: inout Slice<UnsafeRawBufferPointer>) -> Int {
            let count = rest.prefix { $0 &- 48 < 10 }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let leadsWithZero = rest.first == 48
        let whole = digits(&rest)
        guard whole > 0, !leadsWithZero || whole == 1 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits(&rest) > 0 else { return false }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                rest = rest.dropFirst()
            }
            guard digits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }
}
