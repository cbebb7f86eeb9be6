// When what is looked at again, with a clock that the tests turn.

import Platform
import Rotation
import TestSupport
import Testing

@testable import Agent

@Suite struct RotorAgendaTests {
    private static let start: Int64 = 1_800_000_000
    private let policy = Policy(name: "rotation[0]", patterns: ["/l/*.log"])

    /// An agenda after a look at everything that came to this.
    private func agenda(
        _ plan: Plan, _ report: Report = Report(), logs: [String] = ["/l/a.log"], at now: Int64 = start
    )
        -> RotorAgenda
    {
        var agenda = RotorAgenda()
        #expect(agenda.due(now: now) == .everything)
        agenda.beginAll()
        agenda.note(policy, logs: logs, plan, report, now: now)
        agenda.endAll(now: now)
        return agenda
    }

    @Test func withNothingToDoEverythingIsLookedAtOnceAMinute() {
        var agenda = agenda(Plan())
        #expect(agenda.next == Self.start + 60)
        #expect(agenda.due(now: Self.start + 59) == nil)
        #expect(agenda.due(now: Self.start + 60) == .everything)
    }

    @Test func whatIsDueIsLookedAtWhenItIs() {
        var plan = Plan()
        plan.nextDue = Self.start + 7
        var agenda = agenda(plan)
        #expect(agenda.next == Self.start + 7)
        #expect(agenda.due(now: Self.start + 6) == nil)
        #expect(agenda.due(now: Self.start + 7) == .everything)
        // What is due already is not looked at without a pause.
        plan.nextDue = Self.start - 7
        #expect(self.agenda(plan).next == Self.start + 1)
    }

    @Test func whatIsHeldBackIsLookedAtEverySecondAndNothingElse() {
        var plan = Plan()
        plan.held = [Plan.Held(log: "/l/a.log", path: "/l/a.log.4", unshipped: 5)]
        var agenda = agenda(plan, logs: ["/l/a.log", "/l/b.log"])
        #expect(agenda.due(now: Self.start) == nil)
        #expect(agenda.due(now: Self.start + 1) == .logs(["/l/a.log"]))
        agenda.note(policy, logs: ["/l/a.log"], plan, Report(), now: Self.start + 1)
        #expect(agenda.next == Self.start + 2)
        agenda.note(policy, logs: ["/l/a.log"], Plan(), Report(), now: Self.start + 2)
        #expect(agenda.next == Self.start + 60)
    }

    @Test func manyThatAreHeldBackAreLookedAtLessOften() {
        var plan = Plan()
        let logs = (0..<10_000).map { "/l/\($0).log" }
        plan.held = logs.map { Plan.Held(log: $0, path: $0 + ".4", unshipped: nil) }
        #expect(agenda(plan, logs: logs).next == Self.start + 51)
    }

    @Test func whatIsPutOffIsTriedAgainAfterAWhile() {
        var (plan, report) = (Plan(), Report())
        plan.steps = [Step("/l/a.log", .noteRotation(path: "/l/a.log"))]
        report.outcomes = [.postponed("it is still written")]
        var agenda = agenda(plan, report)
        #expect(agenda.next == Self.start + RotorAgenda.postponement)
        #expect(agenda.due(now: agenda.next) == .logs(["/l/a.log"]))
    }

    @Test func whatFailsIsLeftAloneForLongerEachTime() {
        var report = Report()
        report.failedLogs = ["/l/a.log"]
        var agenda = agenda(Plan(), report)
        var pauses: [Int64] = []
        var now = Self.start
        for _ in 0..<9 {
            #expect(agenda.isPausing("/l/a.log", now: now))
            #expect(!agenda.isPausing("/l/b.log", now: now))
            var end = now
            while agenda.isPausing("/l/a.log", now: end) { end += 1 }
            pauses.append(end - now)
            now = end
            agenda.note(policy, logs: ["/l/a.log"], Plan(), report, now: now)
        }
        #expect(pauses == [10, 20, 40, 80, 160, 320, 600, 600, 600])
        // A success ends that.
        now += 600
        agenda.note(policy, logs: ["/l/a.log"], Plan(), Report(), now: now)
        agenda.note(policy, logs: ["/l/a.log"], Plan(), report, now: now)
        #expect(!agenda.isPausing("/l/a.log", now: now + 10))
    }

    @Test func aClockThatIsSetBackPutsNothingOffForLong() {
        var (plan, report) = (Plan(), Report())
        plan.nextDue = Self.start + 5
        report.failedLogs = ["/l/a.log"]
        var agenda = agenda(plan, report)
        let now = Self.start - 1_000_000
        #expect(!agenda.isPausing("/l/a.log", now: now))
        _ = agenda.due(now: now)
        #expect(agenda.next <= now + RotorAgenda.longestSleep)
    }
}

@Suite struct SizeWatchTests {
    @Test func logsThatReachTheirSizeAndNamesThatAppearAreSeen() throws {
        let directory = try ScratchDirectory()
        try directory.write("12345", to: "a.log")
        var policy = Policy(name: "p", patterns: [directory.path("*.log")])
        var watch = SizeWatch()
        watch.watch(policy, logs: [directory.path("a.log")])
        #expect(watch.isEmpty, "its size does not matter")
        policy.size = 6
        watch.watch(policy, logs: [directory.path("a.log"), directory.path("gone.log")])
        #expect(!watch.isEmpty)
        #expect(watch.grown() == [])
        #expect(!watch.hasOtherNames())
        try directory.append("6", to: "a.log")
        #expect(watch.grown() == [directory.path("a.log")])
        directory.awaitClockTick()
        try directory.write("", to: "b.log")
        #expect(watch.hasOtherNames())
    }
}
