// What each status means for a batch, one by one.

import Testing

@testable import Loki

@Suite struct PushOutcomeTests {
    @Test func everyStatusHasItsOutcome() {
        var outcomes: [PushOutcome: [Int]] = [:]
        for status in 0...999 {
            outcomes[PushOutcome(PushAnswer(status: status, message: "")), default: []].append(status)
        }
        #expect(outcomes[.accepted] == Array(200...299))
        let mended = [401, 403, 404, 405, 407, 408, 421, 425, 429]
        #expect(outcomes[.refused] == (400...499).filter { !mended.contains($0) })
        #expect(outcomes[.retry] == Array(0..<200) + Array(300..<400) + mended + Array(500...999))
    }

    @Test func everyStatusHasAWordForTheMetrics() {
        var kinds: [String: [Int]] = [:]
        for status in 0...599 {
            kinds[PushAnswer(status: status, message: "").kind, default: []].append(status)
        }
        let named = [401, 403, 404, 405, 407, 408, 421, 425, 429]
        #expect(
            kinds == [
                "ok": Array(200...299), "redirect": Array(300...399), "unauthorized": [401, 403, 407],
                "not_found": [404, 405], "rate_limited": [429], "timeout": [408, 421, 425],
                "refused": (400...499).filter { !named.contains($0) }, "server_error": Array(500...599),
                "network": Array(0..<200),
            ])
    }
}
