// Why this file exists: times and durations have fractions with leading zeros, which a plain decimal loses.

import Platform

extension ByteBuffer {
    /// Appends the last six decimal digits of a number that is not negative, zeros included.
    func append(sixDigits value: Int64) {
        var divisor: Int64 = 100_000
        while divisor > 0 {
            append(UInt8(truncatingIfNeeded: 48 + value / divisor % 10))
            divisor /= 10
        }
    }
}
