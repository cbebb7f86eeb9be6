// What holds of every plan, whatever the policy says and whatever lies on the disk.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

/// Some weeks in the life of two logs under a policy that nobody would write.
private struct World {
    var random: SeededGenerator
    var policy: Policy
    var disk = ModelDisk()
    var now: Int64 = 1_795_000_000
    let logs = ["/v/a.log", "/v/b.log"]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        policy = Policy(name: "p", patterns: ["/v/*.log"])
        disk.directories = ["/v": ModelDisk.directory(), "/v/old": ModelDisk.directory()]
        disk.capacity = 1_000_000
        disk.free = 1_000_000
        choosePolicy()
        for _ in 0..<pick([0, 0, 6, 20]) { addStrangers() }
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func choosePolicy() {
        policy.interval = pick([nil, .hourly, .daily, .weekly(weekday: 3), .monthly])
        policy.size = policy.interval == nil ? pick([0, 100, 5000]) : nil
        policy.maximumSize = policy.interval != nil && chance(30) ? 3000 : nil
        policy.minimumSize = chance(20) ? 500 : nil
        policy.keeps = pick([-1, 0, 1, 2, 3, 7])
        policy.maximumAge = chance(20) ? pick([3600, 86_400 * 5]) : nil
        policy.maximumTotal = chance(20) ? pick([1, 2000, 20_000]) : nil
        policy.minimumFree = chance(20) ? pick([.percent(50), .bytes(999_000)]) : nil
        policy.keepsUnshipped = !chance(10)
        policy.method = pick([.rename, .rename, .collapse, .copytruncate, .renamecopy])
        policy.creates = policy.method == .rename && chance(70) ? Policy.Ownership() : nil
        if chance(60) {
            var compression = Policy.Compression()
            compression.isDelayed = chance(50)
            policy.compression = compression
        }
        policy.naming.usesDate = chance(40)
        policy.naming.dateFormat = pick([nil, "-%Y%m%d%H%M%S", "-%d%m%Y", ".%s", "-%m"])
        policy.naming.keptEnding = chance(30) ? ".log" : nil
        policy.naming.start = pick([1, 1, 0, 4])
        policy.naming.directory = chance(20) ? "old" : nil
        policy.scripts.areShared = chance(30)
        policy.rotatesEmpty = chance(50)
    }

    /// What others left there: generations, and what looks like them.
    private mutating func addStrangers() {
        let name =
            pick(["a.log", "b.log", "a"])
            + pick([".1", ".2", ".3", ".17", ".0", "-20261101", "-31022026", ".x"])
        let path = "/v/" + name + pick(["", "", ".log", ".gz"])
        guard disk.files[path] == nil else { return }
        disk.add(
            path, size: Int64(pick([0, 50, 4000])), modified: now - Int64(pick([60, 90_000, 900_000])),
            custody: custody())
    }

    private mutating func custody() -> Custody {
        pick([.uncovered, .shipped, .unshipped(40), .unshipped(nil)])
    }

    /// Time passes, lines are written, some are shipped.
    mutating func live() {
        now += Int64(pick([1, 600, 3600, 40_000, 86_400, 86_400 * 9, -7200]))
        for log in logs where chance(80) {
            let size = (disk.files[log]?.status.size ?? 0) + Int64(pick([0, 10, 150, 6000]))
            let custody = disk.files[log]?.custody == .uncovered ? .uncovered : custody()
            disk.files[log] = nil
            disk.add(log, size: size, modified: now, custody: custody)
        }
        for path in disk.files.keys.sorted() where chance(30) {
            if case .unshipped = disk.files[path]?.custody { disk.files[path]?.custody = .shipped }
        }
        disk.free = pick([1_000_000, 400_000, 0])
    }

    func scene() -> Scene { disk.scene(now: now, clock: .utc, logs: logs) }
}

@Suite struct PlannerPropertyTests {
    @Test func nothingIsOverwrittenAndNothingUnshippedGoesButForRoom() {
        for seed in 0..<150 as Range<UInt64> {
            var world = World(seed: seed)
            world.disk.holds = world.policy.keepsUnshipped
            for turn in 0..<12 {
                world.live()
                let plan = Planner.plan(world.policy, world.scene())
                // A kill may come between any two steps.
                var done = plan
                if world.chance(30) {
                    done.steps.removeLast(Int.random(in: 0...plan.steps.count, using: &world.random))
                }
                world.disk.perform(done, now: world.now)
                let place = "seed \(seed), turn \(turn)"
                #expect(
                    world.disk.faults == [], "\(place): \(plan.steps.map(Scenario.words)) \(world.policy)")
                checkRemovals(plan, world.policy, place)
                guard world.disk.faults.isEmpty else { return }
            }
        }
    }

    /// What is forced is the oldest of its log that is not shipped.
    private func checkRemovals(_ plan: Plan, _ policy: Policy, _ place: String) {
        let forced = plan.steps.compactMap { step -> (String, Action.RemovalReason)? in
            guard case .remove(let subject, let reason, let unshipped) = step.action, unshipped > 0 else {
                return nil
            }
            return (subject.path, reason)
        }
        for (path, reason) in forced {
            #expect(
                policy.keepsUnshipped && (reason == .totalSize || reason == .freeSpace), "\(place): \(path)")
        }
        #expect(Set(plan.held.map(\.path)).isDisjoint(with: forced.map(\.0)), "\(place)")
        #expect(Set(plan.held.map(\.path)).count == plan.held.count, "\(place)")
    }

    @Test func whatIsDoneIsDone() {
        for seed in 1000..<1150 as Range<UInt64> {
            var world = World(seed: seed)
            world.disk.holds = world.policy.keepsUnshipped
            for turn in 0..<6 {
                world.live()
                var rounds = 0
                var wasInTheWay = false
                while rounds < 5 {
                    let plan = Planner.plan(world.policy, world.scene())
                    let isSettled = plan.steps.allSatisfy { step in
                        // What was just made may be too old or too large, which a second look tells.
                        if case .remove(_, let reason, _) = step.action { return reason != .surplus }
                        return false
                    }
                    if plan.steps.isEmpty { break }
                    #expect(
                        rounds == 0 || isSettled || wasInTheWay || world.policy.size == 0
                            || world.policy.keeps == 0,
                        "seed \(seed), turn \(turn): \(plan.steps.map(Scenario.words)) \(world.policy)")
                    // A name that stood may be gone now.
                    wasInTheWay = plan.remarks.contains {
                        $0.kind == .error && $0.text.contains("exists already")
                    }
                    world.disk.perform(plan, now: world.now)
                    rounds += 1
                }
                // An empty log under `size: 0` is due for ever.
                #expect(rounds < 5 || world.policy.size == 0, "seed \(seed), turn \(turn): \(world.policy)")
            }
        }
    }

    @Test func aPlanDependsOnNothingButItsArguments() {
        for seed in 2000..<2050 as Range<UInt64> {
            var world = World(seed: seed)
            world.live()
            #expect(Planner.plan(world.policy, world.scene()) == Planner.plan(world.policy, world.scene()))
        }
    }

    @Test func manyLogsTakeNoMoreThanTheirShare() {
        var disk = ModelDisk()
        disk.directories = ["/v": ModelDisk.directory()]
        var policy = Policy(name: "p", patterns: ["/v/*.log"])
        policy.interval = .daily
        policy.keeps = 3
        policy.compression = Policy.Compression()
        policy.minimumFree = .bytes(1)
        policy.maximumTotal = 1 << 30
        let logs = (0..<2000).map { "/v/a\($0).log" }
        for log in logs {
            disk.add(log, size: 1000, modified: 0)
            for number in 1...3 { disk.add("\(log).\(number).gz", size: 5, modified: 0) }
            disk.lastRotations[log] = 0
        }
        let scene = disk.scene(now: 1_795_392_000, clock: .utc, logs: logs)
        let start = Self.processorTime()
        let plan = Planner.plan(policy, scene)
        #expect(plan.steps.count == 2000 * 7)
        // Half a second unoptimised; were each log to cost a look at all others, ten times that.
        #expect(Self.processorTime() - start < 3)
    }

    /// Seconds that this thread has had of a processor.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
