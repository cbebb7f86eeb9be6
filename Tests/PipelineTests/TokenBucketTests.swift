// The token bucket against the clock, and the memory of what was judged.

import Testing

@testable import Pipeline

@Suite struct TokenBucketTests {
    private let second: Int64 = 1_000_000_000

    @Test func bucketIsFullAtFirstAndFillsWithTime() {
        var bucket = TokenBucket(perSecond: 10, burst: 3)
        func take(_ now: Int64) -> Bool { bucket.take(now: now) }
        #expect((0..<5).map { _ in take(0) } == [true, true, true, false, false])
        #expect(bucket.time(ofTokens: 1) == second / 10)
        #expect(!take(second / 10 - 1))
        #expect(take(second / 10))
        #expect(!take(second / 10))
        // Never more than the burst.
        #expect((0..<5).map { _ in take(100 * second) } == [true, true, true, false, false])
        #expect(bucket.time(ofTokens: 99) == 100 * second + 3 * second / 10)
    }

    @Test(arguments: [(0.5, 2.0), (0.001, 1000), (3, 1.0 / 3), (1_000_000, 0.000_001)] as [(Double, Double)])
    func tokenComesWhenItsTimeIs(_ rate: Double, _ seconds: Double) {
        var bucket = TokenBucket(perSecond: rate, burst: 1)
        func take(_ now: Int64) -> Bool { bucket.take(now: now) }
        #expect(take(7))
        let time = bucket.time(ofTokens: 1)
        #expect(abs(time - 7 - Int64(seconds * 1e9)) <= 1)
        #expect(!take(time - 1))
        #expect(take(time))
    }

    @Test func extremeTimesAreStood() {
        var bucket = TokenBucket(perSecond: 1e12, burst: .max)
        func take(_ now: Int64) -> Bool { bucket.take(now: now) }
        #expect(take(.min))
        #expect(take(.max))
        #expect(take(0))
        var slow = TokenBucket(perSecond: 0, burst: 0)
        func takeSlowly(_ now: Int64) -> Bool { slow.take(now: now) }
        #expect(takeSlowly(.max - 1))
        #expect(slow.time(ofTokens: 1) == .max)
    }

    @Test func keysUsedLastAreKeptApart() {
        var buckets = KeyedBuckets(TokenBucket(perSecond: 1, burst: 1), maximumCount: 2)
        func take(_ key: String) -> Bool { buckets.take(key, now: 0) }
        #expect(take("a"))
        #expect(!take("a"))
        #expect(take("b"))
        #expect(!take("a"))
        // "b" was used before "a" and makes room; "a" is still known.
        #expect(take("c"))
        #expect(!take("a"))
        #expect(take("b"))
        #expect(take("c"))
    }

    @Test func judgementsStandAndAreForgottenInOrder() {
        var judged = JudgedLines()
        judged.begin(1, from: 0)
        #expect(judged.verdict(0) == nil)
        for offset in 0..<10 { judged.note(Int64(offset), passes: offset % 3 != 0) }
        #expect(
            (0..<11).map { judged.verdict(Int64($0)) } == [
                false, true, true, false, true, true, false, true, true, false, nil,
            ])
        judged.begin(2, from: 0)
        #expect(judged.verdict(3) == nil)
        judged.begin(1, from: 5)
        #expect((5..<11).map { judged.verdict(Int64($0)) } == [true, false, true, true, false, nil])
        // What was before is not known any more, and passes.
        #expect(judged.verdict(3) == true)
        for generation in 10..<(10 + JudgedLines.maximumGenerations) {
            judged.begin(UInt64(generation), from: 0)
        }
        judged.begin(1, from: 5)
        #expect(judged.verdict(6) == nil)
    }

    @Test func refusedLinesAreBounded() {
        var judged = JudgedLines()
        judged.begin(1, from: 0)
        for offset in 0...JudgedLines.maximumRefused { judged.note(Int64(offset), passes: false) }
        #expect(judged.verdict(0) == true)
        #expect(judged.verdict(Int64(JudgedLines.maximumRefused)) == false)
    }
}
