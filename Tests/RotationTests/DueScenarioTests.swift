// When a log is rotated.

import Testing

@testable import Rotation

private func row(
    _ name: String, _ policy: String, _ log: String = "app.log 100", last: String? = "2026-11-22 00:00",
    now: String = "2026-11-23 00:00", clock: LocalClock = .utc, isForced: Bool = false, due: Bool,
    next: String? = nil,
    remarks: [String] = []
) -> Scenario {
    var scenario = Scenario(
        name: name, policy: "rotate: 2; method: rename; " + policy, files: [log], last: last, now: now,
        clock: clock,
        isForced: isForced, steps: due ? ["mv app.log app.log.1", "note app.log"] : [], remarks: remarks)
    if !due, last == nil { scenario.steps = ["remember app.log"] }
    scenario.nextDue = next
    return scenario
}

/// Summer time ends on 2026-10-25 at 03:00, which becomes 02:00, and begins on 2026-03-29 at 02:00, which becomes 03:00.
let berlin = LocalClock { $0 >= 1_774_746_000 && $0 < 1_792_890_000 ? 7200 : 3600 }

@Suite struct DueScenarioTests {
    @Test(arguments: intervals) func anIntervalEndsWhenTheCalendarTurnsAPage(_ scenario: Scenario) throws {
        try scenario.check()
    }

    @Test(arguments: clocks) func clocksJump(_ scenario: Scenario) throws { try scenario.check() }

    @Test(arguments: sizes) func sizesDecide(_ scenario: Scenario) throws { try scenario.check() }

    static let intervals: [Scenario] = [
        row("daily, another day", "interval: daily", due: true, next: "2026-11-24 00:00"),
        row(
            "daily, the same day", "interval: daily", last: "2026-11-23 00:00", now: "2026-11-23 23:59",
            due: false,
            next: "2026-11-24 00:00", remarks: ["idle /v/app.log it was rotated at 2026-11-23 00:00"]),
        row(
            "daily, five minutes later, over midnight", "interval: daily", last: "2026-11-22 23:57", due: true
        ),
        row(
            "daily, seen for the first time", "interval: daily", last: nil, due: false,
            next: "2026-11-24 00:00"),
        row(
            "daily at 03:15, before", "interval: daily; at: 03:15", last: "2026-11-22 03:15",
            now: "2026-11-23 03:14:59",
            due: false, next: "2026-11-23 03:15"),
        row(
            "daily at 03:15, then", "interval: daily; at: 03:15", last: "2026-11-22 03:15",
            now: "2026-11-23 03:15",
            due: true, next: "2026-11-24 03:15"),
        row(
            "hourly", "interval: hourly", last: "2026-11-23 09:59:59", now: "2026-11-23 10:00:00", due: true,
            next: "2026-11-23 11:00"),
        row(
            "hourly, within", "interval: hourly", last: "2026-11-23 10:00:00", now: "2026-11-23 10:59:59",
            due: false,
            next: "2026-11-23 11:00"),
        row("hourly, that hour of yesterday", "interval: hourly", last: "2026-11-22 00:10", due: true),
        row(
            "hourly at a quarter past", "interval: hourly; at: 00:15", last: "2026-11-23 09:20",
            now: "2026-11-23 10:14", due: false, next: "2026-11-23 10:15"),
        row(
            "weekly is on Sundays", "interval: weekly", now: "2026-11-23 00:00", due: false,
            next: "2026-11-29 00:00"),
        row(
            "weekly, on its day", "interval: weekly; weekday: monday", due: true, next: "2026-11-30 00:00"),
        row(
            "weekly, on its day for the second time", "interval: weekly; weekday: 1",
            last: "2026-11-23 00:00",
            now: "2026-11-23 12:00", due: false, next: "2026-11-30 00:00"),
        row(
            "weekly, its day was missed", "interval: weekly", last: "2026-11-17 23:00", due: false,
            next: "2026-11-24 00:00"),
        row("weekly, seven days, whatever the hour", "interval: weekly", last: "2026-11-16 23:00", due: true),
        row(
            "weekly every seven days", "interval: weekly; weekday: 7", last: "2026-11-20 10:00", due: false,
            next: "2026-11-27 00:00"),
        row(
            "weekly at noon", "interval: weekly; weekday: monday; at: 12:00", last: "2026-11-20 10:00",
            now: "2026-11-23 11:59", due: false, next: "2026-11-23 12:00"),
        row(
            "monthly, the end of a long month", "interval: monthly", last: "2026-10-31 23:59",
            now: "2026-11-01 00:00",
            due: true, next: "2026-12-01 00:00"),
        row(
            "monthly, the end of a year", "interval: monthly", last: "2026-12-01 00:00",
            now: "2026-12-31 23:59",
            due: false, next: "2027-01-01 00:00"),
        row(
            "monthly, February of a leap year", "interval: monthly", last: "2028-02-01 00:00",
            now: "2028-02-29 12:00", due: false, next: "2028-03-01 00:00"),
        row(
            "daily, the leap day", "interval: daily", last: "2028-02-28 00:00", now: "2028-02-29 00:00",
            due: true,
            next: "2028-03-01 00:00"),
        row(
            "yearly", "interval: yearly", last: "2026-12-31 23:59", now: "2027-01-01 00:00", due: true,
            next: "2028-01-01 00:00"),
        row(
            "yearly, within", "interval: yearly", last: "2026-01-01 00:00", due: false,
            next: "2027-01-01 00:00"),
        row("minage", "interval: daily; minage: 1", "app.log 100 23h", due: false, next: "2026-11-23 01:00"),
        row("minage, old enough", "interval: daily; minage: 24h", "app.log 100 24h", due: true),
        row(
            "forced", "interval: daily; minage: 1; minsize: 1M", last: "2026-11-23 00:00", isForced: true,
            due: true),
        row("forced, seen for the first time", "interval: daily", last: nil, isForced: true, due: true),
    ]

    static let clocks: [Scenario] = [
        row(
            "set back by ten minutes over midnight: once is enough", "interval: daily",
            last: "2026-11-23 00:00:01",
            now: "2026-11-22 23:50", due: false, next: "2026-11-24 00:00"),
        row(
            "set back by a month: as if never rotated", "interval: daily", last: "2026-12-23 00:00",
            now: "2026-11-23 10:00", due: true, next: "2026-11-24 00:00",
            remarks: ["warning /v/app.log was last rotated at 2026-12-23 00:00, which is yet to come"]),
        row("set back by three hours, hourly", "interval: hourly", last: "2026-11-23 03:00", due: true),
        row("set back by some minutes, hourly", "interval: hourly", last: "2026-11-23 00:40", due: false),
        row(
            "summer time ends: the hour that comes twice is one", "interval: hourly",
            last: "2026-10-25 02:00",
            now: "2026-10-25 02:30", clock: berlin, due: false, next: "2026-10-25 03:00"),
        row(
            "summer time ends: a day of 25 hours", "interval: daily", last: "2026-10-25 00:00",
            now: "2026-10-25 23:59",
            clock: berlin, due: false, next: "2026-10-26 00:00"),
        row(
            "summer time ends: at 02:30, once", "interval: daily; at: 02:30", last: "2026-10-24 02:30",
            now: "2026-10-25 02:30", clock: berlin, due: true, next: "2026-10-26 02:30"),
        row(
            "summer time begins: at 02:30, which there is not", "interval: daily; at: 02:30",
            last: "2026-03-28 02:30",
            now: "2026-03-29 01:59:59", clock: berlin, due: false, next: "2026-03-29 03:00"),
        row(
            "summer time begins: then at 03:00", "interval: daily; at: 02:30", last: "2026-03-28 02:30",
            now: "2026-03-29 03:00", clock: berlin, due: true, next: "2026-03-30 02:30"),
        row(
            "summer time begins: hourly", "interval: hourly", last: "2026-03-29 01:10",
            now: "2026-03-29 01:59",
            clock: berlin, due: false, next: "2026-03-29 03:00"),
        row(
            "midnight is local", "interval: daily", last: "2026-11-22 00:00", now: "2026-11-23 00:00",
            clock: LocalClock { _ in -12 * 3600 }, due: true),
    ]

    static let sizes: [Scenario] = [
        row("size, reached", "size: 100", due: true),
        row(
            "size, a byte short", "size: 101", due: false, remarks: ["it has 100 bytes, fewer than 101 bytes"]
        ),
        row("size, first seen", "size: 100", last: nil, due: true),
        row("size, first seen and small", "size: 1k", last: nil, due: false),
        row("neither size nor interval", "compress: false", "app.log 1048576", due: true),
        row("neither size nor interval, small", "compress: false", "app.log 1048575", due: false),
        row("maxsize, before its time", "interval: daily; maxsize: 99", last: "2026-11-23 00:00", due: true),
        row("maxsize, first seen", "interval: daily; maxsize: 99", last: nil, due: true),
        row(
            "maxsize beats minage and minsize", "interval: daily; maxsize: 10; minsize: 1k; minage: 9",
            due: true),
        row("maxsize, not reached", "interval: daily; maxsize: 100", last: "2026-11-23 00:00", due: false),
        row(
            "minsize, not reached", "interval: daily; minsize: 101", due: false, next: "2026-11-23 00:01"),
        row("minsize, reached", "interval: daily; minsize: 100", due: true),
        row(
            "minsize, reached too early", "interval: daily; minsize: 100", last: "2026-11-23 00:00",
            due: false),
        row("empty", "interval: daily", "app.log 0", due: true),
        row(
            "empty, notifempty", "interval: daily; notifempty: true", "app.log 0", due: false,
            next: "2026-11-23 00:01", remarks: ["it is empty"]),
        row(
            "empty, notifempty, forced", "interval: daily; ifempty: false", "app.log 0", isForced: true,
            due: false),
        row("empty, size 0", "size: 0", "app.log 0", due: true),
    ]
}
