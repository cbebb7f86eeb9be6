// The command line of the benchmark: makes the input, runs the rounds, prints what came out.

import ArgumentParser
import Benchmarking
import CAllocations
import FoundationEssentials
import Glibc
import Workbench

@main
struct LogferryBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logferry-bench",
        abstract: "Measures what logferry costs, beside gzip -1 of the same log, at rest and under load.",
        discussion: """
            Makes logs in a temporary folder (below TMPDIR) and runs the agent between them and a receiver on loopback, in \
            every state in which it spends its time. Last comes what each stage costs for a line. Nothing else should run \
            meanwhile.
            """)

    @Option(help: ArgumentHelp("The logferry to measure.", valueName: "path"))
    var logferry: String

    @Option(help: ArgumentHelp("The size of the usual backlog in MB (1 to 100,000).", valueName: "n"))
    var megabytes: Int?

    @Option(
        help: ArgumentHelp(
            "The size of the backlog that is shipped slowly in MB (1 to 100,000).", valueName: "n"))
    var largeMegabytes: Int?

    @Option(help: ArgumentHelp("How often backlogs are measured (1 to 1,000).", valueName: "n"))
    var rounds: Int?

    @Option(help: ArgumentHelp("How long idle agents are watched (1 to 86,400).", valueName: "seconds"))
    var idleSeconds: Int?

    @Option(
        help: ArgumentHelp("What the logs are drawn from; the same seed gives the same logs.", valueName: "n")
    )
    var seed: UInt64 = 1

    @Option(
        name: .customLong("case"),
        help: ArgumentHelp("Only cases with this in their name (may be repeated).", valueName: "name"))
    var caseNames: [String] = []

    @Flag(help: "Measure little, to see whether everything works.")
    var quick = false

    @Flag(help: "List the names of all cases and measure nothing.")
    var list = false

    @Flag(help: "Measure the stages alone, without gzip and without the agent.")
    var onlyStages = false

    @Flag(help: "Print JSON instead of tables.")
    var json = false

    @Flag(help: "Keep the temporary folder with the logs, the configurations and what the programs printed.")
    var keep = false

    func validate() throws {
        for (name, value, range) in [
            ("--megabytes", megabytes, 1...100_000), ("--large-megabytes", largeMegabytes, 1...100_000),
            ("--rounds", rounds, 1...1_000), ("--idle-seconds", idleSeconds, 1...86_400),
        ] {
            if let value, !range.contains(value) {
                throw ValidationError(
                    "\(name) is \(value); write a number from \(range.lowerBound) to \(range.upperBound)")
            }
        }
        do { _ = try selection() } catch { throw ValidationError("--case: \(error)") }
    }

    private func selection() throws -> Selection { try Selection(caseNames, of: Kind.names) }

    private var sizes: Sizes {
        var sizes = quick ? Sizes.quick : Sizes.full
        sizes.backlogMegabytes = megabytes ?? sizes.backlogMegabytes
        sizes.largeMegabytes = largeMegabytes ?? sizes.largeMegabytes
        sizes.rounds = rounds ?? sizes.rounds
        sizes.idleSeconds = idleSeconds ?? sizes.idleSeconds
        return sizes
    }

    func run() throws {
        if list { return print(Kind.names.joined(separator: "\n")) }
        if onlyStages, !json { return print(text(of: try measureStages()), terminator: "") }
        let interrupts = Interrupts()
        do {
            let folder = try TemporaryFolder(name: "logferry-bench")
            defer { if !keep { folder.remove() } }
            let bench = Bench(
                executable: logferry, folder: folder, sizes: sizes, seed: seed, interrupts: interrupts,
                selection: try selection())
            if keep { bench.say("everything is kept in \(folder.path)") }
            try measure(bench)
        } catch let interrupted as Interrupted {
            throw ExitCode(128 + interrupted.signal)
        }
    }

    /// Measures what is asked for. Tables come as they are ready, JSON at the end.
    private func measure(_ bench: Bench) throws {
        let machine = try Machine.current(
            executable: logferry, folder: bench.folder.path, interrupts: bench.interrupts)
        var report = Report(machine: machine, seed: seed, rounds: bench.sizes.rounds, sections: [])
        if !json { show(report.heading + "\n") }
        for kind in Kind.all where !onlyStages {
            guard let section = try kind.run(bench) else { continue }
            report.sections.append(section)
            if !json { show(section.text) }
        }
        if onlyStages || caseNames.isEmpty {
            report.stages = try measureStages()
            if !json { show(text(of: report.stages) + "\n") }
        }
        if json {
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(report), as: UTF8.self))
        } else {
            show(report.verdict + "\n")
        }
    }

    /// Prints at once, since the next section takes a while.
    private func show(_ text: String) {
        print(text, terminator: "")
        fflush(nil)
    }

    private func measureStages() throws -> [StageResult] {
        let run = StageRun(allocations: lf_allocations)
        return try StageCase.all.map { try run.measure($0) }
    }
}
