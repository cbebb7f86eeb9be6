// The checkpoints at rest, as a rotation asks and tells them.

import Checkpoints
import Configuration
import Platform
import Rotation
import TestSupport
import Testing

@testable import Agent

@Suite struct StoreCustodianTests {
    private let directory: ScratchDirectory
    private let store: CheckpointStore
    private let custodian: StoreCustodian

    init() throws {
        directory = try ScratchDirectory()
        store = try CheckpointStore(path: directory.path("positions.json"), journalSize: 1 << 16)
        let text = """
            clients: [{url: "http://a/"}, {url: "http://b/", name: b}]
            scrape_configs:
            - job_name: test
              static_configs: [{targets: [x], labels: {__path__: "\(directory.path)/*.log"}}]
            """
        let diagnostics = DiagnosticCollector()
        let settings = try #require(
            AgentSettings.decode(Array(text.utf8), file: "f", diagnostics: diagnostics))
        custodian = StoreCustodian(store, settings)
        target = try #require(settings.targets.first?.follow.key)
        clients = settings.clients.map(\.key)
    }

    private let target: String
    private let clients: [String]

    private func subject(_ name: String) throws -> Subject {
        let status = try FileStatus.of(path: directory.path(name))
        return Subject(path: directory.path(name), identity: FileIdentity(status), size: status.size)
    }

    /// A followed file of which the clients have shipped so much.
    private func follow(_ name: String, shipped: [Int64], born: String? = nil) throws -> GenerationID {
        let id = store.nextGeneration
        var record = GenerationRecord(
            id: id, target: target, path: directory.path(born ?? name), currentPath: directory.path(name),
            identity: try subject(name).identity, fingerprint: .empty)
        for (client, offset) in zip(clients, shipped) { record.progress[client] = Progress(offset: offset) }
        record.seen = Clock.realtime()
        store.record(.born(record))
        return id
    }

    private func custody(_ name: String, log: String) throws -> Custody {
        try #require(custodian.custody(of: [subject(name)], logs: [directory.path(log)]).first)
    }

    @Test func theClientThatIsBehindDecides() throws {
        try directory.write("one\ntwo\n", to: "a.log")
        _ = try follow("a.log", shipped: [8, 4])
        #expect(try custody("a.log", log: "a.log") == .unshipped(4))
        try directory.write("one\ntwo\n", to: "b.log")
        _ = try follow("b.log", shipped: [8, 8])
        #expect(try custody("b.log", log: "b.log") == .shipped)
        try directory.append("three", to: "b.log")
        #expect(try custody("b.log", log: "b.log") == .unshipped(5))
    }

    @Test func aClientThatIsNewStartsWhereTheFurthestIs() throws {
        try directory.write("one\ntwo\n", to: "a.log")
        _ = try follow("a.log", shipped: [8])
        #expect(try custody("a.log", log: "a.log") == .shipped)
    }

    @Test func whatNoTargetCoversIsNotHeldAndWhatWasMissedIs() throws {
        try directory.write("x\n", to: "other")
        #expect(try custody("other", log: "other") == .uncovered)
        try directory.write("x\n", to: "a.log")
        #expect(try custody("a.log", log: "a.log") == .unshipped(2), "it was never read")
        // From before the agent, and from while it did not run.
        try directory.write("x\n", to: "a.log.2")
        try directory.setModified("a.log.2", to: 1_000_000_000)
        _ = try follow("a.log", shipped: [2, 2])
        directory.awaitClockTick()
        try directory.write("x\n", to: "a.log.1")
        #expect(try custody("a.log.2", log: "a.log") == .uncovered)
        #expect(try custody("a.log.1", log: "a.log") == .unshipped(nil))
    }

    @Test func aMoveIsWrittenDownAndThePadIsNoContent() throws {
        let pad = try #require(Pad(number: 1, length: 200))
        try directory.write(pad.bytes + Array("one\ntwo\nthree\n".utf8), to: "a.log")
        let id = try follow("a.log", shipped: [8, 4])
        let log = try subject("a.log")
        #expect(custodian.pause(log) == 208)
        #expect(try custody("a.log", log: "a.log") == .unshipped(10))
        try directory.write("one\ntwo\n", to: "a.log.1")
        try custodian.move(log, into: subject("a.log.1"), contentSize: 8)
        let record = try #require(store.state.generations[id])
        #expect(record.identity == (try subject("a.log.1")).identity)
        #expect(record.currentPath == directory.path("a.log.1"))
        #expect(!record.isFinished && record.size == 8)
        #expect(try custody("a.log.1", log: "a.log") == .unshipped(4))
        // What it has now is nobody's yet; told again, nothing changes.
        #expect(custodian.pause(log) == 0)
        try custodian.move(log, into: subject("a.log.1"), contentSize: 8)
        #expect(store.state.generations[id] == record)
    }

    @Test func whatIsShippedIsFinishedWhenItIsMoved() throws {
        try directory.write("one\n", to: "a.log.1")
        let id = try follow("a.log.1", shipped: [4, 4], born: "a.log")
        try directory.write("an archive", to: "a.log.1.gz")
        try custodian.move(subject("a.log.1"), into: subject("a.log.1.gz"), contentSize: 4)
        #expect(store.state.generations[id]?.isFinished == true)
        #expect(try custody("a.log.1.gz", log: "a.log") == .shipped)
    }

    @Test func anArchiveIsHeldUntilItIsKnownToBeShipped() throws {
        // As after a kill: the journal says where the contents are, and not how long they are.
        try directory.write("an archive", to: "a.log.1.gz")
        let id = try follow("a.log.1.gz", shipped: [4, 4], born: "a.log")
        #expect(try custody("a.log.1.gz", log: "a.log") == .unshipped(1))
        store.note(size: 7, of: id)
        #expect(try custody("a.log.1.gz", log: "a.log") == .unshipped(3))
        store.record(.finished(id))
        #expect(try custody("a.log.1.gz", log: "a.log") == .shipped)
    }
}
