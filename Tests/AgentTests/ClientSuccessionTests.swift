// Who goes on in whose place when the configuration names other clients than the checkpoints.

import Checkpoints
import Loki
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@testable import Agent

@Suite(.timeLimit(.minutes(5))) struct ClientSuccessionTests {
    private static func client(_ url: String, _ tenant: String? = nil, name: String? = nil) -> ClientSettings
    {
        var settings = ClientSettings(url: url)
        settings.tenantID = tenant
        settings.name = name
        return settings
    }

    @Test(
        arguments: [
            ([], [client("http://a/p")], [], []),
            (["http://a/p"], [client("http://a/p")], [], []),
            // One for one, whatever they are.
            (["x"], [client("http://a/p")], ["x>http://a/p"], []),
            (["x", "y"], [client("http://a/p", name: "x")], [], ["y"]),
            // It got a name.
            (
                ["a", "http://a/p", "http://a/p t"],
                [client("http://b/p", name: "n"), client("http://a/p", "t", name: "z")],
                ["http://a/p t>z", "a>n"], ["http://a/p"]
            ),
            // Host and tenant, then the host, then the tenant, then the order.
            (
                ["http://a/p t", "http://A:3100/p u", "http://c/p"],
                [client("http://c:1/q", "v"), client("https://a/q", "u")],
                ["http://A:3100/p u>https://a/q u", "http://c/p>http://c:1/q v"], ["http://a/p t"]
            ),
            (
                ["http://a/p t", "http://b/p u"], [client("http://c/p", "u"), client("http://d/p", "t")],
                ["http://b/p u>http://c/p u", "http://a/p t>http://d/p t"], []
            ),
            (
                ["one", "two"], [client("http://c/p", name: "z"), client("http://d/p", name: "y")],
                ["one>z", "two>y"], []
            ),
            (["one"], [client("http://c/p"), client("http://d/p")], ["one>http://c/p"], []),
            (
                ["http://[::1]:3100/p"], [client("http://b/p"), client("http://[::1]/q")],
                ["http://[::1]:3100/p>http://[::1]/q"], []
            ),
        ] as [([String], [ClientSettings], [String], [String])])
    private func theMostAlikeGoesOn(
        known: [String], clients: [ClientSettings], successors: [String], gone: [String]
    ) {
        let succession = ClientSuccession(known: Set(known), clients: clients)
        #expect(succession.successors.map { "\($0.from)>\($0.to)" } == successors)
        #expect(succession.gone == gone)
    }

    @Test func afterwardsEveryGenerationHasAnOffsetForEveryClient() {
        var state = CheckpointState()
        for id in 1...3 as ClosedRange<UInt64> {
            var record = GenerationRecord(
                id: GenerationID(id), target: "t", path: "/a", currentPath: "/a",
                identity: FileIdentity(device: 1, inode: id, birth: 1), fingerprint: .empty)
            record.progress["gone"] = Progress(offset: 10 * Int64(id), lastTimestamp: 1, tail: 2, runStart: 3)
            if id < 3 { record.progress["old"] = Progress(offset: 15) }
            record.given = [GivenTimestamps(range: 0..<10, base: 1)]
            state.apply(.born(record))
        }
        let clients = ["old", "new", "newer"].map { Self.client("http://h/p", name: $0) }
        let succession = ClientSuccession(known: ["gone", "old"], clients: clients)
        for change in succession.changes(of: state) { state.apply(change) }
        let progress = state.generations.sorted { $0.key < $1.key }.map(\.value.progress)
        let (first, second, third) = (
            Progress(offset: 10, lastTimestamp: 1, tail: 2, runStart: 3),
            Progress(offset: 20, lastTimestamp: 1, tail: 2, runStart: 3),
            Progress(offset: 30, lastTimestamp: 1, tail: 2, runStart: 3)
        )
        #expect(progress[0] == ["new": first, "old": Progress(offset: 15), "newer": Progress(offset: 15)])
        #expect(progress[1] == ["new": second, "old": Progress(offset: 15), "newer": second])
        #expect(progress[2] == ["new": third, "old": third, "newer": third])
        #expect(ClientSuccession(known: ["old", "new", "newer"], clients: clients).changes(of: state) == [])
        // One that is gone is what the others go by, and then holds nothing back.
        let one = [Self.client("http://h/p", name: "newer")]
        for change in ClientSuccession(known: ["old", "new", "newer"], clients: one).changes(of: state) {
            state.apply(change)
        }
        #expect(state.generations.values.allSatisfy { $0.progress.clients == ["newer"] })
    }

    @Test func aClientThatGotANameSendsNothingAgain() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            for (round, client) in ["name: a", "name: b", "tenant_id: t", "external_labels: {x: y}"]
                .enumerated()
            {
                try trial.directory.append("line \(round)\n", to: "logs/a.log")
                let running = try trial.start(trial.configuration("\(client), url: \(receiver.pushURL)"))
                _ = try await sink.waitFor(count: round + 1)
                _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
                try await running.stop()
            }
        }
        #expect(sink.entries.map(\.line) == (0..<4).map { "line \($0)" })
    }

    @Test func aNewClientThatIsDownFindsItsPlaceAgain() async throws {
        let trial = try AgentTrial()
        let (first, second) = (CollectingSink(), CollectingSink())
        let isUp = Mutex(false)
        let script = AnswerScript { _ in
            isUp.withLock { $0 } ? .accept : .status(503, headers: [(name: "Retry-After", value: "600")])
        }
        try await withReceiver(first) { one in
            try await withReceiver(second, script: script) { two in
                let alone = "{name: a, \(AgentTrial.quick), url: \(one.pushURL)}"
                let both = "[\(alone), {name: b, \(AgentTrial.quick), url: \(two.pushURL)}]"
                for (round, clients) in ["[\(alone)]", both, both].enumerated() {
                    try trial.directory.append("line \(round)\n", to: "logs/a.log")
                    isUp.withLock { $0 = round == 2 }
                    let running = try trial.start(trial.configuration(clients))
                    _ = try await first.waitFor(count: round + 1)
                    if round == 1 { _ = try await running.wait { $0.clients[1].lastError != nil } }
                    if round == 2 { _ = try await second.waitFor(count: 2) }
                    try await running.stop()
                }
            }
        }
        #expect(first.entries.map(\.line) == ["line 0", "line 1", "line 2"])
        #expect(second.entries.map(\.line) == ["line 1", "line 2"])
    }
}
