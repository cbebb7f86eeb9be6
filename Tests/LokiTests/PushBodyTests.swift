// Bodies as a receiver reads them: what was appended, whatever it was and however much.

import Platform
import TestSupport
import Testing

@testable import Loki
@testable import Receiver

@Suite struct PushBodyTests {
    /// What was appended, in the order in which Loki gets it: stream by stream.
    private struct Expectation {
        var streams: [(labels: Labels, entries: [ReceivedEntry])] = []
        var replaced = 0

        mutating func append(_ line: [UInt8], at timestamp: Int64, _ labels: Labels) {
            let (text, replaced) = repaired(line)
            self.replaced += replaced
            let entry = ReceivedEntry(
                tenant: "t", labels: labels.map { NameValue($0.name, $0.value) },
                timestampNanoseconds: timestamp,
                line: text)
            let known = streams.firstIndex { $0.labels.elementsEqual(labels, by: ==) }
            if let known {
                streams[known].entries.append(entry)
            } else {
                streams.append((labels, [entry]))
            }
        }

        var entries: [ReceivedEntry] { streams.flatMap(\.entries) }
    }

    @Test(arguments: 0..<8)
    func whatAReceiverReadsIsWhatWasAppended(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let (batch, encoder) = (Batch(tenant: nil), PushBodyEncoder())
        for _ in 0..<2 {
            var expected = Expectation()
            for _ in 0..<Int.random(in: 1...80, using: &generator) {
                let line = generator.line(upTo: 120)
                let timestamp = Int64(bitPattern: generator.next())
                let labels = [(name: "a", value: "\(Int.random(in: 0..<5, using: &generator))")]
                batch.append(line, at: timestamp, labels)
                expected.append(line, at: timestamp, labels)
            }
            #expect(try received(batch, encoder) == expected.entries)
            #expect(try encoder.encode(batch, to: ByteBuffer()) == expected.replaced)
            batch.removeAll()
        }
    }

    /// Around the size of the piece that is compressed at once, and far beyond it.
    @Test(arguments: [65_536, 262_000, 262_128, 262_143, 262_144, 262_145, 524_288, 900_000])
    func entriesOfAnyLengthPass(length: Int) throws {
        let batch = Batch(tenant: nil)
        var expected = Expectation()
        let word = "a\"é\n€😀 "
        for (number, size) in [10, length, 0, length, length - 1, 3].enumerated() {
            let (words, rest) = size.quotientAndRemainder(dividingBy: word.utf8.count)
            let text = String(repeating: word, count: words) + String(repeating: "x", count: rest)
            let labels = [(name: "n", value: "\(number % 2)")]
            batch.append(Array(text.utf8), at: Int64(number), labels)
            expected.append(Array(text.utf8), at: Int64(number), labels)
        }
        #expect(try received(batch) == expected.entries)
    }

    @Test func aLineThatGrowsSixfoldByEscapingPasses() throws {
        let line = [UInt8](repeating: 1, count: 300_000)
        let batch = Batch(tenant: nil)
        batch.append(line, at: 1, [("a", "b")])
        batch.append([0xFF] + line + [0xFF], at: 2, [("a", "b")])
        let control = String(repeating: "\u{1}", count: line.count)
        #expect(try received(batch).map(\.line) == [control, "\u{FFFD}" + control + "\u{FFFD}"])
    }

    /// Neighbours of one stream are compressed in one piece.
    @Test(arguments: [1, 10, 5_000, 13_000, 40_000])
    func runsOfNeighboursPass(length: Int) throws {
        let batch = Batch(tenant: nil)
        var expected: [[String]] = [[], []]
        for (run, stream) in [0, 1, 0, 0, 1, 1, 1, 0].enumerated() {
            for number in 0..<(run % 3 == 2 ? 1 : length) {
                batch.append("line \(run) \(number)", at: Int64(number), [("s", "\(stream)")])
                expected[stream].append("line \(run) \(number)")
            }
        }
        #expect(try received(batch).map(\.line) == expected[0] + expected[1])
    }

    @Test func labelsOfAnyLengthPass() throws {
        let value = String(repeating: "\"long\" ", count: 40_000)
        let batch = Batch(tenant: nil)
        batch.append("x", at: 1, [("a", value)])
        batch.append("y", at: 2, [("a", "short")])
        #expect(
            try received(batch).map { $0.labels } == [[NameValue("a", value)], [NameValue("a", "short")]])
    }

    @Test func aHundredThousandEntriesPass() throws {
        let batch = Batch(tenant: nil)
        for number in 0..<100_000 {
            batch.append("line \(number)", at: Int64(number), [("n", "\(number % 3)")])
        }
        let entries = try received(batch)
        #expect(entries.count == 100_000)
        let order = (0..<3 as Range<Int64>).flatMap { stride(from: $0, to: 100_000, by: 3) }
        #expect(entries.map(\.timestampNanoseconds) == order)
        #expect(entries.allSatisfy { $0.line == "line \($0.timestampNanoseconds)" })
        #expect(entries.allSatisfy { $0.labels.first?.value == "\($0.timestampNanoseconds % 3)" })
    }

    @Test func aBodyTakesThePlaceOfTheOneBefore() throws {
        let (batch, encoder, output) = (Batch(tenant: nil), PushBodyEncoder(), ByteBuffer())
        batch.append(String(repeating: "long ", count: 10_000), at: 1)
        try encoder.encode(batch, to: output)
        batch.removeAll()
        batch.append("short", at: 2)
        try encoder.encode(batch, to: output)
        #expect(
            String(decoding: try unzipped(output), as: UTF8.self)
                == #"{"streams":[{"stream":{"job":"a"},"values":[["2","short"]]}]}"#)
    }

    @Test func theSameBatchMakesTheSameBodyToTheByte() throws {
        let batch = Batch(tenant: nil)
        for number in 0..<5000 { batch.append("line \(number)", at: Int64(number), [("n", "\(number % 3)")]) }
        let (one, two) = (ByteBuffer(), ByteBuffer())
        let encoder = PushBodyEncoder()
        try encoder.encode(batch, to: one)
        try encoder.encode(batch, to: two)
        #expect(one.bytes.elementsEqual(two.bytes))
        try PushBodyEncoder().encode(batch, to: two)
        #expect(one.bytes.elementsEqual(two.bytes))
    }
}
