// How long a failed push waits: never less, never more, and not all at once.

import TestSupport
import Testing

@testable import Loki

@Suite struct RetryPolicyTests {
    private static let second: Int64 = 1_000_000_000

    private func settings(_ minimum: Int64, _ maximum: Int64, retries: Int = 0) -> RetryPolicy.Settings {
        var settings = RetryPolicy.Settings()
        settings.minimum = minimum
        settings.maximum = maximum
        settings.maximumRetries = retries
        return settings
    }

    /// The waits after one failure, two and so on, for one seed.
    private func waits(_ settings: RetryPolicy.Settings, count: Int, seed: UInt64) -> [Int64?] {
        var policy = RetryPolicy(settings)
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in policy.failed(retryAfter: nil, using: &generator) }
    }

    @Test func theDefaultsAreHalfASecondFiveMinutesAndForEver() {
        let settings = RetryPolicy.Settings()
        #expect(settings.minimum == Self.second / 2)
        #expect(settings.maximum == 300 * Self.second)
        #expect(settings.maximumRetries == 0)
    }

    @Test func theBoundDoublesUpToTheLongestWaitAndTheWaitIsSpreadBelowIt() {
        let bounds = [1, 2, 4, 8, 10, 10, 10].map { $0 * Self.second }
        var least = bounds
        var most = [Int64](repeating: 0, count: bounds.count)
        for seed in 0..<2000 as Range<UInt64> {
            for (index, wait) in waits(settings(Self.second, 10 * Self.second), count: 7, seed: seed)
                .enumerated()
            {
                least[index] = min(least[index], wait ?? -1)
                most[index] = max(most[index], wait ?? .max)
            }
        }
        for (index, bound) in bounds.enumerated() {
            #expect((bound / 10...bound / 9).contains(least[index]))
            #expect((bound / 10 * 9...bound).contains(most[index]))
        }
    }

    @Test(
        arguments: [
            (0, 0), (1, 1), (1, .max), (.max, .max), (.max, 1), (.max / 2, .max), (3, 0), (-5, -1),
            (.min, .max),
            (.max, .min), (1 << 40, 1 << 62),
        ] as [(Int64, Int64)])
    func settingsOfAnySizeGiveAWaitWithinThem(minimum: Int64, maximum: Int64) {
        for wait in waits(settings(minimum, maximum), count: 200, seed: 1) {
            #expect((0...max(0, maximum)).contains(wait ?? -1))
        }
    }

    @Test func afterThatManyRepetitionsItIsEnough() {
        for retries in [1, 2, 10] {
            let waits = waits(settings(1, 1, retries: retries), count: retries + 3, seed: 1)
            #expect(waits.map { $0 == nil } == (0..<(retries + 3)).map { $0 >= retries })
        }
    }

    @Test func aSuccessStartsTheCountAnew() {
        var policy = RetryPolicy(settings(Self.second, 100 * Self.second, retries: 2))
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<10 {
            #expect(policy.failed(retryAfter: nil, using: &generator) != nil)
            #expect(policy.failed(retryAfter: nil, using: &generator) != nil)
            #expect(policy.failures == 2)
            policy.reset()
            #expect(policy.failures == 0)
        }
        let wait = policy.failed(retryAfter: nil, using: &generator)
        #expect((wait ?? .max) <= Self.second)
    }

    @Test(
        arguments: [
            (5, 5...5.5), (60, 60...66), (3600, 3600...3960), (7200, 3600...3960), (1e9, 3600...3960),
        ] as [(Double, ClosedRange<Double>)])
    func whatAServerAsksForIsWaitedAtLeastAnHourAtMost(
        asked: Double, seconds: ClosedRange<Double>
    ) {
        for seed in 0..<200 as Range<UInt64> {
            var policy = RetryPolicy(settings(1, 1))
            var generator = SeededGenerator(seed: seed)
            let wait = policy.failed(retryAfter: Int64(asked * 1e9), using: &generator)
            #expect(seconds.contains(Double(wait ?? 0) / 1e9))
        }
    }

    @Test(arguments: [nil, 0, -1, .min, 1] as [Int64?])
    func whatAsksForNothingLeavesTheWaitAsItIs(asked: Int64?) {
        for seed in 0..<50 as Range<UInt64> {
            var policy = RetryPolicy(settings(100 * Self.second, 100 * Self.second))
            var generator = SeededGenerator(seed: seed)
            let wait = policy.failed(retryAfter: asked, using: &generator)
            #expect((10 * Self.second...100 * Self.second).contains(wait ?? 0))
        }
    }

    @Test func aServerDoesNotMakeAnEndThatTheSettingsDoNot() {
        var policy = RetryPolicy(settings(1, 1, retries: 1))
        var generator = SeededGenerator(seed: 1)
        #expect(policy.failed(retryAfter: Self.second, using: &generator) != nil)
        #expect(policy.failed(retryAfter: Self.second, using: &generator) == nil)
    }

    /// The waits after one denial, two and so on.
    private func denials(_ settings: RetryPolicy.Settings, seed: UInt64) -> [Int64] {
        var policy = RetryPolicy(settings)
        var generator = SeededGenerator(seed: seed)
        return (0..<8).map { _ in policy.denied(retryAfter: nil, using: &generator) }
    }

    @Test func aDenialIsRepeatedSlowlyFromTheStartAndForEver() {
        let bounds = [10, 20, 40, 80, 160, 300, 300, 300].map { $0 * Self.second }
        var most = [Int64](repeating: 0, count: bounds.count)
        for seed in 0..<1000 as Range<UInt64> {
            let waits = denials(settings(Self.second / 2, 300 * Self.second, retries: 1), seed: seed)
            #expect(waits.allSatisfy { $0 >= 5 * Self.second })
            most = zip(most, waits).map { max($0, $1) }
        }
        for (most, bound) in zip(most, bounds) { #expect((bound / 10 * 9...bound).contains(most)) }
    }

    @Test(arguments: [0, 5_000_000, 4_000_000_000] as [Int64])
    func noWaitIsLongerThanTheLongest(maximum: Int64) {
        for seed in 0..<50 as Range<UInt64> {
            #expect(denials(settings(1, maximum), seed: seed).allSatisfy { $0 <= maximum })
        }
    }

    @Test func denialsAndFailuresAreCountedApart() {
        var policy = RetryPolicy(settings(Self.second, 100 * Self.second, retries: 1))
        var generator = SeededGenerator(seed: 1)
        #expect(!policy.isRepeating)
        for _ in 0..<5 { _ = policy.denied(retryAfter: nil, using: &generator) }
        #expect(policy.isRepeating)
        #expect(policy.failures == 0)
        #expect(policy.failed(retryAfter: nil, using: &generator) != nil)
        #expect(policy.failed(retryAfter: nil, using: &generator) == nil)
        policy.reset()
        #expect(!policy.isRepeating)
        #expect(policy.denied(retryAfter: 60 * Self.second, using: &generator) >= 60 * Self.second)
    }
}
