// What Loki answers: fair days, outages, lost acknowledgements, and how long it takes.

import Loki

/// Decides about pushes. Has randomness of its own, so that what the agent sends does not change what else happens.
struct Weather {
    private var random: SeededRandom
    /// True once everything is accepted.
    var isFair: Bool
    private var isBad = false
    private var changes: Int64 = 0

    init(_ random: SeededRandom, isFair: Bool) {
        self.random = random
        self.isFair = isFair
    }

    mutating func plan(now: Int64) -> ModelLoki.Plan {
        var plan = ModelLoki.Plan()
        plan.storeDelay = random.duration(50_000, 200_000_000)
        plan.answerDelay = plan.storeDelay + random.duration(50_000, 100_000_000)
        guard !isFair else { return plan }
        if now >= changes {
            isBad = random.chance(1, 2)
            changes = now + random.duration(10_000_000, 120 * second)
        }
        guard random.chance(isBad ? 9 : 1, 10) else { return plan }
        switch random.below(8) {
        case 0:
            // Stored, but the acknowledgement is lost.
            plan.answer = failed("the connection was reset")
        case 1:
            plan.answerDelay = 10 * second
            plan.answer = failed("timed out")
        case 2:
            plan.stores = false
            plan.answerDelay = 10 * second
            plan.answer = failed("timed out")
        case 3:
            plan.stores = false
            plan.answer = failed("connection refused")
        case 4:
            plan.stores = false
            plan.answer = PushAnswer(
                status: 429, message: "slow down",
                retryAfter: random.chance(1, 2) ? Int64(random.within(1...20)) * second : nil)
        case 5:
            plan.stores = false
            plan.answer = PushAnswer(status: 401, message: "who are you")
        case 6:
            // Stored by some ingesters: an error all the same.
            plan.answer = PushAnswer(status: 500, message: "at least 2 live replicas required")
        default:
            plan.stores = false
            plan.answer = PushAnswer(status: 503, message: "not now")
        }
        return plan
    }

    private func failed(_ reason: String) -> PushAnswer { PushAnswer(status: 0, message: reason) }
}
