// `logferry analyze` as somebody uses it who has a log and a question.

import Platform
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct AnalyzeCommandTests {
    private static let log = """
        {"timestamp": "2026-01-02T03:04:05.678901", "level": "ERROR", "message": "Request failed", "endpoint": "/chat", "duration": 2, "error_type": "Timeout\\u001b[2J"}
        {"timestamp": "2026-01-02T03:04:06.678901", "level": "INFO", "message": "Request done", "endpoint": "/chat", "duration": 2}

        """

    private static let table = """
        1 file, \(log.utf8.count) B, 2 lines, the last of 2026-01-02 03:04:06 UTC

        ERRORS  1
                1  Timeout?[2J

        LAST ERRORS
          2026-01-02 03:04:05  Timeout?[2J  Request failed

        REQUESTS  2   avg 2.00 s   p50 2.00 s   p95 2.00 s   p99 2.00 s
            COUNT   FAILED       AVG       P95  ENDPOINT
                2        1    2.00 s    2.00 s  /chat

        """

    private func analyze(_ arguments: String..., input: String? = nil) async throws -> Command.Output {
        try await Command(list: ["analyze"] + arguments, input: input).end()
    }

    @Test func aFileAndStandardInputAreATable() async throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.log, to: "a.log")
        let path = directory.path("a.log")
        for output in [
            try await analyze(path), try await analyze("-", input: path), try await analyze(input: path),
        ] {
            #expect(output.standardOutput == Self.table)
            #expect(output.standardError == "" && output.status == 0)
        }
    }

    @Test func jsonHasTheShapeOfTheStatistics() async throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.log, to: "a.log")
        try directory.write(deflated(Array(Self.log.utf8), windowBits: 31), to: "a.log.1.gz")
        let output = try await analyze("--json", directory.path("a.log"), directory.path("a.log.1.gz"))
        #expect(output.status == 0 && output.standardError == "")
        let json = output.standardOutput
        #expect(
            json.hasPrefix(#"{"errors":{"error_types":{"Timeout\u001b[2J":2},"recent_errors":[{"#), "\(json)")
        #expect(json.contains(#""/chat":{"avg_duration":2,"count":4,"errors":2,"p95":2}"#), "\(json)")
        #expect(json.contains(#""total_requests":4}"#) && json.contains(#","system":{},"timestamp":""#))
        #expect(json.hasSuffix("Z\"}\n"))
    }

    @Test func aBadFileIsNamedAndTheOthersCount() async throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.log, to: "a.log")
        let output = try await analyze(directory.path("b\u{1B}[2J.log"), directory.path("a.log"))
        #expect(output.status == 1 && output.standardOutput == Self.table)
        #expect(
            output.standardError
                == "logferry: cannot open \(directory.path("b?[2J.log")): No such file or directory\n")
    }

    @Test func whatIsTooOldIsSaid() async throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.log, to: "a.log")
        let output = try await analyze("--since", "1h", directory.path("a.log"))
        #expect(output.status == 0)
        #expect(output.standardOutput.hasSuffix("\n\nno errors\n\nno requests\n"))
        #expect(output.standardError.hasPrefix("logferry: nothing is from the last 1h: the newest entry is "))
        #expect(output.standardError.hasSuffix(" old; without --since all of them count\n"))
        #expect(try await analyze("--since", "soon").status == 64)
    }

    @Test func fieldsMayHaveOtherNames() async throws {
        let directory = try ScratchDirectory()
        try directory.write(
            #"{"at":{"time":1795341600},"sev":"fatal","kind":"X","text":"down"}"# + "\n", to: "a.log")
        let names = ["timestamp=at.time", "level=sev", "error_type=kind", "message=text"]
        let output = try await Command(
            list: ["analyze", directory.path("a.log")] + names.flatMap { ["--field", $0] }
        ).end()
        #expect(output.status == 0 && output.standardError == "")
        #expect(output.standardOutput.contains("\n  1795341600  X  down\n"), "\(output.standardOutput)")
        let wrong = try await analyze("--field", "levle=sev", directory.path("a.log"))
        #expect(wrong.status == 64 && wrong.standardOutput == "")
        #expect(wrong.standardError.contains("levle"), "\(wrong.standardError)")
        #expect(try await analyze("--field", "level", directory.path("a.log")).status == 64)
    }
}
