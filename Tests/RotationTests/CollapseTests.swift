// The front of a log is cut out while its program writes on: every line is afterwards in the archives or in the log, once.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite struct CollapseTests {
    private let rig: ExecutorRig
    init() throws { rig = try ExecutorRig() }

    private func collapse(_ number: Int, shouldStop: @escaping () -> Bool = { false }) throws -> Report {
        let log = try rig.subject("app.log")
        let plan = rig.plan([
            .collapse(log, to: rig.logs.path("app.log.\(number)")), .noteRotation(path: log.path),
        ])
        return try rig.executor().perform(plan, of: rig.policy, now: Int64(number), shouldStop: shouldStop)
    }

    /// The numbers of the lines in the archives, oldest first, and then in the log, behind its pad.
    private func numbers(archives: Int) throws -> [Int] {
        var numbers: [Int] = []
        for name in (1...archives).map({ "app.log.\($0)" }) + ["app.log"] {
            var bytes = try rig.logs.read(name)[...]
            if let pad = bytes.withUnsafeBytes({ Pad(startOf: $0) }) { bytes = bytes.dropFirst(pad.length) }
            #expect(bytes.isEmpty || bytes.last == 0x0A)
            for line in bytes.split(separator: 0x0A) {
                let words = line.split(separator: 0x20, maxSplits: 2)
                numbers.append(words.count == 3 ? Int(String(decoding: words[1], as: UTF8.self)) ?? -1 : -2)
            }
        }
        return numbers
    }

    @Test func noLineOfABusyProgramIsLostOrRepeated() throws {
        let writer = try BusyWriter(rig.logs.writer("app.log"))
        for number in 1...20 {
            if number % 3 > 0 { rig.reader.read(limit: 300) }
            let report = try writer.writing(least: 500) { try collapse(number) }
            #expect(report.errors == [])
        }
        writer.stop()
        #expect(try numbers(archives: 20) == Array(0..<writer.count))
        // What is left is no more than a block and what came since.
        #expect(try rig.status("app.log").size < (try rig.status("app.log.20").size) + (8 << 20))
    }

    @Test func noLineIsLostOrRepeatedWhereverItIsKilled() throws {
        let writer = try BusyWriter(rig.logs.writer("app.log"))
        var (place, number, isKilled) = (0, 0, true)
        while isKilled {
            number += 1
            rig.reader.read(limit: 100)
            let dying = FaultySystem(.error(EIO), at: place, of: FaultySystem.changes, lasts: .max)
            rig.reader.isDead = { dying.struck != nil }
            try writer.writing(least: 100, most: 600) {
                System.$calls.withValue(dying) { _ = try? collapse(number, shouldStop: rig.reader.isDead) }
                isKilled = dying.struck != nil
                rig.reader.isDead = { false }
                rig.reader.restart()
                let executor = try rig.executor()
                #expect(executor.recover().errors == [], "killed at \(place)")
                if executor.state.lastRotation(of: rig.logs.path("app.log")) != Int64(number) {
                    #expect(try collapse(number).errors == [], "killed at \(place)")
                }
            }
            place += 1
        }
        writer.stop()
        #expect(try numbers(archives: number) == Array(0..<writer.count))
        #expect(place > 15)
        rig.reader.read()
        #expect(rig.reader.lines.count == writer.count)
        #expect(Set(rig.reader.lines).count == writer.count)
    }

    @Test func theReaderIsPausedToldAndReleasedInThisOrder() throws {
        try rig.write(0..<30)
        rig.reader.read()
        #expect(try collapse(1).isGood)
        #expect(rig.reader.calls == ["pause app.log", "move app.log into app.log.1", "release app.log"])
    }

    @Test func whatTheReaderHasTakenOfAnUnfinishedLineIsInTheArchive() throws {
        try rig.write(0..<30)
        let whole = try rig.status("app.log").size
        try rig.logs.append("unfinished, and taken as it is", to: "app.log")
        rig.reader.read()
        let taken = try rig.status("app.log").size
        rig.reader.take(upTo: Int(taken) - 6)
        #expect(try collapse(1).isGood)
        #expect(try rig.status("app.log.1").size == taken - 6)
        #expect(taken - 6 > whole)
        #expect(try rig.tree()["app.log"] == "644 " + " it is".suffix(6))
    }

    @Test func aLineThatIsNotFinishedStaysWhole() throws {
        try rig.write(0..<30)
        let whole = try rig.status("app.log").size
        try rig.logs.append("not finis", to: "app.log")
        #expect(try collapse(1).isGood)
        try rig.logs.append("hed\n", to: "app.log")
        #expect(try rig.status("app.log.1").size == whole)
        #expect(try rig.tree()["app.log"] == "644 not finished\n")
    }

    @Test func aShortLogIsLeftAloneAndNotedSoThatItIsNotTriedEverySecond() throws {
        try rig.write(0..<2)
        let report = try collapse(1)
        #expect(report.isGood && report.rotated == [])
        #expect(rig.logs.names == ["app.log"])
        #expect(try rig.executor().state.lastRotation(of: rig.logs.path("app.log")) == 1)
    }

    @Test func aProgramThatWritesAtItsOwnPlaceIsNamed() throws {
        try rig.write(0..<30)
        let writer = try File(existing: rig.logs.path("app.log"), forWriting: true)
        let report = try collapse(1)
        #expect(report.errors.first?.contains("(pid \(getpid())) writes") == true)
        #expect(report.errors.first?.contains("without O_APPEND") == true)
        #expect(rig.logs.names == ["app.log"])
        withExtendedLifetime(writer) {}
    }

    @Test(arguments: [EOPNOTSUPP, EPERM, EINVAL, ENOSYS])
    func whereTheFilesystemCannotTheLogIsCutOffWithAWarning(code: Int32) throws {
        try rig.write(0..<30)
        rig.reader.read(limit: 3)
        let refusing = FaultySystem(.error(code), at: 0, of: [.collapse], lasts: .max)
        let report = try System.$calls.withValue(refusing) { try collapse(1) }
        #expect(report.isGood)
        #expect(rig.messages.map(\.level) == [.warning])
        #expect(try rig.status("app.log").size == 0)
        rig.reader.read()
        #expect(rig.reader.lines.count == 30)
    }

    @Test func wideCharactersAreNotCutInTheMiddle() throws {
        try rig.logs.write(
            (0..<100).flatMap { Array("line \($0)\n".utf8).flatMap { [$0, 0] } }, to: "app.log")
        #expect(try collapse(1).isGood)
        #expect(rig.messages.map(\.level) == [.warning])
        #expect(try rig.status("app.log").size == 0)
    }

    /// The filesystem does what it was asked in the probe, and then no more.
    @Test func aCutThatIsRefusedAfterThePadIsMadeGood() throws {
        try rig.write(0..<80, length: 300)
        rig.reader.read(limit: 3)
        let refusing = FaultySystem(.error(EIO), at: 1, of: [.collapse], lasts: .max)
        let report = try System.$calls.withValue(refusing) { try collapse(1) }
        #expect(report.isGood)
        #expect(try rig.status("app.log").size == 0)
        try rig.write(80..<90)
        rig.reader.read()
        #expect(rig.reader.lines.count == 90)
        #expect(Set(rig.reader.lines).count == 90)
    }
}
