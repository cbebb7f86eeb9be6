// Why this file exists: `logferry receive`, a small Loki to try an agent against.

import ArgumentParser
import HTTPServing
import Logging
import Receiver
import ServiceLifecycle

/// Takes pushes as Loki does and writes the entries down.
struct Receive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take pushes as Loki does and write the entries down.",
        discussion: """
            Listens for Loki's push API (POST /loki/api/v1/push) and writes one JSON object a line for each entry: \
            tenant, labels, timestamp in nanoseconds, line and structured metadata. For trying things out.
            """)

    @Option(
        name: .long, help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:3100"

    @Option(
        name: .long,
        help: ArgumentHelp("Append the entries to this file instead of standard output.", valueName: "file"))
    var out: String?

    @Flag(name: .long, help: "Answer without looking at the entries, as a sink for benchmarks.")
    var discard = false

    func run() async throws {
        let receiver = try await start()
        let url = receiver.pushURL
        let service = ReceiverService(receiver: receiver) { Output.line("listening on \(url)") }
        try await Services.run([service], log: Logger(label: "logferry"))
    }

    private func start() async throws -> Receiver {
        do {
            let address = try ListenAddress(parsing: listen)
            if discard { return try await Receiver.startDiscarding(listen: address) }
            return try await Receiver.start(
                listen: address, sink: try NDJSONFileSink(path: out ?? "/dev/stdout"))
        } catch {
            throw failure("\(error)", status: 1)
        }
    }
}

/// The receiver as a service.
struct ReceiverService: Service {
    let receiver: Receiver
    /// Called when a signal ends the service in order, and no sooner.
    var onReady: @Sendable () -> Void = {}

    func run() async throws {
        onReady()
        try? await gracefulShutdown()
        await receiver.shutdown(grace: .seconds(1))
    }
}
