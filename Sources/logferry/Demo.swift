// Why this file exists: `logferry demo`, the whole of it to look at: an application, the agent and a receiver.

import ArgumentParser
import Demonstration
import Platform

/// Runs an application that logs, the agent and a receiver together, and compares what was written and received.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch an application's log being written, rotated and shipped.",
        discussion: """
            Starts three things in a temporary directory: an example application that writes JSON log lines and \
            rotates its files, a receiver that takes pushes as Loki does, and the agent between them. On a terminal \
            a live view shows what moves; elsewhere there is one line a second.

            It runs until Ctrl-C, SIGTERM or the end of --seconds. Then the application stops, the agent ships what \
            is left, and a summary compares what was written with what was received, line by line. Ends with exit \
            status 0 if every line arrived once, unchanged, with its level and its time, else with 1.

            NO_COLOR turns the colours off; TMPDIR says where the temporary directory is made.
            """)

    @Option(
        help: ArgumentHelp(
            "How many lines the application writes in a second.", valueName: "lines-per-second"))
    var rate = 2000

    @Option(help: ArgumentHelp("How often the application rotates its log.", valueName: "seconds"))
    var rotateEvery = 3.0

    @Option(help: ArgumentHelp("Stop after this time; without it, run until Ctrl-C.", valueName: "seconds"))
    var seconds: Double?

    @Flag(help: "Leave the temporary directory, and say where it is.")
    var keep = false

    @Flag(help: "Print the agent's configuration, with the paths of a real host, and do nothing else.")
    var printConfig = false

    func validate() throws {
        guard (1...1_000_000).contains(rate) else {
            throw ValidationError(
                "--rate \(rate) is no rate of writing; give lines per second from 1 to 1000000.")
        }
        guard (0.2...86_400).contains(rotateEvery) else {
            throw ValidationError(
                "--rotate-every \(rotateEvery) cannot be done; give seconds from 0.2 to 86400.")
        }
        guard (0.1...31_536_000).contains(seconds ?? 1) else {
            throw ValidationError(
                "--seconds \(seconds ?? 0) is no time to run; give seconds from 0.1 to 31536000.")
        }
    }

    func run() async throws {
        if printConfig { return Output.raw(DemoConfiguration.example.text) }
        let directory: TemporaryDirectory
        do {
            directory = try TemporaryDirectory(name: "logferry-demo")
        } catch {
            throw failure("\(error)", status: 1)
        }
        defer { leave(directory) }
        let run = try await DemoRun.start(
            in: directory, rate: rate, rotateEvery: Int64(rotateEvery * 1e9),
            duration: seconds.map { Int64($0 * 1e9) })
        guard try await run.untilTheEnd() else { throw ExitCode(1) }
    }

    private func leave(_ directory: TemporaryDirectory) {
        guard !keep else {
            return Output.line(" The application's log and the agent's state are in \(directory.path)")
        }
        do {
            try directory.remove()
        } catch {
            Output.error("logferry: the temporary directory is still there: \(error)")
        }
    }
}
