// Several destinations: each has its own offsets, and none waits for another.

import Agent
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct ClientsTests {
    private func clients(_ first: String, _ second: String) -> String {
        "[{name: first, \(AgentTrial.quick), url: \(first)}, {name: second, \(AgentTrial.quick), url: \(second)}]"
    }

    @Test func clientThatIsDownDelaysNoOtherAndCatchesUp() async throws {
        let trial = try AgentTrial()
        let (late, prompt) = (CollectingSink(), CollectingSink())
        let port = try ClosedPort()
        try await withReceiver(prompt) { receiver in
            let running = try trial.start(
                trial.configuration(clients("http://\(port.address)\(Receiver.pushPath)", receiver.pushURL)))
            for round in 1...20 {
                let lines = (0..<50).map { "round \(round) line \($0)\n" }.joined()
                try trial.directory.append(lines, to: "logs/a.log")
                _ = try await prompt.waitFor(count: round * 50)
                if round == 10 { try trial.directory.rename("logs/a.log", to: "logs/a.log.1") }
            }
            let status = try await running.wait {
                $0.clients[0].lastError != nil && $0.clients[1].lastError == nil
            }
            #expect(status.clients.map(\.name) == ["first", "second"])
            #expect(status.lagBytes > 0)

            let second = try await Receiver.start(listen: port.address, sink: late)
            _ = try await late.waitFor(count: 1000)
            _ = try await running.wait { $0.lagBytes == 0 }
            try await running.stop()
            await second.shutdown(grace: .zero)
        }
        #expect(prompt.entries.count == 1000)
        #expect(texts(late.entries) == texts(prompt.entries))
    }

    @Test func eachClientGoesOnWhereItWasAfterARestart() async throws {
        let trial = try AgentTrial()
        let (slow, quick) = (CollectingSink(), CollectingSink())
        let isHeld = Mutex(false)
        // Refuses so that a stop does not wait for it: its next try is minutes away.
        let script = AnswerScript { _ in
            isHeld.withLock { $0 } ? .status(503, headers: [(name: "Retry-After", value: "600")]) : .accept
        }
        try await withReceiver(slow, script: script) { first in
            try await withReceiver(quick) { second in
                let configuration = trial.configuration(clients(first.pushURL, second.pushURL))
                try trial.directory.write("one\n", to: "logs/a.log")
                let running = try trial.start(configuration)
                _ = try await slow.waitFor(count: 1)
                _ = try await running.wait { $0.lagBytes == 0 }
                isHeld.withLock { $0 = true }
                try trial.directory.append("two\n", to: "logs/a.log")
                _ = try await quick.waitFor(count: 2)
                _ = try await running.wait { $0.clients[0].lastError != nil }
                try await running.stop()
                isHeld.withLock { $0 = false }
                let again = try trial.start(configuration)
                _ = try await slow.waitFor(count: 2)
                try trial.directory.append("three\n", to: "logs/a.log")
                _ = try await slow.waitFor(count: 3)
                _ = try await quick.waitFor(count: 3)
                try await again.stop()
            }
        }
        #expect(slow.entries.map(\.line) == ["one", "two", "three"])
        #expect(texts(slow.entries) == texts(quick.entries))
    }

    @Test func newClientStartsWhereTheOthersAre() async throws {
        let trial = try AgentTrial()
        let (first, second) = (CollectingSink(), CollectingSink())
        try trial.directory.write("one\n", to: "logs/a.log")
        try await withReceiver(first) { one in
            let alone = try trial.start(trial.configuration("name: first, url: \(one.pushURL)"))
            _ = try await first.waitFor(count: 1)
            try await alone.stop()
            try await withReceiver(second) { two in
                let both = try trial.start(trial.configuration(clients(one.pushURL, two.pushURL)))
                try trial.directory.append("two\n", to: "logs/a.log")
                _ = try await first.waitFor(count: 2)
                _ = try await second.waitFor(count: 1)
                try await both.stop()
            }
        }
        #expect(first.entries.map(\.line) == ["one", "two"])
        #expect(second.entries.map(\.line) == ["two"])
    }
}
