// A batch as the JSON it becomes, to the byte, and the room that it says it has.

import Platform
import TestSupport
import Testing

@testable import Loki
@testable import Receiver

@Suite struct BatchTests {
    @Test func oneEntryIsOneStream() throws {
        let batch = Batch(tenant: nil)
        batch.append("hello", at: 1_732_275_600_123_456_789, [("app", "x"), ("level", "info")])
        #expect(
            try text(of: batch)
                == #"{"streams":[{"stream":{"app":"x","level":"info"},"values":[["1732275600123456789","hello"]]}]}"#
        )
    }

    @Test func streamsThatAlternateKeepTheirEntriesTogetherAndInOrder() throws {
        let batch = Batch(tenant: nil)
        for (number, level) in ["a", "b", "a", "c", "b", "a"].enumerated() {
            batch.append("\(number)", at: Int64(10 - number), [("l", level)])
        }
        #expect(
            try text(of: batch)
                == #"{"streams":[{"stream":{"l":"a"},"values":[["10","0"],["8","2"],["5","5"]]},"#
                + #"{"stream":{"l":"b"},"values":[["9","1"],["6","4"]]},"#
                + #"{"stream":{"l":"c"},"values":[["7","3"]]}]}"#)
        #expect(batch.streamCount == 3)
        #expect(batch.count == 6)
    }

    @Test func aStreamWithoutAnEntryIsLeftOut() throws {
        let batch = Batch(tenant: nil)
        _ = batch.addStream(1, labels: [("a", "1")])
        batch.append("x", at: 1)
        _ = batch.addStream(2, labels: [("a", "2")])
        #expect(try text(of: batch) == #"{"streams":[{"stream":{"job":"a"},"values":[["1","x"]]}]}"#)
    }

    @Test func aBatchOfNothingIsJSONAllTheSame() throws {
        #expect(try text(of: Batch(tenant: nil)) == #"{"streams":[]}"#)
        let batch = Batch(tenant: nil)
        _ = batch.addStream(1, labels: [("a", "1")])
        #expect(try text(of: batch) == #"{"streams":[]}"#)
    }

    @Test(
        arguments: [
            ("", ""), ("say \"hi\"", #"say \"hi\""#), (#"C:\new"#, #"C:\\new"#), ("\u{7F}/é日😀", "\u{7F}/é日😀"),
            ("\t\r\n", #"\t\r\n"#), ("\u{0}\u{8}\u{C}\u{1B}\u{1F}", #"\u0000\u0008\u000c\u001b\u001f"#),
            ("\u{2028}\u{85}", "\u{2028}\u{85}"), ("12345678\"", #"12345678\""#),
            ("1234567\\8\n", #"1234567\\8\n"#),
        ])
    func aLineIsEscapedAsJSONAsksAndNoFurther(line: String, escaped: String) throws {
        let batch = Batch(tenant: nil)
        batch.append(line, at: 0)
        #expect(
            try text(of: batch) == #"{"streams":[{"stream":{"job":"a"},"values":[["0",""# + escaped
                + #""]]}]}"#)
        #expect(try PushBodyEncoder().encode(batch, to: ByteBuffer()) == 0)
    }

    @Test(
        arguments: [
            ([0xFF], "\u{FFFD}", 1), ([0x61, 0x80, 0x62], "a\u{FFFD}b", 1),
            ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}", 2),
            ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}", 3), ([0xE2, 0x82], "\u{FFFD}\u{FFFD}", 2),
            ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}", 4), ([0xE2, 0x82, 0xAC], "€", 0),
        ] as [([UInt8], String, Int)])
    func whatIsNotUTF8IsReplacedAndCounted(line: [UInt8], text: String, count: Int) throws {
        let batch = Batch(tenant: nil)
        batch.append(line, at: 0, [("a", "b")])
        #expect(try received(batch).map(\.line) == [text])
        #expect(try PushBodyEncoder().encode(batch, to: ByteBuffer()) == count)
    }

    @Test(arguments: [
        Int64.min, -1, 0, 9, 10, 99, 100, 999_999_999_999_999_999, 1_000_000_000_000_000_000, .max,
    ])
    func anyTimestampIsWrittenInFull(timestamp: Int64) throws {
        let batch = Batch(tenant: nil)
        batch.append("x", at: timestamp)
        #expect(
            try text(of: batch) == #"{"streams":[{"stream":{"job":"a"},"values":[["\#(timestamp)","x"]]}]}"#)
    }

    @Test func timestampsOfNeighboursAreWrittenInFull() throws {
        let second: Int64 = 1_000_000_000
        var timestamps: [Int64] = [
            0, second - 1, second, second + 1, 10 * second - 1, 10 * second, 5, -second,
        ]
        for power in [10, 100, 1_000_000_000, 9_223_372_036] as [Int64] {
            timestamps += [power * second - 1, power * second, power * second + 90_807_060, power * second]
        }
        timestamps += [.max, .max - second, .max, .min, 1_732_275_600_000_000_001, 1_732_275_600_999_999_999]
        let batch = Batch(tenant: nil)
        for timestamp in timestamps { batch.append("", at: timestamp) }
        let values = timestamps.map { #"["\#($0)",""]"# }.joined(separator: ",")
        #expect(try text(of: batch) == #"{"streams":[{"stream":{"job":"a"},"values":[\#(values)]}]}"#)
    }

    @Test func labelsMayHoldEveryCharacter() throws {
        var value = ""
        for scalar in 1...0x3000 as ClosedRange<UInt32> {
            value.unicodeScalars.append(Unicode.Scalar(scalar) ?? "x")
        }
        value += "😀\u{10FFFF}\u{FFFF}\u{FEFF}"
        let batch = Batch(tenant: nil)
        batch.append("x", at: 1, [("a", "\"\\\n\u{1}"), ("filename", value)])
        let labels = try #require(try received(batch).first).labels
        #expect(labels == [NameValue("a", "\"\\\n\u{1}"), NameValue("filename", value)])
    }

    @Test func whatIsInTheBatchIsCounted() {
        let batch = Batch(tenant: "t")
        #expect(batch.isEmpty)
        batch.append(Array("12345".utf8), at: 1, [("a", "1")], now: 77)
        batch.append(Array("\n\u{0}".utf8), at: 2, [("a", "2")], now: 99)
        batch.append([], at: 3, [("a", "1")], now: 100)
        #expect(!batch.isEmpty)
        #expect(batch.tenant == "t")
        #expect(batch.count == 3)
        #expect(batch.streamCount == 2)
        #expect(batch.lineBytes == 7)
        #expect(batch.started == 77)
        #expect(batch.footprint > 0)
    }

    @Test func anEmptyBatchTakesAnyLineAFilledOneWhatIsLeft() {
        let batch = Batch(tenant: nil)
        let one = batch.addStream(1, labels: [("a", "1")])
        #expect(batch.hasRoom(.max, stream: one, limit: 10))
        batch.append("123456", at: 1, [("a", "2")])
        #expect(batch.hasRoom(4, stream: one, limit: 10))
        #expect(!batch.hasRoom(5, stream: one, limit: 10))
    }

    @Test func aStreamTakesAMiBOfLinesAndTheBatchGoesOn() {
        let batch = Batch(tenant: nil)
        let line = [UInt8](repeating: 97, count: Batch.maximumStreamBytes - 10)
        let (one, two) = (batch.addStream(1, labels: [("a", "1")]), batch.addStream(2, labels: [("a", "2")]))
        line.withUnsafeBytes { batch.append($0, timestamp: 1, stream: one, now: 0) }
        #expect(batch.hasRoom(10, stream: one, limit: 1 << 30))
        #expect(!batch.hasRoom(11, stream: one, limit: 1 << 30))
        #expect(batch.hasRoom(11, stream: two, limit: 1 << 30))
    }

    @Test func afterItWasEmptiedABatchIsAsNew() throws {
        let batch = Batch(tenant: nil)
        let encoder = PushBodyEncoder()
        for round in 0..<5 {
            for number in 0..<(1000 * (5 - round)) {
                batch.append([0xFF] + Array("\(number)".utf8), at: Int64(number), [("n", "\(number % 7)")])
            }
            batch.endRange(SourceRange(source: 1, index: round))
            batch.removeAll()
            #expect(batch.isEmpty)
            #expect(batch.lineBytes == 0)
            #expect(try PushBodyEncoder().encode(batch, to: ByteBuffer()) == 0)
            #expect(batch.ranges.isEmpty)
            #expect(batch.streamCount == 0)
            #expect(batch.stream(1) == nil)
            batch.append("\(round)", at: 1)
            #expect(
                try text(of: batch, encoder)
                    == #"{"streams":[{"stream":{"job":"a"},"values":[["1","\#(round)"]]}]}"#)
            batch.removeAll()
        }
    }

    @Test func aBatchThatWasLargeOnceGivesItsMemoryBack() {
        let batch = Batch(tenant: nil)
        for number in 0..<20_000 { batch.append(String(repeating: "x", count: 400), at: Int64(number)) }
        let large = batch.footprint
        batch.removeAll()
        for _ in 0..<3 {
            batch.append("x", at: 1)
            batch.removeAll()
        }
        #expect(batch.footprint < large / 10)
    }
}
