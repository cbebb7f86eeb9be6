// Why this file exists: rates and history come from readings alone, so they can be tried without a second passing.

import Testing

@testable import Demonstration

@Suite("The meter")
struct MeterTests {
    @Test("A steady flow has its rate from the second reading on")
    func steady() {
        var meter = Meter()
        #expect(meter.rate(\.read) == 0)
        for turn in 0...40 {
            meter.add(reading(seconds: Double(turn) / 4, lines: Int64(turn) * 500))
            #expect(meter.rate(\.written.lines) == (turn == 0 ? 0 : 2000))
        }
        #expect(meter.history == Array(repeating: 2000, count: 10))
    }

    @Test("What was longer ago than the window is no part of the rate")
    func window() {
        var meter = Meter()
        for turn in 0...100 { meter.add(reading(seconds: Double(turn) / 4, lines: turn < 50 ? 0 : 1000)) }
        #expect(meter.rate(\.read) == 0)
        #expect(meter.last.read == 1000)
    }

    @Test("The history keeps the last two minutes")
    func history() {
        var meter = Meter()
        for second in 0...500 { meter.add(reading(seconds: Double(second), lines: Int64(second * second))) }
        #expect(meter.history.count == Meter.historyLength)
        #expect(meter.history.last == 999)
    }

    @Test("Seconds without a reading share what came in them")
    func gap() {
        var meter = Meter()
        meter.add(reading(seconds: 0, lines: 0))
        meter.add(reading(seconds: 4, lines: 400))
        #expect(meter.history == [100, 100, 100, 100])
        meter.add(reading(seconds: 1e9, lines: 400))
        #expect(meter.history.count == Meter.historyLength)
    }

    @Test("The delay is that of the window's lines")
    func delay() {
        var meter = Meter()
        #expect(meter.delay == nil)
        var first = reading(seconds: 0, lines: 10)
        (first.received.delaySum, first.received.delayCount) = (1_000_000, 10)
        var second = reading(seconds: 1, lines: 14)
        (second.received.delaySum, second.received.delayCount) = (1_000_400, 14)
        meter.add(first)
        meter.add(second)
        #expect(meter.delay == 100_000)
    }

    @Test("Lag is never negative, and compression is said either way")
    func values() {
        var some = Reading(time: 0)
        some.received.received = 5
        #expect(some.lagLines == 0)
        #expect(some.compression == nil)
        (some.received.bytes, some.wireBytes) = (800, 100)
        #expect(some.compression == "8.0 times smaller")
        (some.received.bytes, some.wireBytes) = (100, 130)
        #expect(some.compression == "1.3 times larger")
    }
}
