// Counts since the epoch, to the nanosecond and to the ends of Int64.

import Testing

@testable import Pipeline

@Suite struct TimeUnixTests {
    @Test(
        arguments: [
            ("Unix", "1562708916.919844", 1_562_708_916_919_844_000),
            ("Unix", "1562708916.9198440001", 1_562_708_916_919_844_000),
            ("Unix", "1562708916.1", 1_562_708_916_100_000_000),
            ("Unix", "1562708916.123456789", 1_562_708_916_123_456_789),
            ("Unix", "0", 0),
            ("Unix", "-0", 0),
            ("Unix", "-1", -1_000_000_000),
            ("Unix", "-1.5", -1_500_000_000),
            ("Unix", "-0.000000001", -1),
            ("Unix", "+5", 5_000_000_000),
            ("Unix", "0000000000000000000000000001", 1_000_000_000),
            ("Unix", "9223372036.854775807", .max),
            ("Unix", "9223372036.854775808", nil),
            ("Unix", "-9223372036.854775808", .min),
            ("Unix", "-9223372036.854775809", nil),
            ("Unix", "9223372037", nil),
            ("Unix", "18446744073709551616", nil),
            ("Unix", "99999999999999999999999999", nil),
            ("Unix", "1.", nil),
            ("Unix", ".5", nil),
            ("Unix", "1.5.5", nil),
            ("Unix", "1,5", nil),
            ("Unix", "1e9", nil),
            ("Unix", "", nil),
            ("Unix", "-", nil),
            ("Unix", "--1", nil),
            ("Unix", " 1", nil),
            ("Unix", "1 ", nil),
            ("Unix", "12345678x", nil),
            ("UnixMs", "9223372036854", 9_223_372_036_854_000_000),
            ("UnixMs", "9223372036855", nil),
            ("UnixMs", "-1", -1_000_000),
            ("UnixMs", "1562708916414.5", nil),
            ("UnixUs", "9223372036854775", 9_223_372_036_854_775_000),
            ("UnixUs", "9223372036854776", nil),
            ("UnixNs", "9223372036854775807", .max),
            ("UnixNs", "9223372036854775808", nil),
            ("UnixNs", "-9223372036854775808", .min),
            ("UnixNs", "-9223372036854775809", nil),
            ("UnixNs", "18446744073709551615", nil),
            ("UnixNs", "18446744073709551617", nil),
            ("UnixNs", "1", 1),
        ] as [(String, String, Int64?)])
    func parses(_ name: String, _ text: String, _ expected: Int64?) throws {
        #expect(try TimeLayout(name, location: nil).parse(text) == expected)
    }

    @Test func readsBackWhatIsWritten() throws {
        var generator = TimeCaseGenerator(seed: 3)
        let layouts = try ["Unix", "UnixMs", "UnixUs", "UnixNs"].map { try TimeLayout($0, location: nil) }
        for _ in 0..<5_000 {
            let nanoseconds = Int64(truncatingIfNeeded: generator.next()) >> Int64(generator.below(60))
            let magnitude = nanoseconds.magnitude
            let sign = nanoseconds < 0 ? "-" : ""
            let fraction = String(String(1_000_000_000 + magnitude % 1_000_000_000).dropFirst())
            #expect(layouts[0].parse("\(sign)\(magnitude / 1_000_000_000).\(fraction)") == nanoseconds)
            #expect(layouts[1].parse("\(nanoseconds / 1_000_000)") == nanoseconds / 1_000_000 * 1_000_000)
            #expect(layouts[2].parse("\(nanoseconds / 1_000)") == nanoseconds / 1_000 * 1_000)
            #expect(layouts[3].parse("\(nanoseconds)") == nanoseconds)
        }
    }
}
