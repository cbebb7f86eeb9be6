// TZ strings: what they mean, and which are none.

import Testing

@testable import Pipeline

@Suite struct TimeZoneFooterTests {
    static func footer(_ text: String) -> ZoneFooter? { ZoneFooter(Array(text.utf8)[...]) }

    @Test(
        arguments: [
            ("UTC0", (2024, 7, 1), 0),
            ("EST5", (2024, 7, 1), -18_000),
            ("<-03>3", (2024, 7, 1), -10_800),
            ("<+0545>-5:45", (2024, 7, 1), 20_700),
            ("ABC-1:02:03", (2024, 7, 1), 3_723),
            ("ABC+1", (2024, 7, 1), -3_600),
            // An hour more than standard time unless said otherwise, and the customary rule where there is
            // none.
            ("EST5EDT", (2024, 7, 1), -14_400), ("EST5EDT", (2024, 3, 10), -18_000),
            ("EST5EDT", (2024, 3, 11), -14_400),
            ("AAA0BBB-2,M3.5.0,M10.5.0", (2024, 7, 1), 7_200),
            // J60 is always March 1, 59 is February 29 in leap years.
            ("AAA0BBB,J60/0,J61/0", (2024, 3, 1), 3_600), ("AAA0BBB,J60/0,J61/0", (2024, 2, 29), 0),
            ("AAA0BBB,J60/0,J61/0", (2023, 3, 1), 3_600),
            ("AAA0BBB,59/0,60/1", (2024, 2, 29), 3_600), ("AAA0BBB,59/0,60/1", (2023, 3, 1), 3_600),
            ("AAA0BBB,59/0,60/1", (2024, 3, 1), 0),
            // Times beyond the day: Gaza, Godthab, and daylight saving time all year.
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", (2024, 3, 29), 7_200),
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", (2024, 3, 31), 10_800),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", (2024, 3, 30), -7_200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", (2024, 3, 31), -3_600),
            ("XXX3EDT4,0/0,J365/23", (2024, 1, 1), -14_400),
            ("XXX3EDT4,0/0,J365/23", (2024, 12, 31), -14_400),
            ("EST5EDT,0/0,J365/25", (2023, 1, 2), -14_400), ("EST5EDT,0/0,J365/25", (2024, 12, 31), -14_400),
        ] as [(String, (Int, Int, Int), Int32)])
    func holds(_ text: String, _ date: (Int, Int, Int), _ offset: Int32) throws {
        let footer = try #require(Self.footer(text))
        // One o'clock in Greenwich.
        let seconds = SlowCalendar.seconds(date.0, date.1, date.2, 1)
        #expect(footer.type(atUTC: seconds).offsetSeconds == offset)
        let rules = try TimeZoneRules(tzif: ZoneFileWriter(footer: text).bytes())
        #expect(rules.offsetSeconds(atUTC: seconds) == offset)
    }

    @Test(arguments: [
        "UTC", "0", "AB0", "<AB>0", "<ABC0", "ABC25", "ABC1:60", "ABC1:00:60", "ABC1x", "ABC1DEF,",
        "ABC1DEF,M3.5.0",
        "ABC1DEF,M13.1.0,M10.5.0", "ABC1DEF,M3.0.0,M10.5.0", "ABC1DEF,M3.6.0,M10.5.0",
        "ABC1DEF,M3.5.7,M10.5.0",
        "ABC1DEF,J0,J10", "ABC1DEF,J366,J10", "ABC1DEF,366,10", "ABC1DEF,M3.5.0/168,M10.5.0",
        "ABC1DEF,M3.5.0,M10.5.0,",
        "ABC1DEF,M3.5.0/,M10.5.0", "ABC1DEF25,M3.5.0,M10.5.0", "ABC99999999999999999999",
        "ABC1DEF,M3.5,M10.5.0",
    ])
    func refuses(_ text: String) {
        #expect(Self.footer(text) == nil)
        #expect(throws: TimeZoneError.self) {
            try TimeZoneRules(tzif: ZoneFileWriter(footer: text).bytes())
        }
    }
}
