// Why this file exists: whether a log's time has come is asked far more often than it has, and clocks jump.

import Platform

/// Whether a log is rotated now, as logrotate decides it, and when its age makes it due.
struct Due: Hashable, Sendable {
    /// What is to be done with it.
    enum Verdict: Hashable, Sendable {
        case rotate
        /// It was never seen before: its age counts from now.
        case remember
        case wait
    }

    var verdict: Verdict
    /// Why, in words that can follow "not rotated: " or "rotated: ".
    var reason: String
    /// When it is looked at again for its age, in seconds since the Unix epoch; later than now. Nil if its age never matters.
    var again: Int64?

    /// A log that waits for its contents is looked at after so many seconds.
    static let patience: Int64 = 60

    private init(_ verdict: Verdict, _ reason: String, again: Int64? = nil) {
        self.verdict = verdict
        self.reason = reason
        self.again = again
    }

    /// Decides about a log that exists.
    static func judge(_ log: Scene.Log, _ policy: Policy, _ scene: Scene) -> Due {
        let due = decide(log, policy, scene)
        guard due.verdict == .rotate else { return due }
        let size = log.status?.size ?? 0
        if policy.effectiveMethod == .collapse, size < Int64(Pad.minimumLength) {
            let verdict: Verdict = log.lastRotation == nil ? .remember : .wait
            return Due(verdict, "it is too short for its front to be cut out", again: scene.now + patience)
        }
        return Due(
            .rotate, due.reason, again: policy.calendar.next(after: scene.now, last: scene.now, scene.clock))
    }

    private static func decide(_ log: Scene.Log, _ policy: Policy, _ scene: Scene) -> Due {
        let now = scene.now
        let next = policy.calendar.next(after: now, last: log.lastRotation ?? now, scene.clock)
        if !policy.rotatesEmpty, log.contentSize == 0 {
            return Due(
                log.lastRotation == nil ? .remember : .wait, "it is empty",
                again: isTime(log, policy, scene) ? now + patience : next)
        }
        if scene.isForced { return Due(.rotate, "rotation is forced") }
        if let size = policy.size {
            let shown = ByteCount.text(log.contentSize)
            if log.contentSize >= size { return Due(.rotate, "it has \(shown)") }
            return Due(
                log.lastRotation == nil ? .remember : .wait,
                "it has \(shown), fewer than \(ByteCount.text(size))")
        }
        if let size = policy.maximumSize, log.contentSize > size {
            return Due(.rotate, "it has \(ByteCount.text(log.contentSize)), before its time")
        }
        guard let last = log.lastRotation else {
            return Due(.remember, "it is seen for the first time", again: next)
        }
        guard isTime(log, policy, scene) else {
            return Due(.wait, "it was rotated at \(scene.clock.text(of: last))", again: next)
        }
        if let age = policy.minimumAge, let modified = log.status?.modified {
            let ripe = modified / 1_000_000_000 + age
            if ripe > now {
                return Due(.wait, "its last write is younger than minage", again: ripe)
            }
        }
        if let size = policy.minimumSize, log.contentSize < size {
            return Due(
                .wait, "it has \(ByteCount.text(log.contentSize)), fewer than minsize", again: now + patience)
        }
        return Due(.rotate, "it was last rotated at \(scene.clock.text(of: last))")
    }

    private static func isTime(_ log: Scene.Log, _ policy: Policy, _ scene: Scene) -> Bool {
        guard let last = log.lastRotation else { return false }
        return policy.calendar.isTime(now: scene.now, last: last, scene.clock)
    }
}

extension Policy {
    var calendar: RotationCalendar { RotationCalendar(interval: interval, at: at) }
}

/// The intervals of logrotate: one ends where the calendar turns a page, not after so many hours.
struct RotationCalendar: Hashable, Sendable {
    var interval: Policy.Interval?
    /// Seconds after midnight, or after the hour, at which the page is turned.
    var at: Int

    /// The page: a number that rises with time, as the wall clock shows it.
    private func page(_ moment: Int64, _ clock: LocalClock) -> Int64 {
        let seconds = wallSeconds(moment, clock)
        let day = CivilTime.floorDivide(seconds, CivilTime.secondsPerDay)
        switch interval {
        case nil: return 0
        case .hourly: return CivilTime.floorDivide(seconds, 3600)
        case .daily, .weekly: return day
        case .monthly, .yearly:
            let (year, month) = CivilTime.yearAndMonth(atSecond: seconds)
            return Int64(interval == .yearly ? year : year * 12 + month - 1)
        }
    }

    private func wallSeconds(_ moment: Int64, _ clock: LocalClock) -> Int64 {
        let reading = clock.reading(at: moment)
        return Int64(reading.dayNumber) * CivilTime.secondsPerDay + Int64(reading.secondOfDay - at)
    }

    private static func weekday(_ day: Int64) -> Int { Int(((day + 4) % 7 + 7) % 7) }

    /// True if an interval has ended since `last`. A clock that was set back by a little has a log wait until the same page
    /// ends; by more, it is as if it had been rotated never.
    func isTime(now: Int64, last: Int64, _ clock: LocalClock) -> Bool {
        guard let interval else { return false }
        guard last - now <= (interval == .hourly ? 3600 : CivilTime.secondsPerDay) else { return true }
        let (page, before) = (page(now, clock), page(last, clock))
        guard case .weekly(let weekday) = interval else { return page > before }
        return page - before >= 7 || (page > before && Self.weekday(page) == weekday)
    }

    /// When the interval ends that `last` lies in; later than `now`. Nil without an interval.
    func next(after now: Int64, last: Int64, _ clock: LocalClock) -> Int64? {
        guard let interval else { return nil }
        let (page, before) = (page(now, clock), page(last, clock))
        // Of a time that lies too far ahead nothing follows: it is due.
        let start = last - now > CivilTime.secondsPerDay ? page : max(page, before)
        let moment: Int64
        switch interval {
        case .hourly:
            let second = (start + 1) * 3600 + Int64(at)
            let day = CivilTime.floorDivide(second, CivilTime.secondsPerDay)
            moment = clock.moment(
                day: Int(day), secondOfDay: Int(second - day * CivilTime.secondsPerDay))
        case .daily:
            moment = clock.moment(day: Int(start) + 1, secondOfDay: at)
        case .weekly(let weekday):
            var day = start + 1
            while Self.weekday(day) != weekday, day - before < 7, day - start < 7 { day += 1 }
            moment = clock.moment(day: Int(day), secondOfDay: at)
        case .monthly:
            let (year, month) = (Int(start) / 12, Int(start) % 12 + 2)
            let first = CivilTime.days(
                year: month > 12 ? year + 1 : year, month: month > 12 ? 1 : month, day: 1)
            moment = clock.moment(day: first, secondOfDay: at)
        case .yearly:
            moment = clock.moment(
                day: CivilTime.days(year: Int(start) + 1, month: 1, day: 1), secondOfDay: at)
        }
        return max(moment, now + 1)
    }
}

extension LocalClock {
    /// "2026-11-23 10:00"
    func text(of moment: Int64) -> String { Self.format.text(at: moment, self) }

    private static let format = DateFormat("%Y-%m-%d %H:%M")
}

/// Bytes as people read them.
enum ByteCount {
    /// "512 bytes", "1.5 MiB".
    static func text(_ bytes: Int64) -> String {
        guard bytes >= 1024 else { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
        var (value, unit) = (Double(bytes) / 1024, "KiB")
        for next in ["MiB", "GiB", "TiB", "PiB"] where value >= 1000 {
            (value, unit) = (value / 1024, next)
        }
        let tenths = Int64((value * 10).rounded(.down))
        return tenths % 10 == 0 || tenths >= 1000
            ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}
