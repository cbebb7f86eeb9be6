// Why this file exists: `logferry inspect`, where one sees what each stage makes of a line.

import Agent
import ArgumentParser
import Glibc
import Platform

/// Shows what the stages of a configuration do to lines.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what each stage does to each line; send nothing.",
        discussion: """
            For each line, and each stage that it comes to, what changed: + is new, ~ is another value, - is gone. \
            Labels are in braces, structured metadata in brackets, and extracted values by their names. With colours on a terminal, \
            unless NO_COLOR is set.
            """)

    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "path"))
    var config = "/etc/logferry/agent.conf"

    @Option(
        name: .long,
        help: ArgumentHelp("The scrape configuration's job_name; without it, the first.", valueName: "name"))
    var job: String?

    @OptionGroup var reading: ReadingOptions

    @Argument(help: ArgumentHelp("A file of lines; - or nothing for standard input.", valueName: "file"))
    var file: String?

    func run() throws {
        let settings = try ConfigurationFile.load(
            config, reading.options, consequence: "nothing was looked at")
        try Self.show(settings, job: job, path: file == "-" ? nil : file)
    }

    /// Shows what becomes of the lines of a file.
    /// - Parameter path: nil for standard input.
    static func show(_ settings: AgentSettings, job: String?, path: String?) throws {
        do {
            let file = try path.map { path throws(SystemError) in try File(path, .read) }
            let inspection = try Inspection(settings, job: job, path: path)
            let excerpts = SourceExcerpts()
            var view = InspectionView(screen: .ofStandardOutput()) { excerpts.lines(at: $0) }
            try inspection.run(reading: file?.descriptor ?? STDIN_FILENO, named: path ?? "standard input") {
                Terminal.write(view.text(of: $0))
            }
            _ = Terminal.write(view.summary)
        } catch {
            throw failure("\(error)", status: 1)
        }
    }
}
