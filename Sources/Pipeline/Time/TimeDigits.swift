// Digits are most of a timestamp, so they are read eight at a time where eight are there.

/// Reads decimal digits out of raw bytes.
enum TimeDigits {
    /// The value of the digit at `index`, nil when there is none.
    @inline(__always)
    static func digit(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
        guard index < bytes.count else { return nil }
        let value = bytes[index] &- UInt8(ascii: "0")
        return value < 10 ? Int(value) : nil
    }

    /// The value of exactly two digits at `index`.
    @inline(__always)
    static func pair(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
        guard index + 1 < bytes.count else { return nil }
        let tens = bytes[index] &- UInt8(ascii: "0")
        let ones = bytes[index + 1] &- UInt8(ascii: "0")
        return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
    }

    /// Eight bytes with the digits' values in place of the digits and zero in place of the literal bytes, the
    /// first byte lowest; nil when they do not follow `pattern`, in which `0` stands for any digit.
    @inline(__always)
    static func match(_ word: UInt64, pattern: UInt64, isDigit: UInt64) -> UInt64? {
        let difference = word ^ pattern
        // A digit overflows into the sign bit from 10, a literal byte from 1.
        let headroom = (isDigit & 0x7676_7676_7676_7676) | (~isDigit & 0x7F7F_7F7F_7F7F_7F7F)
        let overflow = ((difference &+ headroom) | difference) & 0x8080_8080_8080_8080
        return overflow == 0 ? difference : nil
    }

    /// Reads the eight bytes at `index`, which must lie within `bytes`.
    @inline(__always)
    static func word(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// The value of eight digits at `index`, nil when there are not eight.
    @inline(__always)
    static func eight(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt64? {
        guard index + 8 <= bytes.count,
            let values = match(word(bytes, at: index), pattern: 0x3030_3030_3030_3030, isDigit: .max)
        else { return nil }
        return number(values)
    }

    /// The number whose eight digits have these values, the first lowest.
    @inline(__always)
    private static func number(_ values: UInt64) -> UInt64 {
        // Neighbours are joined to pairs, pairs to fours, fours to the eight.
        let pairs = (values &* 10 &+ (values >> 8)) & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 100 &+ (pairs >> 16)) & 0x0000_FFFF_0000_FFFF
        return (fours &* 10_000 &+ (fours >> 32)) & 0xFFFF_FFFF
    }

    /// Nanoseconds out of the digits of a fraction from `index` on: all of them are taken, those after the
    /// ninth are worth nothing. `end` is where the digits end; no digit at all gives 0 and `end == index`.
    @inline(__always)
    static func fraction(_ bytes: UnsafeRawBufferPointer, at index: Int) -> (nanoseconds: Int64, end: Int) {
        let rest = bytes.count - index
        guard rest > 0, bytes.count >= 8 else { return shortFraction(bytes, at: index) }
        // The eight bytes from here on, or those that are left, with zeros behind them, which are no digits.
        let text =
            rest >= 8
            ? word(bytes, at: index)
            : word(bytes, at: bytes.count - 8) &>> UInt64(truncatingIfNeeded: (8 - rest) * 8)
        let values = text ^ 0x3030_3030_3030_3030
        // The highest bit of each byte above 9; a carry only spoils bytes after the first such.
        let others = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
        let digits = others.trailingZeroBitCount / 8
        guard digits < 8 else { return longFraction(bytes, at: index, Int64(number(values)) &* 10) }
        // What is no digit counts as a zero behind them.
        let known = values & ((1 &<< UInt64(truncatingIfNeeded: digits * 8)) &- 1)
        return (Int64(number(known)) &* 10, index + digits)
    }

    /// Eight digits or more, the first eight of which are known.
    private static func longFraction(_ bytes: UnsafeRawBufferPointer, at index: Int, _ known: Int64)
        -> (nanoseconds: Int64, end: Int)
    {
        var place = index + 8
        guard let ninth = digit(bytes, at: place) else { return (known, place) }
        while digit(bytes, at: place) != nil { place += 1 }
        return (known &+ Int64(ninth), place)
    }

    /// The same of a text that is shorter than eight bytes.
    private static func shortFraction(_ bytes: UnsafeRawBufferPointer, at index: Int)
        -> (nanoseconds: Int64, end: Int)
    {
        var (value, unit, place): (Int64, Int64, Int) = (0, 100_000_000, index)
        while let digit = digit(bytes, at: place) {
            value &+= Int64(digit) &* unit
            unit /= 10
            place += 1
        }
        return (value, place)
    }
}
