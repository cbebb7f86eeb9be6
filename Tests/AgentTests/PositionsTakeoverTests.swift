// An agent that comes after Promtail sends what Promtail did not, and nothing that it did.

import Configuration
import Logging
import Platform
import Receiver
import TestSupport
import Testing

@testable import Agent

@Suite(.timeLimit(.minutes(5))) struct PositionsTakeoverTests {
    private let trial: AgentTrial

    init() throws { trial = try AgentTrial() }

    private var log: String { trial.directory.path("logs/app.log") }

    /// Writes what Promtail would have written.
    private func promtail(_ offset: Int, to name: String = "state/positions.yaml") throws {
        if !trial.directory.names.contains("state") { try trial.directory.makeDirectory("state") }
        try trial.directory.write("positions:\n  cursor-journal: s=1\n  \(log): \"\(offset)\"\n", to: name)
    }

    private func configuration(_ receiver: Receiver, positions: String = "") -> String {
        trial.configuration("url: \(receiver.pushURL)", positions: positions)
            .replacingFirst("positions.json", with: "positions.yaml")
    }

    /// Runs an agent until so many more lines have arrived, and stops it.
    private func run(
        _ text: String, _ sink: CollectingSink, until count: Int, importing: String? = nil
    ) async throws {
        let settings = try #require(load(text).settings)
        let running = try RunningAgent(
            Agent(
                settings: settings, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                importedPositions: importing))
        _ = try await sink.waitFor(count: count)
        _ = try await running.wait { $0.lagBytes == 0 }
        try await running.stop()
    }

    /// "line 0\n" and so on have seven bytes.
    private static let half = 5 * 7

    @Test func theLastHalfArrivesAndNothingTwice() async throws {
        let sink = CollectingSink()
        try trial.directory.write(AgentTrial.lines(0..<10), to: "logs/app.log")
        try promtail(Self.half)
        let old = try trial.directory.read("state/positions.yaml")
        try await withReceiver(sink) { receiver in
            // Whoever begins at the end of unknown files still goes on in those that are known.
            let text = configuration(receiver, positions: "start_at: end")
            try await run(text, sink, until: 5)
            #expect(try trial.directory.read("state/positions.yaml.promtail") == old)
            #expect(try trial.directory.read("state/positions.yaml").first == UInt8(ascii: "{"))
            try trial.directory.append(AgentTrial.lines(10..<12), to: "logs/app.log")
            try await run(text, sink, until: 7)
        }
        trial.expectOnce(sink.entries, 5..<12)
    }

    @Test func aFileThatWasCutOffIsReadFromItsStart() async throws {
        let sink = CollectingSink()
        try trial.directory.write(AgentTrial.lines(0..<3), to: "logs/app.log")
        try promtail(Self.half)
        try await withReceiver(sink) { receiver in
            try await run(configuration(receiver, positions: "start_at: end"), sink, until: 3)
        }
        trial.expectOnce(sink.entries, 0..<3)
    }

    @Test func whatWasRotatedMeanwhileIsReadFirst() async throws {
        let sink = CollectingSink()
        try trial.directory.write(AgentTrial.lines(0..<5), to: "logs/app.log")
        try promtail(Self.half)
        trial.directory.awaitClockTick()
        try trial.directory.append(AgentTrial.lines(5..<10), to: "logs/app.log")
        try trial.directory.rename("logs/app.log", to: "logs/app.log.2")
        try trial.directory.write(AgentTrial.lines(10..<20), to: "logs/app.log.1")
        try trial.directory.write(AgentTrial.lines(20..<23), to: "logs/app.log")
        try await withReceiver(sink) { receiver in
            try await run(configuration(receiver), sink, until: 18)
        }
        trial.expectOnce(sink.entries, 5..<23)
        #expect(sink.entries.map(\.line) == (5..<23).map { "line \($0)" })
    }

    @Test func positionsElsewhereAreTakenOverOnce() async throws {
        let sink = CollectingSink()
        try trial.directory.write(AgentTrial.lines(0..<10), to: "logs/app.log")
        try promtail(Self.half, to: "old.yaml")
        let old = trial.directory.path("old.yaml")
        try await withReceiver(sink) { receiver in
            try await run(configuration(receiver), sink, until: 5, importing: old)
            #expect(trial.directory.names.contains("old.yaml.promtail"))
            #expect(!trial.directory.names.contains("old.yaml"))
            try trial.directory.append(AgentTrial.lines(10..<11), to: "logs/app.log")
            try await run(configuration(receiver), sink, until: 6, importing: old)
        }
        trial.expectOnce(sink.entries, 5..<11)
    }

    @Test func positionsThatWereNeverThereAreAnError() throws {
        let path = trial.directory.path("none.yaml")
        let error = #expect(throws: (any Error).self) { try start(importing: path) }
        #expect("\(try #require(error))".contains(path))
    }

    private func start(importing path: String) throws {
        let settings = try #require(load(trial.configuration("url: http://127.0.0.1:1/push")).settings)
        _ = try Agent(settings: settings, log: Logger(label: "test"), importedPositions: path)
    }

    @Test func aBrokenFileStopsTheStartUnlessItIsToBeIgnored() async throws {
        try trial.directory.makeDirectory("state")
        try trial.directory.write("positions:\n  \(log): x\n", to: "state/positions.yaml")
        let text = trial.configuration("url: http://127.0.0.1:1/push")
            .replacingFirst("positions.json", with: "positions.yaml")
        let error = #expect(throws: (any Error).self) { _ = try trial.makeAgent(text) }
        let path = trial.directory.path("state/positions.yaml")
        #expect("\(try #require(error))".hasPrefix("\(path):2:"), "\(String(describing: error))")
        #expect(!trial.directory.names.contains("state/positions.yaml.promtail"))
        let lenient = trial.configuration(
            "url: http://127.0.0.1:1/push", positions: "ignore_invalid_yaml: true"
        )
        .replacingFirst("positions.json", with: "positions.yaml")
        _ = try trial.makeAgent(lenient)
        #expect(try FileSystem.contents(of: path + ".damaged").starts(with: "positions".utf8))
    }

    @Test func everyTargetAndEveryClientGoesOn() throws {
        try trial.directory.write(AgentTrial.lines(0..<10), to: "logs/app.log")
        let text = """
            clients: [{name: a, url: http://127.0.0.1:1/push}, {name: b, url: http://127.0.0.1:2/push}]
            scrape_configs:
            - job_name: one
              static_configs: [{labels: {__path__: "\(trial.directory.path)/logs/*.log"}}]
            - job_name: two
              static_configs: [{labels: {__path__: "\(trial.directory.path)/**/app.log"}}]
            - job_name: three
              static_configs: [{labels: {__path__: "\(trial.directory.path)/logs/*", __path_exclude__: "\(log)"}}]
            """
        let settings = try #require(load(text).settings)
        let text2 =
            "positions: {\"\(log)\": '35', /gone.log: '9', \"\(trial.directory.path)/logs/b.log\": '9'}"
        let positions = try #require(
            PromtailPositions(Array(text2.utf8), file: "p", diagnostics: DiagnosticCollector()))
        let takeover = PositionsTakeover(settings).takeover(positions, of: "p", written: Clock.realtime())
        #expect(takeover.generations.map(\.target) == ["one{}", "two{}"])
        for record in takeover.generations {
            #expect(record.progress.map { [$0.client: $0.progress.offset] } == [["a": 35], ["b": 35]])
            #expect(record.size == 70)
        }
        #expect(takeover.notes == ["p has 1 file that no scrape configuration follows"])
    }
}

extension String {
    fileprivate func replacingFirst(_ text: String, with other: String) -> String {
        guard let range = ranges(of: text).first else { return self }
        return replacingCharacters(in: range, other)
    }

    private func replacingCharacters(in range: Range<String.Index>, _ other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
