// The registry of metrics: when series come, go and stay, and that a row counts when it is taken.

import Platform
import Testing

@testable import Pipeline

@Suite struct MetricRegistryTests {
    static let lines = "- metrics: {lines: {type: Counter, config: {match_all: true, action: inc}}}"

    private func labels(_ value: Int) -> [Label] { [Label("n", "\(value)")] }

    @Test func rowsThatWereTakenOutOfTheChunkDoNotCount() throws {
        let trial = try MetricTrial(Self.lines)
        trial.run(["a", "b", "c", "d"])
        trial.chunk.truncate(to: 3)
        #expect(trial.registry.count(trial.chunk, from: 1, trial.table, now: 0) == MetricRegistry.Outcome())
        #expect(trial.values == ["promtail_custom_lines 2.0"])
        // Nothing of it, not even a series.
        trial.run(["e"], labels: labels(1))
        trial.chunk.truncate(to: 0)
        _ = trial.registry.count(trial.chunk, trial.table, now: 0)
        #expect(trial.registry.seriesCount == 1)
    }

    @Test func rowsThatAreOnlyLookedAtAgainDoNotCount() throws {
        let trial = try MetricTrial(Self.lines)
        trial.run(["a"], place: Chunk.Place(isReplay: true))
        _ = trial.registry.count(trial.chunk, trial.table, now: 0)
        #expect(trial.values == [])
    }

    @Test func rowsThatWaitDoNotCountBeforeTheyAreComplete() throws {
        let trial = try MetricTrial(Self.lines + "\n- multiline: {firstline: '^x'}\n" + Self.lines)
        trial.run(["x1", "a", "x2", "b"], place: Chunk.Place(isEnded: false))
        _ = trial.registry.count(trial.chunk, trial.table, now: 0)
        // Two lines, then one block of them.
        #expect(trial.values == ["promtail_custom_lines 3.0"])
        trial.run(["x2", "b"], place: Chunk.Place(offset: 5))
        _ = trial.registry.count(trial.chunk, trial.table, now: 0)
        #expect(trial.values == ["promtail_custom_lines 6.0"])
    }

    @Test func idleSeriesAreRemovedAndBeginAgainAtZero() throws {
        let trial = try MetricTrial(
            """
            - metrics:
                short: {type: Counter, max_idle_duration: 1s, config: {match_all: true, action: inc}}
                long: {type: Counter, max_idle_duration: 1m, config: {match_all: true, action: inc}}
            """)
        trial.count(["a", "b"])
        trial.now = second - 1
        #expect(trial.values == ["promtail_custom_long 2.0", "promtail_custom_short 2.0"])
        trial.now = second
        #expect(trial.values == ["promtail_custom_long 2.0"])
        trial.count(["c"])
        #expect(trial.values == ["promtail_custom_long 3.0", "promtail_custom_short 1.0"])
        // One that goes on stays, whoever goes; and nobody has to look for them to go.
        for step in 1...100 as ClosedRange<Int64> {
            trial.now = second + step * second / 2
            trial.count(["d"], labels: labels(step < 100 ? 1 : 2))
        }
        trial.count(["d"], labels: labels(1))
        #expect(
            trial.registry.families(now: 0).map { "\($0.definition.name) \($0.series.map(\.value))" } == [
                "promtail_custom_long [3.0, 100.0, 1.0]", "promtail_custom_short [100.0, 1.0]",
            ])
        #expect(trial.registry.seriesCount == 5)
        trial.now = 200 * second
        #expect(trial.values == [])
        #expect(trial.registry.seriesCount == 0)
    }

    @Test func seriesBeyondTheLimitAreNotCountedUntilThereIsRoom() throws {
        let trial = try MetricTrial(
            """
            - metrics:
                lines: {type: Counter, max_idle_duration: 10s, config: {match_all: true, action: inc}}
                n: {type: Histogram, max_idle_duration: 10s, config: {buckets: [1, 2, 3]}}
            """, maximumSeries: 3)
        #expect(trial.count(["a"], labels: labels(1)).dropped == 0)
        let second2 = trial.count(["a", "b"], labels: labels(2))
        #expect(second2.dropped == 2)
        #expect(trial.registry.seriesCount == 3)
        #expect(trial.count(["c"], labels: labels(1)).dropped == 0)
        trial.now = 5 * second
        #expect(trial.count(["a"], labels: labels(2)).dropped == 1)
        trial.now = 10 * second
        // Those of the first label set are idle now.
        #expect(trial.count(["a"], labels: labels(2)).dropped == 0)
        #expect(
            trial.values == ["promtail_custom_lines{n=2} 4.0", "promtail_custom_n{n=2} 2.0 [0, 1, 0, 0]"])
    }

    @Test func tableOfLabelsMayBeginAnew() throws {
        let trial = try MetricTrial(Self.lines)
        for value in 1...3 { trial.count(["a"], labels: labels(value)) }
        trial.table.reset()
        for value in [3, 2, 3] { trial.count(["a"], labels: labels(value)) }
        #expect(
            trial.values == [
                "promtail_custom_lines{n=1} 1.0", "promtail_custom_lines{n=2} 2.0",
                "promtail_custom_lines{n=3} 3.0",
            ])
    }

    @Test func labelSetsThatDifferOnlyInTheTenantShareASeries() throws {
        let trial = try MetricTrial(Self.lines)
        for tenant in ["a", "b"] {
            trial.count(["x"], labels: [Label("__tenant_id__", tenant), Label("job", "j")])
        }
        #expect(trial.values == ["promtail_custom_lines{job=j} 2.0"])
    }

    @Test func whatIsShownDoesNotChangeAnyMore() throws {
        let trial = try MetricTrial(Self.lines)
        trial.count(["a"])
        let shown = trial.registry.families(now: 0)
        trial.count(["b"])
        #expect(shown[0].series[0].value == 1)
        #expect(trial.values == ["promtail_custom_lines 2.0"])
    }

    @Test func gaugeThatTwoStagesSetHasTheValueOfTheLastLine() throws {
        let trial = try MetricTrial(
            """
            - logfmt: {mapping: {n: , kind: }}
            - match:
                selector: '{job="j"} |= "kind=a"'
                stages: [metrics: {n: {type: Gauge, config: {action: set}}}]
            - match:
                selector: '{job="j"} |= "kind=b"'
                stages: [metrics: {n: {type: Gauge, config: {action: set}}}]
            """)
        for (lines, expected) in [
            (["kind=b n=1", "kind=a n=2"], "2.0"), (["kind=a n=3", "kind=b n=4", "kind=a n=5"], "5.0"),
            (["kind=a n=6", "kind=b n=7"], "7.0"),
        ] {
            trial.count(lines, labels: [Label("job", "j")])
            #expect(trial.values == ["promtail_custom_n{job=j} \(expected)"])
        }
    }

    @Test func metricsThatAreTheSameSurviveAnotherConfiguration() throws {
        let before = try MetricTrial(
            """
            - logfmt: {mapping: {n: }}
            - metrics:
                same: {type: Counter, description: a, config: {match_all: true, action: inc}}
                gone: {type: Counter, config: {match_all: true, action: inc}}
                type: {type: Counter, source: n, config: {action: inc}}
                buckets: {type: Histogram, source: n, config: {buckets: [1, 2]}}
                n: {type: Histogram, config: {buckets: [1, 2]}}
            """)
        before.count(["n=1"])
        #expect(before.registry.seriesCount == 5)
        let after = try MetricTrial(
            """
            - logfmt: {mapping: {n: }}
            - metrics:
                n: {type: Histogram, config: {buckets: [1.0, 2.0]}}
                buckets: {type: Histogram, source: n, config: {buckets: [1, 3]}}
                type: {type: Gauge, source: n, config: {action: inc}}
                same: {type: Counter, description: b, max_idle_duration: 1m, config: {match_all: true, action: inc}}
                new: {type: Counter, source: n, config: {action: add}}
            """, maximumSeries: 4, continuing: before.registry)
        #expect(after.values == ["promtail_custom_n 1.0 [1, 0, 0]", "promtail_custom_same 1.0"])
        #expect(after.registry.families(now: 0)[1].definition.help == "b")
        // Two of those that were there, two new ones; the fifth is too many.
        #expect(after.count(["n=2"]).dropped == 1)
        #expect(
            after.values == [
                "promtail_custom_buckets 2.0 [0, 1, 0]", "promtail_custom_n 3.0 [1, 1, 0]",
                "promtail_custom_same 2.0", "promtail_custom_type 1.0",
            ])
        after.now = 60 * second
        #expect(after.values.count == 3)
    }
}
