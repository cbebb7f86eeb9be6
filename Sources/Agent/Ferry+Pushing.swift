// Why this file exists: performing what a client's sender decides.

import Checkpoints
import Loki
import Platform
import Tailing

extension Ferry {
    /// Performs one action of a client's sender, and those that follow from it.
    func perform(_ action: Sender.Action, _ lane: ClientLane, _ tailer: Tailer, now: Int64) {
        var next = action
        while true {
            switch next {
            case .none, .wait: return
            case .push(let piece):
                guard let failure = push(piece, lane, now: now) else { return }
                next = judge(failure, lane, now: now)
            case .commit(let piece):
                noteAccepted(piece.count, lane)
                next = settle(piece, lane, tailer, now: now)
            case .setAside(let piece), .sift(let piece, _), .keepAgain(let piece):
                guard keep(lane) else { return lane.sender.couldNotKeep(now: now) }
                noteAccepted(piece.count - (lane.refusals.last?.entries.count ?? 0), lane)
                next = settle(piece, lane, tailer, now: now)
            case .finish: return lane.finish()
            }
        }
    }

    /// A push ended.
    func handle(_ completion: Transport.Completion, _ tailer: Tailer, now: Int64) {
        let lane = lanes[completion.tag]
        metrics.sentBytes.add(Int(completion.answer.sentBytes))
        metrics.requestDuration.observe(Double(completion.answer.duration) / 1e9)
        perform(judge(completion.answer, lane, now: now), lane, tailer, now: now)
    }

    /// A body is made.
    func handle(_ completion: BodyMaker.Completion, _ tailer: Tailer, now: Int64) {
        let lane = lanes[completion.tag]
        let failure: PushAnswer?
        switch completion.result {
        case .success(let replaced):
            (lane.encoded, lane.replaced) = (completion.piece, replaced)
            failure = start(completion.piece, lane)
        case .failure(let error):
            lane.encoded = nil
            failure = PushAnswer(error)
        }
        if let failure { perform(judge(failure, lane, now: now), lane, tailer, now: now) }
    }

    /// Makes the body of a push and starts it. Gives an answer if there was nothing to start.
    private func push(_ piece: Range<Int>, _ lane: ClientLane, now: Int64) -> PushAnswer? {
        guard let batch = lane.sending else { return PushAnswer(status: 0, message: "no batch") }
        if lane.sender.policy.isRepeating { metrics.retries.add() }
        if lane.encoded == piece { return start(piece, lane) }
        if lane.encoded == nil { for clash in lane.spread.note(batch, now: now) { tell(of: clash) } }
        do throws(PushError) {
            guard
                let replaced = try bodies.make(
                    batch, piece, as: lane.settings.encoding, to: lane.body, tag: lane.index)
            else { return nil }
            (lane.encoded, lane.replaced) = (piece, replaced)
        } catch {
            lane.encoded = nil
            return PushAnswer(error)
        }
        return start(piece, lane)
    }

    /// Sends a body that is made. Gives an answer if there was nothing to start.
    private func start(_ piece: Range<Int>, _ lane: ClientLane) -> PushAnswer? {
        // What the batch's timestamps rest on must be on disk before Loki sees them.
        commitAcknowledged()
        do throws(PushError) {
            let request = try PushRequest(
                lane.settings, tenant: lane.sending?.tenant(of: piece.lowerBound), body: lane.body,
                version: logferryVersion)
            try transport.start(request, tag: lane.index)
            return nil
        } catch {
            // Nothing was sent: as good as a connection that failed.
            return PushAnswer(error)
        }
    }

    /// A piece is done with: commits what is complete with it.
    private func settle(_ piece: Range<Int>, _ lane: ClientLane, _ tailer: Tailer, now: Int64)
        -> Sender.Action
    {
        if let batch = lane.sending {
            let complete = batch.completeRanges(before: piece.upperBound)
            for range in batch.ranges[lane.released..<complete] { release(lane, range, tailer) }
            lane.released = complete
        }
        if lane.encoded == piece { metrics.replacedBytes.add(lane.replaced) }
        commitAcknowledged()
        return lane.sender.settled(hasBacklog: lane.hasBacklog, now: now)
    }

    /// Decides what an answer means.
    private func judge(_ answer: PushAnswer, _ lane: ClientLane, now: Int64) -> Sender.Action {
        let name = lane.settings.displayName
        metrics.requests.with(name, answer.kind).add()
        let failures = lane.sender.policy.failures
        let action = lane.sender.answered(answer, now: now, using: &generator)
        switch action {
        case .commit:
            if lane.record.isFailing { log.info("pushing works again", metadata: ["client": "\(name)"]) }
            lane.record.noteAccepted(realtime: Clock.realtime())
        case .push: noteHalving(answer, lane)
        case .setAside(let piece): note(answer, piece, failures: failures, lane)
        case .sift(let piece, let refusal):
            guard let batch = lane.sending else { break }
            lane.reason = refusal.reason.rawValue
            let realtime = Clock.realtime()
            let found = refusal.sift(batch, piece, now: realtime)
            lane.record.noteAccepted(realtime: realtime, error: answer.sentence)
            lane.refusals.append(RejectedStore.Refusal(answer, found))
        case .wait(let until):
            lane.record.noteFailed(answer.sentence, now: now)
            metrics.failedPushes.add()
            say(
                .warning, "push \(name)",
                "a push failed and is tried again; what is not shipped stays in its files",
                [
                    "client": name, "reason": answer.sentence,
                    "next_try_in": "\((until - now) / 1_000_000)ms",
                ])
        case .keepAgain, .finish, .none: break
        }
        return action
    }

    private func noteAccepted(_ entries: Int, _ lane: ClientLane) {
        guard entries > 0 else { return }
        metrics.sentEntries.add(entries)
        metrics.sentBatches.add()
    }

    private func noteHalving(_ answer: PushAnswer, _ lane: ClientLane) {
        let name = lane.settings.displayName
        metrics.halvings.with(name).add()
        say(
            .warning, "halved \(name)",
            "a push was refused as a whole; it is sent again in halves, to find the entries that are to blame",
            ["client": name, "reason": answer.sentence])
    }

    private func tell(of clash: StreamSpread.Clash) {
        let labels = String(clash.labels.prefix(300))
        func path(_ source: UInt64) -> String {
            files[GenerationID(source)]?.currentPath ?? "a file that is gone"
        }
        say(
            .warning, "apart \(labels)",
            "two files feed one stream more than an hour apart: Loki refuses what is that far behind; a label of their own, as filename, lets both through",
            [
                "stream": labels, "newer": path(clash.newer), "older": path(clash.older),
                "apart": "\(clash.distance / 60_000_000_000)min",
            ])
    }
}
