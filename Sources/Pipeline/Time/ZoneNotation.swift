// The two ways in which a text names its own zone: a number of hours and minutes, or letters.

/// Numeric offsets from UTC.
enum ZoneOffset {
    /// Seconds east of UTC of the offset at `index`. As in Go, 24 hours, 60 minutes and 60 seconds pass, more
    /// does not.
    @inline(__always)
    static func seconds(_ bytes: UnsafeRawBufferPointer, at index: Int, form: ZoneOffsetForm) -> Int64? {
        guard bytes.count - index >= form.length, let hours = TimeDigits.pair(bytes, at: index + 1),
            hours <= 24
        else { return nil }
        let colon = UInt8(ascii: ":")
        var minutes: Int? = 0
        var seconds: Int? = 0
        switch form {
        case .hours: break
        case .minutes: minutes = TimeDigits.pair(bytes, at: index + 3)
        case .colonMinutes:
            guard bytes[index + 3] == colon else { return nil }
            minutes = TimeDigits.pair(bytes, at: index + 4)
        case .seconds:
            minutes = TimeDigits.pair(bytes, at: index + 3)
            seconds = TimeDigits.pair(bytes, at: index + 5)
        case .colonSeconds:
            guard bytes[index + 3] == colon, bytes[index + 6] == colon else { return nil }
            minutes = TimeDigits.pair(bytes, at: index + 4)
            seconds = TimeDigits.pair(bytes, at: index + 7)
        }
        guard let minutes, let seconds, minutes <= 60, seconds <= 60 else { return nil }
        let offset = Int64(hours * 3_600 + minutes * 60 + seconds)
        switch bytes[index] {
        case UInt8(ascii: "+"): return offset
        case UInt8(ascii: "-"): return -offset
        default: return nil
        }
    }
}

/// Abbreviations such as CEST, packed into an integer so that they are compared without a string.
enum ZoneAbbreviation {
    static let utc: UInt64 = 0x43_5455

    /// Up to eight bytes, the first one lowest; 0, which no zone has, for a longer one.
    static func pack(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        guard bytes.count <= 8 else { return 0 }
        var packed: UInt64 = 0
        for byte in bytes.reversed() { packed = packed << 8 | UInt64(byte) }
        return packed
    }

    /// The abbreviation that `pack` was given.
    static func text(_ packed: UInt64) -> String {
        var (rest, bytes) = (packed, [UInt8]())
        while rest > 0 {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The length of what looks like an abbreviation at `index`, by the rules of Go's parser: three capital
    /// letters, four or five that end in T, WITA, ChST, MeST, GMT with or without hours, or a sign and hours
    /// up to 23.
    static func length(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[index...])
        guard rest.count >= 3 else { return nil }
        if starts(rest, with: "UTC") { return 3 }
        if starts(rest, with: "ChST") || starts(rest, with: "MeST") { return 4 }
        if starts(rest, with: "GMT") { return 3 + (signedHours(rest, at: 3) ?? 0) }
        if rest[0] == UInt8(ascii: "+") || rest[0] == UInt8(ascii: "-") { return signedHours(rest, at: 0) }
        var letters = 0
        while letters < 6, letters < rest.count, UInt8(ascii: "A")...UInt8(ascii: "Z") ~= rest[letters] {
            letters += 1
        }
        switch letters {
        case 3: return 3
        case 4: return rest[3] == UInt8(ascii: "T") || starts(rest, with: "WITA") ? 4 : nil
        case 5: return rest[4] == UInt8(ascii: "T") ? 5 : nil
        default: return nil
        }
    }

    /// The length of a sign and a number up to 23 at `index`.
    private static func signedHours(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-")
        else { return nil }
        var end = index + 1
        var hours = 0
        while let digit = TimeDigits.digit(bytes, at: end) {
            hours = min(hours * 10 + digit, 100)
            end += 1
        }
        return end > index + 1 && hours <= 23 ? end - index : nil
    }

    private static func starts(_ bytes: UnsafeRawBufferPointer, with prefix: StaticString) -> Bool {
        guard bytes.count >= prefix.utf8CodeUnitCount else { return false }
        for place in 0..<prefix.utf8CodeUnitCount where bytes[place] != prefix.utf8Start[place] {
            return false
        }
        return true
    }
}
