// Why this file exists: the command line of the soak: draws a plan, carries it out, prints what came of it.

import ArgumentParser
import Glibc
import HTTPServing
import Platform
import Receiver
import Soaking
import Workbench

@main
struct LogferrySoak: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logferry-soak",
        abstract: "Holds logferry to its promise: never lose a line, never repeat one.",
        discussion: """
            Applications write files below TMPDIR and have them rotated, by logrotate and by hand, while the agent is \
            killed, stopped and started and its receivers answer badly or are down. At the end everything has to have \
            arrived once. What happens is drawn from the seed; when it happens, and so what comes of it, is not.

            Ends with exit status 1 if a line was lost, repeated or altered.
            """)

    @Option(help: ArgumentHelp("The logferry to try out.", valueName: "path"))
    var logferry: String

    @Option(help: ArgumentHelp("How long the applications write.", valueName: "n"))
    var minutes: Double = 1

    @Flag(help: "Ten seconds in which everything happens quickly, instead of --minutes.")
    var brief = false

    @Option(help: ArgumentHelp("What everything is drawn from.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Only these kinds of rotation, separated by commas: \(RotationKind.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "kinds"))
    var kinds: String?

    @Option(
        help: ArgumentHelp(
            "Only lines like these: \(LineFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "formats"))
    var formats: String?

    @Option(help: ArgumentHelp("Lines a second, of all applications together.", valueName: "n"))
    var rate: Int?

    @Option(help: ArgumentHelp("Clients of the agent, each with a receiver of its own.", valueName: "n"))
    var clients: Int?

    @Flag(help: "Finish every line that was begun: none is left unfinished by a rotation.")
    var whole = false

    // The agent looks through all directories once a minute.
    @Option(
        help: ArgumentHelp(
            "How long nothing may arrive at the end before the rest is lost.", valueName: "seconds"))
    var patience = 100

    @Flag(
        help:
            "Keep the temporary folder, with the history of the soak; without it, it is kept after a failure only."
    )
    var keep = false

    func validate() throws {
        guard (1...100_000).contains(patience) else {
            throw ValidationError("--patience is \(patience); write a number from 1 to 100000")
        }
        guard minutes > 0, minutes <= 1_000 else {
            throw ValidationError("--minutes is \(minutes); write a number above 0, up to 1000")
        }
        guard (1...100_000).contains(rate ?? 1) else {
            throw ValidationError("--rate is \(rate ?? 0); write a number from 1 to 100000")
        }
        guard (1...4).contains(clients ?? 1) else {
            throw ValidationError("--clients is \(clients ?? 0); write a number from 1 to 4")
        }
        _ = try settings()
    }

    private func settings() throws -> SoakSettings {
        var settings = SoakSettings()
        settings.seconds = minutes * 60
        if brief { settings = .brief }
        settings.seed = seed
        settings.kinds = try Self.list(kinds, "--kinds")
        settings.formats = try Self.list(formats, "--formats")
        settings.rate = rate ?? settings.rate
        settings.clients = clients ?? settings.clients
        settings.leavesParts = !whole
        return settings
    }

    private static func list<Choice: RawRepresentable & CaseIterable>(_ text: String?, _ option: String)
        throws
        -> [Choice] where Choice.RawValue == String
    {
        guard let text else { return Array(Choice.allCases) }
        return try text.split(separator: ",").map { word in
            guard let choice = Choice(rawValue: String(word)) else {
                let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("\(option) has \"\(word)\"; there are \(known)")
            }
            return choice
        }
    }

    func run() throws {
        // Before there is another thread that could take a signal; this one waits for them from here on.
        let interrupts = Interrupts()
        let folder = try TemporaryFolder(name: "logferry-soak")
        let world = try World(
            plan: SoakPlan(try settings()), root: folder.path, patience: Int64(patience) * 1_000_000_000)
        let report: SoakReport
        do {
            report = try wait(for: Soak(world: world, executable: logferry), interrupts)
        } catch {
            if !keep { folder.remove() }
            throw (error as? Interrupted).map { ExitCode(128 + $0.signal) } ?? error
        }
        print(report.text, terminator: "")
        if report.isGood, !keep {
            folder.remove()
        } else {
            try writeText(report.history.text, to: "\(folder.path)/history.txt")
            print("Kept in \(folder.path)")
        }
        if !report.isGood { throw ExitCode(1) }
    }

    /// Runs a soak on other threads, and on this one waits for its end, or for a signal and then for its end.
    private func wait(for soak: Soak, _ interrupts: Interrupts) throws -> SoakReport {
        let outcome = Monitor<Result<SoakReport, any Error>?>(nil)
        Task {
            let result: Result<SoakReport, any Error>
            do { result = .success(try await soak.run()) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
        }
        var interrupted: Interrupted?
        while true {
            if let result = outcome.withLock({ $0 }) {
                if let interrupted { throw interrupted }
                return try result.get()
            }
            do {
                try interrupts.pause(milliseconds: 50)
            } catch let signal as Interrupted {
                interrupted = signal
                soak.world.present.withLock { $0.isInterrupted = true }
            }
        }
    }
}
