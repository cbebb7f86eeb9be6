// What is written of rejected entries is what the reader makes of it.

import Platform
import TestSupport
import Testing

@testable import Loki

@Suite struct RejectedWriterTests {
    private func readAll(_ path: String) throws -> [RejectedEntry] {
        let file = try RejectedFile(path)
        var entries: [RejectedEntry] = []
        while let entry = try file.next() { entries.append(entry) }
        return entries
    }

    @Test(arguments: 0..<10)
    func entriesComeBackAsTheyWere(seed: UInt64) throws {
        let directory = try ScratchDirectory()
        var generator = SeededGenerator(seed: seed)
        let texts = [
            "", "plain", "\"\\/\u{1}\n\u{7F}", "é日本\u{1F600}\u{2028}", String(repeating: "x", count: 70_000),
        ]
        func text() -> String { texts.randomElement(using: &generator) ?? "" }
        let writer = RejectedWriter()
        var written: [RejectedEntry] = []
        for _ in 0..<Int.random(in: 0...20, using: &generator) {
            var entry = RejectedEntry()
            entry.time = "2026-11-22T10:00:00.000Z"
            entry.client = text()
            entry.status = [0, 400, 413].randomElement(using: &generator) ?? 0
            entry.reason = text()
            entry.isCertain = Bool.random(using: &generator)
            entry.tenant = Bool.random(using: &generator) ? nil : "team \"a\""
            entry.labels = Bool.random(using: &generator) ? [] : [("a", text()), ("b", text())]
            entry.timestamp = Int64.random(in: .min ... .max, using: &generator)
            entry.line = Array(text().utf8)
            try writer.add(entry)
            written.append(entry)
        }
        #expect(writer.entries == written.count)
        let path = directory.path("x.ndjson.gz")
        try writer.finish(path)
        let read = try readAll(path)
        #expect(read.count == written.count)
        for (one, other) in zip(read, written) {
            #expect(one.time == other.time && one.client == other.client && one.status == other.status)
            #expect(
                one.reason == other.reason && one.isCertain == other.isCertain && one.tenant == other.tenant)
            #expect(one.labels.map(\.name) == other.labels.map(\.name))
            #expect(one.labels.map(\.value) == other.labels.map(\.value))
            #expect(one.timestamp == other.timestamp && one.line == other.line)
        }
    }
}
