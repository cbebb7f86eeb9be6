// Rotation is tested as data: what an administrator wrote, what lies on the disk, what is done about it.

import Configuration
import Platform
import Testing

@testable import Rotation

/// One row of a table. Paths are below /v unless they are absolute; times are local.
struct Scenario: CustomTestStringConvertible, Sendable {
    var name: String
    /// Keys of the policy, separated by `; `.
    var policy: String
    /// "NAME SIZE [AGE] [unshipped=BYTES] [unshipped=?] [shipped] [symlink] [dir] [links=2]", AGE as 36h or 2d.
    var files: [String]
    /// When all logs were last rotated; nil if they were never seen.
    var last: String? = "2026-11-22 00:00"
    var now = "2026-11-23 00:00"
    var clock = LocalClock.utc
    var logs = ["app.log"]
    var isForced = false
    /// Of /v: mode and group.
    var home = ModelDisk.directory()
    /// Bytes that are free, of 100,000.
    var free: Int64 = .max
    /// What is done, in the words of `words(of:)`.
    var steps: [String]
    /// Parts of the remarks that must be there.
    var remarks: [String] = []
    /// What lies there afterwards; nil if that is not asked.
    var leaves: String?
    var nextDue: String?
    /// Performed twice, it does something twice.
    var isEndless = false

    var testDescription: String { name }

    func disk() -> ModelDisk {
        var disk = ModelDisk()
        disk.directories = [
            "/v": home, "/v/old": ModelDisk.directory(), "/far": ModelDisk.directory(device: 9),
        ]
        disk.free = free
        disk.capacity = 100_000
        let moment = Self.moment(now, clock)
        for line in files {
            var words = line.split(separator: " ").map(String.init)
            let path = Self.path(words.removeFirst())
            let size = Int64(words.removeFirst()) ?? 0
            var (age, custody, mode, links): (Int64, Custody, UInt32, UInt64) = (
                3600, .uncovered, 0o100640, 1
            )
            for word in words {
                switch word {
                case "symlink": mode = 0o120777
                case "dir": mode = 0o040755
                case "fifo": mode = 0o010644
                case "shipped": custody = .shipped
                case "unshipped=?": custody = .unshipped(nil)
                case "links=2": links = 2
                default:
                    if word.hasPrefix("unshipped=") {
                        custody = .unshipped(Int64(word.dropFirst(10)))
                    } else {
                        age = (Durations.parse(word) ?? 0) / 1_000_000_000
                    }
                }
            }
            disk.add(path, size: size, modified: moment - age, custody: custody, mode: mode, links: links)
        }
        if let last {
            for log in logs { disk.lastRotations[Self.path(log)] = Self.moment(last, clock) }
        }
        return disk
    }

    func scene(_ disk: ModelDisk) -> Scene {
        disk.scene(now: Self.moment(now, clock), clock: clock, logs: logs.map(Self.path), isForced: isForced)
    }

    /// The policy, read as from agent.conf.
    func decoded() throws -> Policy {
        let paths = logs.map(Self.path).joined(separator: ", ")
        return try #require(Self.decode("paths: [\(paths)]; " + policy).policies.first)
    }

    static func decode(_ keys: String) throws -> (policies: [Policy], diagnostics: [Diagnostic]) {
        let text =
            "rotation:\n- " + keys.split(separator: ";").map { $0.trimmed }.joined(separator: "\n  ") + "\n"
        let diagnostics = DiagnosticCollector()
        let root = try #require(
            YAML.parse(Array(text.utf8), file: "agent.conf", diagnostics: diagnostics),
            "\(diagnostics.diagnostics)")
        var top = MappingReader(root, context: "", diagnostics: diagnostics)
        let policies = Policy.decode(top.mappings("rotation") ?? [], diagnostics: diagnostics)
        return (policies, diagnostics.diagnostics)
    }

    static func path(_ name: String) -> String { name.hasPrefix("/") ? name : "/v/" + name }

    /// "2026-11-23 00:00" or with seconds.
    static func moment(_ text: String, _ clock: LocalClock) -> Int64 {
        let numbers = text.split { "-: ".contains($0) }.map { Int($0) ?? 0 } + [0, 0, 0]
        let day = CivilTime.days(year: numbers[0], month: numbers[1], day: numbers[2])
        return clock.moment(day: day, secondOfDay: numbers[3] * 3600 + numbers[4] * 60 + numbers[5])
    }

    /// A step in few words, paths below /v without it.
    static func words(of step: Step) -> String {
        func short(_ path: String) -> String { path.hasPrefix("/v/") ? String(path.dropFirst(3)) : path }
        func owner(_ ownership: Policy.Ownership) -> String {
            let mode = ownership.mode.map { " 0" + String($0, radix: 8) } ?? ""
            return mode + [ownership.owner, ownership.group].compactMap(\.self).map { " " + $0 }.joined()
        }
        switch step.action {
        case .remember(let path): return "remember \(short(path))"
        case .run(let script, let arguments):
            let all = step.log == nil ? " once" : ""
            return "\(script.rawValue)\(all) \(arguments.map(short).joined(separator: " "))"
        case .makeDirectory(let path, let ownership): return "mkdir \(short(path))\(owner(ownership))"
        case .rename(let from, let to, let isLog):
            return "\(isLog ? "mv" : "shift") \(short(from.path)) \(short(to))"
        case .create(let path, let ownership, _): return "create \(short(path))\(owner(ownership))"
        case .copy(let from, let to, let removes):
            return "\(removes ? "move" : "cp") \(short(from.path)) \(short(to))"
        case .copyTruncate(let from, let to): return "copytruncate \(short(from.path)) \(short(to))"
        case .collapse(let from, let to): return "collapse \(short(from.path)) \(short(to))"
        case .compress(let from, let to, let how):
            return "\(how.command?.first ?? "gzip -\(how.level)") \(short(from.path)) \(short(to))"
        case .remove(let file, let reason, let lost):
            return "rm \(short(file.path)) \(reason.rawValue)" + (lost > 0 ? " losing \(lost)" : "")
        case .signal(let signal): return "kill -\(signal.name) \(signal.receiver)"
        case .noteRotation(let path): return "note \(short(path))"
        }
    }

    func check() throws {
        let policy = try decoded()
        var disk = disk()
        disk.holds = policy.keepsUnshipped
        let now = Self.moment(now, clock)
        let plan = Planner.plan(policy, scene(disk))
        #expect(plan.steps.map(Self.words) == steps)
        for part in remarks {
            #expect(
                plan.remarks.contains { "\($0.kind) \($0.path) \($0.text)".contains(part) }, "\(plan.remarks)"
            )
        }
        if let nextDue { #expect(plan.nextDue == Self.moment(nextDue, clock), "\(plan.nextDue ?? 0)") }
        disk.perform(plan, now: now)
        #expect(disk.faults == [])
        if let leaves {
            let names = disk.files.keys.map { $0.hasPrefix("/v/") ? String($0.dropFirst(3)) : $0 }
            #expect(names.sorted().joined(separator: " ") == leaves)
        }
        guard !isEndless, !isForced else { return }
        let again = Planner.plan(policy, scene(disk))
        #expect(again.steps.map(Self.words) == [], "it is not done when it is done")
    }
}

extension Substring {
    var trimmed: String { String(drop { $0 == " " }) }
}
