// Why this file exists: what a metric adds up is text in a line: a number, a duration, or true and false.

import Platform

/// The number that an extracted value stands for, as a metric takes it.
enum MetricNumber {
    /// A decimal number, a duration of Go in seconds (`1m30s` is 90), 1 for true, 0 for false; nil for anything else, and
    /// for what no double holds.
    static func read(_ value: Value, _ chunk: Chunk) -> Double? {
        let bytes = chunk.bytes(value.span)
        switch value.kind {
        case .boolean: return bytes.first == UInt8(ascii: "t") ? 1 : 0
        case .number, .text: return decimal(bytes) ?? seconds(bytes)
        case .absent, .null, .structure: return nil
        }
    }

    /// A number in the notation of Go's strconv.ParseFloat, without hexadecimal digits, infinity and NaN.
    /// - Parameter isExact: if false, more than 15 digits may give a neighbour of the nearest double, and cost nothing.
    static func decimal(_ bytes: UnsafeRawBufferPointer, isExact: Bool = true) -> Double? {
        var at = 0
        let isNegative = takeSign(bytes, &at)
        var digits: UInt64 = 0
        var (count, exponent, dropped) = (0, 0, 0)
        var hasPoint = false
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if byte &- 48 < 10 {
                count += 1
                if digits < 1 << 59 {
                    digits = digits * 10 + UInt64(byte & 15)
                    if hasPoint { exponent -= 1 }
                } else {
                    dropped += 1
                    if !hasPoint { exponent += 1 }
                }
            } else {
                break
            }
            at += 1
        }
        guard count > 0 else { return nil }
        if at < bytes.count {
            guard bytes[at] | 0x20 == UInt8(ascii: "e"), let further = takeExponent(bytes, at + 1) else {
                return nil
            }
            exponent += further
        }
        // Both are exact then, so one operation rounds as it should.
        if !isExact || (dropped == 0 && digits <= 1 << 53), abs(exponent) <= 22 {
            let magnitude =
                exponent < 0
                ? Double(digits) / powers[-exponent] : Double(digits) * powers[exponent]
            return isNegative ? -magnitude : magnitude
        }
        return Double(String(decoding: bytes, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    /// A duration in the notation of Go's time.ParseDuration (https://pkg.go.dev/time#ParseDuration), in seconds.
    static func seconds(_ bytes: UnsafeRawBufferPointer) -> Double? {
        var at = 0
        let isNegative = takeSign(bytes, &at)
        guard at < bytes.count else { return nil }
        var total: UInt64 = 0
        while at < bytes.count {
            var whole: UInt64 = 0
            let start = at
            while at < bytes.count, bytes[at] &- 48 < 10 {
                guard whole <= UInt64(Int64.max) / 10 - 1 else { return nil }
                whole = whole * 10 + UInt64(bytes[at] & 15)
                at += 1
            }
            var digits = at - start
            var (fraction, scale) = (0.0, 1.0)
            if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
                at += 1
                while at < bytes.count, bytes[at] &- 48 < 10 {
                    if scale < 1e18 {
                        fraction = fraction * 10 + Double(bytes[at] & 15)
                        scale *= 10
                    }
                    digits += 1
                    at += 1
                }
            }
            guard digits > 0, let unit = takeUnit(bytes, &at) else { return nil }
            let (product, isTooLong) = whole.multipliedReportingOverflow(by: unit)
            // A fraction is below 1, so that its part is below the unit.
            let part = UInt64(fraction * (Double(unit) / scale))
            guard !isTooLong, product <= UInt64(Int64.max) - part else { return nil }
            let (sum, isOver) = total.addingReportingOverflow(product + part)
            guard !isOver, sum <= UInt64(Int64.max) else { return nil }
            total = sum
        }
        let seconds = Double(total / 1_000_000_000) + Double(total % 1_000_000_000) / 1e9
        return isNegative ? -seconds : seconds
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
        1e19, 1e20, 1e21, 1e22,
    ]

    private static func takeSign(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Bool {
        guard let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") else {
            return false
        }
        at = 1
        return first == UInt8(ascii: "-")
    }

    /// The exponent behind its `e`, to the end; nil if there is none, or no end in sight.
    private static func takeExponent(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        var at = start
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        var signs = 0
        let isNegative = takeSign(rest, &signs)
        at += signs
        guard at < bytes.count else { return nil }
        var exponent = 0
        while at < bytes.count {
            guard bytes[at] &- 48 < 10 else { return nil }
            exponent = min(exponent * 10 + Int(bytes[at] & 15), 1 << 20)
            at += 1
        }
        return isNegative ? -exponent : exponent
    }

    /// Nanoseconds.
    private static func takeUnit(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> UInt64? {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "."), bytes[at] &- 48 >= 10 { at += 1 }
        let name = bytes[start..<at]
        switch name.count {
        case 1:
            switch name[start] {
            case UInt8(ascii: "s"): return 1_000_000_000
            case UInt8(ascii: "m"): return 60_000_000_000
            case UInt8(ascii: "h"): return 3_600_000_000_000
            default: return nil
            }
        case 2 where name[start + 1] == UInt8(ascii: "s"):
            switch name[start] {
            case UInt8(ascii: "n"): return 1
            case UInt8(ascii: "u"): return 1_000
            case UInt8(ascii: "m"): return 1_000_000
            default: return nil
            }
        case 3 where name.elementsEqual("\u{b5}s".utf8) || name.elementsEqual("\u{3bc}s".utf8): return 1_000
        default: return nil
        }
    }
}
