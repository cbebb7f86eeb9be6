// Promtail's command line, flag by flag.

import Configuration
import Testing

@testable import Agent

@Suite struct PromtailFlagsTests {
    private func flags(_ arguments: String...) throws -> PromtailFlags { try PromtailFlags(arguments) }

    @Test(arguments: [
        ["-config.file=/etc/p.yml"], ["--config.file=/etc/p.yml"], ["-config.file", "/etc/p.yml"],
        ["--config.file", "/etc/p.yml"], ["-config.file=other", "-config.file=/etc/p.yml"],
    ])
    func aValueStandsBehindTheFlagOrAnEqualsSign(_ arguments: [String]) throws {
        #expect(try PromtailFlags(arguments).configurationPath == "/etc/p.yml")
    }

    @Test(arguments: [
        ("-dry-run", true), ("--dry-run", true), ("-dry-run=true", true), ("-dry-run=1", true),
        ("-dry-run=T", true), ("-dry-run=false", false), ("--dry-run=0", false),
    ])
    func aBooleanNeedsNoValue(_ argument: String, _ value: Bool) throws {
        #expect(try flags(argument).isDryRun == value)
    }

    @Test func everySwitchIsItsOwn() throws {
        let all = try flags(
            "-config.expand-env", "-check-syntax", "-dry-run", "-inspect", "-stdin", "-print-config-stderr",
            "-log-config-reverse-order", "-version", "-help", "-skip-unsupported", "-import-positions=/p")
        #expect(
            [
                all.expandsEnvironment, all.checksSyntax, all.isDryRun, all.inspects, all.readsStandardInput,
                all.printsConfiguration, all.printsConfigurationReversed, all.showsVersion, all.showsHelp,
                all.skipsUnsupported,
            ].allSatisfy { $0 })
        #expect(all.importedPositions == "/p")
        #expect(try flags() == PromtailFlags())
    }

    @Test func labelsStandBetweenCommas() throws {
        let flags = try flags("-client.external-labels=a=1,b=x=y", "-client.external-labels", "c=")
        #expect(flags.externalLabels == ["a": "1", "b": "x=y", "c": ""])
    }

    @Test func whatMeansNothingIsRemembered() throws {
        let flags = try flags("-server.grpc-listen-port=0", "--tracing.enabled")
        #expect(flags.meaningless == ["-server.grpc-listen-port", "--tracing.enabled"])
    }

    @Test(arguments: [
        (["-config.fiel=x"], "unknown flag '-config.fiel'; did you mean -config.file?"),
        (["--dryrun"], "unknown flag '--dryrun'; did you mean -dry-run?"),
        (
            ["-x"],
            "unknown flag '-x'; logferry -config.file=PATH -help lists those of Promtail that are known"
        ),
        (["-config.file"], "-config.file needs a value: -config.file=…"),
        (["-stdin=maybe"], "-stdin: 'maybe' is not a Boolean; write true or false"),
        (
            ["-stdin", "true"],
            "'true' is no flag, and nothing else is expected here; the value of a Boolean flag is written with '=': "
                + "-dry-run=true"
        ),
        (
            ["-client.external-labels=a"],
            "-client.external-labels: 'a' is no label; write name=value, with ',' between two"
        ),
    ])
    func whatIsWrongIsSaid(_ arguments: [String], _ sentence: String) {
        let problem = #expect(throws: PromtailFlags.Problem.self) { try PromtailFlags(arguments) }
        #expect(problem?.description == sentence)
    }

    @Test(arguments: [
        (["-config.file=x"], true), (["--stdin"], true), (["-version"], true), (["-help"], true),
        (["-confg.file=x"], true), (["run"], false), ([], false), (["--help"], false), (["-h"], false),
        (["--version"], false), (["--version", "-config.file=x"], true), (["--help", "run"], false),
        (["--generate-completion-script", "bash"], false), (["--experimental-dump-help"], false),
        (["-"], false),
    ])
    func promtailsCommandLinesBeginWithAFlag(_ arguments: [String], _ isPromtails: Bool) {
        #expect(PromtailFlags.areMeant(by: arguments) == isPromtails)
    }

    /// The configuration with the flags' values, as YAML.
    private func applied(_ text: String, _ arguments: String...) throws -> String {
        let root = try #require(
            YAML.parse(Array(text.utf8), file: "f", diagnostics: DiagnosticCollector()))
        return try PromtailFlags(arguments).applied(to: root).text { _, _ in false }
    }

    @Test func flagsGoBeforeTheFile() throws {
        #expect(
            try applied(
                "server: {http_listen_port: 1, log_level: warn}\n", "-server.http-listen-port=2",
                "-positions.file=/p", "-limit.readline-rate-enabled", "-target.sync-period=5s")
                    == """
                    server:
                      http_listen_port: 2
                      log_level: warn
                    positions:
                      filename: /p
                    limits_config:
                      readline_rate_enabled: true
                    target_config:
                      sync_period: 5s

                    """)
    }

    @Test func aClientOfTheCommandLineIsOneMore() throws {
        #expect(
            try applied(
                "clients: [{url: http://a/push, external_labels: {k: file}}]", "-client.url=http://b/push",
                "-client.external-labels=k=flag,l=flag", "-client.batch-wait=2s")
                    == """
                    clients:
                    - url: http://a/push
                      external_labels:
                        k: file
                        l: flag
                    - url: http://b/push
                      batchwait: 2s
                      external_labels:
                        k: flag
                        l: flag

                    """)
        #expect(
            try applied(
                "clients: [{url: http://a/push}]", "-client.url=http://a/push", "-client.max-retries=3")
                == "clients:\n- url: http://a/push\n  backoff_config:\n    max_retries: 3\n")
        #expect(
            try applied("clients: [{url: u, timeout: 1s}, {url: v}]", "-client.timeout=9s")
                == "clients:\n- url: u\n  timeout: 1s\n- url: v\n  timeout: 9s\n")
        #expect(try applied("clients: text", "-client.url=u") == "clients: text\n")
        #expect(try applied("a: b", "-dry-run") == "a: b\n")
    }

    @Test func aWrongValueNamesItsFlag() throws {
        let diagnostics = DiagnosticCollector()
        var options = AgentSettings.Options()
        let flags = try flags("-server.http-listen-port=many")
        options.revise = { flags.applied(to: $0) }
        _ = AgentSettings.decode(
            Array(configuration("server: {}").utf8), file: "f", options: options, diagnostics: diagnostics)
        #expect(
            diagnostics.diagnostics.contains {
                $0.description.hasPrefix("-server.http-listen-port:1:1: error: ")
                    && $0.description.contains("'many'")
            }, "\(diagnostics.diagnostics)")
    }
}
