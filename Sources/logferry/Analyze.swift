// Why this file exists: `logferry analyze`, what an application's logs say of errors, requests and models, of any files.

import Agent
import Analysis
import ArgumentParser
import Configuration
import Display
import Platform
import Telemetry

/// Counts errors, requests and calls of models in files.
struct Analyze: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Count errors, requests and calls of models in log files.",
        discussion: """
            Lines are JSON objects, as the analysis of the agent looks at them. Files that end in .gz, .z or .bz2 are \
            decompressed; - is standard input. Exit status 1 if a file cannot be read; the others count all the same.

            --field says where something is in a line, if it has another name: the keys are timestamp, level, message, \
            error_type, endpoint, duration, duration_unit, status, model, tokens_prompt and tokens_completion.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only entries of the last so long, as 1h or 7d; all is the default.", valueName: "duration"))
    var since = "all"

    @Option(
        name: .long,
        help: ArgumentHelp("Where something is in a line, as level=severity.", valueName: "key=name"))
    var field: [String] = []

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    @Flag(name: .long, help: "List everything also on a terminal.")
    var all = false

    @Argument(help: ArgumentHelp("Log files; - or nothing for standard input.", valueName: "file"))
    var files: [String] = []

    func run() throws {
        let names = try AnalyzeFields(field)
        let now = Clock.realtime()
        let after = try duration().map { now - $0 }
        let paths = files.isEmpty ? [FileAnalysis.standardInput] : files
        let outcome: FileAnalysis.Outcome
        do {
            let analysis = FileAnalysis(paths, fields: names.fields, after: after)
            let progress = AnalyzeProgress()
            outcome = try analysis.run(watch: progress.map { progress in { progress.show($0) } })
            progress?.erase()
        } catch {
            throw failure("\(error)", status: 1)
        }
        show(outcome, names, now: now)
        for problem in outcome.problems {
            // Paths and errors of system calls are no commands to the terminal.
            Output.error("logferry: " + StyledLine(problem).text(width: .max, colours: false))
        }
        guard outcome.problems.isEmpty else { throw ExitCode(1) }
    }

    private func show(_ outcome: FileAnalysis.Outcome, _ names: AnalyzeFields, now: Int64) {
        let report = outcome.analyzer.report(now: now)
        let tooOld = outcome.analyzer.ignored.tooOld
        let input = AnalysisTable.Input(
            files: outcome.files, bytes: outcome.bytes, lines: outcome.lines, newest: outcome.newest,
            tooOld: tooOld)
        if json {
            // What the machine does now says nothing of what the files are about.
            let object = Statistics(report, system: [String: Int]())
            Output.raw(String(decoding: StatusJSON.line(object), as: UTF8.self))
        } else if outcome.files > 0 {
            let screen = Screen.ofStandardOutput()
            Output.raw(
                screen.text(
                    AnalysisTable(report, of: input, names: names.shown, screen: screen, showsAll: all).lines)
            )
        }
        if let note = AnalysisTable.nothingRecent(input, entries: outcome.analyzer.entries, now: now) {
            Output.error("logferry: nothing is from the last \(since): \(note)")
        }
    }

    /// Nanoseconds; nil for all.
    private func duration() throws -> Int64? {
        guard since != "all" else { return nil }
        guard let duration = Durations.parse(since), duration > 0 else {
            throw failure(
                "--since: '\(since)' is no duration; write one, for example 1h or 7d, or all", status: 64)
        }
        return duration
    }
}
