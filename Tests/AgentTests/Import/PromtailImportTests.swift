// `logferry import promtail`: the text stays, what has no equal becomes a comment, and somebody says so.

import Configuration
import Testing

@testable import Agent

@Suite struct PromtailImportTests {
    private func imported(_ text: String) throws -> PromtailImport {
        let diagnostics = DiagnosticCollector()
        let result = PromtailImport(Array(text.utf8), file: "p", diagnostics: diagnostics)
        #expect(diagnostics.diagnostics.map(\.description) == [])
        return try #require(result)
    }

    /// The text without its first line, which says where it is from.
    private func text(_ result: PromtailImport) -> String {
        String(result.text.drop { $0 != "\n" }.dropFirst())
    }

    @Test func whatLogferryDoesStaysAsItIs() throws {
        let original = """
            # our hosts
            positions:
              filename: /var/lib/promtail/positions.yaml   # keep

            clients:
            - url: http://loki:3100/loki/api/v1/push
            scrape_configs:
            - job_name: system
              static_configs:
              - targets: [localhost]
                labels: {job: varlogs, __path__: /var/log/*.log}

            """
        let result = try imported(original)
        #expect(result.text == "# Imported from Promtail's p.\n" + original)
        #expect(result.findings == [])
        #expect(result.errors == [])
    }

    @Test func whatHasNoEqualIsCommentedOut() throws {
        let result = try imported(
            """
            server:
              http_listen_port: 9080
              grpc_listen_port: 0   # none

              # about the log
              log_level: warn
            clients: [{url: http://loki/push}]
            scrape_configs:
            # the journal
            - job_name: journal
              journal:
                max_age: 12h
              relabel_configs:
              - source_labels: [__journal__systemd_unit]
                target_label: unit

            # and files
            - job_name: system
              syslog:
                listen_address: 0.0.0.0:1514
              static_configs:
              - labels: {__path__: /var/log/*.log}
              docker_sd_configs:
              - host: unix:///var/run/docker.sock
            tracing:
              enabled: true

            """)
        #expect(
            text(result) == """
                server:
                  http_listen_port: 9080
                  # this means nothing to logferry:
                  # grpc_listen_port: 0   # none

                  # about the log
                  log_level: warn
                clients: [{url: http://loki/push}]
                scrape_configs:
                # the journal
                # nothing here is about files:
                # - job_name: journal
                #   journal:
                #     max_age: 12h
                #   relabel_configs:
                #   - source_labels: [__journal__systemd_unit]
                #     target_label: unit

                # and files
                - job_name: system
                  # scrape_configs[1].syslog: logferry follows files and does not listen for syslog messages; the section is left out; have rsyslog or syslog-ng write them to files, and follow these:
                  # syslog:
                  #   listen_address: 0.0.0.0:1514
                  static_configs:
                  - labels: {__path__: /var/log/*.log}
                  # scrape_configs[1].docker_sd_configs: logferry follows files and does not ask Docker for containers; the section is left out; follow /var/lib/docker/containers/*/*-json.log, with the stage docker:
                  # docker_sd_configs:
                  # - host: unix:///var/run/docker.sock
                # this means nothing to logferry:
                # tracing:
                #   enabled: true

                """)
        #expect(
            result.findings.map { String($0.prefix { $0 != ";" }) } == [
                "p:3:3: server.grpc_listen_port means nothing to logferry",
                "p:11:3: scrape_configs[0].journal: logferry follows files and does not read the systemd journal",
                "p:19:3: scrape_configs[1].syslog: logferry follows files and does not listen for syslog messages",
                "p:23:3: scrape_configs[1].docker_sd_configs: logferry follows files and does not ask Docker for containers",
                "p:25:1: tracing means nothing to logferry",
            ])
        #expect(result.errors == [])
    }

    static let rest = """
        clients: [{url: http://loki/push}]
        scrape_configs: [{static_configs: [{labels: {__path__: /x}}]}]

        """

    @Test(
        arguments: [
            (
                "server: {grpc_listen_port: 0, log_level: info}\n",
                "server: {grpc_listen_port: 0, log_level: info}\n"
            ),
            (
                "target_config:\n  sync_period: 10s\n",
                "target_config:\n  # this means nothing to logferry:\n  # sync_period: 10s\n"
            ),
            (
                "wal: {\n  enabled: true\n}\n",
                "# this means nothing to logferry:\n# wal: {\n#   enabled: true\n# }\n"
            ),
            (
                "server:\n  http_tls_config: &x\n\n    a: b\n\n",
                "server:\n  # this means nothing to logferry:\n  # http_tls_config: &x\n  #\n  #   a: b\n\n"
            ),
        ])
    func keysAreCommentedOutWhereTheyHaveLinesOfTheirOwn(_ before: String, _ after: String) throws {
        let result = try imported(before + Self.rest)
        #expect(text(result) == after + Self.rest)
        #expect(result.errors == [])
        #expect(result.findings.count == 1)
    }

    @Test func aDashBeforeWhatIsCommentedOutStays() throws {
        let result = try imported(
            """
            clients: [{url: http://loki/push}]
            scrape_configs:
            - kafka: {topics: [a]}
              job_name: a
              static_configs: [{labels: {__path__: /x}}]
            """)
        #expect(result.errors == [])
        #expect(text(result).contains("-\n  # scrape_configs[0].kafka: "))
        #expect(text(result).contains("\n  # kafka: {topics: [a]}\n  job_name: a\n"))
    }

    @Test func whatCannotBeUsedYetIsSaid() throws {
        let result = try imported(
            """
            clients: [{url: http://loki/push}]
            scrape_configs:
            - job_name: a
              journal: {}
            """)
        #expect(result.errors.count == 1)
        #expect(
            result.errors.first?.hasPrefix(
                "the new agent.conf:3:16: error: scrape_configs: the value is missing") == true)
    }

    @Test func variablesOfTheEnvironmentAreMentioned() throws {
        let result = try imported("# ${HOME}\n" + Self.rest)
        #expect(result.findings.count == 1)
        #expect(result.findings.first?.contains("--expand-env") == true)
    }

    @Test func variablesStayAndAreFilledInOnlyForTheLook() throws {
        let text = Self.rest.replacing("{url: ", with: "{batchsize: '${NONE_SUCH:-1}', url: ")
        let diagnostics = DiagnosticCollector()
        let plain = try #require(PromtailImport(Array(text.utf8), file: "p", diagnostics: diagnostics))
        #expect(plain.errors.count == 1)
        let filled = try #require(
            PromtailImport(Array(text.utf8), file: "p", expandsEnvironment: true, diagnostics: diagnostics))
        #expect(filled.errors == [])
        #expect(filled.findings == [])
        #expect(filled.text.hasSuffix(text))
    }

    @Test func whatIsNoYAMLIsNotImported() {
        let diagnostics = DiagnosticCollector()
        #expect(PromtailImport(Array("a: [".utf8), file: "p", diagnostics: diagnostics) == nil)
        #expect(diagnostics.hasErrors)
    }

    /// Whatever the text, an import neither fails nor makes it worse.
    @Test(
        arguments: [
            "a: &a {b: c}\nd: *a\n", "- a\n- b\n", "server: &s\n  grpc_x: 1\npositions:\n  <<: *s\n",
            "server:\n  grpc_x: >\n    a\n\n    b\n  grpc_y: 1\n",
            "{server: {grpc_x: 1}}", "server:\r\n  grpc_x: 1\r\n", "", "#\n", "server:\n- grpc_x: 1\n",
        ])
    func anyTextCanBeTried(_ original: String) throws {
        let result = try imported(original)
        let before = DiagnosticCollector()
        _ = AgentSettings.decode(Array(original.utf8), file: "f", diagnostics: before)
        let after = DiagnosticCollector()
        _ = AgentSettings.decode(Array(result.text.utf8), file: "f", diagnostics: after)
        #expect(
            after.diagnostics.map(\.message).filter { !$0.contains("stands already") }
                == before.diagnostics.map(\.message).filter { !$0.contains("stands already") })
    }
}
