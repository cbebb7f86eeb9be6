// Why this file exists: `logferry status`, how things stand at a glance.

import Agent
import ArgumentParser
import Display
import Glibc
import Platform
import Telemetry

/// Shows how the running agent stands.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how the agent stands.",
        discussion: """
            Whether it is well, and if not why; the clients, the files that lag most, what cannot be read, what is kept of \
            the logs that are rotated, and what was counted. Where no agent runs, rotation alone is shown.

            Exit status 0: all is well; 1: no agent answers; 2: the configuration cannot be used; 3: the agent runs and \
            something is wrong.
            """)

    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "path"))
    var config = "/etc/logferry/agent.conf"

    @OptionGroup var reading: ReadingOptions

    @Flag(name: .long, help: "Print JSON, an object a line.")
    var json = false

    @Flag(name: .long, help: "Show it again and again; q leaves.")
    var watch = false

    @Option(name: .long, help: ArgumentHelp("How often, with --watch.", valueName: "seconds"))
    var interval = 1.0

    @Flag(name: .long, help: "List all files and logs also on a terminal.")
    var all = false

    func validate() throws {
        guard (0.1...3600).contains(interval) else {
            throw ValidationError("--interval is from 0.1 to 3600 seconds")
        }
    }

    func run() throws {
        let settings = try ConfigurationFile.load(
            config, reading.options, consequence: "nothing was looked at")
        if watch {
            try StatusWatch(
                positions: settings.positions.filename, interval: Int64(interval * 1e9), isJSON: json,
                showsAll: all
            ).run()
            return
        }
        let answer: (report: StatusReport, json: [UInt8])
        do {
            answer = try Self.ask(settings)
        } catch ControlClient.Failure.nobody {
            return try showDisk(settings)
        } catch {
            throw failure("\(error)", status: 1)
        }
        if json {
            Output.raw(String(decoding: answer.json, as: UTF8.self))
        } else {
            let screen = Screen.ofStandardOutput()
            let view = StatusView(screen: screen, showsAll: all)
            Output.raw(
                screen.text(view.lines(StatusScene(report: answer.report, time: Clock.realtime()))))
        }
        if answer.report.status != .healthy { throw ExitCode(3) }
    }

    /// Asks for what is the case now, but does not wait until a rotation is over.
    private static func ask(_ settings: AgentSettings) throws -> (report: StatusReport, json: [UInt8]) {
        let positions = settings.positions.filename
        do {
            return try ControlClient(positions: positions, patience: 2).status()
        } catch ControlClient.Failure.silent {
            return try ControlClient(positions: positions, patience: 10).status(isFresh: false)
        }
    }

    /// What can be seen without an agent.
    private func showDisk(_ settings: AgentSettings) throws {
        let answer: RotationDesk.Answer<[PolicyStatus]>
        do {
            answer = try RotationDesk(settings: settings, log: CommandLog.logger).standing()
        } catch {
            throw failure("\(error)", status: 1)
        }
        // One that was about to start.
        guard !answer.isLive else { return try run() }
        if json {
            Output.raw(String(decoding: StatusJSON.line(OnDisk(rotation: answer.value)), as: UTF8.self))
        } else if !answer.value.isEmpty {
            let screen = Screen.ofStandardOutput()
            Output.raw(
                screen.text(RotationTable(answer.value, now: Clock.realtime(), screen: screen).lines()))
        } else if settings.clients.isEmpty {
            Output.line(
                settings.rotation.isEmpty
                    ? "\(config) has no policy under rotation" : "no log is there that a policy names")
        }
        guard settings.clients.isEmpty else {
            throw failure(
                "no agent is running on \(FileSystem.parent(of: settings.positions.filename))"
                    + (answer.value.isEmpty ? "" : "; this is what 'logferry rotate' sees"), status: 1)
        }
        // Who ships nothing needs no agent.
        Output.error("logferry: no agent is running; this is what 'logferry rotate' sees")
    }

    /// What of a report is known where no agent runs.
    private struct OnDisk: Encodable {
        let phase = "stopped"
        let rotation: [PolicyStatus]
    }
}
