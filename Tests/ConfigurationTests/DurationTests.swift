// Durations as Go and Prometheus write them, to the nanosecond and to the last one that fits.

import Testing

@testable import Configuration

@Suite struct DurationTests {
    private static let second: Int64 = 1_000_000_000

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("+0", 0), ("0s", 0), ("5ns", 5), ("5us", 5_000), ("5\u{b5}s", 5_000),
            ("5\u{3bc}s", 5_000),
            ("100ms", 100_000_000), ("10s", 10 * second), ("+10s", 10 * second), ("-10s", -10 * second),
            ("5m", 300 * second),
            ("1h", 3_600 * second), ("1d", 86_400 * second), ("2w", 1_209_600 * second),
            ("1y", 31_536_000 * second),
            ("1h30m", 5_400 * second), ("1h0m1s", 3_601 * second), ("30m1h", 5_400 * second),
            ("1s1s", 2 * second),
            ("1.5s", 1_500_000_000), (".5s", 500_000_000), ("1.s", second), ("-1.5h", -5_400 * second),
            ("0.1ns", 0),
            ("1.5ns", 1), ("0.5y", 15_768_000 * second), ("1.000000001s", second + 1),
            ("1.0000000009s", second),
            ("0.000000000000000000000000001h", 0), ("0.3s", 300_000_000), ("007s", 7 * second),
            ("1m0.5s", 60_500_000_000),
            ("9223372036854775807ns", Int64.max), ("-9223372036854775808ns", Int64.min),
            ("292y", 9_208_512_000 * second),
            ("9223372036.854775807s", Int64.max), ("15250w1d23h47m16s854ms775us807ns", Int64.max),
        ] as [(String, Int64)])
    func reads(text: String, nanoseconds: Int64) {
        #expect(Durations.parse(text) == nanoseconds)
    }

    @Test(
        arguments: [
            ("", .malformed), ("10", .noUnit), ("-5", .noUnit), ("1h30", .noUnit), ("1.5", .noUnit),
            ("ten", .malformed),
            ("s", .malformed), (".", .malformed), (".s", .malformed), ("-", .malformed), ("+", .malformed),
            ("--1s", .malformed),
            ("1 s", .malformed), (" 1s", .malformed), ("1s ", .malformed), ("1h,30m", .malformed),
            ("1:30", .malformed),
            ("1e3s", .unknownUnit("e")), ("5min", .unknownUnit("min")), ("5S", .unknownUnit("S")),
            ("1M", .unknownUnit("M")),
            ("5秒", .unknownUnit("秒")), ("0x10s", .unknownUnit("x")), ("9223372036854775808ns", .tooLong),
            ("-9223372036854775809ns", .tooLong), ("293y", .tooLong), ("18446744073709551616ns", .tooLong),
            ("99999999999999999999999999s", .tooLong), ("200y200y", .tooLong),
            ("18446744073709551615ns1ns", .tooLong),
            ("9223372036.854775808s", .tooLong), (String(repeating: "1", count: 65), .malformed),
            ("1..5s", .malformed),
            ("1s-1s", .malformed), ("00", .noUnit),
        ] as [(String, Durations.Problem)])
    func refuses(text: String, problem: Durations.Problem) {
        #expect(Durations.parse(text) == nil)
        #expect(throws: problem) { try Durations.read(text) }
    }

    @Test(
        arguments: [
            (0, "0s"), (1, "1ns"), (999, "999ns"), (1_000, "1us"), (1_500, "1.5us"), (1_000_000, "1ms"),
            (1_050_000, "1.05ms"),
            (999_999_999, "999.999999ms"), (second, "1s"), (1_500_000_000, "1.5s"), (60 * second, "1m"),
            (61_001_000_000, "1m1.001s"), (3_600 * second, "1h"), (5_400 * second, "1h30m"),
            (3_601 * second, "1h1s"),
            (86_400 * second, "24h"), (-5_400 * second, "-1h30m"), (-1, "-1ns"),
            (Int64.max, "2562047h47m16.854775807s"),
            (Int64.min, "-2562047h47m16.854775808s"),
        ] as [(Int64, String)])
    func formats(nanoseconds: Int64, text: String) {
        #expect(Durations.format(nanoseconds) == text)
        #expect(Durations.parse(text) == nanoseconds)
    }

    @Test func readsBackWhatItFormats() {
        var generator = SeededGenerator(state: 1)
        for _ in 0..<2_000 {
            let shift = Int.random(in: 0..<63, using: &generator)
            let value = Int64(bitPattern: generator.next()) >> Int64(shift)
            #expect(Durations.parse(Durations.format(value)) == value)
        }
    }

    /// Whatever stands there is a duration or none, and nothing traps.
    @Test func survivesAnyText() {
        var generator = SeededGenerator(state: 2)
        let letters = Array("0123456789.-+nusmhdwykKMGiBb µ")
        for _ in 0..<5_000 {
            let count = Int.random(in: 0..<24, using: &generator)
            let text = String((0..<count).compactMap { _ in letters.randomElement(using: &generator) })
            _ = Durations.parse(text)
            _ = ByteSizes.parse(text)
            _ = ScalarForms.integer(text)
            _ = ScalarForms.number(text)
        }
    }
}
