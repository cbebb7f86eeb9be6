// Follows a layout's elements through a text: the way of every layout that has no fast path of its own.

/// Reads one text; it lives on the stack of one call.
struct LayoutReader {
    let bytes: UnsafeRawBufferPointer
    var index = 0
    var fields = TimeFields()

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Whether the whole text follows the program; `fields` then holds what it says.
    mutating func follow(_ program: borrowing LayoutProgram) -> Bool {
        for element in program.elements {
            guard take(element, literals: program.literals) else { return false }
        }
        return index == bytes.count
    }

    @inline(__always)
    private mutating func take(_ element: LayoutElement, literals: [UInt8]) -> Bool {
        switch element {
        case .literal(let start, let count): return takeLiteral(literals, start, count)
        case .spaces: return takeSpaces()
        case .longYear: return takeLongYear()
        case .shortYear: return takeShortYear()
        case .shortMonth: return takeMonthName(isLong: false)
        case .longMonth: return takeMonthName(isLong: true)
        case .month(let twoDigits):
            guard let month = number(twoDigits: twoDigits), 1...12 ~= month else { return false }
            fields.month = month
        case .shortWeekday: return takeWeekday(isLong: false)
        case .longWeekday: return takeWeekday(isLong: true)
        case .day(let twoDigits): return takeDay(twoDigits: twoDigits)
        case .paddedDay:
            skipOneSpace()
            return takeDay(twoDigits: false)
        case .dayOfYear: return takeDayOfYear(threeDigits: true)
        case .paddedDayOfYear:
            skipOneSpace()
            skipOneSpace()
            return takeDayOfYear(threeDigits: false)
        case .hour:
            guard let hour = number(twoDigits: false), hour < 24 else { return false }
            fields.hour = hour
        case .hourOfTwelve(let twoDigits):
            guard let hour = number(twoDigits: twoDigits), hour <= 12 else { return false }
            fields.hour = hour
        case .minute(let twoDigits):
            guard let minute = number(twoDigits: twoDigits), minute < 60 else { return false }
            fields.minute = minute
        case .second(let twoDigits, let takesFraction):
            guard let second = number(twoDigits: twoDigits), second < 60 else { return false }
            fields.second = second
            if takesFraction { takeOptionalFraction() }
        case .meridiem(let isLowercase): return takeMeridiem(isLowercase: isLowercase)
        case .offset(let form, let allowsZ): return takeOffset(form, allowsZ: allowsZ)
        case .abbreviation: return takeAbbreviation()
        case .fraction(let digits): return takeFraction(digits: digits)
        case .optionalFraction: takeOptionalFraction()
        }
        return true
    }

    /// The byte `ahead` of the next one.
    @inline(__always)
    func peek(_ ahead: Int = 0) -> UInt8? {
        index + ahead < bytes.count ? bytes[index + ahead] : nil
    }

    /// One or two digits; two exactly when asked for.
    @inline(__always)
    private mutating func number(twoDigits: Bool) -> Int? {
        guard let first = TimeDigits.digit(bytes, at: index) else { return nil }
        guard let second = TimeDigits.digit(bytes, at: index + 1) else {
            if twoDigits { return nil }
            index += 1
            return first
        }
        index += 2
        return first * 10 + second
    }

    @inline(__always)
    private mutating func takeLiteral(_ literals: [UInt8], _ start: Int, _ count: Int) -> Bool {
        guard bytes.count - index >= count else { return false }
        for place in 0..<count where bytes[index + place] != literals[start + place] { return false }
        index += count
        return true
    }

    @inline(__always)
    private mutating func takeSpaces() -> Bool {
        guard index < bytes.count else { return true }
        let start = index
        while peek() == UInt8(ascii: " ") { index += 1 }
        return index > start
    }

    @inline(__always)
    private mutating func skipOneSpace() {
        if peek() == UInt8(ascii: " ") { index += 1 }
    }

    @inline(__always)
    private mutating func takeLongYear() -> Bool {
        guard let century = TimeDigits.pair(bytes, at: index),
            let year = TimeDigits.pair(bytes, at: index + 2)
        else { return false }
        fields.year = century * 100 + year
        index += 4
        return true
    }

    private mutating func takeShortYear() -> Bool {
        guard let year = TimeDigits.pair(bytes, at: index) else { return false }
        fields.year = year < 69 ? 2000 + year : 1900 + year
        index += 2
        return true
    }

    private mutating func takeMonthName(isLong: Bool) -> Bool {
        guard let month = CalendarNames.month(bytes, at: index) else { return false }
        index += 3
        fields.month = month
        return isLong ? takeRest(CalendarNames.restOfMonth(month)) : true
    }

    private mutating func takeWeekday(isLong: Bool) -> Bool {
        guard let weekday = CalendarNames.weekday(bytes, at: index) else { return false }
        index += 3
        return isLong ? takeRest(CalendarNames.restOfWeekday(weekday)) : true
    }

    private mutating func takeRest(_ rest: StaticString) -> Bool {
        let expected = UnsafeRawBufferPointer(start: rest.utf8Start, count: rest.utf8CodeUnitCount)
        guard bytes.count - index >= expected.count else { return false }
        for place in 0..<expected.count where bytes[index + place] | 0x20 != expected[place] { return false }
        index += expected.count
        return true
    }

    @inline(__always)
    private mutating func takeDay(twoDigits: Bool) -> Bool {
        guard let day = number(twoDigits: twoDigits) else { return false }
        fields.day = day
        return true
    }

    private mutating func takeDayOfYear(threeDigits: Bool) -> Bool {
        var day = 0
        var digits = 0
        while digits < 3, let digit = TimeDigits.digit(bytes, at: index + digits) {
            day = day * 10 + digit
            digits += 1
        }
        guard digits == 3 || digits > 0 && !threeDigits else { return false }
        fields.dayOfYear = day
        index += digits
        return true
    }

    private mutating func takeMeridiem(isLowercase: Bool) -> Bool {
        let lowercase: UInt8 = isLowercase ? 0x20 : 0
        guard peek(1) == UInt8(ascii: "M") | lowercase else { return false }
        if peek() == UInt8(ascii: "A") | lowercase {
            fields.isMorning = true
        } else if peek() == UInt8(ascii: "P") | lowercase {
            fields.isAfternoon = true
        } else {
            return false
        }
        index += 2
        return true
    }

    @inline(__always)
    private func isAtSeparator() -> Bool {
        peek() == UInt8(ascii: ".") || peek() == UInt8(ascii: ",")
    }

    @inline(__always)
    private mutating func takeOptionalFraction() {
        guard isAtSeparator() else { return }
        let (nanoseconds, end) = TimeDigits.fraction(bytes, at: index + 1)
        guard end > index + 1 else { return }
        fields.nanosecond = nanoseconds
        index = end
    }

    private mutating func takeFraction(digits: Int) -> Bool {
        guard isAtSeparator(), bytes.count - index > digits else { return false }
        let field = UnsafeRawBufferPointer(rebasing: bytes[index + 1..<index + 1 + digits])
        let (nanoseconds, end) = TimeDigits.fraction(field, at: 0)
        guard end == digits else { return false }
        fields.nanosecond = nanoseconds
        index += 1 + digits
        return true
    }

    private mutating func takeOffset(_ form: ZoneOffsetForm, allowsZ: Bool) -> Bool {
        if allowsZ, peek() == UInt8(ascii: "Z") {
            index += 1
            fields.zone = .utc
            return true
        }
        guard let offset = ZoneOffset.seconds(bytes, at: index, form: form) else { return false }
        index += form.length
        // Whatever the order in the text, UTC outweighs an offset, and an offset an abbreviation.
        if case .utc = fields.zone { return true }
        fields.zone = .offset(offset)
        return true
    }

    private mutating func takeAbbreviation() -> Bool {
        guard let length = ZoneAbbreviation.length(bytes, at: index) else { return false }
        let field = UnsafeRawBufferPointer(rebasing: bytes[index..<index + length])
        let packed = ZoneAbbreviation.pack(field)
        index += length
        if packed == ZoneAbbreviation.utc {
            fields.zone = .utc
        } else if case .location = fields.zone {
            fields.zone = .abbreviation(packed)
        }
        return true
    }
}
