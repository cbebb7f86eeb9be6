// With -stdin, the first scrape configuration is taken as it is documented, and little must be written.

import Configuration
import Pipeline
import Testing

@testable import Agent

@Suite struct PromtailInputTests {
    private func input(_ text: String, isDryRun: Bool = true) -> (AgentSettings?, [String]) {
        let diagnostics = DiagnosticCollector()
        var options = AgentSettings.Options()
        options.revise = { root in
            PromtailFlags.forInput(
                isDryRun ? PromtailFlags.withSomeClient(root) : root, at: "/tmp/in*put", hostname: "box")
        }
        let settings = AgentSettings.decode(
            Array(text.utf8), file: "f", options: options, diagnostics: diagnostics)
        return (settings, diagnostics.diagnostics.map(\.description))
    }

    @Test func nothingWrittenGivesTheDocumentedLabels() throws {
        let (settings, findings) = input("")
        #expect(findings == [])
        let target = try #require(settings?.targets.first)
        #expect(target.labels.sorted() == [Label("hostname", "box"), Label("job", "stdin")])
        #expect(target.follow.include.matches("/tmp/in*put"))
        #expect(!target.follow.include.matches("/tmp/in-put"))
    }

    @Test func whereToSendMustBeSaid() {
        #expect(input("", isDryRun: false).1.first?.contains("'clients' is missing") == true)
    }

    @Test func onlyTheFirstScrapeConfigurationCounts() throws {
        let (settings, findings) = input(
            """
            positions: {filename: nowhere/}
            clients: [{url: http://localhost/push}]
            scrape_configs:
            - job_name: system
              pipeline_stages: [{labels: {level: }}]
              journal: {max_age: 12h}
              static_configs: [{labels: {job: my-stdin-logs, __path__: /var/log/*}}]
            - job_name: other
            """)
        #expect(findings == [])
        #expect(settings?.targets.map(\.labels) == [[Label("job", "my-stdin-logs")]])
        #expect(settings?.stages.count == 1)
        #expect(
            settings?.stages.first?.nodes.compactMap { $0.entries?.first?.key.text } == [
                "labeldrop", "labels",
            ])
        #expect(settings?.clients.map(\.url) == ["http://localhost/push"])
    }
}
