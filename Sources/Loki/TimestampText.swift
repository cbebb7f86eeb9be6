// Why this file exists: the timestamps of neighbouring lines share their seconds, which need not be divided anew.

import Platform

/// Writes nanosecond timestamps in decimal, remembering the digits of the last one's second.
struct TimestampText {
    private var second: Int64 = -1
    /// `["` and the digits of the second.
    private var opening = SIMD16<UInt8>()
    private var length = 0

    /// Appends `["timestamp","`, for which there must be room of 64 bytes.
    /// - Parameter timestamp: nanoseconds since the Unix epoch.
    @inline(__always)
    mutating func append(opening timestamp: Int64, to buffer: ByteBuffer) {
        guard timestamp >= 1_000_000_000 else { return appendAny(timestamp, to: buffer) }
        let (seconds, nanoseconds) = timestamp.quotientAndRemainder(dividingBy: 1_000_000_000)
        if seconds != second { remember(seconds) }
        let out = buffer.end
        out.storeBytes(of: opening, as: SIMD16<UInt8>.self)
        var rest = UInt32(truncatingIfNeeded: nanoseconds)
        var place = out + length + 9
        place.storeBytes(of: (0x222C22 as UInt32).littleEndian, as: UInt32.self)
        for _ in 0..<4 {
            let pair = rest % 100
            rest /= 100
            place -= 2
            let tens = pair / 10
            let text = (48 &+ tens) | (48 &+ pair &- tens &* 10) << 8
            place.storeBytes(of: UInt16(truncatingIfNeeded: text).littleEndian, as: UInt16.self)
        }
        (out + length).storeBytes(of: UInt8(truncatingIfNeeded: 48 &+ rest), as: UInt8.self)
        buffer.advance(by: length + 12)
    }

    @inline(never)
    private func appendAny(_ timestamp: Int64, to buffer: ByteBuffer) {
        buffer.append(literal: "[\"")
        buffer.append(decimal: timestamp)
        buffer.append(literal: "\",\"")
    }

    private mutating func remember(_ seconds: Int64) {
        second = seconds
        let text = String(seconds).utf8
        (opening[0], opening[1]) = (UInt8(ascii: "["), UInt8(ascii: "\""))
        length = text.count + 2
        for (index, digit) in text.enumerated() { opening[index + 2] = digit }
    }
}
