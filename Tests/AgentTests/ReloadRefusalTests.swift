// A reload that cannot be, or not entirely, says so, and nothing stops for it.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct ReloadRefusalTests {
    @Test func brokenConfigurationLeavesTheOldOneAndSaysWhy() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration("url: \(receiver.pushURL)")
            let running = try trial.startFromFile(configuration)
            _ = try await running.wait { _ in true }
            let started = try await running.metrics()
            try trial.write(configuration.replacing("job_name", with: "jobname"))
            let refusal = await #expect(throws: ControlRefusal.self) { try await running.reload() }
            let path = trial.configurationPath
            #expect(
                refusal?.description == """
                    \(path):5:3: error: unknown key 'jobname' in scrape_configs[0]; did you mean 'job_name'?
                    \(path): 1 error; the configuration of before stays
                    """)
            try trial.directory.append("goes on\n", to: "logs/a.log")
            #expect(try await sink.waitFor(count: 1).map(\.line) == ["goes on"])
            var metrics = try await running.metrics()
            let time = "logferry_config_last_reload_success_timestamp_seconds"
            #expect(started["logferry_config_last_reload_successful"] == 1)
            #expect(metrics["logferry_config_last_reload_successful"] == 0)
            #expect(metrics[time] == started[time])
            #expect(metrics["logferry_config_reloads_total{result=\"failure\"}"] == 1)
            #expect(metrics["logferry_config_reloads_total{result=\"success\"}"] == 0)
            try trial.write(configuration)
            try await running.reload()
            metrics = try await running.metrics()
            #expect(metrics["logferry_config_last_reload_successful"] == 1)
            #expect(metrics["logferry_config_reloads_total{result=\"success\"}"] == 1)
            // What was counted before the reload still is.
            #expect(metrics["logferry_sent_entries_total"] == 1)
            try await running.stop()
        }
    }

    @Test func missingFileIsNamed() async throws {
        let trial = try AgentTrial()
        let running = try trial.startFromFile(trial.configuration("url: http://127.0.0.1:1/push"))
        _ = try await running.wait { _ in true }
        try trial.directory.remove("agent.conf")
        let refusal = await #expect(throws: ControlRefusal.self) { try await running.reload() }
        #expect(refusal?.description.contains("cannot open \(trial.configurationPath)") == true)
        try await running.stop()
    }

    @Test func whatOnlyARestartCanChangeIsNamedAndTheRestIsTakenOver() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let levels = Mutex<[String]>([])
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration("url: \(receiver.pushURL)")
            let running = try trial.startFromFile(configuration) { settings in
                levels.withLock { $0.append("\(settings.level) \(settings.format)") }
            }
            _ = try await running.wait { _ in true }
            try trial.directory.write("new\n", to: "logs/a.txt")
            let server = "server: {http_listen_port: 1, log_level: debug, log_format: json}"
            try trial.write(
                configuration.replacing("server: {http_listen_port: 0}", with: server)
                    .replacing("/state/positions.json", with: "/elsewhere/positions.json")
                    .replacing("/logs/*.log", with: "/logs/*.txt"))
            let state = trial.directory.path("state/positions.json")
            #expect(
                try await running.reload() == [
                    "server.http_listen_address and http_listen_port: 127.0.0.1:1 takes effect after a restart; "
                        + "until then it is 127.0.0.1:0",
                    "positions.filename: \(trial.directory.path("elsewhere/positions.json")) takes effect after a "
                        + "restart; until then it is \(state)",
                ])
            #expect(try await sink.waitFor(count: 1).map(\.line) == ["new"])
            #expect(levels.withLock { $0 } == ["info logfmt", "debug json"])
            try await running.stop()
        }
        #expect(trial.directory.names == ["agent.conf", "logs", "state"])
    }

    @Test func httpAsksOnlyWhereItMay() async throws {
        let trial = try AgentTrial()
        let configuration = trial.configuration("url: http://127.0.0.1:1/push")
        let running = try trial.startFromFile(configuration)
        _ = try await running.wait { _ in true }
        let refused = try await running.post("/-/reload")
        #expect(refused.status == 403)
        #expect(
            refused.text
                == "reloading over HTTP is not allowed: set server.enable_runtime_reload: true, or send SIGHUP\n"
        )
        let allowing = configuration.replacing(
            "{http_listen_port: 0}", with: "{http_listen_port: 0, enable_runtime_reload: true}")
        try trial.write(allowing)
        try await running.reload()
        #expect(try await running.get("/-/reload").status == 405)
        let done = try await running.post("/-/reload")
        #expect(done.status == 200)
        #expect(done.text == "the configuration was reloaded\n")
        try trial.write(allowing + "\nnonsense: 1\n")
        let broken = try await running.post("/-/reload")
        #expect(broken.status == 500)
        #expect(broken.text.contains("error: unknown key 'nonsense'"), "\(broken.text)")
        try await running.stop()
    }

    @Test func agentWithoutAFileSaysSo() async throws {
        let trial = try AgentTrial()
        let running = try trial.start(trial.configuration("url: http://127.0.0.1:1/push"))
        _ = try await running.wait { _ in true }
        let refusal = await #expect(throws: ControlRefusal.self) { try await running.reload() }
        #expect(
            refusal?.description == "this agent was not started from a file, so there is none to read again")
        try await running.stop()
        let late = await #expect(throws: ControlRefusal.self) { try await running.reload() }
        #expect(late?.kind == .stopping)
    }

    /// A stop that comes while a push is waited for wins.
    @Test func stopEndsAReloadThatWaits() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let (arrived, hasArrived) = AsyncStream.makeStream(of: Void.self)
        try trial.directory.write("one\n", to: "logs/a.log")
        let script = AnswerScript { _ in
            hasArrived.yield()
            return .never
        }
        try await withReceiver(sink, script: script) { receiver in
            let client = "batchwait: 1ms, timeout: 1h, backoff_config: {min_period: 10h, max_period: 10h}"
            let running = try trial.startFromFile(
                trial.configuration("[{url: \(receiver.pushURL), \(client)}]"))
            for await _ in arrived { break }
            async let reload = running.agent.reload()
            // Asked for after the reload: both are in the ferry's mailbox then.
            _ = try await running.wait { _ in true }
            async let stopped: Void = running.stop()
            let answer = await reload
            let refusal = #expect(throws: ControlRefusal.self) { try answer.get() }
            #expect(refusal?.kind == .stopping)
            // Lets the push end, and with it the agent.
            await receiver.shutdown(grace: .zero)
            try await stopped
        }
    }
}
