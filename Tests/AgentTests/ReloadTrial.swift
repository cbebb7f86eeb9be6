// An agent that was started from a file, so that it can read it again.

import Agent
import Configuration
import Logging
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

extension AgentTrial {
    var configurationPath: String { directory.path("agent.conf") }

    /// Puts a configuration where a reload finds it.
    func write(_ configuration: String) throws { try directory.write(configuration, to: "agent.conf") }

    /// Starts an agent from the file.
    func startFromFile(
        _ configuration: String, serviceManager: ServiceManager? = nil,
        onLogSettings: @escaping @Sendable (LogSettings) -> Void = { _ in }
    ) throws -> RunningAgent {
        try write(configuration)
        let (settings, diagnostics) = AgentSettings.load(path: configurationPath)
        #expect(diagnostics.diagnostics.map(\.description) == [])
        return try RunningAgent(
            try Agent(
                settings: #require(settings), log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                source: ConfigurationSource(path: configurationPath, onLogSettings: onLogSettings),
                serviceManager: serviceManager))
    }

    /// Lines as a log has them, numbered from `numbers`.
    static func lines(_ numbers: Range<Int>) -> String { numbers.map { "line \($0)\n" }.joined() }

    /// Holds that every line of these numbers arrived once.
    func expectOnce(_ entries: [ReceivedEntry], _ numbers: Range<Int>) {
        var counts: [String: Int] = [:]
        for entry in entries { counts[entry.line, default: 0] += 1 }
        #expect(numbers.filter { counts["line \($0)"] == nil } == [])
        #expect(counts.filter { $0.value > 1 } == [:])
        #expect(entries.count == numbers.count)
    }
}

extension RunningAgent {
    /// Reads the configuration again; a refusal fails the test.
    @discardableResult func reload() async throws -> [String] { try await agent.reload().get() }

    /// Asks the agent's HTTP server to do something.
    func post(_ path: String) async throws -> RawResponse {
        let client = try RawClient(try #require(agent.statusAddress))
        try await client.send(
            "POST \(path) HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return try await client.response()
    }
}
