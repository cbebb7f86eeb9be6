// What an agent says of keys that mean nothing, and what it does not do if it is told not to listen.

import Agent
import Configuration
import Logging
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct WithoutMeaningLogTests {
    /// Keeps what is logged.
    private final class Lines: Sendable {
        let kept = Mutex<[String]>([])
        var logger: Logger {
            var logger = Logger(label: "test") { [self] _ in Handler(lines: self) }
            logger.logLevel = .debug
            return logger
        }
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let keys = event.metadata?["keys"].map { " \($0)" } ?? ""
            lines.kept.withLock { $0.append("\(event.level): \(event.message)\(keys)") }
        }
    }

    @Test func keysThatMeanNothingAreListedOnceForWhoDebugs() async throws {
        let trial = try AgentTrial()
        let text =
            trial.configuration("url: http://127.0.0.1:1/push").replacing(
                "{http_listen_port: 0}", with: "{disable: true, grpc_listen_port: 0}")
            + "\ntracing: {enabled: true}\n"
        let settings = try #require(
            AgentSettings.decode(Array(text.utf8), file: "f", diagnostics: DiagnosticCollector()))
        let lines = Lines()
        let running = try RunningAgent(try Agent(settings: settings, log: lines.logger))
        _ = try await running.wait { _ in true }
        #expect(running.agent.statusAddress == nil)
        try await running.stop()
        let said = lines.kept.withLock { $0.filter { $0.contains("mean nothing") } }
        #expect(
            said == [
                "debug: keys of the configuration that mean nothing here server.grpc_listen_port (f:1:25), tracing (f:10:1)"
            ])
    }
}
