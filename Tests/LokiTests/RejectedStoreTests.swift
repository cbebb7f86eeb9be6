// Rejected entries on disk: what a line says, how much is kept, and what goes first.

import Platform
import TestSupport
import Testing

@testable import Loki

@Suite struct RejectedStoreTests {
    private static let noon: Int64 = 1_795_341_600_123_456_789
    private static let refusal = PushAnswer(status: 400, message: "entry \"x\" is\ntoo old")

    /// Keeps all of a batch.
    private func keep(
        _ batch: Batch, _ store: RejectedStore, answer: PushAnswer = refusal, client: String = "c",
        now: Int64 = 0
    ) throws -> RejectedStore.Kept {
        try store.keep(batch, answer: answer, client: client, now: now)
    }

    private func batch(_ lines: String..., tenant: String? = nil) -> Batch {
        let batch = Batch(tenant: tenant)
        for (number, line) in lines.enumerated() {
            batch.append(line, at: Int64(number) + 1, [("app", "x"), ("level", "\(number % 2)")])
        }
        return batch
    }

    private func lines(_ directory: ScratchDirectory, _ name: String) throws -> [String] {
        let bytes = ByteBuffer()
        try directory.read(name).withUnsafeBytes { bytes.append($0) }
        let text = String(decoding: try unzipped(bytes), as: UTF8.self)
        #expect(text.hasSuffix("\n"))
        return text.split(separator: "\n").map { String($0) }
    }

    @Test func anEntryIsALineWithAllThatIsKnownOfIt() throws {
        let directory = try ScratchDirectory()
        let store = RejectedStore(directory: directory.path("rejected"), maximumBytes: 1 << 20)
        let kept = try keep(
            batch("one", "say \"hi\", ok?\u{1}", tenant: "team"), store, client: "main", now: Self.noon)
        #expect(
            kept == RejectedStore.Kept(path: directory.path("rejected/1795341600123-000001.ndjson.gz")))
        #expect(directory.names == ["rejected"])
        let head =
            #"{"v":1,"time":"2026-11-22T10:00:00.123Z","client":"main","status":400,"reason":"entry \"x\" is\ntoo old","#
            + #""tenant":"team","labels":{"app":"x","level":"#
        #expect(
            try lines(directory, "rejected/1795341600123-000001.ndjson.gz") == [
                head + #""0"},"timestamp":"1","line":"one"}"#,
                head + #""1"},"timestamp":"2","line":"say \"hi\", ok?\u0001"}"#,
            ])
    }

    @Test func withoutATenantAStatusOrAReasonALineIsWholeAllTheSame() throws {
        let directory = try ScratchDirectory()
        let store = RejectedStore(directory: directory.path, maximumBytes: 1 << 20)
        _ = try keep(batch(""), store, answer: PushAnswer(status: 0, message: ""), client: "")
        #expect(
            try lines(directory, "0-000001.ndjson.gz") == [
                #"{"v":1,"time":"1970-01-01T00:00:00.000Z","client":"","status":0,"reason":"","tenant":"","#
                    + #""labels":{"app":"x","level":"0"},"timestamp":"1","line":""}"#
            ])
    }

    @Test func aLongAnswerIsCut() throws {
        let directory = try ScratchDirectory()
        let store = RejectedStore(directory: directory.path, maximumBytes: 1 << 20)
        let answer = PushAnswer(status: 400, message: String(repeating: "é", count: 5000))
        _ = try keep(batch("x"), store, answer: answer)
        let line = try #require(try lines(directory, "0-000001.ndjson.gz").first)
        #expect(line.contains("\"reason\":\"" + String(repeating: "é", count: 2048) + "\",\"tenant\""))
    }

    @Test func aLargeBatchIsKeptWhole() throws {
        let directory = try ScratchDirectory()
        let store = RejectedStore(directory: directory.path, maximumBytes: 1)
        let batch = Batch(tenant: nil)
        for number in 0..<5000 { batch.append("line \(number)", at: Int64(number), [("n", "\(number % 3)")]) }
        let path = try keep(batch, store).path
        let lines = try lines(directory, FileSystem.name(of: path))
        #expect(lines.count == 5000)
        #expect(lines.last?.hasSuffix(#""labels":{"n":"1"},"timestamp":"4999","line":"line 4999"}"#) == true)
    }

    @Test func theOldestGoFirstTheNewestStays() throws {
        let directory = try ScratchDirectory()
        let first = RejectedStore(directory: directory.path, maximumBytes: 1 << 20)
        let path = try keep(batch("one"), first, now: 1_000_000).path
        let size = try FileStatus.of(path: path).size
        let store = RejectedStore(directory: directory.path, maximumBytes: 3 * 4096 + 100)
        var removed = RejectedStore.Removed()
        for number in 2...6 as ClosedRange<Int64> {
            let kept = try keep(batch("one"), store, now: number * 1_000_000)
            removed.files += kept.removed.files
            removed.bytes += kept.removed.bytes
            removed.entries += kept.removed.entries
        }
        #expect(removed == RejectedStore.Removed(files: 3, bytes: 3 * size, entries: 3))
        #expect(directory.names.map { $0.prefix(2) } == ["4-", "5-", "6-"])
        let small = RejectedStore(directory: directory.path, maximumBytes: 0)
        #expect(try keep(batch("x"), small, now: 7_000_000).removed.files == 3)
        #expect(directory.names == ["7-000001.ndjson.gz"])
    }

    @Test func theNewestStaysThoughTheClockWasSetBack() throws {
        let directory = try ScratchDirectory()
        let store = RejectedStore(directory: directory.path, maximumBytes: 0)
        for now in [9_000_000, 5_000_000, 1_000_000] as [Int64] {
            let path = try keep(batch("at \(now)"), store, now: now).path
            #expect(directory.names == [FileSystem.name(of: path)])
        }
    }

    @Test func aFileOfAnEarlierRunIsNeverWrittenOver() throws {
        let directory = try ScratchDirectory()
        for run in 1...3 {
            let store = RejectedStore(directory: directory.path, maximumBytes: 1 << 20)
            for _ in 0..<2 {
                _ = try keep(batch("run \(run)"), store, now: 5)
            }
        }
        #expect(directory.names.count == 6)
    }

    @Test func whatACrashLeftHalfWrittenGoesWhatIsNotTheStoreSStays() throws {
        let directory = try ScratchDirectory()
        try directory.write(Array("half".utf8), to: "1-000001.ndjson.gz.new")
        try directory.write(Array("mine".utf8), to: "notes.txt")
        let store = RejectedStore(directory: directory.path, maximumBytes: 0)
        _ = try keep(batch("x"), store, now: 5_000_000)
        #expect(directory.names == ["5-000001.ndjson.gz", "notes.txt"])
    }

    @Test func aDirectoryThatCannotBeMadeIsTold() throws {
        let directory = try ScratchDirectory()
        try directory.write([], to: "rejected")
        let store = RejectedStore(directory: directory.path("rejected/deep"), maximumBytes: 1)
        let error = #expect(throws: SystemError.self) {
            try keep(batch("x"), store, now: 5)
        }
        #expect(
            error?.description == "cannot make directory \(directory.path("rejected/deep")): Not a directory")
    }

    @Test func ofABatchOnlyWhatWasRefusedIsKeptWithWhatIsInDoubtMarked() throws {
        let directory = try ScratchDirectory()
        let store = RejectedStore(directory: directory.path, maximumBytes: 1 << 20)
        var sifted = Sifted(refused: [4, 1])
        sifted.doubtful = [3]
        let path = try store.keep(
            batch("0", "1", "2", "3", "4"), [RejectedStore.Refusal(Self.refusal, sifted)], client: "c", now: 0
        ).path
        #expect(try kept(path) == ["1", "3?", "4"])
    }

    /// The lines of a file, those in doubt with a question mark.
    private func kept(_ path: String) throws -> [String] {
        let file = try RejectedFile(path)
        var kept: [String] = []
        while let entry = try file.next() {
            kept.append(String(decoding: entry.line, as: UTF8.self) + (entry.isCertain ? "" : "?"))
        }
        return kept
    }

    @Test func theRefusalsOfOneBatchEndUpInOneFile() throws {
        let directory = try ScratchDirectory()
        let store = RejectedStore(directory: directory.path, maximumBytes: 1 << 20)
        let batch = batch("0", "1", "2", "3")
        let refusals = [3, 1, 2].map { RejectedStore.Refusal(Self.refusal, Sifted(refused: [$0])) }
        var path: String?
        for count in 1...2 {
            path = try store.keep(
                batch, Array(refusals[..<count]), in: path, client: "c", now: Int64(count)
            ).path
        }
        #expect(directory.names.count == 1)
        #expect(try kept(#require(path)) == ["3", "1"])
        // Somebody sent it again meanwhile: what was in it is not kept twice.
        try FileSystem.remove(#require(path))
        let last = try store.keep(batch, refusals, in: path, client: "c", now: 3).path
        #expect(try kept(last) == ["2"])
        #expect(directory.names.count == 1)
    }

    @Test func aDamagedFileGoesAsAnyOtherAndCountsWhatCanBeRead() throws {
        let directory = try ScratchDirectory()
        try directory.write(Array("no gzip".utf8), to: "1-000001.ndjson.gz")
        let store = RejectedStore(directory: directory.path, maximumBytes: 0)
        let kept = try keep(batch("x"), store, now: 5_000_000)
        #expect(kept.removed == RejectedStore.Removed(files: 1, bytes: 7, entries: 0))
    }

    @Test func whatCannotBeRemovedIsToldAndTheEntriesAreKeptAllTheSame() throws {
        let directory = try ScratchDirectory()
        try directory.makeDirectory("1-000001.ndjson.gz")
        let store = RejectedStore(directory: directory.path, maximumBytes: 0)
        let kept = try keep(batch("x"), store, now: 5_000_000)
        #expect(kept.failure?.action == "remove")
        #expect(directory.names == ["1-000001.ndjson.gz", "5-000001.ndjson.gz"])
    }
}
