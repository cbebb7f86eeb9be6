// Why this file exists: a pace that drifts or bursts would make the demo's figures its own.

import Testing

@testable import Demonstration

@Suite("The pace")
struct PaceTests {
    private static let second: Int64 = 1_000_000_000

    @Test(
        "Every second has its lines, however it is cut into turns",
        arguments: [1, 3, 7, 2000, 50_000, 1_000_000])
    func steady(_ rate: Int) {
        var pace = Pace(rate: rate, now: 5)
        var total = 0
        for turn in 1...300 { total += pace.take(now: 5 + Int64(turn) * Self.second / 100) }
        #expect(total == rate * 3)
    }

    @Test(
        "At the time of the next line there is one, a moment before there is none",
        arguments: [1, 3, 7, 2000])
    func next(_ rate: Int) {
        var pace = Pace(rate: rate, now: 0)
        for _ in 0..<20 {
            let next = pace.next
            #expect(pace.take(now: next - 1) == 0)
            #expect(pace.take(now: next) == 1)
        }
    }

    @Test("After a suspension there is half a second's worth at most, and then the old pace")
    func suspension() {
        var pace = Pace(rate: 1000, now: 0)
        #expect(pace.take(now: 3600 * Self.second) == 501)
        #expect(pace.take(now: 3601 * Self.second - Self.second / 2) == 500)
    }

    @Test("A clock that stands still or goes back brings no lines")
    func backwards() {
        var pace = Pace(rate: 1000, now: 1000)
        #expect(pace.take(now: 1000) == 0)
        #expect(pace.take(now: 0) == 0)
        #expect(pace.take(now: 1000 + Self.second / 10) == 100)
    }

    @Test("A year at the highest rate is no overflow")
    func year() {
        var pace = Pace(rate: .max, now: 0)
        #expect(pace.rate == 1_000_000)
        #expect(pace.take(now: 365 * 86_400 * Self.second) > 0)
        #expect(Pace(rate: -1, now: 0).rate == 1)
    }
}
