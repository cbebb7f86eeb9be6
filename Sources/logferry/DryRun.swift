// Why this file exists: `-dry-run` shows what Loki would get, and changes nothing.

import Agent
import Glibc
import HTTPServing
import Logging
import Loki
import Platform
import Receiver
import ServiceLifecycle

/// An agent on a copy of its state, whose entries are printed.
struct DryRun {
    /// The agent.
    let agent: Agent
    private let log: Logger
    private let scratch: TemporaryDirectory
    private let receiver: Receiver

    /// Copies the state and listens for the agent.
    /// - Parameter importing: Promtail's positions, if they are to be gone on from.
    init(_ settings: AgentSettings, importing: String? = nil) async throws {
        var settings = settings
        log = OwnLog(settings.server.log).logger
        do {
            scratch = try TemporaryDirectory(name: "logferry-dry-run")
            receiver = try await Receiver.start(
                listen: ListenAddress(host: "127.0.0.1", port: 0), sink: PrintingSink())
        } catch {
            throw failure("\(error)", status: 1)
        }
        do {
            try Self.copyState(settings.positions.filename, importing: importing, to: scratch.path)
            settings.positions.filename = Self.snapshot(settings.positions.filename, in: scratch.path)
            settings.server.address = ListenAddress(host: "127.0.0.1", port: 0)
            settings.server.isDisabled = true
            if let first = settings.clients.first {
                settings.clients = [Self.client(like: first, to: receiver.pushURL)]
            }
            agent = try Agent(settings: settings, log: log)
        } catch {
            await receiver.shutdown(grace: .zero)
            try? scratch.remove()
            throw failure("\(error)", status: 1)
        }
    }

    /// Runs the agent until a signal, or until one of the services ends.
    func run(_ services: [any Service] = []) async throws {
        defer { try? scratch.remove() }
        try await Services.run([ReceiverService(receiver: receiver), agent] + services, log: log)
    }

    /// A client that differs in nothing that its entries show, and goes by the same name in the checkpoints.
    private static func client(like other: ClientSettings, to url: String) -> ClientSettings {
        var client = ClientSettings(url: url)
        client.name = other.key
        client.tenantID = other.tenantID
        client.externalLabels = other.externalLabels
        client.batchWait = 100_000_000
        return client
    }

    private static func snapshot(_ path: String, in directory: String) -> String {
        FileSystem.join(directory, FileSystem.name(of: path))
    }

    /// Copies what is there of checkpoints, the agent's own or Promtail's.
    private static func copyState(_ path: String, importing: String?, to directory: String) throws {
        let own = (try? FileStatus.of(path: path)) != nil
        let sources = own ? [path, path + ".previous", Agent.journalPath(of: path)] : []
        for source in sources {
            try copy(source, to: FileSystem.join(directory, FileSystem.name(of: source)))
        }
        if !own, let importing { try copy(importing, to: snapshot(path, in: directory)) }
    }

    private static func copy(_ source: String, to target: String) throws {
        guard let status = try? FileStatus.of(path: source) else { return }
        let bytes = ByteBuffer()
        try FileSystem.contents(of: source, limit: 1 << 30).withUnsafeBytes { bytes.append($0) }
        let copy = try File(target, .replace)
        try copy.write(bytes)
        // When positions were written down tells which files they can be of.
        var times = [timespec(), timespec()]
        for index in times.indices {
            times[index].tv_sec = Int(status.modified / 1_000_000_000)
            times[index].tv_nsec = Int(status.modified % 1_000_000_000)
        }
        futimens(copy.descriptor, times)
    }
}

/// Prints entries as Promtail does: time, labels, structured metadata if there is any, and line, with tabs between.
private struct PrintingSink: EntrySink {
    func accept(_ entries: [ReceivedEntry]) async throws {
        // A push holds one stream behind the other; people read by time.
        let sorted = entries.enumerated().sorted {
            ($0.element.timestampNanoseconds, $0.offset) < ($1.element.timestampNanoseconds, $1.offset)
        }
        let text = sorted.map { Self.text($0.element) }.joined()
        // Nobody reads any more: that ends the run as a signal does.
        if !Terminal.write(text) { kill(getpid(), SIGTERM) }
    }

    private static func text(_ entry: ReceivedEntry) -> String {
        func pairs(_ pairs: [NameValue]) -> String {
            "{" + pairs.map(\.description).joined(separator: ", ") + "}"
        }
        let metadata = entry.structuredMetadata.isEmpty ? "" : pairs(entry.structuredMetadata) + "\t"
        let time = timestampText(ofNanoseconds: entry.timestampNanoseconds)
        return "\(time)\t\(pairs(entry.labels))\t\(metadata)\(entry.line)\n"
    }
}
