// The ring: what was appended is read back, whatever the size of the ring and of the records.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Checkpoints

extension Journal {
    func append(_ payload: [UInt8]) throws { try payload.withUnsafeBytes { try append($0) } }

    /// The payloads from `start` on.
    func replayed(from start: Mark) throws -> [[UInt8]] {
        var payloads: [[UInt8]] = []
        try replay(from: start) { payload in
            payloads.append(Array(payload))
            return true
        }
        return payloads
    }
}

extension SeededGenerator {
    /// A payload that tells its number, in `sizes` bytes.
    mutating func payload(_ sizes: ClosedRange<Int>) -> [UInt8] {
        (0..<Int.random(in: sizes, using: &self)).map { _ in UInt8.random(in: 1...255, using: &self) }
    }
}

@Suite struct JournalTests {
    @Test func theFileIsWhatItsDocumentationSays() throws {
        let directory = try ScratchDirectory()
        let journal = try Journal(path: directory.path("j"), size: 256)
        try journal.append([1, 2, 3])
        try journal.append([4, 5, 6, 7, 8, 9, 10, 11])
        let bytes = try directory.read("j")
        #expect(bytes.count == 256)
        #expect(Array(bytes[..<16]) == Array("logferry".utf8) + [3, 0, 0, 0, 0, 0, 0, 0])
        #expect(Array(bytes[16..<20]) == [3, 0, 0, 0])
        #expect(Array(bytes[24..<40]) == [1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0])
        #expect(Array(bytes[40..<44]) == [8, 0, 0, 0])
        #expect(Array(bytes[48..<64]) == [2, 0, 0, 0, 0, 0, 0, 0, 4, 5, 6, 7, 8, 9, 10, 11])
        #expect(bytes[64...].allSatisfy { $0 == 0 })
        #expect(journal.mark.position == 64)
        #expect(journal.mark.sequence == 3)
        #expect(journal.used == 48)
    }

    @Test func anEmptyRingHoldsNothing() throws {
        let directory = try ScratchDirectory()
        let journal = try Journal(path: directory.path("j"), size: 256)
        #expect(try journal.replayed(from: .start) == [])
        #expect(journal.mark == .start)
        #expect(journal.used == 0)
    }

    /// Sizes that put the end of the ring at every distance from the end of a record.
    @Test(arguments: 256..<320)
    func everyRecordIsReadBackHoweverTheRingWraps(size: Int64) throws {
        let directory = try ScratchDirectory()
        var generator = SeededGenerator(seed: UInt64(size))
        let journal = try Journal(path: directory.path("j"), size: size)
        var start = Journal.Mark.start
        var expected: [[UInt8]] = []
        for _ in 0..<150 {
            if journal.wantsSnapshot {
                start = journal.mark
                expected = []
                journal.noteSnapshot()
            }
            let payload = generator.payload(1...journal.maximumPayload)
            try journal.append(payload)
            expected.append(payload)
            let reader = try Journal(path: directory.path("j"), size: size)
            #expect(try reader.replayed(from: start) == expected)
            #expect(reader.mark == journal.mark)
            #expect(reader.used == journal.used)
        }
        #expect(try directory.read("j").count == size)
    }

    @Test(arguments: 256..<272)
    func appendingGoesOnWhereAReplayEnded(size: Int64) throws {
        let directory = try ScratchDirectory()
        var generator = SeededGenerator(seed: UInt64(size))
        var start = Journal.Mark.start
        var expected: [[UInt8]] = []
        for _ in 0..<100 {
            let journal = try Journal(path: directory.path("j"), size: size)
            #expect(try journal.replayed(from: start) == expected)
            if journal.wantsSnapshot {
                start = journal.mark
                expected = []
                journal.noteSnapshot()
            }
            let payload = generator.payload(1...journal.maximumPayload)
            try journal.append(payload)
            expected.append(payload)
        }
    }

    @Test func aReaderThatIsNotSatisfiedLeavesTheRingAtTheRecordItRefused() throws {
        let directory = try ScratchDirectory()
        let journal = try Journal(path: directory.path("j"), size: 1024)
        for byte in 1...5 as ClosedRange<UInt8> { try journal.append([byte]) }
        var seen: [UInt8] = []
        try journal.replay(from: .start) { payload in
            seen.append(payload[0])
            return payload[0] < 3
        }
        #expect(seen == [1, 2, 3])
        #expect(journal.mark.sequence == 3)
        try journal.append([33])
        let reader = try Journal(path: directory.path("j"), size: 1024)
        #expect(try reader.replayed(from: .start) == [[1], [2], [33]])
    }

    @Test func theLargestPayloadIsAQuarterOfTheRingLessItsHeads() throws {
        let directory = try ScratchDirectory()
        let journal = try Journal(path: directory.path("j"))
        #expect(journal.maximumPayload == (1 << 20) - 32)
        let payload = [UInt8](repeating: 7, count: journal.maximumPayload)
        for _ in 0..<2 { try journal.append(payload) }
        #expect(!journal.wantsSnapshot)
        let small = [UInt8](repeating: 8, count: 48)
        try journal.append(small)
        #expect(journal.wantsSnapshot)
        let reader = try Journal(path: directory.path("j"))
        #expect(try reader.replayed(from: .start) == [payload, payload, small])
        #expect(Int64(Journal.footprint(ofPayload: payload.count)) * 2 + 64 == journal.used)
    }

    @Test func anEmptyPayloadIsNoRecord() throws {
        let directory = try ScratchDirectory()
        let journal = try Journal(path: directory.path("j"), size: 256)
        try journal.append([])
        try journal.append([1])
        #expect(try journal.replayed(from: .start) == [[1]])
    }

    @Test func aMarkThatNoRingOfThisSizeGivesEndsTheReplayAtOnce() throws {
        let directory = try ScratchDirectory()
        let journal = try Journal(path: directory.path("j"), size: 256)
        try journal.append([1])
        for position in [17, 249, 255, 256, 257, 1 << 40, .max] as [Int64] {
            let reader = try Journal(path: directory.path("j"), size: 256)
            #expect(try reader.replayed(from: Journal.Mark(position: position, sequence: 2)) == [])
        }
    }

    @Test(arguments: [
        "logFerry........", "x", "#!/bin/sh\nrm -rf /\n", "{\n\"version\": 1,\n",
    ])
    func aFileOfSomeoneElseIsRefusedAndLeftAlone(text: String) throws {
        let directory = try ScratchDirectory()
        try directory.write(Array(text.utf8), to: "j")
        let error = #expect(throws: CheckpointError.self) {
            try Journal(path: directory.path("j"), size: 256)
        }
        #expect(
            error?.description
                == "\(directory.path("j")) is not a journal of logferry; choose another positions.filename if it is "
                + "something else's; if it is damaged, move it away: what was shipped since the last snapshot, "
                + "ten minutes ago at most, is then sent again")
        #expect(try directory.read("j") == Array(text.utf8))
    }

    @Test(arguments: [4, 0, UInt64.max])
    func aJournalOfAnotherVersionIsRefusedAndLeftAlone(version: UInt64) throws {
        let directory = try ScratchDirectory()
        let bytes = Array("logferry".utf8) + (0..<8).map { UInt8(truncatingIfNeeded: version >> (8 * $0)) }
        try directory.write(bytes, to: "j")
        let error = #expect(throws: CheckpointError.self) {
            try Journal(path: directory.path("j"), size: 256)
        }
        #expect(
            error?.description
                == "\(directory.path("j")) was written in format \(version), and this logferry reads format 3; use "
                + "the version of logferry that wrote it, or move the file away to start anew")
        #expect(try directory.read("j") == bytes)
    }

    @Test func aKillWhileTheRingIsLaidOutLeavesAFileThatIsLaidOutAgain() throws {
        let directory = try ScratchDirectory()
        for length in [1, 15, 16, 100, 256] {
            try directory.write([UInt8](repeating: 0, count: length), to: "j")
            let journal = try Journal(path: directory.path("j"), size: 256)
            try journal.append([1])
            let reader = try Journal(path: directory.path("j"), size: 256)
            #expect(try reader.replayed(from: .start) == [[1]])
        }
    }

    @Test func aDirectoryThatIsNotThereAndADiskThatIsFullAreToldWithTheirPath() throws {
        let directory = try ScratchDirectory()
        let missing = directory.path("no/j")
        let error = #expect(throws: CheckpointError.self) { try Journal(path: missing) }
        #expect(error?.description == "cannot open \(missing): No such file or directory")
        let full = #expect(throws: CheckpointError.self) { try Journal(path: "/dev/full") }
        #expect(full?.description.hasPrefix("cannot allocate space for /dev/full: ") == true)
    }
}
