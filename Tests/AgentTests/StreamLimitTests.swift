// How many streams there may be at once, and when one counts no more.

import Platform
import Testing

@testable import Agent
@testable import Pipeline

@Suite struct StreamLimitTests {
    private let table = LabelTable()
    private let chunk = Chunk()

    private func admitted(_ streams: [String], _ limit: inout StreamLimit, now: Int64) -> [String] {
        chunk.text.removeAll()
        chunk.lines = ContiguousArray(repeating: Span32(start: 0, length: 0), count: streams.count)
        var memory = PipelineMemory()
        Pipeline(labels: table).run(chunk, labelSet: table.number(of: []), base: 0, memory: &memory)
        for (row, stream) in streams.enumerated() {
            chunk.labelSets[row] = table.number(of: [Label("s", stream)])
        }
        limit.apply(to: chunk, table, now: now)
        return streams.enumerated().filter { chunk.dropped[$0.offset] == .none }.map(\.element)
    }

    @Test func noMoreStreamsThanThat() {
        var limit = StreamLimit(2)
        #expect(admitted(["a", "b", "c", "a", "c", "b"], &limit, now: 0) == ["a", "b", "a", "b"])
        table.reset()
        #expect(admitted(["c", "b"], &limit, now: 1) == ["b"])
        #expect(limit.count == 2)
        #expect(StreamLimit.reason.label == "stream_limited")
    }

    @Test func streamThatIsSilentMakesRoom() {
        var limit = StreamLimit(1)
        #expect(admitted(["a"], &limit, now: 0) == ["a"])
        #expect(admitted(["b"], &limit, now: StreamLimit.memory - 1) == [])
        #expect(admitted(["b"], &limit, now: StreamLimit.memory + 1_000_000_000) == ["b"])
        #expect(admitted(["a"], &limit, now: StreamLimit.memory + 3_000_000_000) == [])
    }

    @Test func zeroIsNoLimit() {
        var limit = StreamLimit(0)
        #expect(admitted((0..<100).map { "\($0)" }, &limit, now: 0).count == 100)
    }
}
