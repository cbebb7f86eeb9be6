// packaging/examples: each can be started from as it is, and that of the AI assistant counts what its application says.

import Platform
import Receiver
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct ExampleTests {
    @Test func examplesAreGood() async throws {
        let names = try FileSystem.list(Packaging.path("examples")).entries.map(\.name).filter {
            $0.hasSuffix(".conf")
        }
        #expect(names.count >= 2)
        for name in names {
            let output = try await Command("check", Packaging.path("examples/\(name)")).end()
            #expect(output.status == 0, "\(name): \(output.standardError)")
            #expect(!output.standardError.contains("warning"), "\(name): \(output.standardError)")
        }
    }

    @Test func linesBecomeTheApplicationsMetrics() async throws {
        let directory = try ScratchDirectory()
        let sink = CollectingSink()
        try directory.write(AssistantLog.lines.map { $0 + "\n" }.joined(), to: "app.log")
        try await AssistantAgent.run(in: directory, sink: sink) { agent in
            let entries = try await sink.waitFor(count: AssistantLog.lines.count)
            let prefixes = ["active_", "ai_", "errors_", "http_"]
            let families = try await agent.metrics().families.filter {
                prefixes.contains(where: $0.key.hasPrefix)
            }
            let samples = families.flatMap(\.value.samples).map(Self.text).sorted()
            #expect(samples.joined(separator: "\n") == AssistantLog.metrics)

            // What the metrics needed has not become labels of streams, and no line was changed.
            #expect(Set(entries.map(\.line)) == Set(AssistantLog.lines))
            for entry in entries {
                let level = entry.line.firstRange(of: "\"level\": \"").map {
                    NameValue("level", String(entry.line[$0.upperBound...].prefix { $0 != "\"" }))
                }
                let labels = [
                    NameValue("filename", directory.path("app.log")), NameValue("job", "ai-assistant"),
                ]
                #expect(entry.labels == labels + (level.map { [$0] } ?? []))
            }
            #expect(entries.map(\.timestampNanoseconds).min() == 1_795_341_600_000_000_000)
        }
    }

    /// A sample as it stands on /metrics.
    private static func text(_ sample: PrometheusText.Sample) -> String {
        let labels = sample.labels.map { "\($0[0])=\"\($0[1])\"" }.joined(separator: ",")
        let value = Int(exactly: sample.value).map { "\($0)" } ?? "\(sample.value)"
        return sample.name + (labels.isEmpty ? "" : "{\(labels)}") + " " + value
    }
}
