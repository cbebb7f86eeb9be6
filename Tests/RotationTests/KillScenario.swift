// Every kind of rotation from its beginning to its end.

import Platform
import TestSupport
import Testing

@testable import Rotation

/// A rotation of one log from its beginning to its end.
struct KillScenario: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// What there is before.
    var prepare: @Sendable (ExecutorRig) throws -> Void = { try $0.write(0..<40) }
    /// What is planned.
    let plan: @Sendable (ExecutorRig) throws -> [Action]
    /// What its program writes while the process is not there.
    var isWritten = true
    /// How many lines the reader has read before.
    var readsFirst = 7
    var change: @Sendable (inout Policy) -> Void = { _ in }

    static func to(_ rig: ExecutorRig, _ name: String = "app.log.1") -> String { rig.logs.path(name) }

    static let all: [KillScenario] = [
        KillScenario(
            testDescription: "rename, create, scripts, compress, remove",
            prepare: { rig in
                try rig.logs.write("older\n", to: "app.log.1")
                try rig.logs.write("oldest\n", to: "app.log.2")
                try rig.write(0..<40)
            },
            plan: { rig in
                let log = try rig.subject("app.log")
                var (one, two) = (try rig.subject("app.log.1"), try rig.subject("app.log.2"))
                var actions: [Action] = [
                    .rename(two, to: to(rig, "app.log.3"), isLog: false),
                    .rename(one, to: to(rig, "app.log.2"), isLog: false),
                    .run(.prerotate, arguments: [log.path]), .rename(log, to: to(rig), isLog: true),
                    .create(path: log.path, Policy.Ownership(mode: 0o640), like: try rig.status("app.log")),
                    .run(.postrotate, arguments: [log.path, to(rig)]),
                ]
                (one.path, two.path) = (to(rig, "app.log.2"), to(rig, "app.log.3"))
                let renamed = Subject(path: to(rig), identity: log.identity, size: log.size)
                actions += [
                    .compress(renamed, to: to(rig, "app.log.1.gz"), Policy.Compression()),
                    .remove(two, .surplus, unshipped: 0), .noteRotation(path: log.path),
                ]
                return actions
            },
            // The renamed file is not written by anybody after its program was told.
            isWritten: false,
            change: {
                $0.scripts.before = "before"
                $0.scripts.after = "after"
            }),
        KillScenario(
            testDescription: "into a new directory",
            plan: { rig in
                let log = try rig.subject("app.log")
                return [
                    .makeDirectory(path: to(rig, "old"), Policy.Ownership(mode: 0o750)),
                    .rename(log, to: to(rig, "old/app.log.1"), isLog: true), .noteRotation(path: log.path),
                ]
            }, isWritten: false),
        KillScenario(
            testDescription: "copy",
            plan: { rig in
                let log = try rig.subject("app.log")
                return [.copy(log, to: to(rig), removesSource: false), .noteRotation(path: log.path)]
            }, isWritten: false),
        KillScenario(
            testDescription: "renamecopy, compressed at once",
            plan: { rig in
                let log = try rig.subject("app.log")
                let source = Subject(path: to(rig, "app.log.tmp"), identity: log.identity, size: log.size)
                return [
                    .rename(log, to: source.path, isLog: true),
                    .create(path: log.path, Policy.Ownership(), like: try rig.status("app.log")),
                    .copy(source, to: to(rig), removesSource: true),
                    .compress(.made(at: to(rig)), to: to(rig, "app.log.1.gz"), Policy.Compression()),
                    .noteRotation(path: log.path),
                ]
            }, isWritten: false),
        KillScenario(
            testDescription: "copytruncate",
            plan: { rig in
                let log = try rig.subject("app.log")
                return [.copyTruncate(log, to: to(rig)), .noteRotation(path: log.path)]
            }),
        KillScenario(
            testDescription: "copytruncate, compressed at once",
            plan: { rig in
                let log = try rig.subject("app.log")
                return [
                    .copyTruncate(log, to: to(rig)), .noteRotation(path: log.path),
                    .compress(.made(at: to(rig)), to: to(rig, "app.log.1.gz"), Policy.Compression()),
                ]
            }),
        KillScenario(
            testDescription: "collapse of some blocks, compressed at once",
            prepare: { try $0.write(0..<80, length: 300) },
            plan: { rig in
                let log = try rig.subject("app.log")
                return [
                    .collapse(log, to: to(rig)), .noteRotation(path: log.path),
                    .compress(.made(at: to(rig)), to: to(rig, "app.log.1.gz"), Policy.Compression()),
                ]
            }),
        KillScenario(
            testDescription: "collapse of less than a block, read to its end",
            plan: { rig in
                let log = try rig.subject("app.log")
                return [.collapse(log, to: to(rig)), .noteRotation(path: log.path)]
            }, readsFirst: .max),
        KillScenario(
            testDescription: "collapse behind the pad of an earlier one",
            prepare: { rig in
                try rig.write(0..<80, length: 300)
                let first = try rig.executor().perform(
                    rig.plan([.collapse(rig.subject("app.log"), to: to(rig, "app.log.2"))]), of: rig.policy,
                    now: 1)
                #expect(first.isGood)
                try rig.write(80..<160, length: 300)
            },
            plan: { rig in
                let log = try rig.subject("app.log")
                return [.collapse(log, to: to(rig)), .noteRotation(path: log.path)]
            }),
    ]
}
