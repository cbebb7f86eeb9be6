// Pieces of a batch: each is a body of its own, and together they are the batch.

import Platform
import TestSupport
import Testing

@testable import Loki
@testable import Receiver

@Suite struct PushPieceTests {
    private func entries(_ batch: Batch, _ range: Range<Int>) throws -> [ReceivedEntry] {
        let output = ByteBuffer()
        try PushBodyEncoder().encode(batch, range, to: output)
        return try decodePush(
            Array(output.bytes), contentType: "application/json", contentEncoding: "gzip", tenant: "t",
            limit: 1 << 30)
    }

    @Test(arguments: 0..<20)
    func piecesHoldTheBatchSEntriesEachStreamInOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let batch = Batch(tenant: nil)
        var labels: [String] = []
        for number in 0..<Int.random(in: 1...60, using: &generator) {
            labels.append("\(Int.random(in: 0..<4, using: &generator))")
            batch.append("line \(number)", at: Int64(number), [("s", labels[number])])
        }
        var start = 0
        while start < batch.count {
            let end = Int.random(in: (start + 1)...batch.count, using: &generator)
            let found = try entries(batch, start..<end)
            #expect(found.map(\.timestampNanoseconds).sorted() == (start..<end).map { Int64($0) })
            for stream in Set(labels[start..<end]) {
                let own = found.filter { $0.labels == [NameValue("s", stream)] }.map(\.timestampNanoseconds)
                #expect(own == (start..<end).filter { labels[$0] == stream }.map { Int64($0) })
            }
            start = end
        }
    }

    @Test func thePieceOfAllIsTheBatch() throws {
        let batch = Batch(tenant: nil)
        for number in 0..<100 { batch.append("line \(number)", at: Int64(number), [("n", "\(number % 3)")]) }
        let (whole, piece) = (ByteBuffer(), ByteBuffer())
        try PushBodyEncoder().encode(batch, to: whole)
        try PushBodyEncoder().encode(batch, 0..<100, to: piece)
        #expect(whole.bytes.elementsEqual(piece.bytes))
    }

    @Test func aPieceOfNothingIsABodyAllTheSame() throws {
        let batch = Batch(tenant: nil)
        batch.append("x", at: 1)
        let output = ByteBuffer()
        try PushBodyEncoder().encode(batch, 1..<1, to: output)
        #expect(String(decoding: try unzipped(output), as: UTF8.self) == #"{"streams":[]}"#)
    }

    @Test func aRangeIsDoneWithWhenItsLastEntryIs() {
        let batch = Batch(tenant: nil)
        #expect(batch.completeRanges(before: 0) == 0)
        for (range, entries) in [3, 1, 2].enumerated() {
            for _ in 0..<entries { batch.append("x", at: 1) }
            batch.endRange(SourceRange(source: 1, index: range))
        }
        #expect((0...7).map { batch.completeRanges(before: $0) } == [0, 0, 0, 1, 2, 2, 3, 3])
        #expect(batch.ranges.map(\.index) == [0, 1, 2])
        batch.removeAll()
        #expect(batch.ranges.isEmpty)
        batch.append("x", at: 1)
        batch.endRange(SourceRange(source: 2, index: 9))
        #expect((0...1).map { batch.completeRanges(before: $0) } == [0, 1])
    }
}
