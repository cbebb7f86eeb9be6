// Files of targets change while the agent runs, and nothing else has to be done.

import Agent
import Logging
import Platform
import Receiver
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct TargetRefreshTests {
    /// A configuration whose targets are all in files.
    private func configuration(_ trial: AgentTrial, _ receiver: Receiver) -> String {
        """
        server: {http_listen_port: 0}
        positions: {filename: \(trial.directory.path("state"))/positions.json}
        clients: [{\(AgentTrial.quick), url: \(receiver.pushURL)}]
        scrape_configs:
        - job_name: sd
          file_sd_configs: [{files: ['\(trial.directory.path)/*.yaml']}]
        """
    }

    private func target(_ trial: AgentTrial, _ name: String) -> String {
        "- labels: {job: \(name), __path__: \(trial.directory.path("logs/\(name).log"))}\n"
    }

    @Test func targetsComeAndGo() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        for name in ["a", "b"] { try trial.directory.write("\(name) 1\n", to: "logs/\(name).log") }
        try trial.directory.write(target(trial, "a"), to: "a.yaml")
        try await withReceiver(sink) { receiver in
            let running = try trial.startFromFile(configuration(trial, receiver))
            _ = try await sink.waitFor(count: 1)
            #expect(try await running.agent.refreshTargets().get() == false)

            try trial.directory.write(target(trial, "b"), to: "b.yaml")
            #expect(try await running.agent.refreshTargets().get() == true)
            _ = try await sink.waitFor(count: 2)

            try FileSystem.remove(trial.directory.path("a.yaml"))
            #expect(try await running.agent.refreshTargets().get() == true)
            try trial.directory.append("a 2\n", to: "logs/a.log")
            try trial.directory.append("b 2\n", to: "logs/b.log")
            _ = try await sink.waitFor(count: 3)

            try trial.directory.write(target(trial, "a"), to: "a.yaml")
            #expect(try await running.agent.refreshTargets().get() == true)
            _ = try await sink.waitFor(count: 4)
            try await running.stop()
        }
        #expect(sink.entries.map(\.line) == ["a 1", "b 1", "b 2", "a 2"])
    }

    /// What was written into the configuration meanwhile has to be asked for.
    @Test func theConfigurationItselfIsNotReadAgain() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("a 1\n", to: "logs/a.log")
        try trial.directory.write("[]", to: "a.yaml")
        try await withReceiver(sink) { receiver in
            let running = try trial.startFromFile(configuration(trial, receiver))
            try trial.write("nonsense")
            try trial.directory.write(target(trial, "a"), to: "a.yaml")
            #expect(try await running.agent.refreshTargets().get() == true)
            _ = try await sink.waitFor(count: 1)
            try await running.stop()
            let late = await running.agent.refreshTargets()
            guard case .failure(let refusal) = late else {
                Issue.record("an agent that has ended looks for targets")
                return
            }
            #expect(refusal.kind == .stopping)
        }
    }

    @Test func aChangeIsNoticed() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("a 1\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.startFromFile(configuration(trial, receiver))
            let watching = ServiceGroup(
                configuration: .init(
                    services: [
                        .init(service: TargetWatching(agent: running.agent, interval: .milliseconds(1)))
                    ],
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
            async let end: Void = watching.run()
            try trial.directory.write(target(trial, "a"), to: "a.yaml")
            _ = try await sink.waitFor(count: 1)
            await watching.triggerGracefulShutdown()
            try await end
            try await running.stop()
        }
        #expect(sink.entries.map(\.line) == ["a 1"])
    }
}
