// Zones read from files that the tests write themselves.

import Testing

@testable import Pipeline

@Suite struct TimeZoneRulesTests {
    /// Offsets by footer alone, from the past to the far future, on both hemispheres.
    @Test(
        arguments: [
            (.berlin, (1950, 1, 1), 3_600), (.berlin, (1950, 7, 1), 7_200), (.berlin, (1850, 7, 1), 7_200),
            (.berlin, (2024, 1, 1), 3_600), (.berlin, (2024, 7, 1), 7_200), (.berlin, (2105, 12, 31), 3_600),
            (.berlin, (2106, 7, 1), 7_200), (.berlin, (2500, 1, 1), 3_600), (.berlin, (2500, 7, 1), 7_200),
            (.newYork, (2500, 1, 1), -18_000), (.newYork, (2500, 7, 1), -14_400),
            (.newYork, (1, 7, 1), -14_400),
            (.sydney, (2024, 1, 1), 39_600), (.sydney, (2024, 7, 1), 36_000), (.sydney, (2500, 1, 1), 39_600),
            (.sydney, (2500, 7, 1), 36_000), (.lordHowe, (2500, 1, 1), 39_600),
            (.lordHowe, (2500, 7, 1), 37_800),
            (.dublin, (2024, 1, 1), 0), (.dublin, (2024, 7, 1), 3_600), (.dublin, (2500, 1, 1), 0),
            (.saoPaulo, (2024, 1, 1), -10_800), (.kolkata, (2500, 7, 1), 19_800),
        ] as [(TestZone, (Int, Int, Int), Int32)])
    func footerHoldsForAllTime(_ zone: TestZone, _ date: (Int, Int, Int), _ offset: Int32) throws {
        let seconds = SlowCalendar.seconds(date.0, date.1, date.2)
        let rules = try zone.rules()
        #expect(rules.offsetSeconds(atUTC: seconds) == offset)
        #expect(rules.offsetSeconds(atLocal: seconds) == offset)
    }

    /// The last second before and the first one after a change of the clock, in years in and beyond the
    /// table.
    @Test(
        arguments: [
            (.berlin, SlowCalendar.seconds(2024, 3, 31, 1), 3_600, 7_200),
            (.berlin, SlowCalendar.seconds(2024, 10, 27, 1), 7_200, 3_600),
            (.newYork, SlowCalendar.seconds(2024, 3, 10, 7), -18_000, -14_400),
            (.newYork, SlowCalendar.seconds(2024, 11, 3, 6), -14_400, -18_000),
            (.sydney, SlowCalendar.seconds(2024, 4, 6, 16), 39_600, 36_000),
            (.sydney, SlowCalendar.seconds(2024, 10, 5, 16), 36_000, 39_600),
            (.lordHowe, SlowCalendar.seconds(2024, 4, 6, 15), 39_600, 37_800),
            (.dublin, SlowCalendar.seconds(2024, 3, 31, 1), 0, 3_600),
            (.dublin, SlowCalendar.seconds(2024, 10, 27, 1), 3_600, 0),
            (.berlin, SlowCalendar.seconds(2500, 3, 28, 1), 3_600, 7_200),
            (.berlin, SlowCalendar.seconds(2500, 10, 31, 1), 7_200, 3_600),
            (.newYork, SlowCalendar.seconds(2500, 3, 14, 7), -18_000, -14_400),
            (.sydney, SlowCalendar.seconds(2500, 4, 3, 16), 39_600, 36_000),
            (.sydney, SlowCalendar.seconds(2500, 10, 2, 16), 36_000, 39_600),
        ] as [(TestZone, Int64, Int32, Int32)])
    func offsetChangesToTheSecond(_ zone: TestZone, _ change: Int64, _ before: Int32, _ after: Int32) throws {
        let rules = try zone.rules()
        #expect(rules.offsetSeconds(atUTC: change - 1) == before)
        #expect(rules.offsetSeconds(atUTC: change) == after)
    }

    /// Readings that a clock skips or shows twice. The offsets are those of Go's `time.Date`.
    @Test(
        arguments: [
            // Skipped.
            (.berlin, SlowCalendar.seconds(2024, 3, 31, 1, 59, 59), 3_600),
            (.berlin, SlowCalendar.seconds(2024, 3, 31, 2), 3_600),
            (.berlin, SlowCalendar.seconds(2024, 3, 31, 2, 59, 59), 3_600),
            (.berlin, SlowCalendar.seconds(2024, 3, 31, 3), 7_200),
            (.newYork, SlowCalendar.seconds(2024, 3, 10, 1, 59, 59), -18_000),
            (.newYork, SlowCalendar.seconds(2024, 3, 10, 2), -14_400),
            (.newYork, SlowCalendar.seconds(2024, 3, 10, 2, 59, 59), -14_400),
            (.newYork, SlowCalendar.seconds(2024, 3, 10, 3), -14_400),
            (.sydney, SlowCalendar.seconds(2024, 10, 6, 2, 30), 36_000),
            (.london, SlowCalendar.seconds(2024, 3, 31, 1, 30), 0),
            // Repeated.
            (.berlin, SlowCalendar.seconds(2024, 10, 27, 1, 59, 59), 7_200),
            (.berlin, SlowCalendar.seconds(2024, 10, 27, 2, 30), 3_600),
            (.berlin, SlowCalendar.seconds(2024, 10, 27, 3), 3_600),
            (.newYork, SlowCalendar.seconds(2024, 11, 3, 0, 59, 59), -14_400),
            (.newYork, SlowCalendar.seconds(2024, 11, 3, 1, 30), -14_400),
            (.newYork, SlowCalendar.seconds(2024, 11, 3, 2), -18_000),
            (.sydney, SlowCalendar.seconds(2024, 4, 7, 2, 30), 36_000),
            (.lordHowe, SlowCalendar.seconds(2024, 4, 7, 1, 45), 37_800),
            (.london, SlowCalendar.seconds(2024, 10, 27, 1, 30), 0),
            // Beyond the table.
            (.berlin, SlowCalendar.seconds(2500, 3, 28, 2, 30), 3_600),
            (.newYork, SlowCalendar.seconds(2500, 3, 14, 2, 30), -14_400),
            (.newYork, SlowCalendar.seconds(2500, 11, 7, 1, 30), -14_400),
        ] as [(TestZone, Int64, Int32)])
    func gapsAndOverlapsAreThoseOfGo(_ zone: TestZone, _ reading: Int64, _ offset: Int32) throws {
        #expect(try zone.rules().offsetSeconds(atLocal: reading) == offset)
    }

    static let irregular = ZoneFileWriter(
        types: [(3_208, false, "LMT"), (7_200, true, "CEST"), (3_600, false, "CET")],
        transitions: [
            (-1_000_000_000, 2), (-900_000_000, 1), (-800_000_000, 2), (828_234_000, 1), (846_378_000, 2),
        ],
        footer: TestZone.berlin.rawValue)

    @Test(arguments: [2, 3, 4])
    func fileWithTransitionsAndFooter(version: Int) throws {
        let rules = try TimeZoneRules(tzif: Self.irregular.bytes(version: version))
        #expect(rules.offsetSeconds(atUTC: .min) == 3_208)
        #expect(rules.offsetSeconds(atUTC: -1_000_000_001) == 3_208)
        #expect(rules.offsetSeconds(atUTC: -1_000_000_000) == 3_600)
        #expect(rules.offsetSeconds(atUTC: -850_000_000) == 7_200)
        #expect(rules.offsetSeconds(atUTC: 0) == 3_600)
        #expect(rules.offsetSeconds(atUTC: 840_000_000) == 7_200)
        #expect(rules.offsetSeconds(atUTC: 846_378_000) == 3_600)
        #expect(rules.offsetSeconds(atUTC: SlowCalendar.seconds(2024, 7, 1)) == 7_200)
        #expect(rules.offsetSeconds(atUTC: SlowCalendar.seconds(2500, 7, 1)) == 7_200)
    }

    @Test func firstVersionHasNoFooter() throws {
        let rules = try TimeZoneRules(tzif: Self.irregular.bytes(version: 1))
        #expect(rules.offsetSeconds(atUTC: -1_000_000_001) == 3_208)
        #expect(rules.offsetSeconds(atUTC: 840_000_000) == 7_200)
        #expect(rules.offsetSeconds(atUTC: SlowCalendar.seconds(2024, 7, 1)) == 3_600)
        #expect(rules.offsetSeconds(atLocal: SlowCalendar.seconds(2500, 7, 1)) == 3_600)
    }

    @Test func emptyFooterLeavesTheLastTransition() throws {
        var file = Self.irregular
        file.footer = ""
        let rules = try TimeZoneRules(tzif: file.bytes())
        #expect(rules.offsetSeconds(atUTC: SlowCalendar.seconds(2024, 7, 1)) == 3_600)
    }

    @Test(arguments: [Int64.min, -(1 << 59), 4_500_000_000, .max])
    func lastTransitionFarAway(time: Int64) throws {
        var file = Self.irregular
        file.transitions = [(time, 2)]
        let rules = try TimeZoneRules(tzif: file.bytes())
        for seconds in [Int64.min, time, SlowCalendar.seconds(2024, 7, 1), .max] {
            _ = rules.offsetSeconds(atUTC: seconds)
            _ = rules.offsetSeconds(atLocal: seconds)
        }
        #expect(rules.offsetSeconds(atUTC: 1_719_792_000) == (time < 1_719_792_000 ? 7_200 : 3_208))
    }

    @Test func oneTypeHoldsForAllTime() throws {
        let rules = try TimeZoneRules(tzif: ZoneFileWriter(types: [(-7_200, false, "-02")]).bytes())
        for seconds in [Int64.min, -1, 0, 1, .max] {
            #expect(rules.offsetSeconds(atUTC: seconds) == -7_200)
            #expect(rules.offsetSeconds(atLocal: seconds) == -7_200)
            #expect(TimeZoneRules.utc.offsetSeconds(atLocal: seconds) == 0)
        }
    }

    @Test(arguments: TestZone.allCases)
    func endsOfInt64DoNotTrap(_ zone: TestZone) throws {
        let rules = try zone.rules()
        for seconds in [Int64.min, .min + 1, .max - 1, .max] {
            _ = rules.offsetSeconds(atUTC: seconds)
            _ = rules.offsetSeconds(atLocal: seconds)
        }
    }

    /// The table and the computation that takes over after it are the same rule.
    @Test(arguments: TestZone.allCases)
    func tableAgreesWithFooter(_ zone: TestZone) throws {
        let rules = try zone.rules()
        let footer = try #require(ZoneFooter(Array(zone.rawValue.utf8)[...]))
        var generator = TimeCaseGenerator(seed: 17)
        for _ in 0..<1_000 {
            let seconds = Int64(generator.below(6_500_000_000)) - 2_200_000_000
            #expect(rules.offsetSeconds(atUTC: seconds) == footer.type(atUTC: seconds).offsetSeconds)
        }
    }
}
