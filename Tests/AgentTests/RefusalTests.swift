// Entries that Loki refuses: everything else arrives, once, and they are kept, whatever happens in between.

import Agent
import Loki
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct RefusalTests {
    private static let encodings = ["json", "protobuf"]

    /// What is kept among the rejected, in the order of the files: lines, those in doubt with a question mark.
    private func kept(_ trial: AgentTrial, _ state: String = "state") throws -> [String] {
        try RejectedFile.list(in: trial.directory.path("\(state)/rejected")).flatMap { path in
            let file = try RejectedFile(path)
            var lines: [String] = []
            while let entry = try file.next() {
                lines.append(String(decoding: entry.line, as: UTF8.self) + (entry.isCertain ? "" : "?"))
            }
            return lines
        }
    }

    private func isBad(_ entry: ReceivedEntry) -> Bool { entry.line.hasPrefix("bad") }

    /// Refuses every push with a bad line in it.
    private var strict: AnswerScript {
        AnswerScript { _ in
            .decide { entries in entries.contains(where: isBad) ? .status(400, body: "bad") : .accept }
        }
    }

    /// Lines of which every tenth is bad.
    private func lines(_ count: Int) -> [String] {
        (0..<count).map { $0 % 10 == 7 ? "bad \($0)" : "good \($0)" }
    }

    private func good(_ lines: [String]) -> [String] { lines.filter { $0.hasPrefix("good") } }

    /// Starts an agent on the state and expects it to send nothing.
    private func expectNothingIsLeft(_ trial: AgentTrial) async throws {
        let sink = CollectingSink()
        try await withReceiver(sink) { receiver in
            let again = try trial.start(trial.configuration("name: a, url: \(receiver.pushURL)"))
            _ = try await again.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            try await again.stop()
            #expect(receiver.counters.requests == 0)
        }
    }

    @Test(arguments: encodings)
    func oneBadEntryCostsNoneOfTheGoodOnes(encoding: String) async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let lines = lines(300)
        try trial.directory.write(lines.map { $0 + "\n" }.joined(), to: "logs/a.log")
        try await withReceiver(sink, script: strict) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "name: a, encoding: \(encoding), url: \(receiver.pushURL), batchsize: 1KiB"))
            _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            let metrics = try await running.metrics()
            #expect((metrics["logferry_halved_pushes_total{client=\"a\"}"] ?? 0) > 30)
            #expect(metrics["logferry_sent_entries_total"] == 270)
            #expect(
                metrics["logferry_rejected_entries_total{client=\"a\",status=\"400\",reason=\"refused\"}"]
                    == 30)
            try await running.stop()
        }
        #expect(sink.entries.map(\.line) == good(lines))
        #expect(try kept(trial) == lines.filter { !$0.hasPrefix("good") })
        try await expectNothingIsLeft(trial)
    }

    @Test(arguments: encodings)
    func aPushThatIsTooLargeIsSentInPieces(encoding: String) async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let lines = lines(300) + [String(repeating: "x", count: 500)]
        try trial.directory.write(lines.map { $0 + "\n" }.joined(), to: "logs/a.log")
        let script = AnswerScript { _ in
            .decide { entries in
                entries.reduce(0) { $0 + $1.line.utf8.count } > 400 ? .status(413, body: "<html>") : .accept
            }
        }
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(
                trial.configuration("name: a, encoding: \(encoding), url: \(receiver.pushURL)"))
            _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            try await running.stop()
        }
        #expect(sink.entries.map(\.line) == lines.dropLast())
        #expect(try kept(trial) == [lines[300]])
        try await expectNothingIsLeft(trial)
    }

    @Test func aKillBetweenTwoHalvesLosesNothing() async throws {
        let trial = try AgentTrial()
        let (sink, other) = (CollectingSink(), CollectingSink())
        let lines = lines(100)
        try trial.directory.write(lines.map { $0 + "\n" }.joined(), to: "logs/a.log")
        let isOver = Mutex(false)
        try await withReceiver(
            sink,
            script: AnswerScript { request in
                // After some pieces nothing is answered any more.
                request.index > 12 && !isOver.withLock { $0 }
                    ? .never : .decide { $0.contains(where: isBad) ? .status(400, body: "bad") : .accept }
            }
        ) { receiver in
            let running = try trial.start(
                trial.configuration("name: a, url: \(receiver.pushURL), batchsize: 1KiB, timeout: 200ms"))
            _ = try await running.wait { _ in receiver.counters.requests > 13 }
            try trial.copyState(to: "crashed")
            isOver.withLock { $0 = true }
            try await running.stop()
        }
        try await withReceiver(other, script: strict) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "name: a, encoding: protobuf, url: \(receiver.pushURL), batchsize: 1KiB", state: "crashed"
                ))
            _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            try await running.stop()
        }
        // Before the crash some of it arrived, in order; after it the rest, and of what came twice no more than a
        // batch, the same to the byte, though it is written in another way.
        let before = good(lines).count - other.entries.count
        let again = Array(other.entries.map(\.line))
        #expect(again == good(lines).suffix(again.count))
        #expect(before >= 0)
        #expect(Set(sink.entries + other.entries).count == good(lines).count)
    }

    @Test(arguments: encodings)
    func whatLokiTookOfAPushIsNotSentAgain(encoding: String) async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        let lines = lines(40)
        try trial.directory.write(lines.map { $0 + "\n" }.joined(), to: "logs/a.log")
        let script = AnswerScript { request in
            request.index > 0
                ? .accept
                : .decide { entries in .storeSomeThenStatus({ !isBad($0) }, 400, body: report(entries)) }
        }
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(
                trial.configuration("name: a, encoding: \(encoding), url: \(receiver.pushURL)"))
            _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            let metrics = try await running.metrics()
            #expect(receiver.counters.requests == 1)
            #expect(metrics["logferry_sent_entries_total"] == 36)
            #expect(
                metrics[
                    "logferry_rejected_entries_total{client=\"a\",status=\"400\",reason=\"too_far_behind\"}"]
                    == 4)
            try await running.stop()
        }
        #expect(sink.entries.map(\.line) == good(lines))
        #expect(try kept(trial) == lines.filter { !$0.hasPrefix("good") })
        try await expectNothingIsLeft(trial)
    }

    @Test func whatLokiMayHaveTakenIsKeptInDoubt() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("one\ntwo\n", to: "logs/a.log")
        let script = AnswerScript.sequence([.status(400, body: "2 errors like: something new")])
        try await withReceiver(sink, script: script) { receiver in
            let running = try trial.start(trial.configuration("name: a, url: \(receiver.pushURL)"))
            _ = try await running.wait { $0.lagBytes == 0 && $0.fileCount == 1 }
            let metrics = try await running.metrics()
            #expect(receiver.counters.requests == 1)
            #expect(metrics["logferry_doubtful_entries_total{client=\"a\"}"] == 2)
            #expect(metrics["logferry_sent_entries_total"] == 0)
            try await running.stop()
        }
        #expect(try kept(trial) == ["one?", "two?"])
        try await expectNothingIsLeft(trial)
    }

    @Test func whatCannotBeKeptIsHeldAndNotSentAgain() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("bad one\n", to: "logs/a.log")
        // A file is where the directory of the rejected belongs.
        try trial.directory.makeDirectory("state")
        try trial.directory.write("", to: "state/rejected")
        try await withReceiver(sink, script: strict) { receiver in
            let running = try trial.start(trial.configuration("name: a, url: \(receiver.pushURL)"))
            _ = try await running.wait { $0.clients[0].lastError != nil }
            try trial.directory.append("good\n", to: "logs/a.log")
            try await running.waitForReadLines(2)
            #expect(receiver.counters.requests == 1)
            try FileSystem.remove(trial.directory.path("state/rejected"))
            try await running.stop()
            #expect(receiver.counters.requests == 2)
        }
        #expect(try kept(trial) == ["bad one"])
        #expect(sink.entries.map(\.line) == ["good"])
        try await expectNothingIsLeft(trial)
    }

    /// What Loki's ingester says of the bad ones.
    private func report(_ entries: [ReceivedEntry]) -> String {
        let listed = entries.filter(isBad).map { entry in
            "entry with timestamp \(goTime(entry.timestampNanoseconds)) ignored, reason: 'entry too far behind, "
                + "oldest acceptable timestamp is: 2099-01-01T00:00:00Z',\n"
        }
        let labels = entries.first?.labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ", ") ?? ""
        return listed.joined()
            + "user 'fake', total ignored: \(listed.count) out of \(entries.count) for stream: {\(labels)}"
    }

    /// A time as Go prints it.
    private func goTime(_ nanoseconds: Int64) -> String {
        let text = timestampText(ofRealtime: nanoseconds)
        let fraction = String(nanoseconds % 1_000_000_000 + 1_000_000_000).dropFirst()
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)).\(fraction) +0000 UTC"
    }
}
