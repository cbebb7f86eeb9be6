// What an operator sees of positions, reload and ship, through real processes.

import Glibc
import HTTPServing
import Platform
import Receiver
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct PositionsCommandTests {
    /// Runs an agent on a configuration whose client is a receiver, and `body` beside it.
    private func withAgent(
        _ directory: ScratchDirectory, _ body: (Command, CollectingSink) async throws -> Void
    ) async throws {
        let sink = CollectingSink()
        let receiver = try await Receiver.start(listen: ListenAddress(host: "127.0.0.1", port: 0), sink: sink)
        do {
            try directory.write(goodConfiguration(directory, url: receiver.pushURL), to: "agent.conf")
            let agent = try Command("run", "--config", directory.path("agent.conf"))
            _ = try await agent.wait { $0.standardError.contains("msg=following") }
            try await body(agent, sink)
            agent.signal(SIGTERM)
            #expect(try await agent.end().status == 0)
        } catch {
            await receiver.shutdown(grace: .zero)
            throw error
        }
        await receiver.shutdown(grace: .zero)
    }

    /// Waits until an agent says that all of its files are shipped.
    private func shipped(_ config: String) async throws -> Command.Output {
        while true {
            let output = try await Command("positions", "--config", config).end()
            if output.status != 0 || output.standardOutput.contains(", 0 B to ship") { return output }
        }
    }

    @Test func listShowsWhatForgetAndSkipChange() async throws {
        let directory = try ScratchDirectory()
        let config = directory.path("agent.conf")
        let log = directory.path("a.log")
        try directory.write("one\ntwo\n", to: "a.log")
        try await withAgent(directory) { _, sink in
            _ = try await sink.waitFor(count: 2)
            let list = try await shipped(config)
            #expect(list.standardError == "")
            let lines = list.standardOutput.split(separator: "\n").map(String.init)
            #expect(lines.count == 4)
            #expect(lines.first == "  GEN  CLIENT    OFFSET      SIZE       LAG   WRITTEN  STATE")
            #expect(lines.dropFirst().first == log)
            #expect(
                lines.dropFirst(2).first?.hasPrefix("    1  main         8 B       8 B       0 B") == true,
                "\(lines)")
            #expect(lines.dropFirst(2).first?.hasSuffix("s ago  open") == true, "\(lines)")
            #expect(lines.last == "1 file, 0 B to ship")

            let json = try await Command("positions", "list", "--json", "--config", config).end()
                .standardOutput
            #expect(json.hasPrefix("{\"generation\":1,\"path\":\"\(log)\","), "\(json)")
            #expect(json.contains("\"client\":\"main\",\"offset\":8,\"size\":8,\"lag\":0,"), "\(json)")
            #expect(json.hasSuffix("\"state\":\"open\"}\n"), "\(json)")

            let asked = try await Command("positions", "forget", log, "--config", config).end()
            #expect(asked.status == 1)
            #expect(
                asked.standardError
                    == "logferry: 8 bytes that were shipped will be sent again; add --yes to do it\n")
            let done = try await Command("positions", "forget", log, "--yes", "--config", config).end()
            #expect(done.status == 0)
            #expect(
                done.standardOutput
                    == "\(log) (generation 1, client main) is forgotten: 8 bytes are sent again\n")
            #expect(try await sink.waitFor(count: 4).map(\.line) == ["one", "two", "one", "two"])
            _ = try await shipped(config)
            let nothing = try await Command("positions", "skip", log, "--config", config).end()
            #expect(nothing.status == 1)
            #expect(
                nothing.standardError
                    == "logferry: there is nothing to skip: \(log) is shipped up to byte 8\n")
            let unknown = try await Command("positions", "skip", log + "x", "--config", config).end()
            #expect(unknown.status == 1)
            #expect(
                unknown.standardError == "logferry: no file is known as \(log)x; did you mean \(log)?\n")
        }
        try directory.append("never sent\nlast\n", to: "a.log")
        let skipped = try await Command("positions", "skip", log, "--to", "9", "--config", config).end()
        #expect(skipped.status == 0)
        #expect(
            skipped.standardOutput == "\(log) (generation 2, client main) goes on at byte 19; "
                + "the 11 bytes before it are never sent\n")
        let list = try await Command("positions", "--config", config).end()
        #expect(list.status == 0)
        #expect(list.standardError == "logferry: no agent is running; this is where it will go on\n")
        try await withAgent(directory) { _, sink in
            let entries = try await sink.waitFor(count: 1)
            #expect(entries.map(\.line) == ["last"])
        }
    }

    @Test func hangupAndReloadTakeAConfigurationOver() async throws {
        let directory = try ScratchDirectory()
        let config = directory.path("agent.conf")
        try directory.write("other\n", to: "b.txt")
        try directory.write("third\n", to: "c.out")
        try await withAgent(directory) { agent, sink in
            let text = String(decoding: try directory.read("agent.conf"), as: UTF8.self)
            try directory.write(
                text.replacing("\(directory.path)/*.log", with: "\"\(directory.path)/*.{log,txt}\"")
                    .replacing(
                        "{http_listen_port: 0}", with: "{http_listen_port: 0, log_format: json}"),
                to: "agent.conf")
            agent.signal(SIGHUP)
            #expect(try await sink.waitFor(count: 1).map(\.line) == ["other"])
            // The new form of the log is used from the takeover on.
            _ = try await agent.wait { $0.standardError.contains(#""msg":"the configuration was reloaded""#) }
            try directory.write(text.replacing("job_name", with: "jobname"), to: "agent.conf")
            agent.signal(SIGHUP)
            let output = try await agent.wait { $0.standardError.contains("was not reloaded") }
            #expect(output.standardError.contains("unknown key 'jobname' in scrape_configs[0]"))
            let refused = try await Command("reload", "--config", config).end()
            #expect(refused.status == 2)
            #expect(refused.standardError.hasSuffix("agent.conf: 1 error; nothing was reloaded\n"))
            try directory.write(text.replacing("/*.log", with: "/*.out"), to: "agent.conf")
            let done = try await Command("reload", "--config", config).end()
            #expect(done.status == 0)
            #expect(done.standardOutput == "\(config) was reloaded\n")
            #expect(try await sink.waitFor(count: 2).map(\.line) == ["other", "third"])
        }
        let nobody = try await Command("reload", "--config", config).end()
        #expect(nobody.status == 1)
        #expect(nobody.standardError == "logferry: no agent is running there\n")
    }

    @Test func shipSaysWhatThereIsAndWhatToWrite() async throws {
        let directory = try ScratchDirectory()
        try directory.write(goodConfiguration(directory), to: "agent.conf")
        let config = directory.path("agent.conf")
        let bare = try await Command("ship", "--config", config).end()
        #expect(bare.status == 64)
        #expect(bare.standardError.contains("logferry ship --rejected sends again what Loki refused"))
        let nothing = try await Command("ship", "--rejected", "--config", config).end()
        #expect(nothing.status == 0)
        #expect(nothing.standardOutput == "nothing is rejected\n")
        let missing = try await Command("ship", "--rejected", "--config", config, "/nonexistent/x.gz").end()
        #expect(missing.status == 1)
        #expect(missing.standardError == "logferry: there is no file /nonexistent/x.gz\n")
    }
}
