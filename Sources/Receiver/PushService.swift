// Turns pushes into entries for the sink, and the sink's word or the script's into answers.

import HTTPServing
import Synchronization

/// The receiver's work on pushes, shared by all connections.
final class PushService: Sendable {
    private let sink: any EntrySink
    private let script: AnswerScript
    private let maxDecodedBytes: Int
    private let state = Mutex(Receiver.Counters())

    init(sink: any EntrySink, script: AnswerScript, maxDecodedBytes: Int) {
        self.sink = sink
        self.script = script
        self.maxDecodedBytes = maxDecodedBytes
    }

    var counters: Receiver.Counters { state.withLock { $0 } }

    /// Counts a push and asks the script about it.
    func plan(for head: HTTPRequest.Head) -> HTTPPlan {
        let index = countRequest()
        let answer = script.answer(to: RequestInfo(index: index, tenant: tenant(of: head), head: head))
        if case .closeBeforeReading = answer { return .close }
        return .collect { [self] request in
            count { $0.bodyBytes += request.bodyByteCount }
            return await respond(to: request, with: answer)
        }
    }

    /// Counts a push and drops its body.
    func discardingPlan() -> HTTPPlan {
        _ = countRequest()
        return .discard { [self] request in
            count { $0.bodyBytes += request.bodyByteCount }
            return .empty(status: 204)
        }
    }

    private func countRequest() -> Int {
        state.withLock { counters in
            defer { counters.requests += 1 }
            return counters.requests
        }
    }

    private func count(_ change: (inout Receiver.Counters) -> Void) {
        state.withLock { change(&$0) }
    }

    private func tenant(of head: HTTPRequest.Head) -> String {
        let given = head.headers["X-Scope-OrgID"] ?? ""
        return given.isEmpty ? "fake" : given
    }

    private func respond(to request: HTTPRequest, with answer: Answer) async -> HTTPResponse {
        switch answer {
        case .accept:
            return await store(request) { .empty(status: 204) }
        case .status(let status, let headers, let body):
            return scripted(status, headers, body)
        case .storeThenStatus(let status, let headers, let body):
            return await store(request) { scripted(status, headers, body) }
        case .storeSomeThenStatus(let isStored, let status, let headers, let body):
            return await store(request, where: isStored) { scripted(status, headers, body) }
        case .closeBeforeReading:
            return .closeWithoutAnswer
        case .closeAfterStoring:
            return await store(request) { .closeWithoutAnswer }
        case .truncateResponse:
            let whole = HTTPResponse.text("this text is broken off before its end\n")
            return await store(request) { whole.truncated(afterBytes: whole.body.count / 2) }
        case .delay(let nanoseconds, let then):
            try? await Task.sleep(nanoseconds: nanoseconds)
            return await respond(to: request, with: then)
        case .never:
            // Only a cancellation ends it: the client has hung up, or the receiver shuts down.
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
            return .closeWithoutAnswer
        case .decide(let decide):
            do throws(PushRefusal) {
                return await respond(to: request, with: decide(try entries(of: request)))
            } catch {
                return refused(error)
            }
        }
    }

    private func scripted(
        _ status: Int, _ headers: [(name: String, value: String)], _ body: String
    ) -> HTTPResponse {
        .text(body, status: status, headers: headers)
    }

    /// Stores the entries of a push; what `acknowledgement` gives is answered only then.
    private func store(
        _ request: HTTPRequest, where isStored: (ReceivedEntry) -> Bool = { _ in true },
        acknowledgement: () -> HTTPResponse
    ) async -> HTTPResponse {
        let entries: [ReceivedEntry]
        do throws(PushRefusal) {
            entries = try self.entries(of: request).filter(isStored)
        } catch {
            return refused(error)
        }
        do {
            try await sink.accept(entries)
        } catch {
            return .text("\(error)\n", status: 500)
        }
        count { $0.entries += entries.count }
        return acknowledgement()
    }

    private func entries(of request: HTTPRequest) throws(PushRefusal) -> [ReceivedEntry] {
        try decodePush(
            request.body, contentType: request.headers["Content-Type"],
            contentEncoding: request.headers["Content-Encoding"], tenant: tenant(of: request.head),
            limit: maxDecodedBytes)
    }

    private func refused(_ refusal: PushRefusal) -> HTTPResponse {
        count { $0.refusedRequests += 1 }
        let headers = refusal.acceptEncoding.map { [(name: "Accept-Encoding", value: $0)] } ?? []
        return .text("\(refusal.reason)\n", status: refusal.status, headers: headers)
    }
}
