// Dashboards, alerts and the page about them know the metrics that a running agent has, and no others.

import Platform
import Receiver
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct KnownMetricsTests {
    /// What a run of the AI assistant's example shows in which a push failed, an entry was refused and the log rotated.
    private static let run = Task { () async throws -> PrometheusText in
        let directory = try ScratchDirectory()
        let sink = CollectingSink()
        let lines = AssistantLog.lines.map { $0 + "\n" }.joined()
        try directory.write("refuse me\n" + lines, to: "app.log")
        var metrics = try PrometheusText("")
        try await AssistantAgent.run(
            in: directory, sink: sink, script: AssistantAgent.trouble, changes: AssistantAgent.busyRotation
        ) { agent in
            _ = try await sink.waitFor(count: AssistantLog.lines.count)
            _ = try await agent.command.wait { $0.standardError.contains("msg=rotated") }
            metrics = try await agent.metrics()
        }
        return metrics
    }

    @Test func pageListsEveryMetric() async throws {
        let families = try await Self.run.value.families
        let page = try MonitoringPage()
        #expect(page.namesThatComeTwice == [])
        #expect(Set(families.keys).subtracting(page.metrics.keys) == [], "docs/monitoring.md lacks them")
        #expect(Set(page.metrics.keys).subtracting(families.keys) == [], "the agent lacks them")
        for (name, family) in families {
            let row = try #require(page.metrics[name])
            #expect(row.type == family.type, "\(name)")
            for sample in family.samples {
                #expect(Set(sample.labels.map { $0[0] }).subtracting(["le"]) == row.labels, "\(name)")
            }
        }
        // Otherwise its labels were not compared.
        #expect(families.filter { $0.value.samples.isEmpty }.map(\.key) == [])
    }

    @Test func pageSaysWhatToDoOnEveryAlert() throws {
        #expect(try MonitoringPage().alerts == AlertRule.all(in: "prometheus/alerts.yml").map(\.name))
    }

    @Test func queriesAndAlertsAskForMetricsThatThereAre() async throws {
        let names = try await Self.run.value.sampleNames
        for query in try Dashboard.all().flatMap(\.queries) where !query.isForLoki {
            let expression = Expression(query.text)
            #expect(expression.mistake == nil, "\(query.panel): \(query.text)")
            #expect(!expression.metrics.isEmpty, "\(query.panel): \(query.text)")
            #expect(expression.metrics.subtracting(names) == [], "\(query.panel): \(query.text)")
        }
        for rule in try AlertRule.all(in: "prometheus/alerts.yml") {
            let metrics = Expression(rule.expression).metrics
            #expect(!metrics.isEmpty, "\(rule.name)")
            // Prometheus' own.
            #expect(metrics.subtracting(names).subtracting(["up"]) == [], "\(rule.name)")
        }
    }
}

extension PrometheusText {
    /// The names of the samples that there are or may be.
    fileprivate var sampleNames: Set<String> {
        Set(
            families.flatMap { name, family in
                family.type == "histogram" ? ["_bucket", "_sum", "_count"].map { name + $0 } : [name]
            })
    }
}
