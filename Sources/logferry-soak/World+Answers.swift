// Why this file exists: the receiver's side: pushes are written down, and answered as the plan says.

import Glibc
import Receiver
import Soaking

extension World {
    /// How the receiver of a client answers.
    func script(client: Int) -> AnswerScript {
        AnswerScript { [self] request in answer(request, client) }
    }

    private func answer(_ request: RequestInfo, _ client: Int) -> Answer {
        let run = request.head.headers[SoakConfiguration.runHeader].flatMap { Int($0) } ?? 0
        let bad: BadAnswer? = present.withLock { present in
            if present.spring(.arrival, run: run) { return .reset }
            let answer = present.isFinale ? nil : present.outages[client] ?? present.answers[client].next()
            if let answer {
                present.counts.badAnswers[answer, default: 0] += 1
            } else {
                present.counts.goodAnswers += 1
            }
            return answer
        }
        switch bad {
        case .tooMany: return .status(429, headers: [("Retry-After", "1")], body: "slow down\n")
        case .failed: return .status(500)
        case .unavailable: return .status(503)
        case .reset: return .closeBeforeReading
        case .never: return .never
        case .storedFailed: return storing(client, run, isAcknowledged: false, .status(500))
        case .storedReset: return storing(client, run, isAcknowledged: false, .closeBeforeReading)
        case nil: return storing(client, run, isAcknowledged: true, .status(204))
        }
    }

    private func storing(_ client: Int, _ run: Int, isAcknowledged: Bool, _ answer: Answer) -> Answer {
        .decide { [self] entries in
            let now = now
            present.withLock { present in
                present.account.push(
                    client: client, run: run, entries, isAcknowledged: isAcknowledged, time: now)
                _ = present.spring(.stored, run: run) || present.spring(.answer, run: run)
            }
            return answer
        }
    }
}

extension Present {
    /// Kills the agent if this is the moment that was waited for; true if it is.
    fileprivate mutating func spring(_ moment: LifeScript.Moment, run: Int) -> Bool {
        guard trap == moment, run == self.run, let agent else { return false }
        trap = nil
        // The one that is waiting for it kills the agent while the answer is on its way.
        if moment != .answer { agent.send(SIGKILL) }
        return true
    }
}
