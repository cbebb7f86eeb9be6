// Bodies in Loki's own format as a receiver reads them: the same entries as in JSON, whatever they are and however many.

import Platform
import TestSupport
import Testing

@testable import Loki
@testable import Receiver

/// A body of some of a batch's entries in Loki's own format.
func protobuf(
    _ batch: Batch, _ range: Range<Int>? = nil, _ encoder: PushBodyEncoder = PushBodyEncoder()
) throws -> (bytes: [UInt8], replaced: Int) {
    let output = ByteBuffer()
    let replaced = try encoder.encode(batch, range ?? 0..<batch.count, as: .protobuf, to: output)
    return (Array(output.bytes), replaced)
}

/// The entries of a body as a receiver reads them.
func entries(of body: [UInt8]) throws -> [ReceivedEntry] {
    try decodePush(
        body, contentType: "application/x-protobuf", contentEncoding: nil, tenant: "t", limit: 1 << 30)
}

@Suite struct ProtobufBodyTests {
    /// Texts of labels with all that is written in a way of its own.
    private static let values = [
        "plain", "\"", "\\", "a\\\"b\n\r\t", "\u{0}\u{1f}\u{7f}\u{80}", "äß€😀", "\u{FFFD}",
        "\u{FFFC}\u{FFFE}",
        "x\u{FFFD}y\u{FFFD}", "{a=\"b\"}, ", "'`", "ｘ",
    ]

    private func fill(_ batch: Batch, entries: Int, lineBytes: Int, using random: inout SeededGenerator)
        -> Int
    {
        var replaced = 0
        for _ in 0..<entries {
            let line = random.line(upTo: lineBytes)
            replaced += repaired(line).replaced
            let labels = [
                (name: "a", value: Self.values.randomElement(using: &random) ?? ""),
                (name: "b_1", value: "\(Int.random(in: 0..<3, using: &random))"),
            ]
            let timestamps = [
                0, -1, 1, .min, .max, Int64(bitPattern: random.next()), 1_732_275_600_123_456_789,
            ]
            batch.append(line, at: timestamps.randomElement(using: &random) ?? 0, labels)
            for number in 0..<(Bool.random(using: &random) ? 0 : Int.random(in: 0..<4, using: &random)) {
                let value = random.line(upTo: 30)
                replaced += repaired(value).replaced
                value.withUnsafeBytes { batch.addMetadata("key_\(number)", $0) }
            }
        }
        return replaced
    }

    @Test(arguments: 0..<12)
    func aReceiverReadsTheSameEntriesAsInJSON(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (batch, encoder) = (Batch(tenant: nil), PushBodyEncoder())
        for _ in 0..<2 {
            let count = Int.random(in: 1...300, using: &random)
            let replaced = fill(batch, entries: count, lineBytes: seed % 2 == 0 ? 40 : 2000, using: &random)
            let body = try protobuf(batch, nil, encoder)
            #expect(body.replaced == replaced)
            let (found, expected) = (try entries(of: body.bytes), try received(batch, encoder))
            #expect(found.count == count)
            let difference = zip(found, expected).first { $0 != $1 }
            #expect(difference == nil)
            batch.removeAll()
        }
    }

    @Test func anyPieceOfABatchIsABody() throws {
        var random = SeededGenerator(seed: 77)
        let batch = Batch(tenant: nil)
        _ = fill(batch, entries: 50, lineBytes: 60, using: &random)
        for range in [0..<1, 49..<50, 10..<30, 0..<50] {
            let json = ByteBuffer()
            try PushBodyEncoder().encode(batch, range, to: json)
            let expected = try decodePush(
                Array(json.bytes), contentType: "application/json", contentEncoding: "gzip", tenant: "t",
                limit: 1 << 20)
            #expect(expected.count == range.count)
            #expect(try entries(of: protobuf(batch, range).bytes) == expected)
        }
        // Which is not pushed, and still a message.
        #expect(try protobuf(batch, 7..<7).bytes == [0])
    }

    /// Around the size of the block that is compressed at once, and beyond it; all text, and with bytes to replace.
    @Test(arguments: [65_000, 65_500, 65_535, 65_536, 65_537, 131_072, 300_000], ["x", "\u{FFFD}"])
    func entriesOfAnyLengthPass(length: Int, character: String) throws {
        let batch = Batch(tenant: nil)
        let byte = character == "x" ? UInt8(ascii: "x") : 0xff
        let text = "a é\n€😀"
        var (lines, replaced): ([String], Int) = ([], 0)
        for (number, size) in [10, length, 0, length, length - 1, 3].enumerated() {
            let (words, rest) = size.quotientAndRemainder(dividingBy: text.utf8.count + 1)
            let end = String(repeating: "-", count: rest)
            lines.append(String(repeating: text + character, count: words) + end)
            let line =
                [[UInt8]](repeating: Array(text.utf8) + [byte], count: words).joined() + Array(end.utf8)
            batch.append(Array(line), at: Int64(number), [("a", "b")])
            replaced += byte == 0xff ? words : 0
            guard number < 3 else { continue }
            Array(line).withUnsafeBytes { batch.addMetadata("k", $0) }
            replaced += byte == 0xff ? words : 0
        }
        let body = try protobuf(batch)
        let found = try entries(of: body.bytes)
        // Not shown: that would take longer than everything else.
        let isSame = (
            found.map(\.line) == lines,
            found.map { $0.structuredMetadata.map(\.value) } == lines.prefix(3).map { [$0] } + [[], [], []]
        )
        #expect(isSame.0 && isSame.1)
        #expect(body.replaced == replaced)
    }

    @Test func aBatchOfEmptyLinesAndOneOfManyStreamsPass() throws {
        let (empty, many) = (Batch(tenant: nil), Batch(tenant: nil))
        for number in 0..<10_000 { empty.append("", at: Int64(number)) }
        for number in 0..<10_000 {
            many.append("line \(number)", at: Int64(number), [("n", "\(number % 500)")])
        }
        let times = try entries(of: protobuf(empty).bytes).map(\.timestampNanoseconds)
        #expect(times.count == 10_000 && times == Array(0..<10_000))
        let (found, expected) = (try entries(of: protobuf(many).bytes), try received(many))
        let isSame = found == expected
        #expect(isSame)
    }

    @Test func memoryForALargeBodyIsGivenBackWithTheNextSmallOne() throws {
        let (large, small, output, encoder) = (
            Batch(tenant: nil), Batch(tenant: nil), ByteBuffer(), PushBodyEncoder()
        )
        large.append([UInt8](repeating: 120, count: 20 << 20), at: 1, [("a", "b")])
        small.append("x", at: 1)
        try encoder.encode(large, as: .protobuf, to: output)
        #expect(output.capacity > 20 << 20)
        try encoder.encode(small, as: .protobuf, to: output)
        #expect(output.capacity < 1 << 20)
    }

    @Test func aNameThatIsNoneIsNotTakenApart() throws {
        let batch = Batch(tenant: nil)
        batch.append("x", at: 1, [("a=\"b\",c", "d")])
        let refusal = #expect(throws: PushRefusal.self) { try entries(of: protobuf(batch).bytes) }
        #expect(refusal?.reason.hasPrefix(#"error parsing labels {"a=\"b\",c"="d"} with error: "#) == true)
    }
}
