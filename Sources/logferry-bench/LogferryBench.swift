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
        abstract: "Measures what logferry costs beside gzip -1 of the same log.",
        discussion: """
            Makes a JSON log in a temporary folder (below TMPDIR), then in each round runs gzip -1 and, for every \
            case, the agent between that log and a sink on loopback. Last comes what each stage costs for a line.
            """)

    @Option(help: ArgumentHelp("The logferry to measure.", valueName: "path"))
    var logferry: String

    @Option(help: ArgumentHelp("The size of the log in MB (1 to 100,000).", valueName: "n"))
    var megabytes = 200

    @Option(help: ArgumentHelp("How often everything is measured (1 to 1,000).", valueName: "n"))
    var rounds = 3

    @Option(
        help: ArgumentHelp("What the log is drawn from; the same seed gives the same log.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(
        name: .customLong("case"),
        help: ArgumentHelp("Only cases with this in their name (may be repeated).", valueName: "name"))
    var caseNames: [String] = []

    @Flag(help: "Measure the stages alone, without gzip and without the agent.")
    var onlyStages = false

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    @Flag(help: "Keep the temporary folder with the log, the configurations and what the programs printed.")
    var keep = false

    func validate() throws {
        guard (1...100_000).contains(megabytes) else {
            throw ValidationError("--megabytes is \(megabytes); write a number from 1 to 100000")
        }
        guard (1...1_000).contains(rounds) else {
            throw ValidationError("--rounds is \(rounds); write a number from 1 to 1000")
        }
        do { _ = try BenchmarkCase.matching(caseNames) } catch { throw ValidationError("--case: \(error)") }
    }

    func run() throws {
        if onlyStages, !json { return print(text(of: try measureStages()), terminator: "") }
        let interrupts = Interrupts()
        do {
            let folder = try TemporaryFolder(name: "logferry-bench")
            defer {
                if keep { say("kept \(folder.path)") } else { folder.remove() }
            }
            let report = try measure(in: folder, interrupts: interrupts)
            if json {
                let encoder = JSONEncoder()
                encoder.keyEncodingStrategy = .convertToSnakeCase
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                print(String(decoding: try encoder.encode(report), as: UTF8.self))
            } else {
                print(report.text, text(of: report.stages), separator: "\n", terminator: "")
            }
        } catch let interrupted as Interrupted {
            say("interrupted")
            throw ExitCode(128 + interrupted.signal)
        }
    }

    private func measureStages() throws -> [StageResult] {
        let run = StageRun(allocations: lf_allocations)
        return try StageCase.all.map { stageCase in
            say("stage: \(stageCase.name)")
            return try run.measure(stageCase)
        }
    }

    private func measure(in folder: TemporaryFolder, interrupts: Interrupts) throws -> Report {
        let cases = try BenchmarkCase.matching(caseNames)
        let machine = try Machine.current(executable: logferry, folder: folder.path, interrupts: interrupts)
        say("writing \(megabytes) MB of log to \(folder.path)")
        let input = try InputFile.write(
            to: "\(folder.path)/app.log", megabytes: megabytes, seed: seed, interrupts: interrupts)

        var gzipRounds: [Measurement] = []
        var caseRounds = [[Measurement]](repeating: [], count: cases.count)
        for round in 1...rounds {
            say("round \(round) of \(rounds): gzip -1")
            try input.fillPageCache(interrupts: interrupts)
            gzipRounds.append(try GzipRun(input: input, interrupts: interrupts).measure(in: folder.path))
            for (index, benchmarkCase) in cases.enumerated() {
                say("round \(round) of \(rounds): logferry, \(benchmarkCase.name)")
                try input.fillPageCache(interrupts: interrupts)
                let run = AgentRun(
                    executable: logferry, benchmarkCase: benchmarkCase, input: input, interrupts: interrupts)
                caseRounds[index].append(
                    try run.measure(in: try folder.folder("round-\(round)-case-\(index + 1)")))
            }
        }

        let gzip = CaseResult(
            name: "gzip -1", targets: nil, rounds: gzipRounds, inputBytes: input.bytes, gzipSeconds: nil)
        let results = zip(cases, caseRounds).map { benchmarkCase, rounds in
            CaseResult(
                name: benchmarkCase.name, targets: benchmarkCase.targets, rounds: rounds,
                inputBytes: input.bytes,
                gzipSeconds: gzip.cpuSeconds)
        }
        return Report(
            machine: machine, inputBytes: input.bytes, inputLines: input.lines, seed: seed,
            results: [gzip] + results, stages: try measureStages())
    }

    /// Progress goes to standard error, so that standard output holds the report alone.
    private func say(_ text: String) {
        let line = Array("logferry-bench: \(text)\n".utf8)
        write(2, line, line.count)
    }
}
