// Older generations are compressed when nobody writes them any more, and look as gzip(1) would leave them.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite struct CompressingTests {
    private let rig: ExecutorRig
    init() throws { rig = try ExecutorRig() }

    private func compress(
        _ change: (inout Policy.Compression) -> Void = { _ in }, shouldStop: @escaping () -> Bool = { false }
    ) throws -> Report {
        var compression = Policy.Compression()
        change(&compression)
        let plan = rig.plan([
            .compress(try rig.subject("app.log"), to: rig.logs.path("app.log.gz"), compression)
        ])
        let report = try rig.executor().perform(plan, of: rig.policy, now: rig.now, shouldStop: shouldStop)
        #expect(rig.logs.names.allSatisfy { !$0.hasPrefix(".logferry-") })
        return report
    }

    @Test(arguments: [1, 6, 9, 99])
    func theArchiveHasTheContentsModeOwnerAndTimeOfTheOriginal(level: Int) throws {
        try rig.write(0..<20_000)
        let content = try rig.logs.read("app.log")
        chmod(rig.logs.path("app.log"), 0o604)
        if geteuid() == 0 { #expect(chown(rig.logs.path("app.log"), 4711, 4712) == 0) }
        try rig.logs.setModified("app.log", toNanoseconds: 1_234_567_890_123_456_789)
        let before = try rig.status("app.log")
        #expect(try compress { $0.level = level }.isGood)
        #expect(rig.logs.names == ["app.log.gz"])
        #expect(gunzipped(try rig.logs.read("app.log.gz")) == content)
        let after = try rig.status("app.log.gz")
        #expect((after.mode, after.owner, after.group) == (before.mode, before.owner, before.group))
        #expect(after.modified == before.modified)
        #expect(
            rig.reader.calls == ["move app.log into app.log.gz", "release app.log"])
    }

    @Test func whatIsOpenForWritingIsLeftForLater() throws {
        try rig.write(0..<10)
        let writer = try rig.logs.writer("app.log")
        let report = try compress()
        #expect(report.isGood)
        guard case .postponed = report.outcomes.first else { return #expect(Bool(false)) }
        #expect(rig.logs.names == ["app.log"])
        writer.close()
        #expect(try compress().outcomes == [.done])
    }

    @Test func aPadIsNoContent() throws {
        let pad = try #require(Pad(number: 5, length: 4096))
        try rig.logs.write(pad.bytes, to: "app.log")
        try rig.write(0..<10)
        rig.reader.read(limit: 4)
        #expect(try compress().isGood)
        #expect(gunzipped(try rig.logs.read("app.log.gz"))?.count == 70)
        rig.reader.read()
        #expect(rig.reader.lines.count == 10)
    }

    @Test func anEmptyFileBecomesAnEmptyArchive() throws {
        try rig.logs.write("", to: "app.log")
        #expect(try compress().isGood)
        #expect(gunzipped(try rig.logs.read("app.log.gz")) == [])
    }

    @Test func aStopLeavesTheOriginalAndTheNextStartCompletesIt() throws {
        try rig.write(0..<10)
        var isAsked = false
        let report = try compress {
            _ in
        } shouldStop: {
            defer { isAsked = true }
            return isAsked
        }
        #expect(report.outcomes == [.abandoned])
        #expect(rig.logs.names == ["app.log"])
        #expect(try rig.executor().recover().outcomes == [.done])
        #expect(rig.logs.names == ["app.log.gz"])
    }

    @Test func aFullDiskLeavesTheOriginalAndNothingElse() throws {
        try rig.write(0..<20_000)
        let before = try rig.logs.read("app.log")
        let full = FaultySystem(.error(ENOSPC), at: 1, of: [.pwrite], lasts: .max)
        let report = try System.$calls.withValue(full) { try compress() }
        #expect(report.errors.first?.contains("No space left on device") == true)
        #expect(rig.logs.names == ["app.log"])
        #expect(try rig.logs.read("app.log") == before)
    }

    @Test func aProgramReadsItFromItsStandardInputAndWritesItsStandardOutput() throws {
        try rig.write(0..<10)
        let content = try rig.logs.read("app.log")
        rig.scripts.effect = { input, output in
            guard let input, let output else { return }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = Glibc.read(input, &bytes, bytes.count)
            let packed = gzipped(Array(bytes[..<max(0, count)]))
            _ = Glibc.write(output, packed, packed.count)
        }
        #expect(try compress { $0.command = ["gzip", "-9"] }.isGood)
        #expect(rig.scripts.runs == ["gzip|-9"])
        #expect(gunzipped(try rig.logs.read("app.log.gz")) == content)
    }

    @Test func aProgramThatFailsLeavesTheOriginal() throws {
        try rig.write(0..<10)
        rig.scripts.ending = .exited(2)
        rig.scripts.output = "no memory\n"
        let report = try compress { $0.command = ["xz"] }
        #expect(report.errors.first?.hasSuffix("app.log: xz ended with status 2: no memory") == true)
        #expect(rig.logs.names == ["app.log"])
    }

    @Test func aReaderThatCannotBeToldKeepsTheOriginal() throws {
        try rig.write(0..<10)
        rig.reader.failure = { $0.hasPrefix("move") ? CustodianError("no answer") : nil }
        let report = try compress()
        #expect(report.errors.count == 1)
        #expect(rig.logs.names == ["app.log"])
    }

    @Test func holesStayHolesInACopy() throws {
        try rig.write(0..<2)
        try rig.logs.truncate("app.log", to: 3 << 20)
        try rig.write(2..<4)
        let log = try rig.subject("app.log")
        let plan = rig.plan([.copy(log, to: rig.logs.path("app.log.1"), removesSource: false)])
        #expect(try rig.executor().perform(plan, of: rig.policy, now: 1).isGood)
        #expect(try rig.logs.read("app.log.1") == rig.logs.read("app.log"))
        var status = stat()
        #expect(stat(rig.logs.path("app.log.1"), &status) == 0)
        #expect(status.st_blocks * 512 < 1 << 20)
    }

    @Test(.enabled(if: geteuid() == 0)) func whoRotatesAsAnotherUserDoesSoAloneAndOnlyWithFiles() throws {
        try rig.write(0..<10)
        let (user, group) = (4711 as uid_t, 4712 as gid_t)
        for path in [rig.logs.path, rig.logs.path("app.log")] { #expect(chown(path, user, group) == 0) }
        var policy = rig.policy
        policy.identity = Policy.Identity(user: "4711", group: "4712")
        let log = try rig.subject("app.log")
        let renamed = Subject(path: rig.logs.path("app.log.1"), identity: log.identity, size: log.size)
        let ownership = Policy.Ownership(mode: 0o640, owner: "root", group: "root")
        let plan = rig.plan([
            .rename(log, to: renamed.path, isLog: true),
            .create(path: log.path, ownership, like: try rig.status("app.log")),
            .compress(renamed, to: rig.logs.path("app.log.1.gz"), Policy.Compression()),
            .noteRotation(path: log.path),
        ])
        // What belongs to root in a directory of root is out of reach, and the state is not.
        #expect(try rig.executor().perform(plan, of: policy, now: rig.now).errors == [])
        #expect(rig.logs.names == ["app.log", "app.log.1.gz"])
        #expect(try rig.status("app.log").owner == user && rig.status("app.log.1.gz").group == group)
        #expect(geteuid() == 0 && getegid() == 0)
        #expect(chown(rig.logs.path, 0, 0) == 0)
        let refused = rig.plan([.remove(try rig.subject("app.log"), .surplus, unshipped: 0)])
        #expect(try rig.executor().perform(refused, of: policy, now: rig.now).errors.count == 1)
        #expect(rig.logs.names == ["app.log", "app.log.1.gz"])
    }
}
