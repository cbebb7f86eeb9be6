// Times of one minute are read by what is known of it; each must be what it is read as alone.

import TestSupport
import Testing

@testable import Pipeline

@Suite struct SameMinuteTests {
    private func expectTheSameAlone(_ layout: TimeLayout, _ texts: [String]) {
        var minute = NumericLayout.Minute()
        for text in texts {
            let bytes = Array(text.utf8)
            bytes.withUnsafeBytes { bytes in
                #expect(layout.parse(bytes, now: 0, &minute) == layout.parse(bytes, now: 0), "\(text)")
                #expect(layout.parse(bytes, now: 0) == layout.parseGenerally(bytes, now: 0), "\(text)")
            }
        }
    }

    @Test func whatIsWrongIsWrongInAMinuteThatIsKnown() throws {
        let times = [
            "2026-03-29T02:59:58", "2026-03-29T02:59:59", "2026-03-29T02:59:60", "2026-03-29T02:59:5",
            "2026-03-29T02:59 59", "2026-03-29T02:59:5x", "2026-03-29T02:59:x5", "2026-03-29T03:00:00",
            "2026-03-29T02:59:07", "2026-03-29 02:59:07", "2026-02-30T02:59:07", "2026-02-30T02:59:08",
            "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}:00",
        ]
        for location in [nil, try TimeZoneRules.load("Europe/Berlin")] {
            expectTheSameAlone(try TimeLayout("2006-01-02T15:04:05", location: location), times)
            expectTheSameAlone(try TimeLayout("2006-01-02T15:04:05", location: location), times.reversed())
        }
        expectTheSameAlone(try TimeLayout("RFC3339Nano"), times.flatMap { [$0 + "Z", $0 + ".5+02:00", $0] })
    }

    @Test func aFractionHasAnyNumberOfDigits() throws {
        let digits = "123456789012"
        for layout in ["2006-01-02T15:04:05.999999", "2006-01-02T15:04:05.000000000", "2006-01-02T15:04:05"] {
            let layout = try TimeLayout(layout)
            for start in ["2026-03-29T02:59:07.", "2026-03-29T02:59:07,"] {
                expectTheSameAlone(layout, (0...digits.count).map { start + digits.prefix($0) })
                expectTheSameAlone(layout, (0...digits.count).map { start + digits.prefix($0) + "x" })
                expectTheSameAlone(layout, (0...9).map { start + String(repeating: "0", count: $0) + "5" })
            }
        }
        let zoned = try TimeLayout("RFC3339Nano")
        for zone in ["Z", "+01:00", "-23:59", "", "z"] {
            expectTheSameAlone(
                zoned, (0...digits.count).map { "2026-03-29T02:59:07." + digits.prefix($0) + zone })
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func damagedTimesAreReadAsIfTheyWereAlone(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var texts: [String] = []
        for _ in 0..<200 {
            let second = Int.random(in: 10..<75, using: &random)
            let time =
                "2026-0\(Int.random(in: 1...2, using: &random))-01T10:0\(Int.random(in: 0...1, using: &random)):\(second).25"
            let damaged = random.mutated(Array(time.utf8), edits: 1)
            texts.append(Bool.random(using: &random) ? time : String(decoding: damaged, as: UTF8.self))
        }
        expectTheSameAlone(try TimeLayout("2006-01-02T15:04:05.999999"), texts)
    }
}
