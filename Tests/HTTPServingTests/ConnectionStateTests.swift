// The protocol of one connection, event by event, without a socket.

import TestSupport
import Testing

@testable import HTTPServing

@Suite struct ConnectionStateTests {
    private static let ok: HTTPHandler = { _ in .text("ok") }

    private func head(_ method: String = "POST", length: Int? = nil, keepAlive: Bool = true) -> RequestMessage
    {
        RequestMessage(
            head: HTTPRequest.Head(method: method, target: "/"), contentLength: length, keepAlive: keepAlive)
    }

    @Test func requestIsCollectedCalledAnsweredAndFollowed() {
        var state = ConnectionState(maxBodyBytes: 10)
        #expect(name(state.headReceived(head(length: 4), planner: { _ in .collect(Self.ok) })) == "none")
        #expect(state.phase == .receiving)
        #expect(name(state.bodyReceived(Array("ab".utf8))) == "none")
        #expect(name(state.bodyReceived(Array("cd".utf8))) == "none")
        guard case .call(_, let request) = state.endReceived() else {
            Issue.record("the handler is not called")
            return
        }
        #expect(request.body == Array("abcd".utf8))
        #expect(request.bodyByteCount == 4)
        #expect(state.disposition == .hold)
        #expect(!state.wantsBytes)
        #expect(name(state.handlerAnswered(.text("ok"))) == "send 200 keep-alive")
        #expect(name(state.responseSent()) == "takeNext")
        #expect(state.phase == .idle)
    }

    @Test func discardedBodyIsCounted() {
        var state = ConnectionState(maxBodyBytes: 10)
        _ = state.headReceived(head(), planner: { _ in .discard(Self.ok) })
        _ = state.bodyReceived(Array("abcd".utf8))
        guard case .call(_, let request) = state.endReceived() else {
            Issue.record("the handler is not called")
            return
        }
        #expect(request.body.isEmpty)
        #expect(request.bodyByteCount == 4)
    }

    @Test func bodyAboveTheLimitIsRefusedAndTheRestDropped() {
        var announced = ConnectionState(maxBodyBytes: 10)
        #expect(
            name(announced.headReceived(head(length: 11), planner: { _ in .collect(Self.ok) }))
                == "send 413 close")
        #expect(announced.disposition == .drop)
        var grown = ConnectionState(maxBodyBytes: 10)
        _ = grown.headReceived(head(), planner: { _ in .discard(Self.ok) })
        #expect(name(grown.bodyReceived(Array(repeating: 0, count: 10))) == "none")
        #expect(name(grown.bodyReceived([0])) == "send 413 close")
        #expect(name(grown.responseSent()) == "closeOutput")
        #expect(name(grown.bodyReceived([0])) == "none")
        #expect(name(grown.inputClosed()) == "close")
    }

    @Test func clientThatHasSentAllStillGetsItsAnswer() {
        var state = ConnectionState(maxBodyBytes: 10)
        _ = state.headReceived(head("GET", keepAlive: false), planner: { _ in .collect(Self.ok) })
        _ = state.endReceived()
        #expect(name(state.inputClosed()) == "none")
        #expect(name(state.handlerAnswered(.text("ok"))) == "send 200 close")
        #expect(name(state.responseSent()) == "close")
    }

    @Test func drainFinishesWhatIsAtHand() {
        var idle = ConnectionState(maxBodyBytes: 10)
        #expect(name(idle.drain()) == "close")
        var receiving = ConnectionState(maxBodyBytes: 10)
        _ = receiving.headReceived(head(), planner: { _ in .collect(Self.ok) })
        #expect(name(receiving.drain()) == "none")
        #expect(name(receiving.endReceived()) == "call")
        #expect(name(receiving.handlerAnswered(.text("ok"))) == "send 200 close")
        var answering = ConnectionState(maxBodyBytes: 10)
        _ = answering.headReceived(head(), planner: { _ in .collect(Self.ok) })
        _ = answering.endReceived()
        #expect(name(answering.drain()) == "cancelHandler")
        #expect(name(answering.handlerAnswered(.text("ok"))) == "send 200 close")
        var sending = ConnectionState(maxBodyBytes: 10)
        _ = sending.headReceived(head(), planner: { _ in .collect(Self.ok) })
        _ = sending.endReceived()
        _ = sending.handlerAnswered(.text("ok"))
        #expect(name(sending.drain()) == "none")
        #expect(name(sending.responseSent()) == "close")
    }

    @Test func deadlinesEndEveryPhaseButTheHandlers() {
        var state = ConnectionState(maxBodyBytes: 10)
        _ = state.headReceived(head(), planner: { _ in .collect(Self.ok) })
        #expect(name(state.timedOut()) == "send 408 close")
        #expect(name(state.timedOut()) == "close")
        #expect(name(state.timedOut()) == "none")
        var answering = ConnectionState(maxBodyBytes: 10)
        _ = answering.headReceived(head(), planner: { _ in .collect(Self.ok) })
        _ = answering.endReceived()
        #expect(name(answering.timedOut()) == "none")
        var idle = ConnectionState(maxBodyBytes: 10)
        #expect(name(idle.timedOut()) == "close")
    }

    /// Whatever comes in whatever order: one answer a request at most, none after the close, no call during a
    /// call.
    @Test func anyOrderOfEventsKeepsTheProtocol() {
        var random = SeededGenerator(seed: 7)
        for history in 0..<4000 {
            var state = ConnectionState(maxBodyBytes: 8)
            var owed = false
            var isClosed = false
            for step in 0..<24 {
                let action: ConnectionState.Action
                switch Int.random(in: 0..<12, using: &random) {
                case 0, 1:
                    let plans: [HTTPPlan] = [
                        .collect(Self.ok), .collect(Self.ok), .discard(Self.ok),
                        .answer(.text("no", status: 404)),
                        .close,
                    ]
                    let plan = plans.randomElement(using: &random) ?? .close
                    let message = head(
                        length: Bool.random(using: &random) ? nil : Int.random(in: 0...9, using: &random),
                        keepAlive: Int.random(in: 0..<4, using: &random) > 0)
                    action = state.headReceived(message, planner: { _ in plan })
                case 2: action = state.bodyReceived([1, 2, 3])
                case 3, 4: action = state.endReceived()
                case 5, 6: action = state.handlerAnswered(.text("ok"))
                case 7, 8: action = state.responseSent()
                case 9: action = state.timedOut()
                case 10: action = Bool.random(using: &random) ? state.inputClosed() : state.drain()
                default: action = state.parserFailed(.text("bad", status: 400))
                }
                var problem: String?
                switch action {
                case .call:
                    if owed || isClosed { problem = "a call during a call" }
                    owed = true
                case .send:
                    if isClosed { problem = "an answer after the close" }
                    owed = false
                case .close:
                    if isClosed { problem = "closed twice" }
                    isClosed = true
                    owed = false
                case .takeNext:
                    if state.phase != .idle { problem = "the next request before the end of this one" }
                case .none, .sendContinue, .closeOutput, .cancelHandler: break
                }
                if owed != (state.phase == .answering) || isClosed != (state.phase == .closed) {
                    problem = "the wrong phase \(state.phase)"
                }
                if let problem {
                    Issue.record("history \(history), step \(step): \(problem)")
                    return
                }
            }
        }
    }

    private func name(_ action: ConnectionState.Action) -> String {
        switch action {
        case .none: "none"
        case .sendContinue: "sendContinue"
        case .call: "call"
        case .send(let response, _, let keepAlive):
            "send \(response.status) \(keepAlive ? "keep-alive" : "close")"
        case .takeNext: "takeNext"
        case .closeOutput: "closeOutput"
        case .cancelHandler: "cancelHandler"
        case .close: "close"
        }
    }
}
