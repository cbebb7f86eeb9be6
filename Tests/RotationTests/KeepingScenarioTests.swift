// What is kept, what goes, and what waits for its shipment.

import Platform
import Testing

@testable import Rotation

@Suite struct KeepingScenarioTests {
    @Test(arguments: numbers) func numbersAreShifted(_ scenario: Scenario) throws { try scenario.check() }
    @Test(arguments: held) func whatIsNotShippedIsHeld(_ scenario: Scenario) throws { try scenario.check() }
    @Test(arguments: bounds) func spaceIsBounded(_ scenario: Scenario) throws { try scenario.check() }

    private static let due = "interval: daily; method: rename; "

    static let numbers: [Scenario] = [
        Scenario(
            name: "three kept", policy: due + "rotate: 3",
            files: ["app.log 1", "app.log.1 1", "app.log.2 1", "app.log.3 1"],
            steps: [
                "shift app.log.3 app.log.4", "shift app.log.2 app.log.3", "shift app.log.1 app.log.2",
                "mv app.log app.log.1", "note app.log", "rm app.log.4 surplus",
            ], leaves: "app.log.1 app.log.2 app.log.3"),
        Scenario(
            name: "a missing generation in the middle", policy: due + "rotate: 4",
            files: ["app.log 1", "app.log.1 1", "app.log.3 1"],
            steps: [
                "shift app.log.3 app.log.4", "shift app.log.1 app.log.2", "mv app.log app.log.1",
                "note app.log",
            ], leaves: "app.log.1 app.log.2 app.log.4"),
        Scenario(
            name: "the first number is free, as after a rotation that failed half-way",
            policy: due + "rotate: 2",
            files: ["app.log 1", "app.log.2 1"], steps: ["mv app.log app.log.1", "note app.log"],
            leaves: "app.log.1 app.log.2"),
        Scenario(
            name: "surplus from before", policy: due + "rotate: 1",
            files: ["app.log 1", "app.log.1 1", "app.log.2 1", "app.log.9 1"],
            steps: [
                "shift app.log.2 app.log.3", "shift app.log.1 app.log.2", "mv app.log app.log.1",
                "note app.log",
                "rm app.log.9 surplus", "rm app.log.3 surplus", "rm app.log.2 surplus",
            ], leaves: "app.log.1"),
        Scenario(
            name: "surplus goes also when nothing is due", policy: due + "rotate: 1",
            files: ["app.log 1", "app.log.1 1", "app.log.2 1"], last: "2026-11-23 00:00",
            steps: ["rm app.log.2 surplus"]),
        Scenario(
            name: "numbers that are dates or processes are none", policy: due + "rotate: 1",
            files: ["app.log 1", "app.log.20261101 1", "app.log.2026 1", "app.log.01 1", "app.log.x 1"],
            steps: ["mv app.log app.log.1", "note app.log"]),
        Scenario(
            name: "rotate 0", policy: due + "rotate: 0", files: ["app.log 1"],
            steps: ["mv app.log app.log.1", "note app.log", "rm app.log.1 notKept"], leaves: ""),
        Scenario(
            name: "rotate 0 by copytruncate makes room first",
            policy: "interval: daily; copytruncate: true; rotate: 0",
            files: ["app.log 1", "app.log.1 1"],
            steps: [
                "shift app.log.1 app.log.2", "rm app.log.2 surplus", "copytruncate app.log app.log.1",
                "note app.log",
                "rm app.log.1 notKept",
            ], leaves: "app.log"),
        Scenario(
            name: "rotate -1", policy: due + "rotate: -1",
            files: ["app.log 1", "app.log.1 1", "app.log.2000 1"],
            steps: [
                "shift app.log.2000 app.log.2001", "shift app.log.1 app.log.2", "mv app.log app.log.1",
                "note app.log",
            ]),
        Scenario(
            name: "maxage", policy: due + "rotate: 5; maxage: 2",
            files: ["app.log 1", "app.log.1 1 1d", "app.log.2 1 48h", "app.log.3 1 49h"],
            steps: [
                "shift app.log.3 app.log.4", "shift app.log.2 app.log.3", "shift app.log.1 app.log.2",
                "mv app.log app.log.1", "note app.log", "rm app.log.4 age",
            ]),
        Scenario(
            name: "maxage with rotate -1, when nothing is due", policy: due + "rotate: -1; maxage: 24h",
            files: ["app.log 1", "app.log.1 1 23h", "app.log.2 1 25h"], last: "2026-11-23 00:00",
            steps: ["rm app.log.2 age"], nextDue: "2026-11-23 01:00:01"),
        Scenario(
            name: "a log that is not there now", policy: due + "rotate: 1; missingok: true; maxage: 2",
            files: ["app.log.1 1 3d", "app.log.2 1"], steps: ["rm app.log.2 surplus", "rm app.log.1 age"]),
    ]

    static let held: [Scenario] = [
        Scenario(
            name: "an unshipped generation goes on in the numbers", policy: due + "rotate: 1",
            files: ["app.log 1 unshipped=1", "app.log.1 50 unshipped=30", "app.log.2 50 shipped"],
            steps: [
                "shift app.log.2 app.log.3", "shift app.log.1 app.log.2", "mv app.log app.log.1",
                "note app.log",
                "rm app.log.3 surplus",
            ],
            remarks: ["held /v/app.log.2 is more than rotate keeps, but 30 bytes of it are not shipped yet"],
            leaves: "app.log.1 app.log.2"),
        Scenario(
            name: "held ones make way only if they must", policy: due + "rotate: 1",
            files: ["app.log 1", "app.log.1 1 unshipped=?", "app.log.3 1 unshipped=1"],
            steps: ["shift app.log.1 app.log.2", "mv app.log app.log.1", "note app.log"],
            leaves: "app.log.1 app.log.2 app.log.3"),
        Scenario(
            name: "it goes when it is shipped", policy: due + "rotate: 1",
            files: ["app.log 1", "app.log.1 1", "app.log.2 1 shipped"],
            last: "2026-11-23 00:00", steps: ["rm app.log.2 surplus"]),
        Scenario(
            name: "rotate 0 waits", policy: due + "rotate: 0", files: ["app.log 9 shipped"],
            steps: ["mv app.log app.log.1", "note app.log"], remarks: ["held /v/app.log.1"], isEndless: true),
        Scenario(
            name: "maxage waits", policy: due + "rotate: 5; maxage: 1",
            files: ["app.log 1", "app.log.1 1 9d unshipped=1"],
            last: "2026-11-23 00:00", steps: [], remarks: ["held /v/app.log.1 is older than maxage"]),
        Scenario(
            name: "keep_unshipped: false", policy: due + "rotate: 1; keep_unshipped: false",
            files: ["app.log 1 unshipped=1", "app.log.1 1 unshipped=1"],
            steps: [
                "shift app.log.1 app.log.2", "mv app.log app.log.1", "note app.log", "rm app.log.2 surplus",
            ],
            isEndless: true),
    ]

    static let bounds: [Scenario] = [
        Scenario(
            name: "max_total_size: the oldest first", policy: due + "rotate: 9; max_total_size: 250",
            files: ["app.log 1", "app.log.1 100", "app.log.2 100", "app.log.3 100", "app.log.4 100"],
            last: "2026-11-23 00:00", steps: ["rm app.log.4 totalSize", "rm app.log.3 totalSize"]),
        Scenario(
            name: "max_total_size: what is shipped before what is not",
            policy: due + "rotate: 9; max_total_size: 100",
            files: [
                "app.log 1", "app.log.1 100 unshipped=9", "app.log.2 100 shipped",
                "app.log.3 100 unshipped=80",
            ],
            last: "2026-11-23 00:00", steps: ["rm app.log.2 totalSize", "rm app.log.3 totalSize losing 80"],
            remarks: ["warning /v/app.log.3 goes to make room, with 80 bytes that are not shipped"]),
        Scenario(
            name: "max_total_size does not count what is about to be compressed",
            policy: due + "rotate: 9; max_total_size: 100; compress: true",
            files: ["app.log 900", "app.log.1.gz 80"],
            steps: [
                "shift app.log.1.gz app.log.2.gz", "mv app.log app.log.1", "note app.log",
                "gzip -6 app.log.1 app.log.1.gz",
            ], isEndless: true),
        Scenario(
            name: "a full disk: min_free_space", policy: due + "rotate: 9; min_free_space: 10%",
            files: ["app.log 1", "app.log.1 6000", "app.log.2 6000", "app.log.3 6000"],
            last: "2026-11-23 00:00",
            free: 0, steps: ["rm app.log.3 freeSpace", "rm app.log.2 freeSpace"], leaves: "app.log app.log.1"),
        Scenario(
            name: "a full disk: over all logs, the oldest first",
            policy: due + "rotate: 9; min_free_space: 9000",
            files: [
                "app.log 1", "b.log 1", "app.log.1 5000 2d", "b.log.1 5000 3d unshipped=?", "b.log.2 5000 9d",
            ],
            last: "2026-11-23 00:00", logs: ["app.log", "b.log"], free: 500,
            steps: ["rm app.log.1 freeSpace", "rm b.log.2 freeSpace"]),
        Scenario(
            name: "a full disk: unshipped bytes at last", policy: due + "rotate: 9; min_free_space: 9000",
            files: ["app.log 1", "app.log.1 5000 2d unshipped=?"], last: "2026-11-23 00:00", free: 500,
            steps: ["rm app.log.1 freeSpace losing 5000"],
            remarks: ["warning /v 3.4 KiB of min_free_space cannot be had here"]),
        Scenario(
            name: "a full disk: surplus counts", policy: due + "rotate: 1; min_free_space: 1000",
            files: ["app.log 1", "app.log.1 500", "app.log.2 600"], last: "2026-11-23 00:00", free: 500,
            steps: ["rm app.log.2 surplus"]),
        Scenario(
            name: "a full disk: a copy comes after what makes room",
            policy: "interval: daily; method: copytruncate; rotate: 1", files: ["app.log 1", "app.log.1 1"],
            free: 0,
            steps: [
                "shift app.log.1 app.log.2", "rm app.log.2 surplus", "copytruncate app.log app.log.1",
                "note app.log",
            ]),
    ]
}
