// Durations and sizes both write a number with a fraction and scale it by a unit, exactly and without Foundation.

/// A number without a sign: digits, with or without a decimal point.
struct DecimalNumber {
    private var whole: UInt64?
    private var fraction: UInt64 = 0
    private var fractionScale: UInt64 = 1
    /// Whether it was written with a point.
    private(set) var hasPoint = false

    /// Takes the number off the front of `rest`; nil if there is no digit there.
    init?(reading rest: inout ArraySlice<UInt8>) {
        let digits = Self.takeDigits(&rest)
        var value: UInt64? = 0
        for digit in digits {
            value = value.flatMap { Self.append(digit, to: $0) }
        }
        whole = value
        guard rest.first == UInt8(ascii: ".") else {
            if digits.isEmpty { return nil }
            return
        }
        hasPoint = true
        rest = rest.dropFirst()
        let decimals = Self.takeDigits(&rest)
        if digits.isEmpty && decimals.isEmpty { return nil }
        // Eighteen decimals fit 64 bits and are below a nanosecond of any unit; what follows cannot be seen.
        for digit in decimals.prefix(18) {
            fraction = fraction * 10 + UInt64(digit & 0x0f)
            fractionScale *= 10
        }
    }

    /// The number times `unit`, with what is below 1 cut off; nil on overflow of 64 bits.
    func scaled(by unit: UInt64) -> UInt64? {
        guard let whole else { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        // The fraction is below its scale, so the quotient is below the unit and the division cannot trap.
        let part = fractionScale.dividingFullWidth(fraction.multipliedFullWidth(by: unit)).quotient
        let (sum, carry) = product.addingReportingOverflow(part)
        return carry ? nil : sum
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest.dropFirst(digits.count)
        return digits
    }

    private static func append(_ digit: UInt8, to value: UInt64) -> UInt64? {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(digit & 0x0f))
        return overflow || carry ? nil : sum
    }
}
