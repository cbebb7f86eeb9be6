// What is written is read back, and the fast paths say what the general one says.

import Testing

@testable import Pipeline

@Suite struct TimePropertyTests {
    static func padded(_ value: Int, _ width: Int, _ pad: Character = "0") -> String {
        let digits = String(value)
        return String(repeating: pad, count: max(0, width - digits.count)) + digits
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    /// The text of one element for a time; what is no element stands for itself.
    static func text(_ element: String, _ time: SlowCalendar, nanosecond: Int, offset: Int) -> String {
        let hourOfTwelve = time.hour % 12 == 0 ? 12 : time.hour % 12
        let sign = offset < 0 ? "-" : "+"
        let (hours, minutes) = (padded(abs(offset) / 60, 2), padded(abs(offset) % 60, 2))
        switch element {
        case "2006": return padded(time.year, 4)
        case "06": return padded(time.year % 100, 2)
        case "Jan": return String(months[time.month - 1].prefix(3))
        case "January": return months[time.month - 1]
        case "1": return String(time.month)
        case "01": return padded(time.month, 2)
        case "2": return String(time.day)
        case "02": return padded(time.day, 2)
        case "_2": return padded(time.day, 2, " ")
        case "002": return padded(time.dayOfYear, 3)
        case "__2": return padded(time.dayOfYear, 3, " ")
        case "Mon": return String(weekdays[time.weekday].prefix(3))
        case "Monday": return weekdays[time.weekday]
        case "15": return padded(time.hour, 2)
        case "3": return String(hourOfTwelve)
        case "03": return padded(hourOfTwelve, 2)
        case "4": return String(time.minute)
        case "04": return padded(time.minute, 2)
        case "5": return String(time.second)
        case "05": return padded(time.second, 2)
        case "PM": return time.hour < 12 ? "AM" : "PM"
        case "pm": return time.hour < 12 ? "am" : "pm"
        case ".000": return "." + padded(nanosecond / 1_000_000, 3)
        case ",000000": return "," + padded(nanosecond / 1_000, 6)
        case ".000000000": return "." + padded(nanosecond, 9)
        case ".999999999":
            var digits = padded(nanosecond, 9)
            while digits.hasSuffix("0") { digits.removeLast() }
            return digits.isEmpty ? "" : "." + digits
        case "Z07:00": return offset == 0 ? "Z" : sign + hours + ":" + minutes
        case "-07:00": return sign + hours + ":" + minutes
        case "-0700": return sign + hours + minutes
        case "-07:00:00": return sign + hours + ":" + minutes + ":00"
        case "-070000": return sign + hours + minutes + "00"
        default: return element
        }
    }

    /// Layouts in parts, and the nanoseconds in the smallest unit that they can tell apart.
    static let layouts: [(parts: [String], unit: Int)] = [
        (["2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05", ".999999999", "Z07:00"], 1),
        (["2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05", ".000", "-0700"], 1_000_000),
        (["2006", "-", "01", "-", "02", " ", "15", ":", "04", ":", "05", ",000000"], 1_000),
        (["2006", "-", "01", "-", "02", " ", "15", ":", "04", ":", "05"], 1_000_000_000),
        (["02", "/", "Jan", "/", "2006", ":", "15", ":", "04", ":", "05", " ", "-0700"], 1_000_000_000),
        (["Mon", " ", "Jan", " ", "_2", " ", "15", ":", "04", ":", "05", " ", "2006"], 1_000_000_000),
        (
            ["Monday", ", ", "2", " ", "January", " ", "2006", " ", "3", ":", "4", ":", "5", " ", "PM"],
            1_000_000_000
        ),
        (["2006", " ", "002", " ", "03", ":", "04", ":", "05", "pm", " ", "-07:00"], 1_000_000_000),
        (["2006", "__2", " ", "15", "04", "05", ".000000000", " ", "-07:00:00"], 1),
        (["1", "/", "2", "/", "2006", " ", "15", ":", "04", ":", "05", ".000", " ", "-070000"], 1_000_000),
        (["01", "/", "02", "/", "06", " ", "15", ":", "04", ":", "05", ".999999999"], 1),
    ]

    @Test(arguments: layouts.indices)
    func readsBackWhatIsWritten(_ index: Int) throws {
        let (parts, unit) = Self.layouts[index]
        let layout = try TimeLayout(parts.joined(), location: nil)
        let namesOffset = parts.contains { $0.contains("07") }
        let isOfThisCentury = parts.contains("06")
        var generator = TimeCaseGenerator(seed: UInt64(index) + 100)
        for _ in 0..<400 {
            let first = isOfThisCentury ? 0 : SlowCalendar.seconds(1700, 1, 1)
            let last = SlowCalendar.seconds(isOfThisCentury ? 2068 : 2262, 1, 1)
            let seconds = Int(first) + generator.below(Int(last - first))
            let nanosecond = generator.below(1_000_000_000) / unit * unit
            let offset = namesOffset ? generator.below(1_600) - 800 : 0
            let time = SlowCalendar(seconds: seconds + offset * 60)
            let text = parts.map { Self.text($0, time, nanosecond: nanosecond, offset: offset) }.joined()
            #expect(layout.parse(text) == Int64(seconds * 1_000_000_000 + nanosecond), "\(text)")
        }
    }

    static let fastLayouts: [(layout: String, sample: String)] = [
        ("RFC3339", "2024-02-29T12:34:56+05:30"),
        ("RFC3339Nano", "2024-02-29T12:34:56.123456789Z"),
        ("2006-01-02T15:04:05.999999", "2024-02-29T12:34:56.123456"),
        ("2006-01-02 15:04:05,000", "2024-02-29 12:34:56,789"),
        ("2006-01-02 15:04:05", "2024-02-29 12:34:56"),
        ("2006-01-02T15:04:05.000Z", "2024-02-29T12:34:56.789Z"),
        ("2006-01-02T15:04:05.000000-0700", "2024-02-29T12:34:56.789012-0330"),
        ("02/Jan/2006:15:04:05 -0700", "29/Feb/2024:12:34:56 +0100"),
    ]

    /// 20,000 inputs in all.
    @Test(arguments: fastLayouts.indices)
    func fastPathAgreesWithGeneralPath(_ index: Int) throws {
        let (text, sample) = Self.fastLayouts[index]
        let layout = try TimeLayout(text, location: TestZone.berlin.rules())
        let original = Array(sample.utf8)
        let alphabet = Array("00112345678999:-+.,/ TZzFebMar\u{0}é".utf8)
        var generator = TimeCaseGenerator(seed: UInt64(index))
        var buffer = original + original
        var accepted = 0
        var differences: [String] = []
        for _ in 0..<2_500 {
            for place in 0..<original.count { buffer[place] = original[place] }
            var count = original.count
            let random = generator.next()
            for change in 0..<Int(1 + random % 3) {
                let part = random >> UInt64(8 + change * 16)
                let place = Int(part & 0xFF) % count
                switch part >> 8 & 7 {
                case 0:
                    for moved in place..<count - 1 { buffer[moved] = buffer[moved + 1] }
                    count -= 1
                case 1:
                    for moved in (place..<count).reversed() { buffer[moved + 1] = buffer[moved] }
                    count += 1
                default: buffer[place] = alphabet[Int(part >> 11 & 0xFF) % alphabet.count]
                }
            }
            buffer.withUnsafeBytes { bytes in
                let input = UnsafeRawBufferPointer(rebasing: bytes[..<count])
                let fast = layout.parse(input, now: 0)
                if fast != nil { accepted += 1 }
                if fast != layout.parseGenerally(input, now: 0) {
                    differences.append(String(decoding: input, as: UTF8.self))
                }
            }
        }
        #expect(differences.isEmpty)
        #expect(accepted > 50, "The mutations must leave some inputs valid.")
    }

    @Test(arguments: fastLayouts.dropLast())
    func numericLayoutIsRecognized(_ layout: String, _ sample: String) throws {
        let program = LayoutProgram(NamedLayout.layout(layout) ?? layout)
        let numeric = try #require(NumericLayout(program))
        let utc = TimeZoneRules.utc
        var minute = NumericLayout.Minute()
        let fast = Array(sample.utf8).withUnsafeBytes { numeric.parse($0, location: utc, &minute) }
        #expect(try fast == TimeLayout(layout, location: utc).parse(sample))
        #expect(fast != nil)
    }

    @Test func noLayoutAndNoInputTraps() {
        let parts = [
            "2006", "06", "Jan", "January", "1", "01", "2", "02", "_2", "002", "__2", "Mon", "Monday", "15",
            "3", "03", "4",
            "04", "5", "05", "PM", "pm", "-0700", "-07:00", "-07", "-070000", "-07:00:00", "Z0700", "Z07:00",
            "MST", ".000",
            ",999", " ", "-", "T", "é",
        ]
        let alphabet = Array("0123456789 -+:.,ZTGMUCJanFebmonPM\u{0}\u{FF}".utf8)
        var generator = TimeCaseGenerator(seed: 9)
        for _ in 0..<600 {
            let text = (0..<1 + generator.below(8)).map { _ in parts[generator.below(parts.count)] }.joined()
            guard let layout = try? TimeLayout(text, location: nil) else { continue }
            let input = (0..<generator.below(40)).map { _ in alphabet[generator.below(alphabet.count)] }
            for count in 0...input.count {
                input.withUnsafeBytes { bytes in
                    _ = layout.parse(UnsafeRawBufferPointer(rebasing: bytes[..<count]), now: 0)
                }
            }
        }
    }
}
