// Why this file exists: performing what a client's sender decides.

import Checkpoints
import Loki
import Platform
import Tailing

extension Ferry {
    /// Performs one action of a client's sender.
    func perform(_ action: Sender.Action, _ lane: ClientLane, _ tailer: Tailer, now: Int64) {
        switch action {
        case .none, .wait, .commit, .setAside: return
        case .push: push(lane, tailer, now: now)
        }
    }

    private func push(_ lane: ClientLane, _ tailer: Tailer, now: Int64) {
        guard let batch = lane.sending else { return }
        // What the batch's timestamps rest on must be on disk before Loki sees them.
        commitAcknowledged()
        do {
            if !lane.isEncoded { try encoder.encode(batch, to: lane.body) }
            lane.isEncoded = true
            if lane.sender.policy.failures > 0 { metrics.retries.add() }
            let request = try PushRequest(
                lane.settings, tenant: batch.tenant, body: lane.body, version: logferryVersion)
            try transport.start(request, tag: lane.index)
        } catch {
            // Nothing was sent: as good as a connection that failed.
            let answer = PushAnswer(status: 0, message: "\(error)")
            if judge(answer, lane, batch, now: now) { settle(batch, of: lane, tailer) }
        }
    }

    /// A push ended.
    func handle(_ completion: Transport.Completion, _ tailer: Tailer, now: Int64) {
        let lane = lanes[completion.tag]
        guard let batch = lane.sending else { return }
        metrics.sentBytes.add(Int(completion.answer.sentBytes))
        metrics.requestDuration.observe(Double(completion.answer.duration) / 1e9)
        if judge(completion.answer, lane, batch, now: now) { settle(batch, of: lane, tailer) }
    }

    /// The batch on its way is done with: commits what it held.
    private func settle(_ batch: Batch, of lane: ClientLane, _ tailer: Tailer) {
        for range in batch.ranges { release(lane, range, tailer) }
        lane.finish()
        commitAcknowledged()
    }

    /// Decides what an answer means; true if the batch is done with.
    private func judge(_ answer: PushAnswer, _ lane: ClientLane, _ batch: Batch, now: Int64) -> Bool {
        let name = lane.settings.displayName
        metrics.requests.with(name, answer.kind).add()
        switch lane.sender.answered(answer, now: now, using: &generator) {
        case .commit:
            if lane.lastError != nil { log.info("pushing works again", metadata: ["client": "\(name)"]) }
            lane.note(error: nil)
            metrics.sentEntries.add(batch.count)
            metrics.sentBatches.add()
            metrics.replacedBytes.add(batch.replacedBytes)
            return true
        case .setAside:
            guard setAside(batch, answer, lane) else {
                // Committed now, the entries would be nowhere.
                lane.sender.couldNotSetAside(now: now)
                return false
            }
            return true
        case .wait(let until):
            let reason = Self.reason(answer)
            lane.note(error: reason)
            say(
                .warning, "push \(name)",
                "a push failed and is tried again; what is not shipped stays in its files",
                ["client": name, "reason": reason, "next_try_in": "\((until - now) / 1_000_000)ms"])
            return false
        case .push, .none:
            return false
        }
    }

    /// True once the entries are safe on disk.
    private func setAside(_ batch: Batch, _ answer: PushAnswer, _ lane: ClientLane) -> Bool {
        let name = lane.settings.displayName
        let reason = Self.reason(answer)
        lane.note(error: reason)
        do {
            let (path, removed) = try rejected.keep(
                batch, answer: answer, client: lane.key, now: Clock.realtime())
            metrics.rejected.with(name, "\(answer.status)").add(batch.count)
            metrics.dropped.with("rejected").add(batch.count)
            say(
                .error, "rejected \(name)", "entries were refused for good and are kept",
                ["client": name, "entries": "\(batch.count)", "reason": reason, "file": path])
            if removed > 0 {
                say(
                    .warning, "rejected full", "old rejected entries were removed to make room",
                    ["files": "\(removed)", "limit_bytes": "\(settings.positions.rejectedMaximum)"])
            }
            return true
        } catch {
            say(
                .error, "rejected \(name)",
                "entries were refused for good and cannot be kept yet; nothing more is sent until they are",
                ["client": name, "entries": "\(batch.count)", "reason": reason, "error": "\(error)"])
            return false
        }
    }

    /// An answer as one line.
    private static func reason(_ answer: PushAnswer) -> String {
        let text = answer.message.split(whereSeparator: \.isNewline).prefix(3).joined(separator: "; ")
        return answer.status == 0 ? text : "HTTP \(answer.status)" + (text.isEmpty ? "" : ": \(text)")
    }
}
