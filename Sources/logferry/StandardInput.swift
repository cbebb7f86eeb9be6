// Why this file exists: with `-stdin` the lines come through a pipe, and an agent follows files.

import Agent
import Glibc
import HTTPServing
import Platform
import ServiceLifecycle
import Synchronization

/// Standard input as a file that an agent follows: what comes is written to a file of its own, which is begun anew every
/// few megabytes and is never much longer than what the agent has yet to ship.
struct StandardInput: Sendable {
    /// The file that the lines are written to.
    let path: String
    private let scratch: TemporaryDirectory

    /// A file is begun anew after so many bytes.
    private static let maximumFile = 16 << 20
    /// No more is read while so many bytes are not shipped.
    private static let maximumLag: Int64 = 64 << 20

    init() throws {
        do {
            scratch = try TemporaryDirectory(name: "logferry-stdin")
            path = FileSystem.join(scratch.path, "stdin")
            _ = try File(path, .replace)
        } catch {
            throw failure("\(error)", status: 1)
        }
    }

    /// Removes all that was written.
    func remove() { try? scratch.remove() }

    /// Ships every line to the end of standard input, or prints it, and ends when all is acknowledged.
    func ship(_ settings: AgentSettings, isDryRun: Bool) async throws {
        var settings = settings
        settings.positions.filename = FileSystem.join(scratch.path, "state/positions.json")
        settings.positions.startAt = .beginning
        settings.server.isDisabled = true
        settings.server.address = ListenAddress(host: "127.0.0.1", port: 0)
        let feed: Feed
        if isDryRun {
            let run = try await DryRun(settings)
            feed = Feed(agent: run.agent, path: path)
            try await run.run([feed])
        } else {
            let log = OwnLog(settings.server.log).logger
            let agent: Agent
            do {
                agent = try Agent(settings: settings, log: log)
            } catch {
                throw failure("\(error)", status: 1)
            }
            feed = Feed(agent: agent, path: path)
            try await Services.run([agent, feed], log: log)
        }
        guard feed.isComplete.load(ordering: .acquiring) else {
            throw failure("stopped before all of standard input was shipped", status: 1)
        }
        try reportRejected()
    }

    /// What Loki refused goes with the directory: it is said.
    private func reportRejected() throws {
        let directory = FileSystem.join(scratch.path, "state/rejected")
        let isEmpty = (try? FileSystem.list(directory).entries.isEmpty) ?? true
        if !isEmpty { throw failure("Loki refused some of the lines; the messages above say why", status: 1) }
    }

    /// Copies standard input into the file.
    private final class Feed: Service {
        let isComplete = Atomic(false)
        private let isStopped = Atomic(false)
        private let agent: Agent
        private let path: String

        init(agent: Agent, path: String) {
            self.agent = agent
            self.path = path
        }

        /// Ends when all is shipped, or on a signal.
        func run() async throws {
            try await withGracefulShutdownHandler {
                try await copy()
            } onGracefulShutdown: { [self] in
                isStopped.store(true, ordering: .releasing)
            }
        }

        private var goesOn: Bool { !isStopped.load(ordering: .acquiring) && !Task.isCancelled }

        private func copy() async throws {
            var file = try File(path, .append)
            var (length, lines): (Int, UInt64) = (0, 0)
            var last: UInt8 = 10
            while let piece = try await Thread.run(name: "stdin", { [self] in try next() }) {
                if length >= StandardInput.maximumFile, last == 10 {
                    try FileSystem.remove(path)
                    file = try File(path, .append)
                    length = 0
                }
                try piece.withUnsafeBytes { try file.write($0) }
                length += piece.count
                lines += UInt64(piece.count { $0 == 10 })
                last = piece.last ?? last
                while goesOn, let lag = await agent.status()?.lagBytes, lag > StandardInput.maximumLag {
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            guard goesOn else { return }
            if last != 10 {
                try [10 as UInt8].withUnsafeBytes { try file.write($0) }
                lines += 1
            }
            while goesOn, let status = await agent.status() {
                if agent.progress.readLines >= lines, status.lagBytes == 0 {
                    return isComplete.store(true, ordering: .releasing)
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        }

        /// The next bytes; nil at the end, and after a stop.
        private func next() throws(SystemError) -> [UInt8]? {
            while goesOn {
                var wanted = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
                guard poll(&wanted, 1, 200) > 0 else { continue }
                var piece = [UInt8](repeating: 0, count: 1 << 18)
                let count = read(STDIN_FILENO, &piece, piece.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw .last("read", "standard input") }
                return count == 0 ? nil : Array(piece[..<count])
            }
            return nil
        }
    }
}
