// What `logferry inspect` shows of lines, to the character where no terminal is.

import Platform
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct InspectCommandTests {
    private let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
        try directory.write(
            """
            clients: [{url: http://127.0.0.1:1/push}]
            scrape_configs:
            - job_name: app
              static_configs: [{labels: {job: app, __path__: /x}}]
              pipeline_stages:
              - json: {expressions: {time: , level: , msg: }}
              - labels: {level: }
              - timestamp: {source: time, format: RFC3339}
              - drop: {source: level, value: debug, drop_counter_reason: quiet}
              - output: {source: msg}
            - job_name: other
              static_configs: [{labels: {job: other, __path__: /x}}]
            """, to: "agent.conf")
        try directory.write(
            #"{"time":"2026-11-22T10:00:00Z","level":"info","msg":"hello"}"# + "\n"
                + #"{"time":"2026-11-22T10:00:01Z","level":"debug","msg":"x"}"# + "\n", to: "input")
    }

    private func inspect(_ arguments: String...) async throws -> Command.Output {
        try await Command(
            list: ["inspect", "--config", directory.path("agent.conf")] + arguments,
            input: directory.path("input")
        ).end()
    }

    private static let shown = """
        1  {"time":"2026-11-22T10:00:00Z","level":"info","msg":"hello"}
           json       + level   info
                      + msg     hello
                      + time    2026-11-22T10:00:00Z
           labels     + {level} info
           timestamp  ~ time    2026-11-22T10:00:00.000Z
           drop       · no change
           output     ~ line    hello
           → 2026-11-22T10:00:00.000Z {job="app", level="info"}
        2  {"time":"2026-11-22T10:00:01Z","level":"debug","msg":"x"}
           json       + level   debug
                      + msg     x
                      + time    2026-11-22T10:00:01Z
           labels     + {level} debug
           timestamp  ~ time    2026-11-22T10:00:01.000Z
           drop       - dropped quiet
        2 lines, 1 dropped (quiet)

        """

    @Test func eachStageShowsWhatItChanged() async throws {
        let output = try await inspect()
        #expect(output.status == 0)
        #expect(output.standardOutput == Self.shown)
        #expect(output.standardError == "")
    }

    @Test func promtailsFlagShowsTheSame() async throws {
        let output = try await Command(
            list: ["-config.file=\(directory.path("agent.conf"))", "-stdin", "-dry-run", "-inspect"],
            input: directory.path("input")
        ).end()
        #expect(output.status == 0)
        #expect(output.standardOutput == Self.shown)
    }

    @Test func aFileHasItsNameAsALabel() async throws {
        let output = try await inspect("--job", "other", directory.path("input"))
        #expect(output.status == 0)
        #expect(
            output.standardOutput.split(separator: "\n").filter { $0.contains("→") }.allSatisfy {
                $0.hasSuffix(" {filename=\"\(directory.path("input"))\", job=\"other\"}")
            })
        #expect(output.standardOutput.hasSuffix("\n2 lines\n"))
    }

    @Test func aJobThatIsNotThereIsSaid() async throws {
        let output = try await inspect("--job", "nobody")
        #expect(output.status == 1)
        #expect(
            output.standardError
                == "logferry: no scrape configuration has the job_name 'nobody'; there is 'app', 'other'\n")
    }
}
