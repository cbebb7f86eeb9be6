// Answers that no Loki ever gave: they end, they take little time, and what they make of a batch stays in it.

import Platform
import TestSupport
import Testing

@testable import Loki

@Suite struct PartialRefusalFuzzTests {
    private static let seeds = [
        PartialRefusalTests.farBehind,
        "3 errors like: entry for stream '{app=\"web\"}' has timestamp too old: 2024-04-28T11:36:21Z, oldest acceptable timestamp is: 2024-05-07T10:25:30Z; 1 errors like: Max entry size '2' bytes exceeded for stream '{app=\"web\"}' while adding an entry with length '5' bytes",
        "stream '{app=\"web\", b=\"\\u00e9\\\"\"}' has label value too long: '; 5 errors like: stream'",
        "{\"message\":\"entry for stream '{app=\\\"web\\\"}' has timestamp too new: 2024-05-07T11:36:21Z\"}",
    ]

    private static func batch() -> Batch {
        let batch = Batch(tenant: nil)
        for number in 0..<12 as Range<Int64> {
            let app = number % 3 == 0 ? "web" : "other"
            batch.append(
                String(repeating: "x", count: Int(number)),
                at: 1_715_081_130_000_000_000 - number * 1_000_000_000,
                [("app", app)])
        }
        return batch
    }

    @Test(arguments: 0..<40)
    func whateverAnAnswerSaysTheEntriesStayThoseOfTheBatch(seed: UInt64) {
        let batch = Self.batch()
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let text = generator.mutated(
                Array((Self.seeds.randomElement(using: &generator) ?? "").utf8), edits: 8)
            let answer = PushAnswer(status: 400, message: String(decoding: text, as: UTF8.self))
            guard let refusal = PartialRefusal(answer) else { continue }
            let piece = Int.random(in: 0..<6, using: &generator)..<Int.random(in: 6...12, using: &generator)
            let now = Int64(bitPattern: generator.next())
            let sifted = refusal.sift(batch, piece, now: now)
            #expect(sifted.count > 0)
            #expect(sifted.refused.allSatisfy(piece.contains) && sifted.doubtful.allSatisfy(piece.contains))
            #expect(Set(sifted.refused + sifted.doubtful).count == sifted.count)
            #expect(sifted.refused == sifted.refused.sorted() && sifted.doubtful == sifted.doubtful.sorted())
        }
    }

    /// As long as an answer may be, of whatever makes the reader look ahead.
    @Test(
        arguments: [
            "user '", "total ignored: ", ";1", "; 1 errors like: ", "; 1 errors like: stream '{a=\"",
            "stream '{", "{",
            "entry with timestamp ", "entry with timestamp 2024-05-07 10:15:50 +0000 UTC ignored, reason: '",
            "'",
            "1 errors like: stream '{a=\"b\"}' has label value too long: ; ", "9", "\\", "\n", ";",
            "Max entry size 1",
        ])
    func anAnswerThatRepeatsItselfIsReadInNoTime(piece: String) {
        let text = String(repeating: piece, count: (64 << 10) / piece.utf8.count)
        let start = Clock.monotonic()
        if let refusal = PartialRefusal(PushAnswer(status: 400, message: text)) {
            _ = refusal.sift(Self.batch(), 0..<12, now: 0)
        }
        // Milliseconds, if a test's build were not a hundred times slower; a reader that goes back takes minutes.
        #expect(Clock.monotonic() - start < 20_000_000_000)
    }
}
