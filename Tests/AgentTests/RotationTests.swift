// Rotation by the agent that follows: what is rotated arrives once, and what did not arrive stays.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct AgentRotationTests {
    private func rotation(_ trial: AgentTrial, _ policy: String) -> String {
        "rotation: [{paths: [\"\(trial.directory.path)/logs/*.log\"], \(policy)}]"
    }

    private func names(_ trial: AgentTrial) throws -> [String] {
        try FileSystem.list(trial.directory.path("logs")).entries.map(\.name).sorted()
    }

    /// All lines of a log and its generations, the oldest first.
    private func kept(_ trial: AgentTrial, generations: ClosedRange<Int>) throws -> String {
        let older = try generations.reversed().map { try trial.directory.read("logs/app.log.\($0)") }
        return String(decoding: older.joined(), as: UTF8.self)
    }

    @Test(arguments: ["rename, create: {}", "copytruncate", "collapse"])
    func everyLineArrivesOnceOverManyRotations(_ method: String) async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let writer = try trial.directory.writer("logs/app.log")
        let isRename = method.hasPrefix("rename")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL)",
                    rest: rotation(trial, "size: 1G, rotate: 40, method: \(method)")))
            for round in 0..<12 {
                let numbers = (round * 900)..<((round + 1) * 900)
                if isRename {
                    try trial.directory.append(AgentTrial.lines(numbers), to: "logs/app.log")
                } else {
                    try writer.write(AgentTrial.lines(numbers))
                }
                let outcome = try await running.agent.rotate(RotationOrder(isForced: true)).get()
                #expect(outcome.errors == [])
                #expect(outcome.lines == ["rotated \(trial.directory.path("logs/app.log"))"])
            }
            let entries = try await sink.waitFor(count: 12 * 900)
            try await running.stop()
            trial.expectOnce(entries, 0..<(12 * 900))
            #expect(
                Set(entries.flatMap(\.labels).filter { $0.name == "filename" }.map(\.value)) == [
                    trial.directory.path("logs/app.log")
                ])
        }
        #expect(try kept(trial, generations: 1...12).split(separator: "\n").count == 12 * 900)
    }

    @Test func whatIsNotShippedIsKeptBeyondItsNumberAndGoesWhenItIs() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let isDown = Atomic(true)
        let script = AnswerScript { _ in isDown.load(ordering: .relaxed) ? .status(503) : .accept }
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL)",
                    rest: rotation(trial, "rotate: 3, method: rename, create: {}, size: 1G")))
            for round in 0..<20 {
                try trial.directory.append(
                    AgentTrial.lines((round * 10)..<((round + 1) * 10)), to: "logs/app.log")
                _ = try await running.agent.rotate(RotationOrder(isForced: true)).get()
            }
            #expect(try names(trial) == (["app.log"] + (1...20).map { "app.log.\($0)" }).sorted())
            let standing = try await running.agent.rotationStanding().get()
            #expect(standing.map(\.heldGenerations) == [17])
            #expect(standing.map(\.generations) == [20])
            #expect((standing.first?.heldBytes ?? 0) > 1000)
            isDown.store(false, ordering: .relaxed)
            let entries = try await sink.waitFor(count: 200)
            trial.expectOnce(entries, 0..<200)
            _ = try await running.wait { $0.lagBytes == 0 }
            _ = try await running.agent.rotate(RotationOrder()).get()
            #expect(try names(trial) == ["app.log", "app.log.1", "app.log.2", "app.log.3"])
            let metrics = try await running.metrics()
            #expect(metrics["logferry_rotations_total{outcome=\"done\"}"] == 20)
            #expect(metrics["logferry_rotation_unshipped_deleted_bytes_total"] == 0)
            #expect(metrics["logferry_rotation_held_bytes"] == 0)
            try await running.stop()
        }
    }

    @Test func aLogIsRotatedByItselfWhenItReachesItsSize() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL)",
                    rest: rotation(
                        trial, "size: 100, rotate: 2, method: rename, create: {}, compress: true")))
            try trial.directory.append(AgentTrial.lines(0..<50), to: "logs/app.log")
            while !(try names(trial).contains("app.log.1.gz")) { _ = try await running.wait { _ in true } }
            try trial.directory.append(AgentTrial.lines(50..<52), to: "logs/app.log")
            trial.expectOnce(try await sink.waitFor(count: 52), 0..<52)
            try await running.stop()
        }
    }

    @Test func aDryRunTouchesNothing() async throws {
        let trial = try AgentTrial()
        try trial.directory.write("one\n", to: "logs/app.log")
        let running = try trial.start(
            trial.configuration(
                "url: http://127.0.0.1:1/",
                rest: rotation(trial, "size: 1, rotate: 2, method: rename, create: {}, firstaction: exit 1")))
        let before = try names(trial)
        let outcome = try await running.agent.rotate(RotationOrder(isDryRun: true, isForced: true)).get()
        #expect(!outcome.lines.isEmpty)
        #expect(outcome.errors == [])
        #expect(try names(trial) == before)
        try await running.stop()
    }

    @Test func anAgentWithoutAPolicySaysSo() async throws {
        let trial = try AgentTrial()
        let running = try trial.start(trial.configuration("url: http://127.0.0.1:1/"))
        let result = await running.agent.rotate(RotationOrder())
        guard case .failure(let refusal) = result else {
            Issue.record("it rotated")
            return
        }
        #expect("\(refusal)".contains("rotation"))
        #expect(try await running.agent.rotationStanding().get() == [])
        try await running.stop()
    }

    @Test func aConfigurationWithNothingButPoliciesRotates() async throws {
        let trial = try AgentTrial()
        try trial.directory.write("one\n", to: "logs/app.log")
        let running = try trial.start(
            """
            server: {http_listen_port: 0}
            positions: {filename: \(trial.directory.path("state"))/positions.json}
            \(rotation(trial, "interval: daily, rotate: 2, method: rename, create: {}"))
            """)
        let outcome = try await running.agent.rotate(RotationOrder(isForced: true)).get()
        #expect(outcome.errors == [])
        #expect(try names(trial) == ["app.log", "app.log.1"])
        try await running.stop()
    }

    @Test func aReloadBringsPoliciesAndTakesThemAway() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            let plain = trial.configuration("url: \(receiver.pushURL)")
            let rotating = trial.configuration(
                "url: \(receiver.pushURL)",
                rest: rotation(trial, "size: 1G, rotate: 9, method: rename, create: {}"))
            let running = try trial.startFromFile(plain)
            for round in 0..<3 {
                try trial.directory.append(
                    AgentTrial.lines((round * 10)..<(round * 10 + 10)), to: "logs/app.log")
                try trial.write(rotating)
                try await running.reload()
                _ = try await running.agent.rotate(RotationOrder(isForced: true)).get()
                try trial.write(plain)
                try await running.reload()
                #expect(try await running.agent.rotationStanding().get() == [])
            }
            trial.expectOnce(try await sink.waitFor(count: 30), 0..<30)
            try await running.stop()
            #expect(try names(trial) == ["app.log", "app.log.1", "app.log.2", "app.log.3"])
        }
    }
}
