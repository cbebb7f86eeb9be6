// What is under packaging/, as the tests read it, and the agent that runs on an example from there.

import Glibc
import HTTPServing
import Platform
import Receiver
import TestSupport
import Testing

/// The folder of what is installed beside the program.
enum Packaging {
    /// The top of the repository.
    static let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

    /// A file's path, by its path under packaging/.
    static func path(_ name: String) -> String { "\(root)/packaging/\(name)" }

    /// A file's text.
    static func text(_ name: String) throws -> String {
        String(decoding: try FileSystem.contents(of: path(name)), as: UTF8.self)
    }
}

/// The agent as a process, on packaging/examples/ai-assistant.conf, with a folder of its own for what it reads and writes.
struct AssistantAgent {
    let directory: ScratchDirectory
    let command: Command
    /// Where /metrics is.
    let address: ListenAddress

    /// The first push fails, and whatever holds a line that says so is refused for good.
    static let trouble = AnswerScript { push in
        if push.index == 0 { return .status(500) }
        return .decide { entries in
            entries.contains { $0.line.contains("refuse me") }
                ? .status(400, body: "entry refused") : .accept
        }
    }

    /// Has the log rotated every second or so.
    static let busyRotation = ["maxsize: 100M": "maxsize: 2k", "method: collapse": "method: rename"]

    /// Starts a receiver and the agent, runs `body` when the agent follows its files, and ends both.
    /// - Parameter changes: texts of the example that are replaced by others.
    static func run(
        in directory: ScratchDirectory, sink: any EntrySink, script: AnswerScript = .acceptAll,
        changes: [String: String] = [:], _ body: (AssistantAgent) async throws -> Void
    ) async throws {
        let receiver = try await Receiver.start(
            listen: ListenAddress(host: "127.0.0.1", port: 0), sink: sink, script: script)
        do {
            let agent = try await start(directory, receiver, changes)
            try await body(agent)
            agent.command.signal(SIGTERM)
            #expect(try await agent.command.end().status == 0)
        } catch {
            await receiver.shutdown(grace: .zero)
            throw error
        }
        await receiver.shutdown(grace: .zero)
    }

    private static func start(
        _ directory: ScratchDirectory, _ receiver: Receiver, _ changes: [String: String]
    ) async throws -> AssistantAgent {
        var text = try Packaging.text("examples/ai-assistant.conf")
        let places = [
            "/var/log/ai-assistant/": directory.path + "/", "/var/lib/logferry/": directory.path("state/"),
            "http_listen_port: 9080": "http_listen_port: 0",
            "http://loki:3100/loki/api/v1/push": receiver.pushURL,
        ]
        for (old, new) in places.merging(changes, uniquingKeysWith: { $1 }) {
            guard text.contains(old) else { throw Missing(text: old) }
            text = text.replacing(old, with: new)
        }
        try directory.write(text, to: "agent.conf")
        let command = try Command("run", "--config", directory.path("agent.conf"))
        let output = try await command.wait { $0.standardError.contains("msg=following") }
        guard let start = output.standardError.firstRange(of: "status=http://") else {
            throw Missing(text: "status=http:// in \(output.standardError)")
        }
        let address = output.standardError[start.upperBound...].prefix { $0 != " " && $0 != "\n" }
        return AssistantAgent(
            directory: directory, command: command, address: try ListenAddress(parsing: String(address)))
    }

    /// What is on /metrics, read strictly.
    func metrics() async throws -> PrometheusText {
        let client = try RawClient(address)
        try await client.send("GET /metrics HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        return try PrometheusText(try await client.response().text)
    }

    /// A text that should have been somewhere.
    struct Missing: Error { let text: String }
}
