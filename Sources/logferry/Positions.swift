// Why this file exists: `logferry positions`, where an operator sees and changes how far files are shipped.

import Agent
import ArgumentParser
import Glibc
import Platform

/// Shows and changes checkpoints.
struct Positions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how far each file is shipped, or change it.",
        discussion: """
            Asks the agent that runs on the configuration's state directory; where none runs, reads and changes the \
            directory itself.
            """,
        subcommands: [List.self, Forget.self, Skip.self], defaultSubcommand: List.self)

    struct Options: ParsableArguments {
        @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "path"))
        var config = "/etc/logferry/agent.conf"

        @OptionGroup var reading: ReadingOptions

        @Flag(name: .long, help: "Print JSON, an object a line.")
        var json = false

        func desk() throws -> PositionDesk {
            PositionDesk(
                settings: try ConfigurationFile.load(
                    config, reading.options, consequence: "nothing was done"))
        }

        func show(_ change: PositionChange) throws {
            let answer = try desk().answered { try $0.change(change) }
            for edit in answer.value { Output.line(json ? String(edit.json.dropLast()) : edit.sentence) }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how far each client is in each file.",
            discussion: """
                A file that was rotated stands by itself, under the name that it has now, until it is shipped. States: \
                open (what comes is read), waiting (for an older file, or for an agent to run), missing (the file is \
                gone, and copies of it are looked for), lost (the same, and given up), unfollowed (no scrape \
                configuration wants it any more), finished (all is shipped and no more comes).
                """)

        @OptionGroup var options: Options

        @Flag(name: .long, help: "Also what is finished.")
        var all = false

        func run() throws {
            let answer = try options.desk().answered { try $0.rows() }
            if options.json {
                Output.raw(answer.value.map(\.json).joined())
            } else {
                Output.raw(
                    PositionTable(
                        answer.value, showsFinished: all, now: Clock.realtime(), screen: .ofStandardOutput()
                    ).text)
            }
            if !answer.isLive {
                Output.error("logferry: no agent is running; this is where it will go on")
            }
        }
    }

    struct Forget: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget a file, as if it had never been seen.",
            discussion: """
                The file is then begun where positions.start_at says, by default at its beginning: lines that were \
                shipped are sent again. That is only done with --yes; without it, the command says how much it would be.
                """)

        @OptionGroup var options: Options
        @OptionGroup var place: Place

        @Flag(name: .long, help: "Do it although lines are sent again, or never.")
        var yes = false

        func run() throws {
            try options.show(place.change(.forget(isConfirmed: yes)))
        }
    }

    struct Skip: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go on behind what is not to be sent.",
            discussion: """
                What lies before the offset, older files of the same name included, is never sent, except what is on \
                its way at this moment. The client goes on at the start of the next line.
                """)

        @OptionGroup var options: Options
        @OptionGroup var place: Place

        @Option(name: .long, help: ArgumentHelp("A byte of the file, or end.", valueName: "offset"))
        var to = "end"

        func run() throws {
            try options.show(place.change(.skip(to: try offset())))
        }

        private func offset() throws -> Int64? {
            if to == "end" { return nil }
            guard let offset = Int64(to), offset >= 0 else {
                throw failure("--to \(to) is no place in a file; give a number of bytes, or end", status: 64)
            }
            return offset
        }
    }

    struct Place: ParsableArguments {
        @Argument(help: ArgumentHelp("The file, under the name it has or had.", valueName: "path"))
        var path: String

        @Option(
            name: .long, help: ArgumentHelp("This client only; without it, all of them.", valueName: "name"))
        var client: String?

        func change(_ action: PositionChange.Action) -> PositionChange {
            PositionChange(action, path: AbsolutePath.of(path), client: client)
        }
    }
}

extension PositionDesk {
    /// Asks, and ends the command with a sentence if there is no answer.
    func answered<Value>(_ question: (PositionDesk) throws -> Answer<Value>) throws -> Answer<Value> {
        do {
            let answer = try question(self)
            for note in answer.notes { Output.error("logferry: \(note)") }
            return answer
        } catch {
            throw failure("\(error)", status: 1)
        }
    }
}
