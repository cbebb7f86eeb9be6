// Why this file exists: functions of templates take numbers out of texts, and Go's notation of them is no other's.

/// Numbers in text as Go's package strconv reads them (https://pkg.go.dev/strconv).
enum NumberReading {
    /// What `strconv.ParseInt` gives: a number; what is too large for 64 bits as the nearest one; or no number.
    enum Integer: Equatable {
        case value(Int64)
        case outOfRange(Int64)
        case malformed

        /// The number, nil unless it was read without an error.
        var exact: Int64? { if case .value(let value) = self { value } else { nil } }

        /// The number, the nearest one if it is too large, 0 if there is none: what Go gives beside an error.
        var nearest: Int64 {
            switch self {
            case .value(let value), .outOfRange(let value): value
            case .malformed: 0
            }
        }
    }

    /// - Parameter base: 2...36; 0 for the one that the prefix 0x, 0o, 0 or 0b says, ten without one.
    static func integer(_ text: TemplateText, base: Int = 10) -> Integer {
        var rest = text.bytes[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return .malformed }
        var (radix, allowsUnderscores) = (UInt64(base), false)
        if base == 0 {
            allowsUnderscores = true
            guard areUnderscoresBetweenDigits(rest) else { return .malformed }
            radix = takePrefix(&rest)
        }
        var (magnitude, isTooLarge) = (UInt64(0), false)
        for byte in rest {
            if byte == UInt8(ascii: "_"), allowsUnderscores { continue }
            guard let digit = digit(byte), digit < radix else { return .malformed }
            let (product, overflowed) = magnitude.multipliedReportingOverflow(by: radix)
            let (sum, overflowedAgain) = product.addingReportingOverflow(digit)
            isTooLarge = isTooLarge || overflowed || overflowedAgain
            magnitude = sum
        }
        if isNegative {
            guard !isTooLarge, magnitude <= Int64.min.magnitude else { return .outOfRange(.min) }
            return .value(Int64(truncatingIfNeeded: 0 &- magnitude))
        }
        guard !isTooLarge, let value = Int64(exactly: magnitude) else { return .outOfRange(.max) }
        return .value(value)
    }

    /// The double that `strconv.ParseFloat` reads; nil where it finds an error, what is too large included.
    static func float(_ text: TemplateText) -> Double? {
        var rest = text.bytes[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let word = rest.prefix(9).map { $0 | 0x20 }
        if word.elementsEqual("inf".utf8) || word.elementsEqual("infinity".utf8) {
            return text[0] == UInt8(ascii: "-") ? -.infinity : .infinity
        }
        if word.elementsEqual("nan".utf8) { return rest.count == text.count ? .nan : nil }
        guard text.count <= 4_096, isFloat(rest), areUnderscoresBetweenDigits(rest) else { return nil }
        let digits = text.bytes.filter { $0 != UInt8(ascii: "_") }
        guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// Takes off a prefix that says the base. As in Go a lone 0 is the octal prefix and nothing behind it.
    private static func takePrefix(_ rest: inout Slice<UnsafeRawBufferPointer>) -> UInt64 {
        guard rest.first == UInt8(ascii: "0") else { return 10 }
        let letter = rest.count >= 3 ? rest[rest.startIndex + 1] | 0x20 : 0
        let bases: [UInt8: UInt64] = [
            UInt8(ascii: "b"): 2, UInt8(ascii: "o"): 8, UInt8(ascii: "x"): 16,
        ]
        guard let base = bases[letter] else {
            rest = rest.dropFirst()
            return 8
        }
        rest = rest.dropFirst(2)
        return base
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 48...57: UInt64(byte) - 48
        case 65...90: UInt64(byte) - 55
        case 97...122: UInt64(byte) - 87
        default: nil
        }
    }

    private static func isHexadecimal(_ rest: Slice<UnsafeRawBufferPointer>) -> Bool {
        rest.count >= 2 && rest[rest.startIndex] == 48
            && rest[rest.startIndex + 1] | 0x20 == UInt8(ascii: "x")
    }

    /// Each underscore stands between two digits, or between a prefix and a digit. `rest` has no sign.
    private static func areUnderscoresBetweenDigits(_ rest: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard rest.contains(UInt8(ascii: "_")) else { return true }
        var (isAfterDigit, isAfterUnderscore) = (false, false)
        var digits = rest
        let letter = rest.count >= 2 && rest.first == 48 ? rest[rest.startIndex + 1] | 0x20 : 0
        let hasPrefix =
            letter == UInt8(ascii: "b") || letter == UInt8(ascii: "o") || letter == UInt8(ascii: "x")
        if hasPrefix {
            digits = rest.dropFirst(2)
            isAfterDigit = true
        }
        let radix: UInt64 = letter == UInt8(ascii: "x") ? 16 : 10
        for byte in digits {
            if byte == UInt8(ascii: "_") {
                guard isAfterDigit else { return false }
                (isAfterDigit, isAfterUnderscore) = (false, true)
            } else {
                let isDigit = digit(byte).map { $0 < radix } ?? false
                if isAfterUnderscore, !isDigit { return false }
                (isAfterDigit, isAfterUnderscore) = (isDigit, false)
            }
        }
        return !isAfterUnderscore
    }

    /// Digits with a point and an exponent, which a hexadecimal one must have; underscores count as nothing.
    private static func isFloat(_ rest: Slice<UnsafeRawBufferPointer>) -> Bool {
        let isHexadecimal = isHexadecimal(rest)
        let radix: UInt64 = isHexadecimal ? 16 : 10
        let mark = isHexadecimal ? UInt8(ascii: "p") : UInt8(ascii: "e")
        var bytes = (isHexadecimal ? rest.dropFirst(2) : rest).filter { $0 != UInt8(ascii: "_") }[...]
        let whole = bytes.prefix { digit($0).map { $0 < radix } ?? false }.count
        bytes = bytes.dropFirst(whole)
        var fraction = 0
        if bytes.first == UInt8(ascii: ".") {
            bytes = bytes.dropFirst()
            fraction = bytes.prefix { digit($0).map { $0 < radix } ?? false }.count
            bytes = bytes.dropFirst(fraction)
        }
        guard whole + fraction > 0 else { return false }
        guard let first = bytes.first else { return !isHexadecimal }
        guard first | 0x20 == mark else { return false }
        bytes = bytes.dropFirst()
        if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        return !bytes.isEmpty && bytes.allSatisfy { (48...57).contains($0) }
    }
}
