// What the first version wrote is read, and goes on in the present one, which the first refuses.

import Platform
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct Version1Tests {
    private static let snapshot = """
        {
        "version": 1,
        "written": "2026-11-22T10:00:00.123Z",
        "journal": {"position": 16, "sequence": 1, "chain": 0},
        "next_generation": 3,
        "generations": [
        {"id": 1, "path": "/a", "current_path": "/a.1", "target": "t", "device": 2, "inode": 3, "birth": 4, \
        "fingerprint": {"length": 5, "crc64": "00000000000000ab"}, \
        "clients": [{"client": "c", "offset": 6, "last_timestamp": -7}], "given": [[0, 64, 9]]}
        ],

        """

    /// Acknowledged up to 8 and time 2, then a second generation with one client at 3, read up to 5.
    private static let payloads: [[UInt8]] = [
        [4, 1, 0x63, 1, 1, 17, 4],
        [1, 2, 1, 0x74, 1, 0x62, 1, 0x62, 2, 4, 8, 0, 0, 1, 1, 0x63, 6, 1, 0, 0x80, 1, 2]
            + [4, 1, 0x63, 1, 2, 10],
    ]

    private static let given = GivenTimestamps(range: 0..<64, base: 9)

    private static let first: GenerationRecord = {
        var record = GenerationRecord(
            id: GenerationID(1), target: "t", path: "/a", currentPath: "/a.1",
            identity: FileIdentity(device: 2, inode: 3, birth: 4),
            fingerprint: Fingerprint(length: 5, hash: 0xAB))
        record.progress["c"] = Progress(offset: 6, lastTimestamp: -7)
        record.given = [given]
        return record
    }()

    private static let second: GenerationRecord = {
        var record = GenerationRecord(
            id: GenerationID(2), target: "t", path: "b", currentPath: "b",
            identity: FileIdentity(device: 2, inode: 4, birth: 4), fingerprint: .empty)
        record.progress["c"] = Progress(offset: 5)
        record.given = [GivenTimestamps(range: 0..<64, base: 1)]
        return record
    }()

    /// A state directory as the first version left it.
    private func directory() throws -> StateDirectory {
        let directory = try StateDirectory()
        let text = ByteBuffer(of: Self.snapshot)
        text.append("\"crc32\": \"\(Snapshot.checksumText(text.bytes))\"\n}\n")
        try directory.scratch.write(text.array, to: "positions.json")
        let journal = try Journal(path: directory.journalPath, size: StateDirectory.journalSize)
        for payload in Self.payloads { try journal.append(payload) }
        var bytes = try directory.scratch.read("positions.journal")
        bytes[8] = 1
        try directory.scratch.write(bytes, to: "positions.journal")
        return directory
    }

    @Test func itsSnapshotAndItsJournalAreRead() throws {
        let directory = try directory()
        #expect(try directory.snapshot().state.generations == [GenerationID(1): Self.first])
        let store = try directory.open()
        var first = Self.first
        first.progress["c"] = Progress(offset: 8, lastTimestamp: 2)
        #expect(store.state.generations == [GenerationID(1): first, GenerationID(2): Self.second])
        #expect(store.notes == [])
    }

    @Test func whatIsWrittenThenIsRefusedByTheFirstVersion() throws {
        let directory = try directory()
        _ = try directory.open()
        let text = String(decoding: try directory.scratch.read("positions.json"), as: UTF8.self)
        #expect(text.hasPrefix("{\n\"version\": 2,\n"))
        #expect(try directory.scratch.read("positions.journal")[8] == 3)
    }

    @Test func itsRecordsAreReadWithThoseOfThePresentOneBehindThem() throws {
        let directory = try directory()
        let journal = try Journal(path: directory.journalPath, size: StateDirectory.journalSize)
        try journal.replay(from: .start) { _ in true }
        let change = Change.acknowledged(
            client: "c", [Acknowledgement(GenerationID(1), Progress(offset: 64, tail: 1, runStart: 60))])
        var state = try directory.snapshot().state
        for payload in Self.payloads {
            #expect(payload.withUnsafeBytes { RecordCodec.replay($0, onto: &state) })
        }
        try payload(of: [change], after: state).withUnsafeBytes { try journal.append($0) }
        let record = try #require(try directory.open().state.generations[GenerationID(1)])
        #expect(record.progress["c"] == Progress(offset: 64, tail: 1, runStart: 60))
        #expect(record.given == [Self.given])
    }

    @Test func aCorruptSnapshotIsMadeUpForByOneOfTheFirstVersion() throws {
        let directory = try directory()
        let state = try directory.open().state
        // The first version's snapshot is the previous one now.
        try directory.corrupt("positions.json")
        #expect(try directory.open().state == state)
    }
}
