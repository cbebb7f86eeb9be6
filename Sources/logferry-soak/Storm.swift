// Why this file exists: the trial in which everything happens, as it is drawn from a seed.

import ArgumentParser
import Soaking

struct Storm: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Rotate, kill and answer badly, as it comes (this is what happens if nothing else is asked for).",
        discussion: """
            Applications write files below TMPDIR and have them rotated, by logrotate, by hand and by the agent, while the agent is \
            killed, stopped and started and its receivers answer badly or are down. At the end everything has to have \
            arrived once. What happens is drawn from the seed; when it happens, and so what comes of it, is not.

            Ends with exit status 1 if a line was lost, repeated or altered.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("How long the applications write; 1 if not said.", valueName: "n"))
    var minutes: Double?

    @Flag(help: "Everything happens quickly, within ten seconds unless --minutes says otherwise.")
    var brief = false

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

    func validate() throws {
        let minutes = minutes ?? 1
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
        if brief { settings = .brief }
        settings.seconds = minutes.map { $0 * 60 } ?? settings.seconds
        settings.seed = common.seed
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
        let settings = try settings()
        try common.carryOut(SoakPlan(settings)) { soak in try await soak.run() }
    }
}
