// Why this file exists: the other commands ask the running agent; this is where, and in which words.

import HTTPServing
import Platform
import Telemetry

/// The agent's unix socket in the state directory: HTTP/1.1 (RFC 9112) for the commands of the same program.
///
/// | request | answer |
/// | --- | --- |
/// | `GET /positions?after=N` | JSON lines: a `PositionRow` each, of the next 1,000 generations above N |
/// | `POST /positions/forget?path=…[&client=…][&yes]` | JSON lines: a `PositionEdit` each; 409 without `yes` if it matters |
/// | `POST /positions/skip?path=…[&client=…][&to=N]` | the same |
/// | `POST /rotate[?dry][&force][&path=…]` | JSON lines: what was done, or would be, and what could not be |
/// | `GET /rotation` | JSON lines: a `PolicyStatus` each |
/// | `GET /status[?last]` | JSON: a `StatusReport`; with `last`, rotation as the last pass saw it |
/// | `POST /reload` | what only a restart can change, a line each; 500 with what is wrong |
enum ControlSocket {
    /// The socket's name in the state directory.
    static let name = "logferry.sock"
    /// Generations in one answer to `GET /positions`, so that its size is bounded.
    static let page = 1000

    static func path(inStateDirectoryOf positions: String) -> String {
        FileSystem.join(FileSystem.parent(of: positions), name)
    }

    /// Listens for the commands.
    static func serve(_ agent: Agent, at path: String) async throws -> HTTPServer {
        var router = Router()
        router.on("GET", "/positions") { request in
            let after = value("after", request).flatMap { UInt64($0) } ?? 0
            return answer(await agent.positions(after: after, limit: page)) { rows in
                .bytes(Array(rows.map(\.json).joined().utf8), contentType: jsonLines)
            }
        }
        router.on("POST", "/positions/forget") { request in
            let isConfirmed = request.query.contains { $0.name == "yes" }
            return await change(.forget(isConfirmed: isConfirmed), request, agent)
        }
        router.on("POST", "/positions/skip") { request in
            guard let to = value("to", request) else { return await change(.skip(to: nil), request, agent) }
            guard let offset = Int64(to), offset >= 0 else {
                return .text("to: '\(to)' is no offset\n", status: 400)
            }
            return await change(.skip(to: offset), request, agent)
        }
        router.on("GET", "/status") { request in
            let isFresh = !request.query.contains { $0.name == "last" }
            return .bytes(
                StatusJSON.line(await agent.report(isFresh: isFresh)), contentType: "application/json")
        }
        router.on("POST", "/reload") { _ in
            answer(await agent.reload()) { notes in .text(notes.map { $0 + "\n" }.joined()) }
        }
        router.on("POST", "/rotate") { request in
            let order = RotationOrder(
                isDryRun: request.query.contains { $0.name == "dry" },
                isForced: request.query.contains { $0.name == "force" },
                paths: request.query.filter { $0.name == "path" }.map(\.value))
            return answer(await agent.rotate(order)) { outcome in
                .bytes(Array(outcome.json.utf8), contentType: jsonLines)
            }
        }
        router.on("GET", "/rotation") { _ in
            answer(await agent.rotationStanding()) { statuses in
                .bytes(statuses.flatMap { StatusJSON.line($0) }, contentType: jsonLines)
            }
        }
        let limits = HTTPServer.Limits(
            maxBodyBytes: 0, idleTimeout: .seconds(10), requestTimeout: .seconds(10), maxConnections: 16)
        return try await HTTPServer.start(onSocket: path, limits: limits, router: router)
    }

    private static let jsonLines = "application/x-ndjson"

    private static func value(_ name: String, _ request: HTTPRequest) -> String? {
        request.query.first { $0.name == name }?.value
    }

    private static func change(
        _ action: PositionChange.Action, _ request: HTTPRequest, _ agent: Agent
    ) async -> HTTPResponse {
        guard let path = value("path", request) else { return .text("path is missing\n", status: 400) }
        let change = PositionChange(action, path: path, client: value("client", request))
        return answer(await agent.change(change)) { edits in
            .bytes(Array(edits.map(\.json).joined().utf8), contentType: jsonLines)
        }
    }

    private static func answer<Value>(
        _ result: Result<Value, ControlRefusal>, _ success: (Value) -> HTTPResponse
    ) -> HTTPResponse {
        switch result {
        case .success(let value): success(value)
        case .failure(let refusal): .text(refusal.description + "\n", status: refusal.kind.status)
        }
    }
}

extension ControlRefusal.Kind {
    /// As an HTTP status (RFC 9110, section 15).
    var status: Int {
        switch self {
        case .invalid: 400
        case .unknown: 404
        case .unconfirmed: 409
        case .failed: 500
        case .stopping: 503
        }
    }

    init(status: Int) {
        switch status {
        case 400: self = .invalid
        case 404: self = .unknown
        case 409: self = .unconfirmed
        case 503: self = .stopping
        default: self = .failed
        }
    }
}
