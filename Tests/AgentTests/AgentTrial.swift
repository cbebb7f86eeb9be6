// What every test of the agent needs: a place of its own, a configuration, an agent that is started and stopped.

import Agent
import Configuration
import HTTPServing
import Logging
import Platform
import Receiver
import ServiceLifecycle
import Telemetry
import TestSupport
import Testing

/// A log directory and a state directory, and what an agent there is told.
final class AgentTrial: Sendable {
    let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
        try directory.makeDirectory("logs")
    }

    /// An agent.conf for `logs/*.log`.
    /// - Parameters:
    ///   - clients: keys of the one client in YAML's flow form, or, with brackets, the whole list.
    ///   - stages: a list of stages, each line starting with `- `.
    ///   - rest: further sections.
    func configuration(
        _ clients: String, stages: String = "", state: String = "state", positions: String = "",
        rest: String = ""
    ) -> String {
        let list = clients.hasPrefix("[") ? clients : "[{\(Self.quick), \(clients)}]"
        let indented = stages.split(separator: "\n").map { "    \($0)\n" }.joined()
        return """
            server: {http_listen_port: 0}
            positions: {filename: \(directory.path(state))/positions.json\(positions.isEmpty ? "" : ", \(positions)")}
            clients: \(list)
            scrape_configs:
            - job_name: test
              static_configs: [{labels: {job: test, __path__: "\(directory.path)/logs/*.log"}}]
              pipeline_stages:
            \(indented)
            \(rest)
            """
    }

    /// Keys of a client that neither waits for more lines nor long after a failure.
    static let quick = "batchwait: 1ms, backoff_config: {min_period: 1ms, max_period: 5ms}"

    /// Starts an agent with this configuration; what is wrong with it fails the test.
    func start(_ configuration: String) throws -> RunningAgent {
        try RunningAgent(try makeAgent(configuration))
    }

    func makeAgent(_ configuration: String) throws -> Agent {
        let diagnostics = DiagnosticCollector()
        let settings = AgentSettings.decode(Array(configuration.utf8), file: "f", diagnostics: diagnostics)
        #expect(diagnostics.diagnostics.map(\.description) == [])
        return try Agent(
            settings: #require(settings), log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Copies the state directory as a SIGKILL at this moment would leave it.
    func copyState(from state: String = "state", to name: String) throws {
        try directory.makeDirectory(name)
        for file in ["positions.json", "positions.journal"] {
            try directory.write(
                FileSystem.contents(of: directory.path("\(state)/\(file)")), to: "\(name)/\(file)")
        }
    }
}

/// An agent that runs until it is stopped.
final class RunningAgent: Sendable {
    let agent: Agent
    private let group: ServiceGroup
    private let task: Task<Void, any Error>

    init(_ agent: Agent) throws {
        self.agent = agent
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: agent)],
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        self.group = group
        task = Task { try await group.run() }
    }

    /// Asks it to stop, as SIGTERM does, and waits until it has.
    func stop() async throws {
        await group.triggerGracefulShutdown()
        try await task.value
    }

    /// Waits until the agent says of itself what is wanted. Each question is answered in a turn of its loop, so
    /// that asking again moves it on and no time has to be guessed.
    func wait(until isWanted: (StatusReport) -> Bool) async throws -> StatusReport {
        while true {
            try Task.checkCancellation()
            if let status = await agent.status(), isWanted(status) { return status }
            await Task.yield()
        }
    }

    /// Waits until so many lines have been read.
    func waitForReadLines(_ count: UInt64) async throws {
        _ = try await wait { _ in agent.progress.readLines >= count }
    }

    /// The samples of /metrics by name and labels, as they are written there.
    func metrics() async throws -> [String: Double] {
        var samples: [String: Double] = [:]
        for line in try await get("/metrics").text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...])
            else {
                Issue.record("not a sample: \(line)")
                continue
            }
            samples[String(line[..<space])] = value
        }
        return samples
    }

    /// Asks the agent's HTTP server.
    func get(_ path: String) async throws -> RawResponse {
        let client = try RawClient(try #require(agent.statusAddress))
        try await client.send("GET \(path) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        return try await client.response()
    }
}

/// Starts a receiver, runs `body` and ends the receiver.
func withReceiver(
    _ sink: any EntrySink, script: AnswerScript = .acceptAll, _ body: (Receiver) async throws -> Void
) async throws {
    let receiver = try await Receiver.start(
        listen: ListenAddress(host: "127.0.0.1", port: 0), sink: sink, script: script)
    do {
        try await body(receiver)
    } catch {
        await receiver.shutdown(grace: .zero)
        throw error
    }
    await receiver.shutdown(grace: .zero)
}

/// Entries as texts that a failing comparison shows well: `{labels} time line`.
func texts(_ entries: [ReceivedEntry]) -> [String] {
    entries.map { entry in
        "{\(entry.labels.map(\.description).joined(separator: ", "))} \(entry.timestampNanoseconds) \(entry.line)"
    }
}
