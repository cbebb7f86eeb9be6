// Month and weekday names are compared as numbers made of three letters: no table to initialize, no string.

/// The English names of months and weekdays, in any case.
enum CalendarNames {
    /// From January on.
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]

    /// From Sunday on.
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    /// The number (1...12) of the month whose first three letters stand at `index`.
    @inline(__always)
    static func month(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
        guard let name = letters(bytes, at: index) else { return nil }
        switch name {
        case key("j", "a", "n"): return 1
        case key("f", "e", "b"): return 2
        case key("m", "a", "r"): return 3
        case key("a", "p", "r"): return 4
        case key("m", "a", "y"): return 5
        case key("j", "u", "n"): return 6
        case key("j", "u", "l"): return 7
        case key("a", "u", "g"): return 8
        case key("s", "e", "p"): return 9
        case key("o", "c", "t"): return 10
        case key("n", "o", "v"): return 11
        case key("d", "e", "c"): return 12
        default: return nil
        }
    }

    /// The number (0 for Sunday) of the weekday whose first three letters stand at `index`.
    static func weekday(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
        guard let name = letters(bytes, at: index) else { return nil }
        switch name {
        case key("s", "u", "n"): return 0
        case key("m", "o", "n"): return 1
        case key("t", "u", "e"): return 2
        case key("w", "e", "d"): return 3
        case key("t", "h", "u"): return 4
        case key("f", "r", "i"): return 5
        case key("s", "a", "t"): return 6
        default: return nil
        }
    }

    /// What follows the first three letters of the month's name.
    static func restOfMonth(_ month: Int) -> StaticString {
        switch month {
        case 1: "uary"
        case 2: "ruary"
        case 3: "ch"
        case 4: "il"
        case 6: "e"
        case 7: "y"
        case 8: "ust"
        case 9: "tember"
        case 10: "ober"
        case 11, 12: "ember"
        default: ""
        }
    }

    /// What follows the first three letters of the weekday's name.
    static func restOfWeekday(_ weekday: Int) -> StaticString {
        switch weekday {
        case 2: "sday"
        case 3: "nesday"
        case 4: "rsday"
        case 6: "urday"
        default: "day"
        }
    }

    @inline(__always)
    private static func key(_ first: Unicode.Scalar, _ second: Unicode.Scalar, _ third: Unicode.Scalar)
        -> UInt32
    {
        first.value | second.value << 8 | third.value << 16
    }

    /// Three bytes with the bit that tells lower from upper case set. No other byte becomes a letter by that.
    @inline(__always)
    private static func letters(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
        guard bytes.count - index >= 3 else { return nil }
        let packed = UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
        return packed | 0x20_2020
    }
}
