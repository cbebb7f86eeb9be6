// Why this file exists: `logferry ship --rejected`, for when the cause of refusals is mended.

import Agent
import ArgumentParser
import Display
import Glibc
import Platform
import Synchronization

/// Sends rejected entries again.
struct Ship: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send again what Loki refused.",
        discussion: """
            Entries that Loki refused for good are kept in rejected/ beside the positions file. This sends them again, \
            each to the client that it was for. A file is removed when all of its entries are accepted; what is \
            refused again stays, with the new reason. The agent may run meanwhile. Ends with exit status 0 if nothing \
            is left, else with 1.
            """)

    @Flag(name: .long, help: "Send what was rejected. It has to be said.")
    var rejected = false

    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "path"))
    var config = "/etc/logferry/agent.conf"

    @OptionGroup var reading: ReadingOptions

    @Option(
        name: .long, help: ArgumentHelp("Send all to this client, whoever refused it.", valueName: "name"))
    var client: String?

    @Flag(name: .long, help: "Only show what there is.")
    var dryRun = false

    @Argument(
        help: ArgumentHelp("Files of rejected entries; without any, all that are kept.", valueName: "file"))
    var files: [String] = []

    func validate() throws {
        guard rejected else {
            throw ValidationError("say what to ship: logferry ship --rejected sends again what Loki refused.")
        }
    }

    func run() throws {
        let settings = try ConfigurationFile.load(config, reading.options, consequence: "nothing was sent")
        // The push on its way is waited for, so that what it brought is not sent once more the next time.
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in Interruption.hasCome.store(true, ordering: .relaxed) }
        }
        let report: RejectedShipment.Report
        do {
            let shipment = try RejectedShipment(
                settings: settings, client: client, paths: files.isEmpty ? nil : files,
                isCancelled: { Interruption.hasCome.load(ordering: .relaxed) })
            report = dryRun ? try shipment.look() : try shipment.run()
        } catch {
            throw failure("\(error)", status: 1)
        }
        show(report)
        if !dryRun, !report.isComplete { throw ExitCode(1) }
    }

    private enum Interruption {
        static let hasCome = Atomic(false)
    }

    private func show(_ report: RejectedShipment.Report) {
        for problem in report.problems { Output.error("logferry: \(problem)") }
        guard !report.rows.isEmpty else {
            if report.problems.isEmpty { Output.line("nothing is rejected") }
            return
        }
        var table = NumberTable(
            heads: dryRun
                ? ["FILES", "ENTRIES", "IN DOUBT"] : ["FILES", "ENTRIES", "ACCEPTED", "REFUSED", "LEFT"],
            label: "CLIENT")
        for row in report.rows {
            table.add(
                dryRun
                    ? [row.files, row.entries, row.doubtful]
                    : [row.files, row.entries, row.accepted, row.refused, row.left], row.client)
        }
        Output.raw(table.text)
        for row in report.rows {
            if let reason = row.reason { Output.line("\(row.client) refused: \(reason)") }
            if let failure = row.failure { Output.line("\(row.client) left: \(failure)") }
        }
        if report.rows.contains(where: { $0.doubtful > 0 }) {
            Output.line(
                "in doubt: Loki may have these already; then it shows them twice, unless it still knows them")
        }
        guard !dryRun else { return }
        let (removed, kept) = (Int64(report.removedFiles), Int64(report.keptFiles.count))
        Output.line("\(Figures.count(removed, "file")) removed, \(Figures.count(kept, "file")) left")
    }
}

/// Numbers in columns, and what they are about behind them, where it may be as long as it is.
private struct NumberTable {
    private var rows: [([String], String)]

    init(heads: [String], label: String) { rows = [(heads, label)] }

    mutating func add(_ numbers: [Int], _ label: String) {
        rows.append((numbers.map { Figures.count(Int64($0)) }, label))
    }

    var text: String {
        let widths = rows[0].0.indices.map { column in rows.map { $0.0[column].count }.max() ?? 0 }
        return rows.map { numbers, label in
            var line = StyledLine()
            var end = 0
            for (number, width) in zip(numbers, widths) {
                end += (end > 0 ? 2 : 0) + width
                line.add(rightAlignedTo: end, number)
            }
            line.fill(to: end + 2)
            line.add(label)
            return line.text(width: .max, colours: false) + "\n"
        }.joined()
    }
}
