// Rejected entries are sent again, each once, and a file goes when all of it is accepted, never before.

import Agent
import Configuration
import Loki
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct RejectedShipmentTests {
    private func settings(_ trial: AgentTrial, _ clients: String) throws -> AgentSettings {
        try #require(
            AgentSettings.decode(
                Array(trial.configuration(clients).utf8), file: "f", diagnostics: DiagnosticCollector()))
    }

    private func clients(_ receiver: Receiver) -> String {
        "[{name: main, \(AgentTrial.quick), url: \(receiver.pushURL)}, "
            + "{name: other, \(AgentTrial.quick), url: \(receiver.pushURL), tenant_id: team, encoding: protobuf}]"
    }

    /// Puts a file among the rejected: an entry for each line, `client text`.
    private func reject(_ trial: AgentTrial, _ name: String, _ lines: [String]) throws {
        try trial.directory.makeDirectory("state/rejected")
        let writer = RejectedWriter()
        for (number, line) in lines.enumerated() {
            var entry = RejectedEntry()
            let parts = line.split(separator: " ", maxSplits: 1)
            entry.time = "2026-11-22T10:00:00.000Z"
            entry.client = String(parts[0])
            entry.status = 400
            entry.reason = "as it was"
            entry.tenant = entry.client == "other" ? "team" : nil
            entry.labels = [("app", "x"), ("n", "\(number % 2)")]
            entry.timestamp = Int64(number) + 1
            entry.line = Array(parts[1].utf8)
            try writer.add(entry)
        }
        try writer.finish(trial.directory.path("state/rejected/\(name).ndjson.gz"))
    }

    private func names(_ trial: AgentTrial) throws -> [String] {
        try FileSystem.list(trial.directory.path("state/rejected")).entries.map(\.name).sorted()
    }

    /// The entries of a file: `client status reason line`.
    private func entries(_ trial: AgentTrial, _ name: String) throws -> [String] {
        let file = try RejectedFile(trial.directory.path("state/rejected/\(name).ndjson.gz"))
        var texts: [String] = []
        while let entry = try file.next() {
            let line = String(decoding: entry.line, as: UTF8.self)
            texts.append("\(entry.client) \(entry.status) \(entry.reason) \(line)")
        }
        return texts
    }

    /// Runs a shipment on a thread of its own, since it blocks.
    private func ship(
        _ trial: AgentTrial, _ clients: String, client: String? = nil, paths: [String]? = nil,
        dryRun: Bool = false, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) async throws -> RejectedShipment.Report {
        let text = trial.configuration(clients)
        return try await withCheckedThrowingContinuation { continuation in
            do {
                try Thread.start(name: "ship") {
                    continuation.resume(
                        with: Result {
                            let settings = AgentSettings.decode(
                                Array(text.utf8), file: "f", diagnostics: DiagnosticCollector())
                            let shipment = try RejectedShipment(
                                settings: #require(settings), client: client, paths: paths,
                                isCancelled: isCancelled)
                            return dryRun ? try shipment.look() : try shipment.run()
                        })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    @Test func everyEntryGoesToItsClientInFewPushes() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        for number in 1...20 {
            try reject(trial, "\(100 + number)-000001", ["main a\(number)", "other b\(number)"])
        }
        try await withReceiver(sink) { receiver in
            let look = try await ship(trial, clients(receiver), dryRun: true)
            #expect(look.rows.map(\.client) == ["main", "other"])
            #expect(look.rows.map(\.entries) == [20, 20])
            #expect(look.rows.map(\.files) == [20, 20])
            #expect(try names(trial).count == 20)
            #expect(receiver.counters.requests == 0)
            let report = try await ship(trial, clients(receiver))
            #expect(report.isComplete)
            #expect(report.removedFiles == 20)
            #expect(report.rows.map(\.accepted) == [20, 20])
            #expect(receiver.counters.requests == 2)
        }
        #expect(try names(trial) == [])
        let texts = sink.entries.map { "\($0.tenant) \($0.line) \($0.timestampNanoseconds)" }
        #expect(Set(texts).count == 40)
        #expect(texts.contains("fake a1 1") && texts.contains("team b20 2"))
        #expect(sink.entries.allSatisfy { $0.labels.map(\.name) == ["app", "n"] })
    }

    @Test func whatIsRefusedAgainStaysWithItsNewReason() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try reject(trial, "1-000001", (0..<50).map { "main \($0 == 17 ? "bad" : "good") \($0)" })
        try reject(trial, "2-000001", ["main good 50"])
        let script = AnswerScript { _ in
            .decide { entries in
                entries.contains { $0.line.hasPrefix("bad") } ? .status(400, body: "still bad") : .accept
            }
        }
        try await withReceiver(sink, script: script) { receiver in
            let report = try await ship(trial, clients(receiver))
            #expect(!report.isComplete)
            #expect(report.rows.map(\.accepted) == [50])
            #expect(report.rows.map(\.refused) == [1])
            #expect(report.rows.map(\.reason) == ["HTTP 400: still bad"])
            #expect(report.removedFiles == 1)
        }
        #expect(try names(trial) == ["1-000001.ndjson.gz"])
        #expect(try entries(trial, "1-000001") == ["main 400 still bad bad 17"])
        #expect(
            sink.entries.map(\.line).sorted() == (0...50).filter { $0 != 17 }.map { "good \($0)" }.sorted())
    }

    @Test(arguments: [
        (Answer.status(503, body: "away"), "no success in 5 tries: HTTP 503: away", 5),
        (.status(401, body: "who are you"), "HTTP 401: who are you", 1),
    ])
    func clientThatIsDownLeavesEverythingAsItWas(_ answer: Answer, _ failure: String, _ tries: Int)
        async throws
    {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try reject(trial, "1-000001", ["main one", "main two"])
        let before = try trial.directory.read("state/rejected/1-000001.ndjson.gz")
        try await withReceiver(sink, script: AnswerScript { _ in answer }) { receiver in
            let report = try await ship(trial, clients(receiver))
            #expect(report.rows.map(\.left) == [2])
            #expect(report.rows.map(\.failure) == [failure])
            #expect(receiver.counters.requests == tries)
        }
        #expect(try names(trial) == ["1-000001.ndjson.gz"])
        #expect(try trial.directory.read("state/rejected/1-000001.ndjson.gz") == before)
    }

    /// What was accepted before the client went down is not sent once more.
    @Test func acceptedPartOfAFileIsTakenOutOfIt() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try reject(trial, "1-000001", (0..<4).map { "main \(String(repeating: "\($0)", count: 60))" })
        let script = AnswerScript { $0.index < 2 ? .accept : .status(403) }
        let small = { (receiver: Receiver) in
            "[{name: main, \(AgentTrial.quick), batchsize: 64, url: \(receiver.pushURL)}]"
        }
        try await withReceiver(sink, script: script) { receiver in
            let report = try await ship(trial, small(receiver))
            #expect(report.rows.map(\.accepted) == [2])
            #expect(report.rows.map(\.left) == [2])
        }
        #expect(try entries(trial, "1-000001").count == 2)
        try await withReceiver(sink) { receiver in
            let report = try await ship(trial, small(receiver))
            #expect(report.isComplete)
        }
        #expect(sink.entries.map { $0.line.first } == ["0", "1", "2", "3"])
    }

    @Test func unknownClientIsNamedAndAnotherCanTakeIt() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try reject(trial, "1-000001", ["gone one", "main two"])
        try await withReceiver(sink) { receiver in
            let report = try await ship(trial, clients(receiver))
            #expect(report.rows.map(\.client) == ["gone", "main"])
            #expect(
                report.rows.map(\.failure) == [
                    "no client is called so any more; name one with --client", nil,
                ])
            #expect(try entries(trial, "1-000001") == ["gone 400 as it was one"])
            let failure = await #expect(throws: RejectedShipment.Failure.self) {
                try await ship(trial, clients(receiver), client: "none")
            }
            #expect(failure?.description == "no client is called 'none'; there is main, other")
            #expect(try await ship(trial, clients(receiver), client: "main").isComplete)
        }
        #expect(sink.entries.map(\.line) == ["two", "one"])
        #expect(try names(trial) == [])
    }

    @Test func damageCostsOnlyItselfAndIsKept() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        // Random, so that the compressed text is long enough to be cut in its middle.
        var generator = SeededGenerator(seed: 1)
        let lines = (0..<2000).map { "main \($0) \(generator.next())\(generator.next())\(generator.next())" }
        try reject(trial, "1-000001", lines)
        let whole = try trial.directory.read("state/rejected/1-000001.ndjson.gz")
        try trial.directory.write(
            Array(whole.prefix(whole.count / 2)), to: "state/rejected/1-000001.ndjson.gz")
        try await withReceiver(sink) { receiver in
            let report = try await ship(trial, clients(receiver))
            #expect(!report.isComplete)
            #expect(report.problems.count == 1)
            #expect(report.problems.first?.contains("1-000001.ndjson.gz, after ") == true)
            #expect(report.rows.map(\.left) == [0])
            #expect(report.rows.first?.accepted == sink.entries.count)
            #expect(sink.entries.count > 100)
            #expect(try names(trial) == ["1-000001.ndjson.gz.damaged"])
            #expect(try await ship(trial, clients(receiver)).rows == [])
        }
    }

    @Test func whatAKilledOneLeftIsTakenUpAgain() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try reject(trial, "1-000001", ["main one"])
        try trial.directory.rename(
            "state/rejected/1-000001.ndjson.gz", to: "state/rejected/1-000001.ndjson.gz.sending")
        try trial.directory.write("half", to: "state/rejected/1-000001.ndjson.gz.part")
        // The agent has begun another file under the name meanwhile.
        try reject(trial, "1-000001", ["main two"])
        try await withReceiver(sink) { receiver in
            let report = try await ship(trial, clients(receiver))
            #expect(report.isComplete)
        }
        #expect(sink.entries.map(\.line).sorted() == ["one", "two"])
        #expect(try names(trial) == [])
    }

    @Test func onlyOneShipsAtATime() async throws {
        let trial = try AgentTrial()
        try reject(trial, "1-000001", ["main one"])
        let directory = trial.directory.path("state/rejected")
        let lock = try File(directory, .read)
        #expect(try lock.tryLock())
        let failure = await #expect(throws: RejectedShipment.Failure.self) {
            try await ship(trial, "[{name: main, url: http://127.0.0.1:1/push}]")
        }
        #expect(
            failure?.description
                == "the entries in \(directory) are being sent by another logferry; wait for it")
        withExtendedLifetime(lock) {}
    }

    @Test func interruptionLeavesTheRest() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try reject(trial, "1-000001", ["main one"])
        let asked = Mutex(0)
        try await withReceiver(sink) { receiver in
            // Between the files and the push.
            let report = try await ship(trial, clients(receiver)) {
                asked.withLock {
                    $0 += 1; return $0 > 1
                }
            }
            #expect(report.rows.map(\.failure) == ["interrupted"])
            #expect(report.keptFiles.count == 1)
        }
        #expect(try entries(trial, "1-000001") == ["main 400 as it was one"])
    }
}
