// Entries refused in part, found again by what Loki says of them.

import TestSupport
import Testing

@testable import Loki

@Suite struct SiftingTests {
    private static let second: Int64 = 1_000_000_000
    /// 2024-05-07T12:00:00Z
    private static let noon: Int64 = 1_715_083_200 * second

    private func sift(_ batch: Batch, _ text: String, isCut: Bool = false, _ piece: Range<Int>? = nil) throws
        -> Sifted
    {
        let refusal = try #require(PartialRefusal(PushAnswer(status: 400, message: text, isCut: isCut)))
        return refusal.sift(batch, piece ?? 0..<batch.count, now: Self.noon)
    }

    /// A batch of lines of these streams, `minutes` before noon each.
    private func batch(_ entries: [(app: String, minutes: Double)]) -> Batch {
        let batch = Batch(tenant: nil)
        for (number, entry) in entries.enumerated() {
            batch.append("line \(number)", at: Self.noon - Int64(entry.minutes * 60e9), [("app", entry.app)])
        }
        return batch
    }

    private func listed(_ time: String, bound: String = "2024-05-07T11:00:00Z") -> String {
        "entry with timestamp 2024-05-07 \(time) +0000 UTC ignored, reason: 'entry too far behind, oldest acceptable timestamp is: \(bound)',\n"
    }

    private func totals(_ ignored: Int, _ sent: Int, _ app: String = "web") -> String {
        "user 'fake', total ignored: \(ignored) out of \(sent) for stream: {app=\"\(app)\", service_name=\"\(app)\"}"
    }

    @Test func entriesThatAreListedAreFoundByTheirTimes() throws {
        let batch = batch([("web", 0), ("web", 70), ("web", 5), ("web", 80)])
        let sifted = try sift(batch, listed("10:50:00") + listed("10:40:00") + totals(2, 4))
        #expect(sifted == Sifted(refused: [1, 3]))
    }

    @Test func ofAPieceOnlyItsOwnEntriesAreLookedAt() throws {
        let batch = batch([("web", 70), ("web", 70), ("web", 0), ("web", 70)])
        #expect(try sift(batch, listed("10:50:00") + totals(1, 2), 1..<3) == Sifted(refused: [1]))
    }

    @Test func oneTimeOfTwoEntriesOfWhichOneWasRefusedLeavesDoubt() throws {
        let batch = batch([("web", 70), ("web", 0), ("web", 70)])
        let sifted = try sift(batch, listed("10:50:00") + totals(1, 3))
        #expect(sifted.refused == [])
        #expect(sifted.doubtful == [0, 1, 2])
    }

    @Test func moreThanAreListedAreFoundByTheLimit() throws {
        // Ten of twelve are listed.
        let entries = (0..<12).map { ("web", 61.0 + Double($0)) } + [("web", 59), ("web", 0)]
        let text = (0..<10).map { listed("10:\(59 - $0):00") }.joined() + totals(12, 14)
        #expect(try sift(batch(entries), text) == Sifted(refused: 0..<12))
    }

    @Test func moreThanAreListedAndCountedLeaveDoubt() throws {
        let entries = (0..<12).map { ("web", 61.0 + Double($0)) } + [("web", 59), ("web", 0), ("other", 0)]
        let text = (0..<10).map { listed("10:\(59 - $0):00") }.joined() + totals(13, 14)
        let sifted = try sift(batch(entries), text)
        #expect(sifted.refused == Array(0..<12))
        #expect(sifted.doubtful == [12, 13])
    }

    @Test func anotherStreamSOldEntriesAreInDoubtItsNewOnesAreNot() throws {
        let batch = batch([
            ("web", 70), ("web", 2), ("other", 70), ("other", 21), ("other", 19), ("other", 0),
        ])
        let sifted = try sift(batch, listed("10:50:00") + totals(1, 2))
        #expect(sifted.refused == [0])
        #expect(sifted.doubtful == [2, 3])
        // A Loki whose limit is ten minutes is not one whose habits are known.
        let hasty = try sift(batch, listed("10:50:00", bound: "2024-05-07T11:50:00Z") + totals(1, 2))
        #expect(hasty.doubtful == [2, 3, 4, 5])
    }

    @Test func aStreamThatIsNotTheBatchSPutsAllInDoubt() throws {
        let batch = batch([("web", 70), ("other", 0)])
        #expect(try sift(batch, listed("10:50:00") + totals(1, 1, "third")).doubtful == [0, 1])
        #expect(try sift(batch, listed("10:50:00")).doubtful == [0, 1])
    }

    @Test func aStreamThatLokiSplitIsFoundByItsOwnLabels() throws {
        let batch = batch([("web", 70), ("web", 0), ("web", 1)])
        let labels = #"{__stream_shard__="3", app="web", service_name="web"}"#
        let text = listed("10:50:00") + "user 'fake', total ignored: 1 out of 2 for stream: \(labels)"
        #expect(try sift(batch, text) == Sifted(refused: [0]))
    }

    @Test func streamsAreToldApartByTheBytesOfTheirLabels() throws {
        let batch = Batch(tenant: nil)
        for (key, app) in ["caf\u{E9}", "cafe\u{301}"].enumerated() {
            let stream = batch.addStream(UInt64(key), labels: [("app", app)])
            Array("x".utf8).withUnsafeBytes {
                batch.append($0, timestamp: Self.noon, stream: stream, now: 0)
            }
        }
        #expect(
            try sift(batch, "stream '{app=\"cafe\u{301}\"}' has label value too long: ''")
                == Sifted(refused: [1]))
    }

    @Test func twoStreamsWithTheSameLabelsAreOneForLoki() throws {
        let batch = Batch(tenant: nil)
        for key in 0..<2 as Range<UInt64> {
            let stream = batch.addStream(key, labels: [("app", "web")])
            for minutes in [70, 0] as [Int64] {
                Array("x".utf8).withUnsafeBytes {
                    batch.append(
                        $0, timestamp: Self.noon - minutes * 60 * Self.second, stream: stream, now: 0)
                }
            }
        }
        #expect(
            try sift(batch, listed("10:50:00") + listed("10:50:00") + totals(2, 4))
                == Sifted(refused: [0, 2]))
    }

    @Test func severalStreamsAreFoundEachByItsOwnList() throws {
        let batch = batch([("web", 70), ("other", 65), ("web", 0), ("other", 0), ("third", 0)])
        let text =
            listed("10:50:00") + totals(1, 2) + "\n" + listed("10:55:00") + totals(1, 2, "other")
        #expect(try sift(batch, text) == Sifted(refused: [0, 1]))
    }

    private func tooOld(_ time: String, _ bound: String = "2024-04-30T12:00:00Z", _ app: String = "web")
        -> String
    {
        "entry for stream '{app=\"\(app)\"}' has timestamp too old: \(time), oldest acceptable timestamp is: \(bound)"
    }

    @Test func whatIsTooOldIsFoundInEveryStream() throws {
        let week = 7.0 * 24 * 60
        let batch = batch([("web", week + 3), ("web", 0), ("other", week + 2), ("other", 1)])
        let counted =
            "1 errors like: \(tooOld("2024-04-30T11:57:00Z")); 1 errors like: \(tooOld("2024-04-30T11:58:00Z"))"
        #expect(try sift(batch, counted) == Sifted(refused: [0, 2]))
        #expect(try sift(batch, tooOld("2024-04-30T11:57:00Z"), 0..<2) == Sifted(refused: [0]))
        // An old version tells of the last one only; the others are sure all the same.
        #expect(try sift(batch, tooOld("2024-04-30T11:58:00Z")) == Sifted(refused: [0, 2]))
    }

    @Test func withinTheSecondOfTheLimitTheCountDecides() throws {
        let week = 7.0 * 24 * 60
        let entries = [("web", week - 0.001), ("web", week - 0.002), ("web", week - 0.003), ("web", 0)]
        // 60, 120 and 180 milliseconds after the second that the limit is in.
        for count in 1...3 {
            let text = "\(count) errors like: \(tooOld("2024-04-30T12:00:00Z"))"
            #expect(try sift(batch(entries), text).refused == Array(0..<count))
        }
        let cut = try sift(batch(entries), tooOld("2024-04-30T12:00:00Z"), isCut: true)
        #expect(cut.refused == [])
        #expect(cut.doubtful == [0, 1, 2])
    }

    @Test func countsThatDoNotFitPutTheRestInDoubt() throws {
        let week = 7.0 * 24 * 60
        let batch = batch([("web", week + 3), ("web", 0), ("other", 1)])
        let sifted = try sift(batch, "3 errors like: \(tooOld("2024-04-30T11:57:00Z"))")
        #expect(sifted.refused == [0])
        #expect(sifted.doubtful == [1, 2])
    }

    @Test func whatIsTooNewIsFoundByTheLeastThatIsNamed() throws {
        let batch = batch([("web", -30), ("web", 0), ("web", -20), ("other", -25)])
        let text = ["12:30:00Z", "12:20:00Z", "12:25:00Z"]
            .map { "1 errors like: entry for stream '{app=\"web\"}' has timestamp too new: 2024-05-07T\($0)" }
            .joined(separator: "; ")
        #expect(try sift(batch, text) == Sifted(refused: [0, 2, 3]))
    }

    @Test func linesThatAreTooLongAreFoundByTheirLengthAsLokiCountsIt() throws {
        let batch = Batch(tenant: nil)
        let quotes = String(repeating: "\"", count: 100)
        for line in [quotes, quotes + "x", "é" + String(repeating: "x", count: 98), "short\u{1}"] {
            batch.append(line, at: Self.noon)
        }
        let text =
            "Max entry size '100' bytes exceeded for stream '{job=\"a\"}' while adding an entry with length '101' bytes"
        #expect(try sift(batch, text) == Sifted(refused: [1]))
    }

    @Test func aStreamWithBadLabelsGoesWholeAndTheOthersStay() throws {
        let batch = batch([("web", 0), ("other", 0), ("web", 1), ("third", 0)])
        let one = "stream '{app=\"web\"}' has label value too long: 'web'"
        #expect(try sift(batch, one) == Sifted(refused: [0, 2]))
        let two =
            "1 errors like: \(one); 1 errors like: stream '{app=\"third\"}' has label name too long: 'x'"
        #expect(try sift(batch, two) == Sifted(refused: [0, 2, 3]))
    }

    @Test func aReasonThatIsNotKnownPutsItsStreamInDoubt() throws {
        let batch = batch([("web", 0), ("other", 0), ("web", 1)])
        #expect(try sift(batch, "stream '{app=\"web\"}' has something new").doubtful == [0, 2])
        #expect(try sift(batch, "2 errors like: something new").doubtful == [0, 1, 2])
    }

    @Test func whatAnAnswerMayHideIsInDoubtIfALimitMayHaveHitIt() throws {
        let batch = batch([("web", 70), ("web", 0), ("other", 0)])
        batch.append(String(repeating: "x", count: 70_000), at: Self.noon, [("app", "other")])
        batch.append("x", at: Self.noon + 120 * Self.second, [("app", "other")])
        batch.append("x", at: Self.noon, (0..<15).map { (name: "l\($0)", value: "x") })
        batch.append("x", at: Self.noon, [("app", String(repeating: "v", count: 2049))])
        let sifted = try sift(batch, listed("10:50:00") + totals(1, 2))
        #expect(sifted.refused == [0])
        #expect(sifted.doubtful == [3, 4, 5, 6])
    }
}
