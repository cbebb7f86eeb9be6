// Why this file exists: what was counted since the start is told in words, since most of it is nothing.

import Platform
import Telemetry

/// What was read and sent, what was not, and what the process takes.
struct TotalRows {
    private typealias Phrase = (text: String, style: Style)
    /// Where phrases begin.
    private static let start = 9

    let scene: StatusScene
    let report: StatusReport
    let screen: Screen

    var block: Block {
        let rows: [(label: String, phrases: [Phrase])] = [
            ("not sent", notSent), ("read", read), ("sent", sent), ("process", process),
        ]
        return Block(rows.filter { !$0.phrases.isEmpty }.map { lines($0.label, $0.phrases) })
    }

    private var totals: StatusReport.Totals { report.totals }

    private var read: [Phrase] {
        [
            (Self.count(totals.readLines, "line"), .plain),
            (Figures.bytes(Int64(clamping: totals.readBytes)), .plain),
        ]
    }

    private var sent: [Phrase] {
        var phrases: [Phrase] = [
            (Self.count(totals.sentEntries, "entry"), .plain),
            (Self.count(totals.sentBatches, "batch"), .plain),
            ("\(Figures.bytes(Int64(clamping: totals.sentBytes))) on the wire", .plain),
        ]
        if totals.retries > 0 {
            phrases.append(("\(Figures.count(Int64(clamping: totals.retries))) pushed again", .warning))
        }
        if report.checkpointAge >= Health.patience {
            phrases.append(("not written down for \(Health.span(report.checkpointAge))", .warning))
        }
        return phrases
    }

    private var notSent: [Phrase] {
        var phrases: [Phrase] = []
        if totals.rejected > 0 {
            phrases.append(("\(Figures.count(Int64(clamping: totals.rejected))) rejected", .bad))
        }
        for (reason, count) in totals.dropped.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) })
        where count > 0 {
            phrases.append(("\(Figures.count(Int64(clamping: count))) dropped (\(reason))", .plain))
        }
        if totals.lostBytes > 0 {
            phrases.append(("\(Figures.bytes(Int64(clamping: totals.lostBytes))) lost", .bad))
        }
        if totals.unshippedDeletedBytes > 0 {
            let bytes = Figures.bytes(Int64(clamping: totals.unshippedDeletedBytes))
            phrases.append(("\(bytes) deleted before they were shipped", .bad))
        }
        return phrases
    }

    private var process: [Phrase] {
        guard let process = report.process else { return [] }
        var phrases: [Phrase] = []
        if let bytes = process.residentBytes {
            phrases.append(("\(Figures.bytes(Int64(clamping: bytes))) resident", .plain))
        }
        if let share = scene.processorShare {
            phrases.append(("\(Figures.ratio(share * 100)) % CPU", .plain))
        }
        if let open = process.openDescriptors {
            let most = process.maximumDescriptors
            let of = most.map { " of \(Figures.count(Int64(clamping: $0)))" } ?? ""
            let isShort = most.map { UInt64(clamping: open) >= $0 / 10 * 9 } ?? false
            phrases.append(("\(Figures.count(Int64(open)))\(of) files", isShort ? .warning : .plain))
        }
        return phrases
    }

    private static func count(_ value: UInt64, _ noun: String) -> String {
        Figures.count(Int64(clamping: value), noun)
    }

    /// The phrases with commas between, broken where one does not fit.
    private func lines(_ label: String, _ phrases: [Phrase]) -> [StyledLine] {
        var lines: [StyledLine] = []
        var line = StyledLine(label)
        for (index, phrase) in phrases.enumerated() {
            let text = phrase.text + (index < phrases.count - 1 ? "," : "")
            if index == 0 {
                line.fill(to: Self.start)
            } else if line.width + 1 + StyledLine.width(of: text) <= screen.width {
                line.add(" ")
            } else {
                lines.append(line)
                line = StyledLine(String(repeating: " ", count: Self.start))
            }
            line.add(text, phrase.style)
        }
        return lines + [line]
    }
}
