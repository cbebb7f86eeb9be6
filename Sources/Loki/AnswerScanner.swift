// Why this file exists: the pieces that Loki's sentences are made of, read from text that may be anything.

/// Reads an answer from left to right. What does not fit leaves the place where it was.
struct AnswerScanner {
    private let bytes: [UInt8]
    private(set) var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place >= bytes.count }

    /// Passes over the words if they are next.
    mutating func accept(_ words: String) -> Bool {
        guard bytes[place...].starts(with: words.utf8) else { return false }
        place += words.utf8.count
        return true
    }

    /// A number in decimal, between the quotes that some versions put around it.
    mutating func number() -> Int? {
        var at = place
        let isQuoted = at < bytes.count && bytes[at] == UInt8(ascii: "'")
        if isQuoted { at += 1 }
        let start = at
        while at < bytes.count, isDigit(bytes[at]), at - start < 18 { at += 1 }
        guard at > start, let value = Int(String(decoding: bytes[start..<at], as: UTF8.self)) else {
            return nil
        }
        if isQuoted {
            guard at < bytes.count, bytes[at] == UInt8(ascii: "'") else { return nil }
            at += 1
        }
        place = at
        return value
    }

    /// Labels as `{a="b", c="d"}`, between the quotes that some versions put around them. Values are quoted as Go's
    /// `strconv.Quote` does.
    mutating func labels() -> [LokiLabel]? {
        let start = place
        let isQuoted = accept("'")
        guard accept("{") else { return back(to: start) }
        var labels: [LokiLabel] = []
        while !accept("}") {
            if !labels.isEmpty, !accept(", "), !accept(",") { return back(to: start) }
            let nameStart = place
            while place < bytes.count, place - nameStart < 4096, bytes[place] != UInt8(ascii: "=") {
                place += 1
            }
            let name = String(decoding: bytes[nameStart..<place], as: UTF8.self)
            guard labels.count < 256, accept("=\""), let value = quoted() else { return back(to: start) }
            labels.append(LokiLabel(name: name, value: value))
        }
        if isQuoted, !accept("'") { return back(to: start) }
        return labels
    }

    /// Passes over everything up to where the distributor begins to tell of another kind of error.
    mutating func skipToNextGroup() {
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: ";"), isGroup(at: place + 1) { return }
            place += 1
        }
    }

    /// Passes over one byte.
    mutating func skipByte() { place = min(place + 1, bytes.count) }

    /// Passes over the rest of the line.
    mutating func skipLine() {
        while place < bytes.count, bytes[place] != 10 { place += 1 }
    }

    /// Passes over white space and what stands between sentences.
    mutating func skipSeparators() {
        while place < bytes.count,
            [9, 10, 13, 32, UInt8(ascii: ";"), UInt8(ascii: ",")].contains(bytes[place])
        {
            place += 1
        }
    }

    /// `N errors like: ` if it is next.
    mutating func group() -> Int? {
        let start = place
        guard let count = number(), accept(" errors like: ") || accept(" error like: ") else {
            place = start
            return nil
        }
        return count
    }

    /// A time in either of the forms that Go programs write: `2024-05-06 15:58:50.5 +0000 UTC`, which is exact, and
    /// RFC 3339, which is cut to the second if it has no fraction.
    mutating func time() -> LokiTime? {
        let start = place
        guard let year = digits(4), accept("-"), let month = digits(2), accept("-"), let day = digits(2),
            let isExact = accept(" ") ? true : accept("T") ? false : nil,
            let hour = digits(2), accept(":"), let minute = digits(2), accept(":"), let second = digits(2),
            let days = Self.days(year, month, day), hour < 24, minute < 60, second < 61
        else { return back(to: start) }
        let fraction = fraction()
        guard let offset = offset() else { return back(to: start) }
        let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
        let (whole, isOverflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !isOverflow, whole < .max - 2_000_000_000 else { return back(to: start) }
        let earliest = whole + (fraction ?? 0)
        return LokiTime(
            earliest: earliest, latest: isExact || fraction != nil ? earliest : whole + 999_999_999)
    }

    /// ` +0000 UTC`, `Z` or `+01:00`, as seconds east of Greenwich.
    private mutating func offset() -> Int? {
        if accept("Z") { return 0 }
        let isSpaced = accept(" ")
        guard let sign = accept("+") ? 1 : accept("-") ? -1 : nil, let hours = digits(2) else { return nil }
        _ = accept(":")
        guard let minutes = digits(2) else { return nil }
        // The zone's name, which may be an offset again.
        if isSpaced, accept(" ") {
            while place < bytes.count,
                isLetter(bytes[place]) || isDigit(bytes[place]) || bytes[place] == 0x2B
                    || bytes[place] == 0x2D
            { place += 1 }
        }
        return sign * (hours * 3600 + minutes * 60)
    }

    private mutating func fraction() -> Int64? {
        guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "."), isDigit(bytes[place + 1]) else {
            return nil
        }
        place += 1
        var (value, unit): (Int64, Int64) = (0, 100_000_000)
        while place < bytes.count, isDigit(bytes[place]) {
            value += Int64(bytes[place] - 48) * unit
            unit /= 10
            place += 1
        }
        return value
    }

    private mutating func digits(_ count: Int) -> Int? {
        guard bytes.count - place >= count, bytes[place..<(place + count)].allSatisfy(isDigit) else {
            return nil
        }
        defer { place += count }
        return bytes[place..<(place + count)].reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// The inside of a quoted string and its closing quote.
    private mutating func quoted() -> String? {
        var text: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard place < bytes.count else { return nil }
            let letter = bytes[place]
            place += 1
            switch letter {
            case UInt8(ascii: "a"): text.append(7)
            case UInt8(ascii: "b"): text.append(8)
            case UInt8(ascii: "f"): text.append(12)
            case UInt8(ascii: "n"): text.append(10)
            case UInt8(ascii: "r"): text.append(13)
            case UInt8(ascii: "t"): text.append(9)
            case UInt8(ascii: "v"): text.append(11)
            case UInt8(ascii: "x"):
                guard let code = hexadecimal(2) else { return nil }
                text.append(UInt8(truncatingIfNeeded: code))
            case UInt8(ascii: "u"), UInt8(ascii: "U"):
                guard let code = hexadecimal(letter == UInt8(ascii: "u") ? 4 : 8),
                    let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar)
                else { return nil }
                text.append(contentsOf: encoded)
            default: text.append(letter)
            }
        }
        return nil
    }

    private mutating func hexadecimal(_ count: Int) -> UInt32? {
        guard bytes.count - place >= count else { return nil }
        let digits = bytes[place..<(place + count)]
        guard digits.allSatisfy({ isDigit($0) || (97...102).contains($0 | 32) }) else { return nil }
        place += count
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private func isGroup(at start: Int) -> Bool {
        var ahead = self
        ahead.place = start
        _ = ahead.accept(" ")
        return ahead.group() != nil
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    private func isLetter(_ byte: UInt8) -> Bool { (byte | 32) &- 97 < 26 }

    private mutating func back<Value>(to start: Int) -> Value? {
        place = start
        return nil
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar; nil if there is no such date.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        guard (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[month - 1] else { return nil }
        let before = year - 1
        let toYear = before * 365 + before / 4 - before / 100 + before / 400
        return toYear + lengths[..<(month - 1)].reduce(0, +) + day - 1 - 719_162
    }
}
