// Why this file exists: what Loki refuses for good is safe on disk before it counts as done with.

import Loki
import Platform

extension Ferry {
    /// Remembers that a piece is to be kept, and why.
    ///
    /// - Parameter failures: how often the piece had failed before this answer.
    func note(_ answer: PushAnswer, _ piece: Range<Int>, failures: Int, _ lane: ClientLane) {
        var answer = answer
        if PushOutcome(answer) == .retry {
            lane.reason = "max_retries"
            answer.message = "no success in \(failures + 1) tries (max_retries): \(answer.message)"
        } else {
            lane.reason = answer.isTooLargeForLoki ? "request_body_too_large" : "refused"
        }
        lane.refusals.append(RejectedStore.Refusal(answer, Sifted(refused: piece)))
    }

    /// Keeps what was refused last. True once it is safe on disk.
    func keep(_ lane: ClientLane) -> Bool {
        guard let batch = lane.sending,
            let (answer, entries) = lane.refusals.last.map({ ($0.answer, $0.entries) })
        else { return true }
        let name = lane.settings.displayName
        lane.record.noteRefused(answer.sentence)
        var fields = ["client": name, "entries": "\(entries.refused.count)", "reason": answer.sentence]
        if !entries.doubtful.isEmpty { fields["entries_in_doubt"] = "\(entries.doubtful.count)" }
        do {
            let kept = try rejected.keep(
                batch, lane.refusals, in: lane.rejectedPath, client: lane.key, now: Clock.realtime())
            lane.rejectedPath = kept.path
            metrics.rejected.with(name, "\(answer.status)", lane.reason).add(entries.refused.count)
            metrics.doubtful.with(name).add(entries.doubtful.count)
            metrics.dropped.with("rejected").add(entries.refused.count)
            fields["file"] = kept.path
            say(.error, "rejected \(name)", "entries were refused for good and are kept", fields)
            note(kept)
            return true
        } catch {
            fields["error"] = "\(error)"
            say(
                .error, "rejected \(name)",
                "entries were refused for good and cannot be kept yet; nothing more is sent until they are",
                fields)
            return false
        }
    }

    private func note(_ kept: RejectedStore.Kept) {
        let limit = "\(settings.positions.rejectedMaximum)"
        if kept.removed.files > 0 {
            metrics.removedRejectedFiles.add(kept.removed.files)
            metrics.removedRejectedBytes.add(Int(kept.removed.bytes))
            metrics.removedRejectedEntries.add(kept.removed.entries)
            say(
                .warning, "rejected full", "the oldest rejected entries were removed to make room",
                [
                    "files": "\(kept.removed.files)", "entries": "\(kept.removed.entries)",
                    "limit_bytes": limit,
                ])
        }
        if let failure = kept.failure {
            say(
                .error, "rejected room", "the oldest rejected entries cannot be removed to make room",
                ["error": "\(failure)", "limit_bytes": limit])
        }
    }
}

extension PushAnswer {
    /// How much of an answer a log line carries.
    private static let longestSentence = 600

    /// The answer as one line.
    var sentence: String {
        let lines = message.split(whereSeparator: \.isNewline).prefix(3).joined(separator: "; ")
        var text = String(lines.prefix(Self.longestSentence))
        if text.count < lines.count { text += "…" }
        if status == 0 { return text }
        let kind = isMarkup ? ", a page of HTML and so not Loki's" : ""
        return "HTTP \(status)\(kind)" + (text.isEmpty ? "" : ": \(text)")
    }
}
