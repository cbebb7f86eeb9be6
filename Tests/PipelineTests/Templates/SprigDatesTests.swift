// Sprig's functions on times: the examples of its documentation, zones, and what is no time.

import Platform
import Testing

@testable import Pipeline

@Suite struct SprigDatesTests {
    @Test func `The documentation's examples come out as it says`() {
        expectCalls([
            ("now", "2024-03-05 14:07:09.123456789 +0000 UTC"), ("now | date \"2006-01-02\"", "2024-03-05"),
            ("dateInZone \"2006-01-02 15:04\" (now) \"UTC\"", "2024-03-05 14:07"),
            ("duration \"95\"", "1m35s"),
            ("durationRound \"2h10m5s\"", "2h"), ("durationRound \"2400h10m5s\"", "3mo"),
            ("now | unixEpoch", "1709647629"),
            ("now | date_modify \"-1.5h\" | date \"15:04:05.000\"", "12:37:09.123"),
            ("now | htmlDate", "2024-03-05"),
            ("htmlDateInZone (now) \"UTC\"", "2024-03-05"),
            ("toDate \"2006-01-02\" \"2017-12-31\" | date \"02/01/2006\"", "31/12/2017"),
            ("ago (now | dateModify \"-2h34m7s\")", "2h34m7s"),
        ])
    }

    @Test func `Every part of a layout is written`() {
        expectCalls([
            (
                "date \"Mon Monday Jan January 1 01 2 02 _2 002 __2 06 2006\" now",
                "Tue Tuesday Mar March 3 03 5 05  5 065  65 24 2024"
            ),
            ("date \"15 3 03 4 04 5 05 PM pm\" now", "14 2 02 7 07 9 09 PM pm"),
            ("date \".0 .00 ,000 .999999 .9999999999\" now", ".1 .12 ,123 .123456 .123456789"),
            (
                "date \"MST -0700 -07:00 -07 Z07:00 Z0700 -070000 Z07:00:00\" now",
                "UTC +0000 +00:00 +00 Z Z +000000 Z"
            ),
            ("date \"a  b\\tÄ\" now", "a  b\tÄ"), ("date \"\" now", ""),
            ("date \"_2006 Janet\" now", "_2024 Janet"),
            (
                "dateInZone \"15:04 MST -0700 Z07:00 -07:00:00\" now \"Asia/Kolkata\"",
                "19:37 IST +0530 +05:30 +05:30:00"
            ),
            ("dateInZone \"3PM MST\" now \"America/New_York\"", "9AM EST"),
            ("dateInZone \"15:04 MST\" 1720000000 \"Europe/Berlin\"", "11:46 CEST"),
            ("dateInZone \"15 MST\" now \"Nowhere/Town\"", "14 UTC"),
            ("dateInZone \"15 MST\" now \"../../etc/passwd\"", "14 UTC"),
            ("date_in_zone \"15\" now \"Local\"", "14"), ("date \"3:04PM\" 0", "12:00AM"),
            ("date \"2006 06\" -64000000000", "-0059 00"),
            ("date \"2006.9\" 0", "1970"),
        ])
    }

    @Test func `What is no time is now`() {
        expectCalls([
            ("date \"2006\" \"x\"", "2024"), ("htmlDate 0", "1970-01-01"), ("htmlDate -1", "1969-12-31"),
            ("ago \"x\"", "0s"), ("ago 0", "474902h7m9s"),
            ("unixEpoch 5", "! unixEpoch: wrong type for value; expected time.Time; got int"),
            ("dateModify \"1h\" 5", "! dateModify: wrong type for value; expected time.Time; got int"),
            ("date 5 now", "! date: wrong type for value; expected string; got int"),
        ])
    }

    @Test func `Texts are read in any layout and year`() {
        expectCalls([
            ("toDate \"02 Jan 06 15:04:05 MST\" \"13 Jun 19 20:39:39 GMT\" | unixEpoch", "1560458379"),
            ("toDate \"2006-01-02 -0700\" \"2020-05-06 +0230\"", "2020-05-06 00:00:00 +0230 +0230"),
            ("toDate \"15:04\" \"10:30\" | date \"2006-01-02 15:04\"", "0000-01-01 10:30"),
            ("toDate \"2006\" \"1000\" | date \"2006-01-02\"", "1000-01-01"),
            ("toDate \"2006\" \"9999\" | date \"06\"", "99"),
            ("toDate \"2006-01-02\" \"nonsense\" | date \"2006-01-02 15:04:05\"", "0001-01-01 00:00:00"),
            ("toDate \"2006-01-02\" \"2023-02-29\"", "0001-01-01 00:00:00 +0000 UTC"),
            ("mustToDate \"2006-01-02\" \"2017-12-31\" | date \"Jan 2\"", "Dec 31"),
            ("mustToDate \"2006\" \"x\"", "! mustToDate: parsing time \"x\" as \"2006\": cannot parse it"),
            (
                "toDate \"2006-01-02T15:04:05Z07:00\" \"2020-01-01T00:00:00.5Z\"",
                "2020-01-01 00:00:00.5 +0000 UTC"
            ), ("toDate \"MST\" \"XYZ\" | unixEpoch", "-62167219200"),
        ])
    }

    @Test func `Durations have Go's units alone`() {
        expectCalls([
            ("now | dateModify \"1h\" | date \"15:04\"", "15:07"),
            ("now | dateModify \"1d\" | date \"02\"", "05"),
            ("now | dateModify \"nonsense\" | date \"02\"", "05"),
            ("now | mustDateModify \"24h\" | date \"02\"", "06"),
            ("now | must_date_modify \"1d\"", "! must_date_modify: time: invalid duration \"1d\""),
            ("now | dateModify \"-124ms\" | date \"05.000000000\"", "08.999456789"),
            ("now | dateModify \"900ms\" | date \"05.000\"", "10.023"),
            ("now | dateModify \"2562047h47m16.854775807s\" | date \"2006\"", "2316"),
            ("ago (dateModify \"5s\" now)", "-5s"), ("ago (dateModify \"-1499ms\" now)", "1s"),
            ("ago (dateModify \"-1500ms\" now)", "2s"),
            ("ago (toDate \"2006\" \"0001\")", "2562047h47m16.854775807s"), ("duration 95", "1m35s"),
            ("duration \"x\"", "0s"), ("duration 1.5", "0s"), ("duration \"-3600\"", "-1h0m0s"),
            ("duration 9223372036854775807", "-1s"), ("durationRound \"x\"", "0s"),
            ("durationRound \"1s\"", "0s"), ("durationRound \"1.5s\"", "1s"),
            ("durationRound \"24h5s\"", "1d"),
            ("durationRound \"-9000h\"", "1y"), ("durationRound 7300", "2h"), ("durationRound 61.9", "1m"),
            ("durationRound (now | dateModify \"-49h\")", "2d"), ("durationRound true", "0s"),
            ("durationRound -9223372036", "292y"),
        ])
    }

    @Test func `A time is written as the reader of layouts reads it`() throws {
        let layouts = [
            "2006-01-02T15:04:05.000000000Z07:00", "Mon, 02 Jan 2006 15:04:05.999999999 -0700",
            "Monday, 02-Jan-2006 03:04:05.000000000PM -07:00", "2006-002 15:04:05.000000000 Z070000",
        ]
        var random = TimeRandom(seed: 42)
        for name in ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"] {
            let zone = try TimeZoneRules.load(name)
            for layout in layouts {
                let compiled = try TimeLayout(layout, location: zone)
                for _ in 0..<50 {
                    // From 1980 on: offsets had seconds once, which these layouts cannot write.
                    let instant = Int64(random.next() >> 2) / 2 + 315_532_800_000_000_000
                    let text = formatted(instant, layout, zone)
                    let read = text.utf8.withContiguousStorageIfAvailable {
                        compiled.parse(UnsafeRawBufferPointer($0), now: 0)
                    }
                    #expect(read == instant, "\(text)")
                }
            }
        }
    }

    private func formatted(_ instant: Int64, _ layout: String, _ zone: TimeZoneRules) -> String {
        let time = TemplateTime(unixNanoseconds: instant, zone: zone)
        let buffer = ByteBuffer()
        LayoutFormatter(second: time.seconds, nanosecond: Int64(time.nanoseconds), zone: zone).append(
            WrittenLayout(Array(layout.utf8)), to: buffer)
        return buffer.text
    }
}

private struct TimeRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
