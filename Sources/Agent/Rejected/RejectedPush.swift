// Why this file exists: one batch of rejected entries is pushed to its end, by the same rules as in the agent.

import Loki
import Platform

/// Pushes one batch, waiting for each answer: whole, then in halves where it is refused.
struct RejectedPush {
    /// What became of the batch.
    struct Outcome {
        /// One for every entry.
        var verdicts: [RejectedClaim.Verdict]
        /// Why the rest was not tried; nil if there is no rest.
        var failure: String?
    }

    let transport: any PushTransport
    let encoder: PushBodyEncoder
    let body: ByteBuffer
    let settings: ClientSettings
    /// True when the operator has had enough.
    let isCancelled: () -> Bool
    /// So many tries a piece; afterwards the client counts as down.
    static let maximumTries = 5
    /// The longest wait between two of them, in nanoseconds: somebody sits there.
    private static let longestWait: Int64 = 10 * 1_000_000_000

    /// Pushes all entries of the batch.
    func push(_ batch: Batch) -> Outcome {
        var outcome = Outcome(verdicts: Array(repeating: .untried, count: batch.count))
        var backoff = settings.backoff
        backoff.maximum = min(backoff.maximum, Self.longestWait)
        backoff.maximumRetries = Self.maximumTries - 1
        var sender = Sender(backoff: backoff)
        var generator = SystemRandomNumberGenerator()
        var answer = PushAnswer(status: 0, message: "")
        var action = sender.batchReady(count: batch.count)
        while true {
            switch action {
            case .push(let piece):
                if isCancelled() {
                    outcome.failure = "interrupted"
                    return outcome
                }
                answer = send(batch, piece)
                let result = PushOutcome(answer)
                if result == .denied {
                    outcome.failure = answer.sentence
                    return outcome
                }
                action = sender.answered(answer, now: Clock.monotonic(), using: &generator)
                if result == .retry, case .setAside = action {
                    outcome.failure = "no success in \(Self.maximumTries) tries: \(answer.sentence)"
                    return outcome
                }
            case .commit(let piece):
                for index in piece { outcome.verdicts[index] = .accepted }
                action = sender.settled(hasBacklog: false, now: Clock.monotonic())
            case .setAside(let piece):
                let refusal = refusal(answer)
                for index in piece { outcome.verdicts[index] = .refused(refusal, isCertain: true) }
                action = sender.settled(hasBacklog: false, now: Clock.monotonic())
            case .sift(let piece, let partial):
                let found = partial.sift(batch, piece, now: Clock.realtime())
                let refusal = refusal(answer)
                for index in piece { outcome.verdicts[index] = .accepted }
                for index in found.refused { outcome.verdicts[index] = .refused(refusal, isCertain: true) }
                for index in found.doubtful {
                    outcome.verdicts[index] = .refused(refusal, isCertain: false)
                }
                action = sender.settled(hasBacklog: false, now: Clock.monotonic())
            case .wait(let until):
                rest(until: until)
                action = sender.hurry()
            case .finish, .keepAgain, .none: return outcome
            }
        }
    }

    private func refusal(_ answer: PushAnswer) -> RejectedClaim.Refusal {
        RejectedClaim.Refusal(answer, time: timestampText(ofRealtime: Clock.realtime()))
    }

    /// Pushes some entries and waits for the answer, which the client's timeout bounds.
    private func send(_ batch: Batch, _ piece: Range<Int>) -> PushAnswer {
        do throws(PushError) {
            try encoder.encode(batch, piece, as: settings.encoding, to: body)
            let request = try PushRequest(
                settings, tenant: batch.tenant, body: body, version: logferryVersion)
            try transport.start(request, tag: 0)
        } catch {
            return PushAnswer(error)
        }
        var watches: [Transport.Watch] = []
        while true {
            if let completion = transport.perform().first { return completion.answer }
            transport.wait(&watches, until: nil)
        }
    }

    private func rest(until: Int64) {
        var watches: [Transport.Watch] = []
        while !isCancelled() {
            let now = Clock.monotonic()
            if now >= until { return }
            transport.wait(&watches, until: min(until, now + 200_000_000))
        }
    }
}
