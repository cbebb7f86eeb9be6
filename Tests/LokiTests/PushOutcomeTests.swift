// What each status means for a batch, one by one.

import Testing

@testable import Loki

@Suite struct PushOutcomeTests {
    private func outcome(_ status: Int, _ message: String = "") -> PushOutcome {
        PushOutcome(PushAnswer(status: status, message: message))
    }

    @Test func everyStatusHasItsOutcome() {
        var outcomes: [PushOutcome: [Int]] = [:]
        for status in 0...999 { outcomes[outcome(status), default: []].append(status) }
        let taken = [200, 201, 202, 204]
        #expect(outcomes[.accepted] == taken)
        let (later, slowly) = ([408, 421, 425, 429], [401, 403, 404, 405, 407])
        #expect(outcomes[.denied] == (200..<400).filter { !taken.contains($0) } + slowly)
        #expect(outcomes[.refused] == (400...499).filter { !(later + slowly).contains($0) })
        #expect(outcomes[.retry] == Array(0..<200) + later + Array(500...999))
    }

    @Test func aPageForABrowserIsNoWordOfLokiAboutTheEntries() {
        let page = "\r\n <html><h1>400 No required SSL certificate was sent</h1>nginx</html>"
        for status in [400, 411, 422, 495] {
            #expect(outcome(status, page) == .denied)
            #expect(PushAnswer(status: status, message: page).kind == "proxy")
        }
        // A proxy's own limit is about the size all the same.
        #expect(outcome(413, page) == .refused)
        #expect(PushAnswer(status: 413, message: page).kind == "refused")
        #expect(outcome(503, page) == .retry)
        // A form to log in, with the status of success.
        #expect(outcome(200, page) == .denied)
        #expect(PushAnswer(status: 200, message: page).kind == "proxy")
        #expect(outcome(200, "ok") == .accepted)
    }

    @Test func aPushThatLokiSPartsCannotHandOnIsTooLarge() {
        let text =
            "rpc error: code = ResourceExhausted desc = grpc: received message larger than max (6322527 vs. 4194304)"
        #expect(outcome(500, text) == .refused)
        #expect(PushAnswer(status: 500, message: text).isTooLargeForLoki)
        #expect(outcome(500, "internal error") == .retry)
        #expect(outcome(503, text) == .retry)
    }

    @Test func whatASettingIsToBlameForIsNotTheEntriesFault() {
        let missing = PushAnswer(.credentials("cannot open /token: No such file or directory"))
        #expect(PushOutcome(missing) == .denied)
        #expect(missing.kind == "misconfigured")
        #expect(missing.message == "cannot open /token: No such file or directory")
        #expect(PushOutcome(PushAnswer(.compression)) == .retry)
    }

    @Test func everyStatusHasAWordForTheMetrics() {
        var kinds: [String: [Int]] = [:]
        for status in 0...599 {
            kinds[PushAnswer(status: status, message: "").kind, default: []].append(status)
        }
        let named = [401, 403, 404, 405, 407, 408, 421, 425, 429]
        #expect(
            kinds == [
                "ok": [200, 201, 202, 204],
                "blocked": (200...299).filter { ![200, 201, 202, 204].contains($0) },
                "redirect": Array(300...399), "unauthorized": [401, 403, 407],
                "not_found": [404, 405], "rate_limited": [429], "timeout": [408, 421, 425],
                "refused": (400...499).filter { !named.contains($0) }, "server_error": Array(500...599),
                "network": Array(0..<200),
            ])
    }
}
