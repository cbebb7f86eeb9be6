// Files of rejected entries, read back: all that was kept, however the file was damaged since.

import Platform
import TestSupport
import Testing

@testable import Loki

@Suite struct RejectedFileTests {
    private static let refusal = PushAnswer(status: 400, message: "entry \"x\" is\ntoo old \u{1}é")

    private func keep(_ batch: Batch, _ directory: ScratchDirectory, client: String = "main") throws -> String
    {
        let store = RejectedStore(directory: directory.path, maximumBytes: 1 << 30)
        return try store.keep(batch, answer: Self.refusal, client: client, now: 1_795_341_600_123_456_789)
            .path
    }

    /// All entries and errors in the order they come.
    private func readAll(_ path: String) throws -> (entries: [RejectedEntry], errors: [RejectedFileError]) {
        let file = try RejectedFile(path)
        var (entries, errors): ([RejectedEntry], [RejectedFileError]) = ([], [])
        while true {
            do throws(RejectedFileError) {
                guard let entry = try file.next() else { return (entries, errors) }
                entries.append(entry)
            } catch {
                errors.append(error)
            }
        }
    }

    @Test func whatWasKeptIsReadBackWhole() throws {
        let directory = try ScratchDirectory()
        let batch = Batch(tenant: "team")
        batch.append("say \"hi\" \\ \t\u{1}\u{7F}é\u{1F600}/", at: -5, [("app", "x\n"), ("level", "\"")])
        batch.append("", at: .max)
        let (entries, errors) = try readAll(try keep(batch, directory))
        #expect(errors == [])
        try #require(entries.count == 2)
        #expect(entries[0].time == "2026-11-22T10:00:00.123Z")
        #expect(entries[0].client == "main")
        #expect(entries[0].status == 400)
        #expect(entries[0].reason == Self.refusal.message)
        #expect(entries[0].isCertain)
        #expect(entries.map(\.tenant) == ["team", "team"])
        #expect(entries[0].labels.map(\.name) == ["app", "level"])
        #expect(entries[0].labels.map(\.value) == ["x\n", "\""])
        #expect(entries.map(\.timestamp) == [-5, .max])
        #expect(entries[0].line == Array("say \"hi\" \\ \t\u{1}\u{7F}é\u{1F600}/".utf8))
        #expect(entries[1].line == [])
    }

    @Test(arguments: 0..<6)
    func aPushOfWhatIsReadBackIsTheSameToTheByte(seed: UInt64) throws {
        let directory = try ScratchDirectory()
        var generator = SeededGenerator(seed: seed)
        let batch = Batch(tenant: nil)
        for _ in 0..<Int.random(in: 1...100, using: &generator) {
            let value = String(decoding: generator.line(upTo: 10), as: UTF8.self)
            batch.append(
                generator.line(upTo: 2000), at: Int64.random(in: 0 ... .max, using: &generator),
                [("a", value)])
        }
        let again = Batch(tenant: nil)
        for entry in try readAll(try keep(batch, directory)).entries {
            #expect(entry.tenant == nil)
            again.append(entry.line, at: entry.timestamp, entry.labels)
        }
        #expect(try text(of: again) == text(of: batch))
    }

    @Test func aLineLongerThanEveryPieceIsReadBack() throws {
        let directory = try ScratchDirectory()
        let batch = Batch(tenant: nil)
        let line = String(repeating: "\u{1}x", count: 40_000)
        batch.append(line, at: 1)
        batch.append("short", at: 2)
        let entries = try readAll(try keep(batch, directory)).entries
        #expect(entries.map(\.line.count) == [80_000, 5])
        #expect(entries.first?.line == Array(line.utf8))
    }

    @Test func aFileThatWasCutGivesWhatIsLeftThenSaysSo() throws {
        let directory = try ScratchDirectory()
        let batch = Batch(tenant: nil)
        var generator = SeededGenerator(seed: 1)
        for number in 0..<200 {
            batch.append("\(number) \(generator.next()) \(generator.next())", at: Int64(number))
        }
        let path = try keep(batch, directory)
        let bytes = try directory.read(FileSystem.name(of: path))
        var most = 0
        for length in [0, 1, 9, 10, bytes.count / 2, bytes.count - 9, bytes.count - 8, bytes.count - 1] {
            try directory.write(Array(bytes[..<length]), to: "cut.ndjson.gz")
            let (entries, errors) = try readAll(directory.path("cut.ndjson.gz"))
            #expect(entries.map(\.timestamp) == (0..<Int64(entries.count)).map { $0 })
            #expect(
                errors.map(\.description) == [
                    "\(directory.path("cut.ndjson.gz")), after \(entries.count) entries: the file ends too early;"
                        + " the rest is lost"
                ])
            most = max(most, entries.count)
        }
        // Only the checksum was missing.
        #expect(most == 200)
    }

    @Test func noDamageStopsTheReaderOrMakesItInventEntries() throws {
        let directory = try ScratchDirectory()
        let batch = Batch(tenant: nil)
        for number in 0..<20 { batch.append("line \(number)", at: Int64(number)) }
        let good = try directory.read(FileSystem.name(of: try keep(batch, directory)))
        for seed in 0..<100 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            try directory.write(generator.mutated(good), to: "damaged")
            let (entries, errors) = try readAll(directory.path("damaged"))
            #expect(entries.count <= 20 || !errors.isEmpty, "seed \(seed)")
            #expect(errors.count <= 40, "seed \(seed)")
        }
    }

    @Test func severalFilesInOneAreReadAsOne() throws {
        let directory = try ScratchDirectory()
        let batch = Batch(tenant: nil)
        batch.append("x", at: 1)
        let bytes = try directory.read(FileSystem.name(of: try keep(batch, directory)))
        try directory.write(bytes + bytes + bytes, to: "all")
        #expect(try readAll(directory.path("all")).entries.count == 3)
        try directory.write(bytes + Array("garbage".utf8), to: "tail")
        let (entries, errors) = try readAll(directory.path("tail"))
        #expect(entries.count == 1)
        #expect(
            errors.map(\.description).first?.contains("after 1 entries: what follows is not gzip") == true)
    }

    @Test func aFileThatIsNotThereIsTold() throws {
        let directory = try ScratchDirectory()
        #expect(throws: RejectedFileError.self) { try RejectedFile(directory.path("none")) }
        #expect(try RejectedFile.list(in: directory.path("none")) == [])
        #expect(throws: RejectedFileError.self) { try RejectedFile(directory.path).next() }
    }

    @Test func aDirectorySFilesAreListedOldestFirst() throws {
        let directory = try ScratchDirectory()
        let names = ["2-000001.ndjson.gz", "1-000002.ndjson.gz", "1-000001.ndjson.gz"]
        for name in names + ["3-000001.ndjson.gz.new", "notes.txt"] { try directory.write([], to: name) }
        #expect(try RejectedFile.list(in: directory.path) == names.sorted().map { directory.path($0) })
    }

    private func parse(_ text: String) throws -> RejectedEntry {
        try Array(text.utf8).withUnsafeBytes { try RejectedEntry(parsing: $0) }
    }

    private static let rest = #""client":"c","tenant":"","labels":{},"timestamp":"1","line":"x"}"#

    @Test(
        arguments: [
            ("", "ends in the middle"), ("null", "has no { at byte 1"), ("{}", #"has no version "v""#),
            (#"{"v":1}"#, #"has no "client""#),
            (#"{"v":1,"other":1,"# + rest, #"has the key "other", which"#),
            (#"{"v":1,"certain":1,"# + rest, "has neither true nor false"),
            (#"{"v":"1","# + rest, "has no integer"),
            (#"{"v":1,"# + rest + "x", "goes on after its object"),
            (#"{"v":1,"reason":"\x","# + rest, "has an escape"),
            (#"{"v":1,"reason":"\u12g4","# + rest, "has an escape"),
            (#"{"v":1,"reason":"\ud800x","# + rest, "has half of a surrogate pair"),
            (#"{"v":1,"reason":"\ud800\u0041","# + rest, "has half of a surrogate pair"),
            (#"{"v":1,"reason":"\"#, "ends in the middle of a string"),
            (#"{"v":1,"reason":"#, "ends in the middle"),
            (#"{"v":1,"timestamp":"1.5","# + rest, "has a timestamp that is no number of nanoseconds"),
        ])
    func aLineThatSaysNothingOfAnEntryIsTold(text: String, words: String) throws {
        do {
            _ = try parse(text)
            Issue.record("taken: \(text)")
        } catch RejectedLineError.malformed(let reason) {
            #expect(reason.hasPrefix(words), "\(reason)")
        }
    }

    @Test func whatAPersonMayHaveDoneToALineIsUnderstood() throws {
        let entry = try parse(
            #" { "line" : "\u00e9\ud83d\ude00\/\b\f\r" ,"v": 1, "certain": false, "client":"c","tenant":"t","labels":{"a":"b"},"timestamp":"-7"} "#
        )
        #expect(entry.line == Array("é\u{1F600}/\u{8}\u{C}\r".utf8))
        #expect(!entry.isCertain)
        #expect(entry.tenant == "t")
        #expect(entry.timestamp == -7)
    }

    @Test func aLaterVersionIsToldAndTheOtherLinesAreRead() throws {
        let directory = try ScratchDirectory()
        let lines = [#"{"v":1,"# + Self.rest, #"{"v":2,"# + Self.rest, "", #"{"v":1,"# + Self.rest]
        let (text, packed, gzip) = (ByteBuffer(), ByteBuffer(), Gzip())
        for line in lines { text.append(line + "\n") }
        gzip.start()
        try gzip.write(text.bytes, to: packed)
        try gzip.finish(to: packed)
        try directory.write(Array(packed.bytes), to: "mixed")
        let (entries, errors) = try readAll(directory.path("mixed"))
        #expect(entries.count == 2)
        #expect(
            errors.map(\.description) == [
                "\(directory.path("mixed")), line 2: it has version 2, which a later logferry wrote; this one knows 1",
                "\(directory.path("mixed")), line 3: it ends in the middle",
            ])
    }
}
