// Why this file exists: every trial is set up, waited for and reported in the same way.

import ArgumentParser
import Glibc
import Soaking
import Workbench

struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The logferry to try out.", valueName: "path"))
    var logferry: String

    @Option(help: ArgumentHelp("What everything is drawn from.", valueName: "n"))
    var seed: UInt64 = 1

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
    }

    /// Carries a plan out on other threads and prints what came of it; on this thread waits for its end, or for a signal
    /// and then for its end.
    func carryOut(_ plan: SoakPlan, _ trial: @escaping @Sendable (Soak) async throws -> SoakReport) throws {
        // Before there is another thread that could take a signal; this one waits for them from here on.
        let interrupts = Interrupts()
        let folder = try TemporaryFolder(name: "logferry-soak")
        let world = try World(
            plan: plan, executable: logferry, root: folder.path, patience: Int64(patience) * 1_000_000_000)
        let report: SoakReport
        do {
            report = try wait(interrupts, world) { try await trial(Soak(world: world)) }
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

    private func wait(
        _ interrupts: Interrupts, _ world: World, _ trial: @escaping @Sendable () async throws -> SoakReport
    ) throws -> SoakReport {
        let outcome = Monitor<Result<SoakReport, any Error>?>(nil)
        Task {
            let result: Result<SoakReport, any Error>
            do { result = .success(try await trial()) } catch { result = .failure(error) }
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
                world.present.withLock { $0.isInterrupted = true }
            }
        }
    }
}
