// Why this file exists: the timestamps of neighbouring lines share their seconds, which need not be divided anew.

import Platform

/// Writes nanosecond timestamps in decimal, remembering the digits of the last one's second.
struct TimestampText {
    private var second: Int64 = -1
    private var digits = SIMD16<UInt8>()
    private var digitCount = 0

    /// Appends a timestamp in nanoseconds since the Unix epoch.
    mutating func append(_ timestamp: Int64, to buffer: ByteBuffer) {
        guard timestamp >= 1_000_000_000 else { return buffer.append(decimal: timestamp) }
        let (seconds, nanoseconds) = timestamp.quotientAndRemainder(dividingBy: 1_000_000_000)
        if seconds != second { remember(seconds) }
        buffer.reserve(32)
        let out = buffer.end
        out.storeBytes(of: digits, as: SIMD16<UInt8>.self)
        var rest = UInt32(truncatingIfNeeded: nanoseconds)
        var place = out + digitCount + 9
        for _ in 0..<4 {
            let pair = rest % 100
            rest /= 100
            place -= 2
            let tens = pair / 10
            let text = (48 &+ tens) | (48 &+ pair &- tens &* 10) << 8
            place.storeBytes(of: UInt16(truncatingIfNeeded: text).littleEndian, as: UInt16.self)
        }
        (out + digitCount).storeBytes(of: UInt8(truncatingIfNeeded: 48 &+ rest), as: UInt8.self)
        buffer.advance(by: digitCount + 9)
    }

    private mutating func remember(_ seconds: Int64) {
        second = seconds
        let text = String(seconds).utf8
        digitCount = text.count
        for (index, digit) in text.enumerated() { digits[index] = digit }
    }
}
