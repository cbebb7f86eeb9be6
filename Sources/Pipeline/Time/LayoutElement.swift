// A layout is taken apart once, when the configuration is read, so that a line only follows the parts.

/// One part of a layout. The names and spellings are those of the constants in Go's package time
/// (https://pkg.go.dev/time#pkg-constants).
enum LayoutElement: Equatable, Sendable {
    /// Bytes that must stand there as they are; the range is one of `LayoutProgram.literals`.
    case literal(start: Int, count: Int)
    /// One or more spaces in the layout: as many in the text as there are, at least one unless the text ends.
    case spaces

    /// `2006`
    case longYear
    /// `06`
    case shortYear
    /// `Jan`
    case shortMonth
    /// `January`
    case longMonth
    /// `1`, `01`
    case month(twoDigits: Bool)
    /// `Mon`
    case shortWeekday
    /// `Monday`
    case longWeekday
    /// `2`, `02`
    case day(twoDigits: Bool)
    /// `_2`
    case paddedDay
    /// `002`
    case dayOfYear
    /// `__2`
    case paddedDayOfYear
    /// `15`
    case hour
    /// `3`, `03`
    case hourOfTwelve(twoDigits: Bool)
    /// `4`, `04`
    case minute(twoDigits: Bool)
    /// `5`, `05`; `takesFraction` says that no element for the fraction comes next, so that one in the text
    /// is taken.
    case second(twoDigits: Bool, takesFraction: Bool)
    /// `PM`, `pm`
    case meridiem(isLowercase: Bool)
    /// `-0700` and its kin; with `Z` in place of the sign a `Z` in the text stands for UTC.
    case offset(ZoneOffsetForm, allowsZ: Bool)
    /// `MST`
    case abbreviation
    /// `.000`, `,000`: a separator and exactly as many digits.
    case fraction(digits: Int)
    /// `.999`, `,999`: a separator and digits, or nothing.
    case optionalFraction

    var isFraction: Bool {
        switch self {
        case .fraction, .optionalFraction: true
        default: false
        }
    }

    var isLiteral: Bool {
        switch self {
        case .literal, .spaces: true
        default: false
        }
    }
}

/// How a numeric offset from UTC is written after its sign.
enum ZoneOffsetForm: Sendable {
    /// `07`
    case hours
    /// `0700`
    case minutes
    /// `07:00`
    case colonMinutes
    /// `070000`
    case seconds
    /// `07:00:00`
    case colonSeconds

    /// Bytes of the offset with its sign.
    var length: Int {
        switch self {
        case .hours: 3
        case .minutes: 5
        case .colonMinutes: 6
        case .seconds: 7
        case .colonSeconds: 9
        }
    }
}
