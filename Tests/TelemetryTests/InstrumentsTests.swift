// Counting: from many threads at once, and never without a bound.

import Testing

@testable import Telemetry

@Suite struct InstrumentsTests {
    @Test func aCounterOnlyRises() {
        let counter = Counter()
        #expect(counter.value == 0)
        counter.add(5)
        counter.add(0)
        counter.add(-3)
        counter.add(.min)
        #expect(counter.value == 5)
        counter.add(.max)
        #expect(counter.value == UInt64(Int.max) + 5)
    }

    @Test func aCounterThatHasCountedAllStartsAgain() {
        let counter = Counter()
        for _ in 0..<3 { counter.add(.max) }
        #expect(counter.value == UInt64(Int.max) &* 3)
    }

    @Test func aGaugeIsWhatItWasSetToLast() {
        let gauge = Gauge()
        for value in [0, 7, -7, Int64.min, .max] {
            gauge.set(value)
            #expect(gauge.value == value)
        }
    }

    @Test func nothingIsLostAmongThreads() async {
        let (counter, histogram, family) = (Counter(), Histogram(bounds: [1]), CounterFamily(labels: ["l"]))
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        counter.add(2)
                        histogram.observe(task % 2 == 0 ? 0.5 : 2)
                        family.with("\(task % 3)").add()
                    }
                }
            }
        }
        #expect(counter.value == 16_000)
        #expect(histogram.snapshot.counts == [4000, 4000])
        #expect(histogram.snapshot.sum == 10_000)
        #expect(family.all.map(\.value) == [3000, 3000, 2000])
    }

    @Test func aDurationFallsIntoTheFirstBucketThatReachesIt() {
        let histogram = Histogram()
        #expect(histogram.bounds == [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30])
        for bound in histogram.bounds {
            histogram.observe(bound)
            histogram.observe(bound.nextUp)
        }
        histogram.observe(-1)
        histogram.observe(.infinity)
        #expect(histogram.snapshot.counts == [2] + Array(repeating: 2, count: 11) + [2])
        #expect(Histogram(bounds: []).snapshot.counts == [0])
    }

    @Test func theSameLabelValuesAreTheSameCounter() {
        let family = CounterFamily(labels: ["a", "b"])
        #expect(family.with("1", "2") === family.with("1", "2"))
        #expect(family.with("1", "2") !== family.with("2", "1"))
        #expect(family.all.map(\.values) == [["1", "2"], ["2", "1"]])
    }

    @Test func beyondAThousandMembersTheRestIsCountedAsOne() {
        let family = CounterFamily(labels: ["path", "reason"])
        for number in 0..<3000 { family.with("\(number)", "r").add() }
        for number in 0..<1000 { family.with("\(number)", "r").add() }
        let all = family.all
        #expect(all.count == CounterFamily.maximumMembers + 1)
        #expect(all.last?.values == ["other", "other"])
        #expect(all.last?.value == 2000)
        #expect(all.dropLast().allSatisfy { $0.value == 2 })
    }
}
