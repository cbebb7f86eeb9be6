// Why this file exists: Sprig's sums of floats are made with decimal digits, so that 0.1 and 0.2 are 0.3.

/// A decimal number: its digits times a power of ten, exact but for a bound that no double can see.
struct GoDecimal {
    /// More digits than that are cut off at the end.
    private static let maximumDigits = 800
    /// The digits behind the point that a quotient has at most.
    private static let quotientDigits = 16

    private var isNegative: Bool
    /// Values 0...9 from the last one on, without zeros in front; empty for zero.
    private var digits: [UInt8]
    /// The power of ten of the last digit.
    private var exponent: Int

    /// The fewest digits that name the double; nil for infinities and what is no number.
    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        let shortest = ShortestDigits(value)
        self.init(
            isNegative: shortest.isNegative, digits: shortest.digits.reversed().map { $0 &- 48 },
            exponent: shortest.exponent - shortest.digits.count + 1)
    }

    private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        (self.isNegative, self.digits, self.exponent) = (isNegative, digits, exponent)
        while self.digits.last == 0 { self.digits.removeLast() }
        if self.digits.count > Self.maximumDigits {
            let cut = self.digits.count - Self.maximumDigits
            self.digits.removeFirst(cut)
            self.exponent += cut
        }
    }

    /// The double nearest to it.
    var double: Double {
        guard !digits.isEmpty else { return 0 }
        let text = String(decoding: digits.reversed().map { $0 + 48 }, as: UTF8.self)
        return Double("\(isNegative ? "-" : "")\(text)e\(exponent)") ?? 0
    }

    static prefix func - (value: GoDecimal) -> GoDecimal {
        GoDecimal(isNegative: !value.isNegative, digits: value.digits, exponent: value.exponent)
    }

    static func + (left: GoDecimal, right: GoDecimal) -> GoDecimal {
        let exponent = min(left.exponent, right.exponent)
        let (a, b) = (left.digits(at: exponent), right.digits(at: exponent))
        if left.isNegative == right.isNegative {
            return GoDecimal(isNegative: left.isNegative, digits: sum(a, b), exponent: exponent)
        }
        if isBelow(a, b) {
            return GoDecimal(isNegative: right.isNegative, digits: difference(b, a), exponent: exponent)
        }
        return GoDecimal(isNegative: left.isNegative, digits: difference(a, b), exponent: exponent)
    }

    static func * (left: GoDecimal, right: GoDecimal) -> GoDecimal {
        var products = [Int](repeating: 0, count: left.digits.count + right.digits.count)
        for (i, a) in left.digits.enumerated() {
            for (j, b) in right.digits.enumerated() { products[i + j] += Int(a) * Int(b) }
        }
        var (digits, carry) = ([UInt8](), 0)
        for product in products {
            carry += product
            digits.append(UInt8(carry % 10))
            carry /= 10
        }
        return GoDecimal(
            isNegative: left.isNegative != right.isNegative, digits: digits,
            exponent: left.exponent + right.exponent)
    }

    /// The quotient, its last digit rounded away from zero where a half or more is left; nil for a divisor of zero.
    static func / (left: GoDecimal, right: GoDecimal) -> GoDecimal? {
        guard !right.digits.isEmpty else { return nil }
        // As whole numbers whose quotient has its last digit where the result has.
        let shift = left.exponent - right.exponent + quotientDigits
        let dividend = Self.scaled(left.digits, by: max(0, shift))
        let divisor = Self.scaled(right.digits, by: max(0, -shift))
        var (quotient, rest) = divide(dividend, divisor)
        if !isBelow(sum(rest, rest), divisor) { quotient = sum(quotient, [1]) }
        return GoDecimal(
            isNegative: left.isNegative != right.isNegative, digits: quotient, exponent: -quotientDigits)
    }

    /// The digits with zeros at the end, so that the last one has the power of ten `exponent`, which is not above its
    /// own.
    private func digits(at exponent: Int) -> [UInt8] { Self.scaled(digits, by: self.exponent - exponent) }

    private static func scaled(_ digits: [UInt8], by power: Int) -> [UInt8] {
        digits.isEmpty ? [] : [UInt8](repeating: 0, count: power) + digits
    }

    private static func isBelow(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        let (a, b) = (a.reversed().drop { $0 == 0 }, b.reversed().drop { $0 == 0 })
        return a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
    }

    private static func sum(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var (digits, carry) = ([UInt8](), UInt8(0))
        for index in 0..<max(a.count, b.count) {
            carry += (index < a.count ? a[index] : 0) + (index < b.count ? b[index] : 0)
            digits.append(carry % 10)
            carry /= 10
        }
        return carry > 0 ? digits + [carry] : digits
    }

    /// `a` is not below `b`.
    private static func difference(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var (digits, borrow) = (a, UInt8(0))
        for index in digits.indices {
            let taken = (index < b.count ? b[index] : 0) + borrow
            borrow = digits[index] < taken ? 1 : 0
            digits[index] = digits[index] + borrow * 10 - taken
        }
        while digits.last == 0 { digits.removeLast() }
        return digits
    }

    /// Whole quotient and rest by long division.
    private static func divide(_ a: [UInt8], _ b: [UInt8]) -> (quotient: [UInt8], rest: [UInt8]) {
        var (quotient, rest) = ([UInt8](), [UInt8]())
        for digit in a.reversed() {
            rest.insert(digit, at: 0)
            while rest.last == 0 { rest.removeLast() }
            var times: UInt8 = 0
            while !isBelow(rest, b) {
                rest = difference(rest, b)
                times += 1
            }
            quotient.append(times)
        }
        return (quotient.reversed(), rest)
    }
}
