// How much of a chunk goes into a batch: no more than fits, never nothing, and the rest in one of the next.

import Loki
import Platform
import Receiver
import TestSupport
import Testing

@testable import Agent
@testable import Pipeline

@Suite(.timeLimit(.minutes(5))) struct RoomTests {
    private static let mib = 1 << 20

    /// A line as the stages leave it: its stream and length, nil for one that is dropped.
    private typealias Row = (stream: Int, length: Int)?

    private func lane(_ size: Int) -> ClientLane {
        var settings = ClientSettings(url: "http://h/p")
        settings.batchSize = size
        return ClientLane(index: 0, settings: settings)
    }

    private func fill(_ chunk: Chunk, _ rows: [Row], _ table: LabelTable) -> Int {
        chunk.text.removeAll()
        chunk.lines.removeAll()
        for row in rows {
            let start = chunk.text.count
            chunk.text.append(String(repeating: "x", count: row?.length ?? 9))
            chunk.lines.append(Span32(start, chunk.text.count))
            chunk.text.append("\n")
        }
        let pipeline = Pipeline(labels: table)
        var memory = PipelineMemory()
        pipeline.run(chunk, labelSet: table.number(of: []), base: 0, memory: &memory)
        for (place, row) in rows.enumerated() {
            chunk.labelSets[place] = table.number(of: [Label("s", "\(row?.stream ?? 0)")])
            if row == nil { chunk.dropped[place] = .lineTooLong }
        }
        return rows.reduce(0) { $0 + ($1?.length ?? 0) }
    }

    @Test(
        arguments: [
            (100, [], [], 0),
            (100, [], [(0, 60), (0, 40), (0, 1)], 2),
            (100, [(0, 50)], [(0, 50), (0, 1)], 1),
            (100, [(0, 50)], [(0, 51)], 0),
            // Any line goes into an empty batch, but not two.
            (100, [], [(0, 500), (0, 1)], 1),
            // What is dropped takes no room.
            (100, [(0, 50)], [nil, (0, 50), nil, nil, (0, 1), nil], 4),
            (100, [(0, 100)], [nil, nil, (0, 1)], 2),
            (100, [(0, 100)], [nil, nil], 2),
            // A stream has its own bound.
            (4 * mib, [(0, mib - 10)], [(1, 50), (0, 10), (1, 50), (0, 1)], 3),
            (4 * mib, [(0, 5)], [(0, mib - 5), (1, mib), (2, mib), (1, 1)], 3),
            (4 * mib, [(0, mib), (1, mib), (2, mib)], [(3, mib), (4, 1)], 1),
            (4 * mib, [], [(0, mib + 1), (1, 1), (0, 1)], 2),
        ] as [(Int, [Row], [Row], Int)])
    private func takesTheRowsBeforeTheFirstThatDoesNotFit(
        size: Int, batched: [Row], rows: [Row], expected: Int
    ) {
        let (chunk, table, lane) = (Chunk(), LabelTable(), lane(size))
        _ = fill(chunk, batched, table)
        for row in 0..<chunk.count {
            lane.filling.append(
                chunk.bytes(chunk.contents[row]), timestamp: 0,
                stream: lane.stream(chunk.labelSets[row], table), now: 0)
        }
        let bytes = fill(chunk, rows, table)
        #expect(lane.rowsThatFit(chunk, bytes: bytes, table) == expected)
    }

    @Test func readsNoMoreThanTheStreamOfTheLastLineTakes() {
        let (chunk, table, lane) = (Chunk(), LabelTable(), lane(4 << 20))
        let shipping = FileShipping(
            labels: [], pipeline: Pipeline(labels: table), places: [ReadingPlace()], needed: [0], given: [],
            twins: TwinBudget())
        #expect(shipping.readLimit(for: lane, table) == 4 << 20)
        let bytes = fill(chunk, [(0, 1000), (1, (1 << 20) - 100)], table)
        for row in 0..<2 {
            lane.filling.append(
                chunk.bytes(chunk.contents[row]), timestamp: 0,
                stream: lane.stream(chunk.labelSets[row], table), now: 0)
        }
        shipping.note(chunk, lineBytes: bytes, of: bytes, table)
        #expect(shipping.readLimit(for: lane, table) == 100)
        // Lines that come out three times as long are read a third at a time.
        shipping.note(chunk, lineBytes: 3000, of: 1000, table)
        #expect(shipping.readLimit(for: lane, table) == 33)
        table.reset()
        #expect(shipping.readLimit(for: lane, table) == lane.room * 16 / 48)
    }

    @Test(arguments: ["", ", batchsize: 4MiB", ", batchsize: 100000"])
    func everyLineArrivesOnceInBatchesWithinTheirBounds(size: String) async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        var generator = SeededGenerator(seed: 1)
        let lines = (0..<30_000).map { number in
            let text = String(repeating: "x", count: Int.random(in: 0...200, using: &generator))
            return "{\"level\":\"\(number % 7 == 0 ? "warn" : "info")\",\"n\":\(number),\"text\":\"\(text)\"}"
        }
        try trial.directory.write(lines.map { $0 + "\n" }.joined(), to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL)\(size)",
                    stages: "- json: {expressions: {level: }}\n- labels: {level: }"))
            _ = try await sink.waitFor(count: lines.count)
            _ = try await running.wait { $0.lagBytes == 0 }
            let metrics = try await running.metrics()
            #expect(metrics["logferry_read_lines_total"] == Double(lines.count))
            #expect(metrics["logferry_sent_entries_total"] == Double(lines.count))
            try await running.stop()
        }
        let found = sink.entries.sorted { $0.timestampNanoseconds < $1.timestampNanoseconds }.map(\.line)
        #expect(found == lines)
    }
}
