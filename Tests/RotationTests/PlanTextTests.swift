// What an administrator reads of a plan.

import Platform
import Testing

@testable import Rotation

@Suite struct PlanTextTests {
    @Test func aPlanIsToldActionByAction() throws {
        let scenario = Scenario(
            name: "",
            policy:
                "name: web; interval: daily; rotate: 1; compress: true; create: 0640 app adm; maxage: 30; postrotate: a; signal: {unit: app.service}",
            files: [
                "app.log 10", "app.log.1.gz 2048", "app.log.5 1 40d", "b.log 5 links=2",
                "app.log.2.gz 7 unshipped=7",
            ],
            logs: ["app.log", "b.log", "c.log"], steps: [])
        let policy = try scenario.decoded()
        let plan = Planner.plan(policy, scenario.scene(scenario.disk()))
        #expect(
            plan.lines(of: policy) == [
                "web: /v/app.log /v/b.log /v/c.log",
                "  rename /v/app.log.2.gz to /v/app.log.3.gz",
                "  rename /v/app.log.1.gz to /v/app.log.2.gz",
                "  rename /v/app.log to /v/app.log.1",
                "  make /v/app.log with mode 0640, owner app, group adm",
                "  take note that /v/app.log was rotated",
                "  run postrotate with /v/app.log /v/app.log.1",
                "  send HUP to the main process of app.service",
                "  remove /v/app.log.5 (1 byte): more than rotate keeps",
                "  remove /v/app.log.2.gz (2 KiB): more than rotate keeps",
                "  compress /v/app.log.1 to /v/app.log.1.gz with gzip -6",
                "  error: /v/c.log no such file; write missingok: true if that is no mistake",
                "  warning: /v/b.log has 2 hard links and is not rotated; write allowhardlink: true if that is as it should be",
                "  kept: /v/app.log.3.gz is more than rotate keeps, but 7 bytes of it are not shipped yet",
            ])
    }

    @Test(arguments: [
        (Action.remember(path: "/v/a"), "take note of /v/a, whose age counts from now"),
        (
            .create(
                path: "/v/a", Policy.Ownership(mode: 0o640),
                like: FileStatus(mode: 0o100600, owner: 5, group: 6)),
            "make /v/a with mode 0640, owner 5, group 6"
        ),
        (.makeDirectory(path: "/v/old", Policy.Ownership()), "make the directory /v/old"),
        (
            .copy(Subject.made(at: "/v/a.tmp"), to: "/v/a.1", removesSource: true),
            "copy /v/a.tmp to /v/a.1 and remove it"
        ),
        (.copyTruncate(Subject.made(at: "/v/a"), to: "/v/a.1"), "copy /v/a to /v/a.1 and cut it off"),
        (
            .remove(
                Subject(path: "/v/a.1", identity: FileIdentity(device: 1, inode: 1, birth: 1), size: 5 << 30),
                .freeSpace, unshipped: 1536),
            "remove /v/a.1 (5 GiB): to leave min_free_space; 1.5 KiB of it are not shipped and are lost"
        ),
        (.remove(Subject.made(at: "/v/a.1"), .notKept, unshipped: 0), "remove /v/a.1: rotate is 0"),
        (
            .signal(Policy.Signal(.pidFile("/run/a"), number: 10, name: "USR1")),
            "send USR1 to the process in /run/a"
        ),
    ]) func anActionIsASentence(_ action: Action, _ text: String) { #expect(action.text == text) }

    @Test func aLineStaysOne() {
        var plan = Plan()
        plan.remarks = [Remark("/v/a\nb\u{1B}", .warning, "is odd")]
        #expect(
            plan.lines(of: Policy(name: "p", patterns: ["/v/*"])) == [
                "p: /v/*", "  warning: /v/a\\u{a}b\\u{1b} is odd",
            ])
        #expect(Plan().lines(of: Policy(name: "p", patterns: ["/v/*"])) == ["p: /v/*", "  nothing to do"])
    }

    @Test func aPlanSaysHowEachLogStands() throws {
        let scenario = Scenario(
            name: "", policy: "interval: daily; rotate: 3; missingok: true",
            files: ["app.log 10", "app.log.1 100", "app.log.2.gz 50", "b.log.1 5"], last: "2026-11-23 00:00",
            logs: ["app.log", "b.log"], steps: [])
        let standing = Planner.plan(try scenario.decoded(), scenario.scene(scenario.disk())).logs
        let now = Scenario.moment(scenario.now, .utc)
        #expect(
            standing == [
                Plan.Standing(
                    path: "/v/app.log", size: 10, generations: 2, bytes: 150, lastRotation: now,
                    nextDue: now + 86_400),
                Plan.Standing(
                    path: "/v/b.log", size: 0, generations: 1, bytes: 5, lastRotation: now, nextDue: nil),
            ])
    }

    @Test(arguments: [
        ("rotate: 1", []), ("create: true", []), ("create: 0640", []),
        ("create: 0640 app", [NeededRight.Kind.ownership]),
        ("su: app adm", [.identity]), ("signal: {unit: a.service}", [.signal]),
        ("postrotate: a; preremove: b", [.script, .script]),
        (
            "olddir: o; createolddir: {group: adm}; su: app adm; signal: {pidfile: /run/a}; lastaction: c",
            [.identity, .ownership, .signal, .script]
        ),
    ]) func aPolicySaysWhatItMustBeAllowed(_ keys: String, _ kinds: [NeededRight.Kind]) throws {
        let policy = try Scenario.decode(
            "paths: /v/a; rotate: 1; method: rename; " + keys.replacing("rotate: 1", with: "interval: daily")
        ).policies[0]
        #expect(policy.neededRights.map(\.kind) == kinds)
    }
}

extension String {
    fileprivate func replacing(_ text: String, with other: String) -> String { self == text ? other : self }
}
