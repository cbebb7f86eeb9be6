// Checkpoints that are shown and changed while an agent ships, over its socket and without it.

import Checkpoints
import Configuration
import Glibc
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@testable import Agent

@Suite(.timeLimit(.minutes(5))) struct PositionChangeTests {
    /// Asks on a thread of its own: the desk blocks, and the agent's server must not wait for it.
    private func ask<Value: Sendable>(
        _ configuration: String,
        _ question: @escaping @Sendable (PositionDesk) throws -> PositionDesk.Answer<Value>
    ) async throws -> (value: Value, isLive: Bool) {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try Thread.start(name: "desk") {
                    continuation.resume(
                        with: Result {
                            let settings = AgentSettings.decode(
                                Array(configuration.utf8), file: "f", diagnostics: DiagnosticCollector())
                            let answer = try question(PositionDesk(settings: try #require(settings)))
                            return (answer.value, answer.isLive)
                        })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    private func texts(_ rows: [PositionRow]) -> [String] {
        rows.map {
            "\(FileSystem.name(of: $0.path)) \($0.client) \($0.offset)/\($0.size) \($0.state.rawValue)"
        }
    }

    @Test func rowsAreThoseOfTheAgentAndThenThoseOnDisk() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("one\ntwo\nunfinished", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration("name: main, url: \(receiver.pushURL)")
            let running = try trial.start(configuration)
            _ = try await running.wait { $0.lagBytes == 10 }
            let live = try await ask(configuration) { try $0.rows() }
            #expect(live.isLive)
            #expect(texts(live.value) == ["a.log main 8/18 open"])
            try await running.stop()
            #expect(trial.directory.names == ["logs", "state"])
            let dead = try await ask(configuration) { try $0.rows() }
            #expect(!dead.isLive)
            #expect(texts(dead.value) == ["a.log main 8/18 waiting"])
        }
    }

    @Test func socketIsItsOwnersAlone() async throws {
        let trial = try AgentTrial()
        let configuration = trial.configuration("url: http://127.0.0.1:1/push")
        try trial.directory.makeDirectory("state")
        // What a killed agent left behind.
        try trial.directory.write("", to: "state/logferry.sock")
        let running = try trial.start(configuration)
        _ = try await running.wait { _ in true }
        let status = try FileStatus.of(path: trial.directory.path("state/logferry.sock"))
        #expect(status.mode == UInt32(S_IFSOCK) | 0o600)
        #expect(try await ask(configuration) { try $0.rows() }.isLive)
        try await running.stop()
        #expect(throws: SystemError.self) {
            try FileStatus.of(path: trial.directory.path("state/logferry.sock"))
        }
    }

    @Test func skippedLinesAreNotSentAndTheOthersOnce() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let isHeld = Mutex(true)
        let script = AnswerScript { _ in isHeld.withLock { $0 } ? .status(503) : .accept }
        // More than the batches hold: the rest is in the file.
        let filler = String(repeating: "x", count: 1000)
        try trial.directory.write((0..<4000).map { "\($0) \(filler)\n" }.joined(), to: "logs/a.log")
        try await withReceiver(sink, script: script) { receiver in
            let configuration = trial.configuration("name: main, url: \(receiver.pushURL)")
            let running = try trial.start(configuration)
            _ = try await running.wait { $0.clients[0].lastError != nil }
            let path = trial.directory.path("logs/a.log")
            let change = PositionChange(.skip(to: 2_000_000), path: path)
            let edits = try await ask(configuration) { try $0.change(change) }
            #expect(edits.isLive)
            let edit = try #require(edits.value.first)
            #expect(edits.value.count == 1)
            #expect(edit.from == 0)
            #expect(edit.to == edit.neverSent)
            isHeld.withLock { $0 = false }
            _ = try await running.wait { $0.lagBytes == 0 }
            try await running.stop()
            // Of what was batched already, nothing is sent either: it was thrown away unsent.
            let numbers = sink.entries.compactMap { Int($0.line.prefix { $0 != " " }) }
            let first = try #require(numbers.first)
            #expect(numbers == Array(first..<4000))
            let before = (0..<first).reduce(0) { $0 + "\($1) \(filler)\n".utf8.count }
            #expect(Int64(before) == edit.to)
            #expect(edit.to >= 2_000_000 && edit.to < 2_002_000)
        }
    }

    @Test func forgottenFileIsReadAgainFromItsBeginning() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("one\ntwo\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration("name: main, url: \(receiver.pushURL)")
            let running = try trial.start(configuration)
            _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            let path = trial.directory.path("logs/a.log")
            let refusal = await #expect(throws: ControlRefusal.self) {
                try await ask(configuration) {
                    try $0.change(PositionChange(.forget(isConfirmed: false), path: path))
                }
            }
            #expect(
                refusal?.description == "8 bytes that were shipped will be sent again; add --yes to do it")
            #expect(refusal?.kind == .unconfirmed)
            let edits = try await ask(configuration) {
                try $0.change(PositionChange(.forget(isConfirmed: true), path: path))
            }
            #expect(edits.value.map(\.sentAgain) == [8])
            #expect(try await sink.waitFor(count: 4).map(\.line) == ["one", "two", "one", "two"])
            let rows = try await ask(configuration) { try $0.rows() }.value
            #expect(rows.map(\.generation) == [2])
            try await running.stop()
        }
    }

    @Test func oneClientOfTwoIsSetBack() async throws {
        let trial = try AgentTrial()
        let (one, two) = (CollectingSink(), CollectingSink())
        try trial.directory.write("x\ny\n", to: "logs/a.log")
        try await withReceiver(one) { first in
            try await withReceiver(two) { second in
                let configuration = trial.configuration(
                    "[{name: a, \(AgentTrial.quick), url: \(first.pushURL)}, "
                        + "{name: b, \(AgentTrial.quick), url: \(second.pushURL)}]")
                let running = try trial.start(configuration)
                _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
                let path = trial.directory.path("logs/a.log")
                let change = PositionChange(.forget(isConfirmed: true), path: path, client: "b")
                #expect(try await ask(configuration) { try $0.change(change) }.value.map(\.client) == ["b"])
                _ = try await two.waitFor(count: 4)
                try trial.directory.append("z\n", to: "logs/a.log")
                _ = try await two.waitFor(count: 5)
                _ = try await one.waitFor(count: 3)
                try await running.stop()
            }
        }
        #expect(one.entries.map(\.line) == ["x", "y", "z"])
        #expect(two.entries.map(\.line) == ["x", "y", "x", "y", "z"])
    }

    @Test func changeWithoutAnAgentIsThereForTheNextOne() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("one\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let configuration = trial.configuration("name: main, url: \(receiver.pushURL)")
            let first = try trial.start(configuration)
            _ = try await running(first, sink)
            try trial.directory.append("skipped\nthree\n", to: "logs/a.log")
            let change = PositionChange(.skip(to: 5), path: trial.directory.path("logs/a.log"))
            let edits = try await ask(configuration) { try $0.change(change) }
            #expect(!edits.isLive)
            #expect(edits.value.map(\.to) == [12])
            let second = try trial.start(configuration)
            _ = try await sink.waitFor(count: 2)
            try await second.stop()
        }
        #expect(sink.entries.map(\.line) == ["one", "three"])
    }

    private func running(_ agent: RunningAgent, _ sink: CollectingSink) async throws {
        _ = try await sink.waitFor(count: 1)
        _ = try await agent.wait { $0.lagBytes == 0 }
        try await agent.stop()
    }

    /// Without a socket the agent runs all the same, and the commands say why they cannot ask it.
    @Test func pathThatIsTooLongForASocketIsNoReasonNotToRun() async throws {
        let trial = try AgentTrial()
        let deep = "state" + String(repeating: "/and_another_directory", count: 4)
        let configuration = trial.configuration("url: http://127.0.0.1:1/push", state: deep)
        let running = try trial.start(configuration)
        _ = try await running.wait { _ in true }
        let failure = await #expect(throws: StateAccess.Failure.self) {
            try await ask(configuration) { try $0.rows() }
        }
        let state = trial.directory.path(deep)
        #expect(failure?.description.hasPrefix("\(state) is in use by pid \(getpid()) (") == true)
        #expect(
            failure?.description.hasSuffix(
                "), which does not listen on \(state)/logferry.sock; if that is an agent, its log says why")
                == true)
        try await running.stop()
        #expect(try await !ask(configuration) { try $0.rows() }.isLive)
    }

    @Test func directoryThatIsNotThereIsNotMade() async throws {
        let trial = try AgentTrial()
        let configuration = trial.configuration("url: http://127.0.0.1:1/push")
        let failure = await #expect(throws: StateAccess.Failure.self) {
            try await ask(configuration) { try $0.rows() }
        }
        let state = trial.directory.path("state")
        #expect(
            failure?.description
                == "there is no directory \(state) yet: an agent makes it when it runs for the first time")
        #expect(trial.directory.names == ["logs"])
    }
}
