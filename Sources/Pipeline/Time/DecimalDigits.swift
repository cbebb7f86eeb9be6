// Digits are most of a timestamp, so they are read eight at a time where eight are there.

/// Reads decimal digits out of raw bytes.
enum DecimalDigits {
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

    /// Eight bytes with the digits' values in place of the digits and zero in place of the literal bytes, the first
    /// byte lowest; nil when they do not follow `pattern`, in which `0` stands for any digit.
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
        // Neighbours are joined to pairs, pairs to fours, fours to the eight.
        let pairs = (values &* 10 &+ (values >> 8)) & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 100 &+ (pairs >> 16)) & 0x0000_FFFF_0000_FFFF
        return (fours &* 10_000 &+ (fours >> 32)) & 0xFFFF_FFFF
    }

    /// Nanoseconds out of the digits of a fraction from `index` on: all of them are taken, those after the ninth
    /// are worth nothing. `end` is where the digits end; no digit at all gives 0 and `end == index`.
    @inline(__always)
    static func fraction(_ bytes: UnsafeRawBufferPointer, at index: Int) -> (nanoseconds: Int64, end: Int) {
        var value: Int64 = 0
        var place = index
        let limit = min(bytes.count, index + 9)
        if let leading = eight(bytes, at: index) {
            value = Int64(leading)
            place = index + 8
        }
        while place < limit {
            let digit = bytes[place] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ Int64(digit)
            place += 1
        }
        value &*= scale(toNineFrom: place - index)
        if place == index + 9 {
            while digit(bytes, at: place) != nil { place += 1 }
        }
        return (value, place)
    }

    @inline(__always)
    private static func scale(toNineFrom digits: Int) -> Int64 {
        switch digits {
        case 9: 1
        case 8: 10
        case 7: 100
        case 6: 1_000
        case 5: 10_000
        case 4: 100_000
        case 3: 1_000_000
        case 2: 10_000_000
        case 1: 100_000_000
        default: 0
        }
    }
}
