// Every element and every name of a layout, with what they take and what they refuse.

import Testing

@testable import Pipeline

@Suite struct TimeLayoutTests {
    struct Case: Sendable, CustomStringConvertible {
        let layout: String
        let text: String
        let expected: Int64?

        init(_ layout: String, _ text: String, _ expected: Int64?) {
            (self.layout, self.text, self.expected) = (layout, text, expected)
        }

        var description: String { "\(layout) <- \(text)" }
    }

    static let reference = utcInstant(2006, 1, 2, 22, 4, 5)

    static let named: [Case] = [
        Case("ANSIC", "Mon Jan  2 15:04:05 2006", utcInstant(2006, 1, 2, 15, 4, 5)),
        Case("ANSIC", "Mon Jan 12 15:04:05 2006", utcInstant(2006, 1, 12, 15, 4, 5)),
        Case("ANSIC", "Mon Jan 2 15:04:05 2006", utcInstant(2006, 1, 2, 15, 4, 5)),
        Case("ANSIC", "Mon Jan  2 15:04:05", nil),
        Case("UnixDate", "Mon Jan  2 15:04:05 UTC 2006", utcInstant(2006, 1, 2, 15, 4, 5)),
        Case("UnixDate", "Mon Jan  2 15:04:05 2006", nil),
        Case("RubyDate", "Mon Jan 02 15:04:05 -0700 2006", reference),
        Case("RubyDate", "Mon Jan 2 15:04:05 -0700 2006", nil),
        Case("RFC822", "02 Jan 06 15:04 UTC", utcInstant(2006, 1, 2, 15, 4)),
        Case("RFC822", "02 Jan 2006 15:04 UTC", nil),
        Case("RFC822Z", "02 Jan 06 15:04 -0700", utcInstant(2006, 1, 2, 22, 4)),
        Case("RFC850", "Monday, 02-Jan-06 15:04:05 UTC", utcInstant(2006, 1, 2, 15, 4, 5)),
        Case("RFC850", "Mon, 02-Jan-06 15:04:05 UTC", nil),
        Case("RFC1123", "Mon, 02 Jan 2006 15:04:05 UTC", utcInstant(2006, 1, 2, 15, 4, 5)),
        Case("RFC1123", "Mon 02 Jan 2006 15:04:05 UTC", nil),
        Case("RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700", reference),
        Case("RFC3339", "2006-01-02T15:04:05-07:00", reference),
        Case("RFC3339", "2006-01-02T22:04:05Z", reference),
        Case("RFC3339", "2006-01-02T22:04:05.25Z", reference + 250_000_000),
        Case("RFC3339", "2006-01-02T22:04:05,25Z", reference + 250_000_000),
        Case("RFC3339", "2006-01-02T22:04:05", nil),
        Case("RFC3339", "2006-01-02 22:04:05Z", nil),
        Case("RFC3339", "2006-01-02t22:04:05z", nil),
        Case("RFC3339", "2006-01-02T22:04:05Z ", nil),
        Case("RFC3339", "", nil),
        Case("RFC3339Nano", "2006-01-02T15:04:05.999999999-07:00", reference + 999_999_999),
        Case("RFC3339Nano", "2006-01-02T15:04:05.1-07:00", reference + 100_000_000),
        Case("RFC3339Nano", "2006-01-02T15:04:05-07:00", reference),
        Case("RFC3339Nano", "2006-01-02T22:04:05.0000000019Z", reference + 1),
        Case("RFC3339Nano", "2006-01-02T22:04:05.Z", nil),
        Case("RFC3339Nano", "2006-01-02T22:04:05.5", nil),
        Case("RFC3339Nano", "2006-01-02T22:04:05.5+0700", nil),
    ]

    static let dates: [Case] = [
        Case("2006-01-02", "2024-02-29", utcInstant(2024, 2, 29)),
        Case("2006-01-02", "2023-02-29", nil),
        Case("2006-01-02", "2000-02-29", utcInstant(2000, 2, 29)),
        Case("2006-01-02", "1900-02-29", nil),
        Case("2006-01-02", "2024-04-31", nil),
        Case("2006-01-02", "2024-12-31", utcInstant(2024, 12, 31)),
        Case("2006-01-02", "2024-00-10", nil),
        Case("2006-01-02", "2024-13-10", nil),
        Case("2006-01-02", "2024-01-00", nil),
        Case("2006-01-02", "2024-1-02", nil),
        Case("2006-01-02", "-024-01-02", nil),
        Case("2006-1-2", "2024-3-7", utcInstant(2024, 3, 7)),
        Case("2006-1-2", "2024-12-31", utcInstant(2024, 12, 31)),
        Case("2006-01-_2", "2024-01- 7", utcInstant(2024, 1, 7)),
        Case("2006-01-_2", "2024-01-7", utcInstant(2024, 1, 7)),
        Case("2006-01-_2", "2024-01-  7", nil),
        Case("_2006", "_2024", utcInstant(2024, 1, 1)),
        Case("02.01.06", "01.02.68", utcInstant(2068, 2, 1)),
        Case("02.01.06", "01.02.69", utcInstant(1969, 2, 1)),
        Case("02.01.06", "01.02.-1", nil),
        Case("2006", "2024", utcInstant(2024, 1, 1)),
        Case("2006 Jan 2", "2024 jUL 4", utcInstant(2024, 7, 4)),
        Case("2006 Jan 2", "2024 July 4", nil),
        Case("2006 Jan 2", "2024 Jux 4", nil),
        Case("2006 January 2", "2024 JULY 4", utcInstant(2024, 7, 4)),
        Case("2006 January 2", "2024 Jul 4", nil),
        Case("2006 January 2", "2024 May 4", utcInstant(2024, 5, 4)),
        Case("Mon 2006", "fri 2024", utcInstant(2024, 1, 1)),
        Case("Mon 2006", "Fry 2024", nil),
        Case("Monday 2006", "WEDNESDAY 2024", utcInstant(2024, 1, 1)),
        Case("Monday 2006", "Wed 2024", nil),
        Case("2006 002", "2024 060", utcInstant(2024, 2, 29)),
        Case("2006 002", "2023 060", utcInstant(2023, 3, 1)),
        Case("2006 002", "2024 366", utcInstant(2024, 12, 31)),
        Case("2006 002", "2023 366", nil),
        Case("2006 002", "2024 000", nil),
        Case("2006 002", "2024 60", nil),
        Case("2006__2", "2024  9", utcInstant(2024, 1, 9)),
        Case("2006__2", "2024 60", utcInstant(2024, 2, 29)),
        Case("2006__2", "2024366", utcInstant(2024, 12, 31)),
        Case("2006-01 002", "2024-02 060", utcInstant(2024, 2, 29)),
        Case("2006-01 002", "2024-03 060", nil),
        Case("2006-01-02 002", "2024-02-28 060", nil),
        Case("Month 2006", "Month 2024", utcInstant(2024, 1, 1)),
        Case("Jane 2006", "Jane 2024", utcInstant(2024, 1, 1)),
        Case("20060102150405", "20240229123456", utcInstant(2024, 2, 29, 12, 34, 56)),
    ]

    static let times: [Case] = [
        Case("2006 15:04:05", "2024 23:59:59", utcInstant(2024, 1, 1, 23, 59, 59)),
        Case("2006 15:04:05", "2024 24:00:00", nil),
        Case("2006 15:04:05", "2024 23:60:00", nil),
        Case("2006 15:04:05", "2024 23:59:60", nil),
        Case("2006 15:04:05", "2024 3:04:05", utcInstant(2024, 1, 1, 3, 4, 5)),
        Case("2006 15:04:05", "2024 03:4:05", nil),
        Case("2006 15:04:05", "2024 03:04:5", nil),
        Case("2006 15:4:5", "2024 03:4:5", utcInstant(2024, 1, 1, 3, 4, 5)),
        Case("2006 3:04 PM", "2024 1:30 PM", utcInstant(2024, 1, 1, 13, 30)),
        Case("2006 3:04 PM", "2024 12:30 AM", utcInstant(2024, 1, 1, 0, 30)),
        Case("2006 3:04 PM", "2024 12:30 PM", utcInstant(2024, 1, 1, 12, 30)),
        Case("2006 3:04 PM", "2024 13:30 PM", nil),
        Case("2006 3:04 PM", "2024 1:30 pm", nil),
        Case("2006 3:04 PM", "2024 1:30 XM", nil),
        Case("2006 03:04 pm", "2024 01:30 pm", utcInstant(2024, 1, 1, 13, 30)),
        Case("2006 03:04 pm", "2024 1:30 pm", nil),
        Case("2006 03:04 pm", "2024 01:30 PM", nil),
        Case("2006 15:04:05.000", "2024 01:02:03.456", utcInstant(2024, 1, 1, 1, 2, 3, 456_000_000)),
        Case("2006 15:04:05.000", "2024 01:02:03,456", utcInstant(2024, 1, 1, 1, 2, 3, 456_000_000)),
        Case("2006 15:04:05.000", "2024 01:02:03.45", nil),
        Case("2006 15:04:05.000", "2024 01:02:03.4567", nil),
        Case("2006 15:04:05.000", "2024 01:02:03", nil),
        Case("2006 15:04:05.000", "2024 01:02:03.+45", nil),
        Case("2006 15:04:05,000000", "2024 01:02:03,456789", utcInstant(2024, 1, 1, 1, 2, 3, 456_789_000)),
        Case("2006 15:04:05.000000000", "2024 01:02:03.000000007", utcInstant(2024, 1, 1, 1, 2, 3, 7)),
        Case("2006 15:04:05.999", "2024 01:02:03", utcInstant(2024, 1, 1, 1, 2, 3)),
        Case("2006 15:04:05.999", "2024 01:02:03.4", utcInstant(2024, 1, 1, 1, 2, 3, 400_000_000)),
        Case("2006 15:04:05.999", "2024 01:02:03.456789", utcInstant(2024, 1, 1, 1, 2, 3, 456_789_000)),
        Case("2006 15:04:05,999", "2024 01:02:03,5", utcInstant(2024, 1, 1, 1, 2, 3, 500_000_000)),
        Case("2006 15:04:05.999", "2024 01:02:03.", nil),
        Case("2006 15:04:05", "2024 01:02:03.25", utcInstant(2024, 1, 1, 1, 2, 3, 250_000_000)),
        Case("2006 15:04:05", "2024 01:02:03,25", utcInstant(2024, 1, 1, 1, 2, 3, 250_000_000)),
        Case("2006 15:04:05", "2024 01:02:03;25", nil),
        Case("15:04:05 2006", "01:02:03.25 2024", utcInstant(2024, 1, 1, 1, 2, 3, 250_000_000)),
        Case("2006 15:04:05 .000", "2024 01:02:03 .250", utcInstant(2024, 1, 1, 1, 2, 3, 250_000_000)),
        Case("2006 15:04:05 .000", "2024 01:02:03.125 .250", nil),
        Case("2006 15:04", "2024 01:02.25", nil),
    ]

    static let zones: [Case] = [
        Case("2006 15:04 -0700", "2024 12:00 +0530", utcInstant(2024, 1, 1, 6, 30)),
        Case("2006 15:04 -0700", "2024 12:00 -0330", utcInstant(2024, 1, 1, 15, 30)),
        Case("2006 15:04 -0700", "2024 12:00 Z", nil),
        Case("2006 15:04 -0700", "2024 12:00 0530", nil),
        Case("2006 15:04 -0700", "2024 12:00 +2400", utcInstant(2023, 12, 31, 12)),
        Case("2006 15:04 -0700", "2024 12:00 +2500", nil),
        Case("2006 15:04 -0700", "2024 12:00 +0061", nil),
        Case("2006 15:04 -07:00", "2024 12:00 +05:30", utcInstant(2024, 1, 1, 6, 30)),
        Case("2006 15:04 -07:00", "2024 12:00 +0530", nil),
        Case("2006 15:04 -07", "2024 12:00 +05", utcInstant(2024, 1, 1, 7)),
        Case("2006 15:04 -07", "2024 12:00 +0530", nil),
        Case("2006 15:04 -070000", "2024 12:00 +053015", utcInstant(2024, 1, 1, 6, 29, 45)),
        Case("2006 15:04 -07:00:00", "2024 12:00 -05:30:15", utcInstant(2024, 1, 1, 17, 30, 15)),
        Case("2006 15:04 -07:00:00", "2024 12:00 -05:30:61", nil),
        Case("2006 15:04 Z0700", "2024 12:00 Z", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 Z0700", "2024 12:00 +0530", utcInstant(2024, 1, 1, 6, 30)),
        Case("2006 15:04 Z07:00", "2024 12:00 Z", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 Z07:00", "2024 12:00 +05:30", utcInstant(2024, 1, 1, 6, 30)),
        Case("2006 15:04 Z07", "2024 12:00 Z", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 Z07", "2024 12:00 +05", utcInstant(2024, 1, 1, 7)),
        Case("2006 15:04 Z070000", "2024 12:00 Z", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 Z07:00:00", "2024 12:00 +05:30:15", utcInstant(2024, 1, 1, 6, 29, 45)),
        Case("2006 15:04 Z07:00:00", "2024 12:00 z", nil),
        Case("2006 15:04 MST", "2024 12:00 UTC", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 MST", "2024 12:00 CEST", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 MST", "2024 12:00 GMT", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 MST", "2024 12:00 GMT+3", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 MST", "2024 12:00 GMT-23", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 MST", "2024 12:00 GMT+24", nil),
        Case("2006 15:04 MST", "2024 12:00 +03", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 MST", "2024 12:00 +0330", nil),
        Case("2006 15:04 MST", "2024 12:00 ChST", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 MST", "2024 12:00 WITA", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 MST", "2024 12:00 AMST", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 MST", "2024 12:00 ABCD", nil),
        Case("2006 15:04 MST", "2024 12:00 ABCDT", utcInstant(2024, 1, 1, 12)),
        Case("2006 15:04 MST", "2024 12:00 ABCDEF", nil),
        Case("2006 15:04 MST", "2024 12:00 AB", nil),
        Case("2006 15:04 MST", "2024 12:00 cest", nil),
        Case("2006 15:04 -0700 MST", "2024 12:00 +0200 XYZ", utcInstant(2024, 1, 1, 10)),
        Case("2006 15:04 MST -0700", "2024 12:00 XYZ +0200", utcInstant(2024, 1, 1, 10)),
        Case("2006 15:04 -0700 MST", "2024 12:00 +0200 UTC", utcInstant(2024, 1, 1, 12)),
    ]

    static let texts: [Case] = [
        Case("[2006-01-02] at 15h", "[2024-01-02] at 07h", utcInstant(2024, 1, 2, 7)),
        Case("[2006-01-02] at 15h", "[2024-01-02] At 07h", nil),
        Case("2006 01", "2024    02", utcInstant(2024, 2, 1)),
        Case("2006  01", "2024 02", utcInstant(2024, 2, 1)),
        Case("2006 01", "202402", nil),
        Case("2006 01", "2024\t02", nil),
        Case("2006 ", "2024", utcInstant(2024, 1, 1)),
        Case("2006", "2024 ", nil),
        Case("2006", " 2024", nil),
        Case("2006年01月", "2024年02月", utcInstant(2024, 2, 1)),
        Case(
            "2006-01-02T15:04:05.000Z", "2024-01-02T03:04:05.678Z",
            utcInstant(2024, 1, 2, 3, 4, 5, 678_000_000)),
        Case("2006-01-02T15:04:05.000Z", "2024-01-02T03:04:05.678", nil),
        Case(
            "02/Jan/2006:15:04:05 -0700", "10/Oct/2000:13:55:36 -0700", utcInstant(2000, 10, 10, 20, 55, 36)),
        Case(
            "02/Jan/2006:15:04:05 -0700", "10/oct/2000:13:55:36.5 -0700",
            utcInstant(2000, 10, 10, 20, 55, 36, 500_000_000)),
        Case("02/Jan/2006:15:04:05 -0700", "31/Jun/2000:13:55:36 -0700", nil),
        Case("02/Jan/2006:15:04:05 -0700", "10/Oct/2000 13:55:36 -0700", nil),
    ]

    static let bounds: [Case] = [
        Case("RFC3339Nano", "1677-09-21T00:12:43.145224192Z", .min),
        Case("RFC3339Nano", "1677-09-21T00:12:43.145224191Z", nil),
        Case("RFC3339Nano", "2262-04-11T23:47:16.854775807Z", .max),
        Case("RFC3339Nano", "2262-04-11T23:47:16.854775808Z", nil),
        Case("RFC3339Nano", "0000-01-01T00:00:00Z", nil),
        Case("RFC3339Nano", "9999-12-31T23:59:59Z", nil),
        Case("RFC3339Nano", "1969-12-31T23:59:59.999999999Z", -1),
        Case("RFC3339Nano", "1970-01-01T00:00:00Z", 0),
    ]

    @Test(arguments: named + dates + times + zones + texts + bounds)
    func parsesAsGoDoes(_ sample: Case) throws {
        let layout = try TimeLayout(sample.layout, location: nil)
        #expect(layout.parse(sample.text) == sample.expected)
        #expect(layout.text == sample.layout)
    }

    /// The table of reference values in the documentation of the timestamp stage.
    @Test(arguments: [
        "06", "2006", "1", "01", "Jan", "January", "2", "02", "_2", "Mon", "Monday", "3", "03", "15", "4",
        "04", "5", "05",
        ".000", ".000000", ".000000000", ".999", ".999999", ".999999999", "pm", "PM", "MST", "-0700",
        "-070000", "-07",
        "-07:00", "-07:00:00", "Z0700", "Z070000", "Z07", "Z07:00", "Z07:00:00",
    ])
    func documentedComponentIsOneElement(_ component: String) {
        let program = LayoutProgram(component)
        #expect(program.elements.count == 1)
        #expect(program.hasElement)
    }

    /// The values in the documentation of the timestamp stage, each in its own format.
    @Test(arguments: [
        Case("Unix", "1562708916", 1_562_708_916_000_000_000),
        Case("Unix", "1562708916.000000123", 1_562_708_916_000_000_123),
        Case("UnixMs", "1562708916414", 1_562_708_916_414_000_000),
        Case("UnixUs", "1562708916414123", 1_562_708_916_414_123_000),
        Case("UnixNs", "1562708916000000123", 1_562_708_916_000_000_123),
        Case("RFC3339", "2006-01-02T15:04:05-07:00", reference),
        Case("RFC3339Nano", "2006-01-02T15:04:05.999999999-07:00", reference + 999_999_999),
    ])
    func parsesDocumentedExample(_ sample: Case) throws {
        #expect(try TimeLayout(sample.layout, location: nil).parse(sample.text) == sample.expected)
    }

    @Test func abbreviationOfTheLocationHasItsOffset() throws {
        let berlin = try TimeLayout("2006-01-02 15:04 MST", location: TestZone.berlin.rules())
        #expect(berlin.parse("2024-07-01 12:00 CEST") == utcInstant(2024, 7, 1, 10))
        #expect(berlin.parse("2024-01-01 12:00 CET") == utcInstant(2024, 1, 1, 11))
        // Not in effect on that day, but the zone has it.
        #expect(berlin.parse("2024-07-01 12:00 CET") == utcInstant(2024, 7, 1, 11))
        #expect(berlin.parse("2024-07-01 12:00 EDT") == utcInstant(2024, 7, 1, 12))
        #expect(berlin.parse("2024-07-01 12:00 UTC") == utcInstant(2024, 7, 1, 12))
        let saoPaulo = try TimeLayout("2006-01-02 15:04 MST", location: TestZone.saoPaulo.rules())
        #expect(saoPaulo.parse("2024-07-01 12:00 -03") == utcInstant(2024, 7, 1, 15))
    }

    @Test func locationHoldsForTimesWithoutZone() throws {
        for text in ["2006-01-02T15:04:05", "2006-01-02T15:04:05.000Z", "02.01.2006 15:04:05"] {
            let layout = try TimeLayout(text, location: TestZone.newYork.rules())
            let sample =
                text.hasPrefix("02")
                ? "04.07.2024 08:00:00" : "2024-07-04T08:00:00" + (text.hasSuffix("Z") ? ".000Z" : "")
            #expect(layout.parse(sample) == utcInstant(2024, 7, 4, 12))
        }
        let layout = try TimeLayout("RFC3339", location: TestZone.newYork.rules())
        #expect(layout.parse("2024-07-04T08:00:00Z") == utcInstant(2024, 7, 4, 8))
    }
}
