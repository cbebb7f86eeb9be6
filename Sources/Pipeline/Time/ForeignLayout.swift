// Most wrong layouts are right ones of another language, and those can be translated.

/// A layout of strftime(3) or of Java's DateTimeFormatter (moment.js and others write nearly the same).
struct ForeignLayout {
    enum Dialect { case strftime, java }

    let dialect: Dialect
    /// The same in Go's reference time; nil where a part has no equal.
    let translation: String?

    /// nil when `text` is in neither dialect. Where Go finds parts of its own in it (`hasElement`), as in the
    /// 3 of `%3N`, only what nobody writes between Go's parts counts.
    init?(_ text: String, hasElement: Bool) {
        let bytes = Array(text.utf8)
        if Self.looksLikeStrftime(bytes) {
            dialect = .strftime
            translation = Self.translateStrftime(bytes)
        } else if Self.looksLikeJava(bytes, isDoubtful: hasElement) {
            dialect = .java
            translation = Self.translateJava(bytes)
        } else {
            return nil
        }
    }

    /// A percent sign and a letter for a year, month, day, hour, minute, second or a date and time.
    private static func looksLikeStrftime(_ bytes: [UInt8]) -> Bool {
        zip(bytes, bytes.dropFirst()).contains {
            $0 == UInt8(ascii: "%") && "YymdeHIMSsTFDRcbBh".utf8.contains($1)
        }
    }

    private static func looksLikeJava(_ bytes: [UInt8], isDoubtful: Bool) -> Bool {
        let marks = ["yyyy", "YYYY", "HH:mm", "hh:mm", "HH:MM", "hh:MM"]
        let weakMarks = isDoubtful ? [] : ["yy", "dd", "MM", "HH", "mm", "ss"]
        return (marks + weakMarks).contains { mark in
            bytes.indices.contains { bytes[$0...].starts(with: mark.utf8) }
        }
    }

    private static func translateStrftime(_ bytes: [UInt8]) -> String? {
        var result = ""
        var index = 0
        while index < bytes.count {
            guard bytes[index] < 0x80 else { return nil }
            guard bytes[index] == UInt8(ascii: "%") else {
                result.unicodeScalars.append(Unicode.Scalar(bytes[index]))
                index += 1
                continue
            }
            let rest = bytes[(index + 1)...]
            guard let (directive, meaning) = strftimeDirectives.first(where: { rest.starts(with: $0.0.utf8) })
            else { return nil }
            // A fraction is one in Go only after its separator.
            if meaning.allSatisfy({ $0 == "0" }), result.last != ".", result.last != "," { return nil }
            result += meaning
            index += 1 + directive.utf8.count
        }
        // Seconds since the epoch are a layout of their own or none.
        return result.count > 4 && bytes.starts(with: "%s".utf8) ? nil : result
    }

    private static let strftimeDirectives: [(String, String)] = [
        ("Y", "2006"), ("y", "06"), ("m", "01"), ("-m", "1"), ("d", "02"), ("-d", "2"), ("e", "_2"),
        ("j", "002"),
        ("b", "Jan"), ("h", "Jan"), ("B", "January"), ("a", "Mon"), ("A", "Monday"),
        ("H", "15"), ("I", "03"), ("-I", "3"), ("M", "04"), ("-M", "4"), ("S", "05"), ("-S", "5"),
        ("L", "000"), ("f", "000000"), ("N", "000000000"), ("3N", "000"), ("6N", "000000"),
        ("9N", "000000000"),
        ("p", "PM"), ("P", "pm"), ("z", "-0700"), (":z", "-07:00"), ("Z", "MST"),
        ("T", "15:04:05"), ("R", "15:04"), ("F", "2006-01-02"), ("D", "01/02/06"),
        ("c", "Mon Jan _2 15:04:05 2006"), ("s", "Unix"), ("%", "%"),
    ]

    private static func translateJava(_ bytes: [UInt8]) -> String? {
        var result = ""
        var index = 0
        var isQuoted = false
        while index < bytes.count {
            let byte = bytes[index]
            guard byte < 0x80 else { return nil }
            if byte == UInt8(ascii: "'") {
                isQuoted.toggle()
                index += 1
                continue
            }
            let isLetter = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte & 0xDF
            guard !isQuoted, isLetter else {
                result.unicodeScalars.append(Unicode.Scalar(byte))
                index += 1
                continue
            }
            let count = bytes[index...].prefix { $0 == byte }.count
            guard let meaning = javaMeaning(byte, count, after: result) else { return nil }
            result += meaning
            index += count
        }
        return result
    }

    /// What a run of one letter means; `result` is the translation so far.
    private static func javaMeaning(_ letter: UInt8, _ count: Int, after result: String) -> String? {
        let followsColon = result.last == ":"
        let isFraction = result.last == "." || result.last == ","
        switch (Unicode.Scalar(letter), count) {
        case ("y", 4), ("Y", 4), ("u", 4): return "2006"
        case ("y", 2), ("Y", 2): return "06"
        case ("M", 2) where followsColon: return "04"
        case ("M", 1), ("L", 1): return "1"
        case ("M", 2), ("L", 2): return "01"
        case ("M", 3), ("L", 3): return "Jan"
        case ("M", 4), ("L", 4): return "January"
        case ("d", 1), ("D", 1): return "2"
        case ("d", 2), ("D", 2): return "02"
        case ("D", 3): return "002"
        case ("E", 1...3): return "Mon"
        case ("E", 4): return "Monday"
        case ("H", 1...2): return "15"
        case ("h", 1): return "3"
        case ("h", 2): return "03"
        case ("m", 1): return "4"
        case ("m", 2): return "04"
        case ("s", 1): return "5"
        case ("s", 2): return "05"
        case ("S", 2) where followsColon: return "05"
        case ("S", 1...9), ("n", 1...9), ("f", 1...9):
            return isFraction ? String(repeating: "0", count: count) : nil
        case ("a", 1), ("A", 1): return "PM"
        case ("X", 1): return "Z07"
        case ("X", 2): return "Z0700"
        case ("X", 3): return "Z07:00"
        case ("x", 1): return "-07"
        case ("x", 2): return "-0700"
        case ("x", 3): return "-07:00"
        case ("Z", 1...3): return "-0700"
        case ("Z", 5): return "Z07:00"
        case ("z", 1...4): return "MST"
        case ("T", 1): return "T"
        default: return nil
        }
    }
}
