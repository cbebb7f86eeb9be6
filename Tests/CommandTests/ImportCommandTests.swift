// `logferry import promtail` and the options by which a Promtail configuration is read.

import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct ImportCommandTests {
    private func write(_ directory: ScratchDirectory, _ section: String = "") throws -> String {
        let text = goodConfiguration(directory) + "- job_name: other\n  journal: {}\n" + section
        try directory.write(Array(text.utf8), to: "promtail.yml")
        return directory.path("promtail.yml")
    }

    @Test func whatHasNoEqualIsListedAndTheRestPrinted() async throws {
        let directory = try ScratchDirectory()
        let path = try write(directory, "tracing: {enabled: true}\n")
        let output = try await Command("import", "promtail", path).end()
        #expect(output.status == 0)
        #expect(
            output.standardOutput.hasPrefix(
                "# Imported from Promtail's \(path).\n" + goodConfiguration(directory)))
        #expect(output.standardOutput.hasSuffix("# tracing: {enabled: true}\n"))
        let lines = output.standardError.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(
            lines.first?.hasPrefix("\(path):8:3: scrape_configs[1].journal: logferry follows files ") == true)
        try directory.write(Array(output.standardOutput.utf8), to: "agent.conf")
        let check = try await Command("check", directory.path("agent.conf")).end()
        #expect(check.status == 0)
        #expect(check.standardError == "")
    }

    @Test func aFileThatIsNotThereIsNotImported() async throws {
        let output = try await Command("import", "promtail", "/nonexistent/p.yml").end()
        #expect(output.status == 2)
        #expect(output.standardOutput == "")
        #expect(
            output.standardError == "logferry: cannot open /nonexistent/p.yml: No such file or directory\n")
    }

    @Test func sectionsForOtherSourcesCanBeSkipped() async throws {
        let directory = try ScratchDirectory()
        let path = try write(directory)
        let refused = try await Command("check", path).end()
        #expect(refused.status == 2)
        #expect(refused.standardError.contains("go on without it by --skip-unsupported\n"))
        let taken = try await Command("check", "--skip-unsupported", path).end()
        #expect(taken.status == 0)
        #expect(taken.standardOutput == "\(path): good (1 target, 1 client)\n")
        #expect(taken.standardError.hasPrefix("\(path):8:3: warning: scrape_configs[1].journal: "))
    }

    @Test func variablesAreFilledInIfTheyAreAskedFor() async throws {
        let directory = try ScratchDirectory()
        let text = goodConfiguration(directory) + "limits_config: {max_streams: '${NO_SUCH_VARIABLE:-7}'}\n"
        try directory.write(Array(text.utf8), to: "agent.conf")
        #expect(try await Command("check", directory.path("agent.conf")).end().status == 2)
        #expect(try await Command("check", "--expand-env", directory.path("agent.conf")).end().status == 0)
    }
}
