// Rejected entries on disk: what a line says, how much is kept, and what goes first.

import Platform
import TestSupport
import Testing

@testable import Loki

@Suite struct RejectedStoreTests {
    private static let noon: Int64 = 1_795_341_600_123_456_789
    private static let refusal = PushAnswer(status: 400, message: "entry \"x\" is\ntoo old")

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
        let (path, removed) = try store.keep(
            batch("one", "say \"hi\", ok?\u{1}", tenant: "team"), answer: Self.refusal, client: "main",
            now: Self.noon)
        #expect(path == directory.path("rejected/1795341600123-000001.ndjson.gz"))
        #expect(removed == 0)
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
        _ = try store.keep(batch(""), answer: PushAnswer(status: 0, message: ""), client: "", now: 0)
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
        _ = try store.keep(batch("x"), answer: answer, client: "c", now: 0)
        let line = try #require(try lines(directory, "0-000001.ndjson.gz").first)
        #expect(line.contains("\"reason\":\"" + String(repeating: "é", count: 2048) + "\",\"tenant\""))
    }

    @Test func aLargeBatchIsKeptWhole() throws {
        let directory = try ScratchDirectory()
        let store = RejectedStore(directory: directory.path, maximumBytes: 1)
        let batch = Batch(tenant: nil)
        for number in 0..<5000 { batch.append("line \(number)", at: Int64(number), [("n", "\(number % 3)")]) }
        let (path, _) = try store.keep(batch, answer: Self.refusal, client: "c", now: 0)
        let lines = try lines(directory, FileSystem.name(of: path))
        #expect(lines.count == 5000)
        #expect(lines.last?.hasSuffix(#""labels":{"n":"1"},"timestamp":"4999","line":"line 4999"}"#) == true)
    }

    @Test func theOldestGoFirstTheNewestStays() throws {
        let directory = try ScratchDirectory()
        let first = RejectedStore(directory: directory.path, maximumBytes: 1 << 20)
        let (path, _) = try first.keep(batch("one"), answer: Self.refusal, client: "c", now: 1_000_000)
        let size = try FileStatus.of(path: path).size
        let store = RejectedStore(directory: directory.path, maximumBytes: size * 3 + size / 2)
        var removed = 0
        for number in 2...6 as ClosedRange<Int64> {
            let kept = try store.keep(
                batch("one"), answer: Self.refusal, client: "c", now: number * 1_000_000)
            removed += kept.removed
        }
        #expect(removed == 3)
        #expect(directory.names.map { $0.prefix(2) } == ["4-", "5-", "6-"])
        let small = RejectedStore(directory: directory.path, maximumBytes: 0)
        #expect(try small.keep(batch("x"), answer: Self.refusal, client: "c", now: 7_000_000).removed == 3)
        #expect(directory.names == ["7-000001.ndjson.gz"])
    }

    @Test func theNewestStaysThoughTheClockWasSetBack() throws {
        let directory = try ScratchDirectory()
        let store = RejectedStore(directory: directory.path, maximumBytes: 0)
        for now in [9_000_000, 5_000_000, 1_000_000] as [Int64] {
            let (path, _) = try store.keep(batch("at \(now)"), answer: Self.refusal, client: "c", now: now)
            #expect(directory.names == [FileSystem.name(of: path)])
        }
    }

    @Test func aFileOfAnEarlierRunIsNeverWrittenOver() throws {
        let directory = try ScratchDirectory()
        for run in 1...3 {
            let store = RejectedStore(directory: directory.path, maximumBytes: 1 << 20)
            for _ in 0..<2 {
                _ = try store.keep(batch("run \(run)"), answer: Self.refusal, client: "c", now: 5)
            }
        }
        #expect(directory.names.count == 6)
    }

    @Test func whatACrashLeftHalfWrittenGoesWhatIsNotTheStoreSStays() throws {
        let directory = try ScratchDirectory()
        try directory.write(Array("half".utf8), to: "1-000001.ndjson.gz.new")
        try directory.write(Array("mine".utf8), to: "notes.txt")
        let store = RejectedStore(directory: directory.path, maximumBytes: 0)
        _ = try store.keep(batch("x"), answer: Self.refusal, client: "c", now: 5_000_000)
        #expect(directory.names == ["5-000001.ndjson.gz", "notes.txt"])
    }

    @Test func aDirectoryThatCannotBeMadeIsTold() throws {
        let directory = try ScratchDirectory()
        try directory.write([], to: "rejected")
        let store = RejectedStore(directory: directory.path("rejected/deep"), maximumBytes: 1)
        let error = #expect(throws: SystemError.self) {
            try store.keep(batch("x"), answer: Self.refusal, client: "c", now: 5)
        }
        #expect(
            error?.description == "cannot make directory \(directory.path("rejected/deep")): Not a directory")
    }
}
