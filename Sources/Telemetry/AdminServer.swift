// Why this file exists: the endpoints that an operator, a load balancer and Prometheus ask.

import HTTPServing

/// The agent's HTTP endpoints. What they say comes from the closures; nothing here decides anything.
public struct AdminServer: Sendable {
    /// Whether the agent is ready, and why not.
    public enum Readiness: Sendable {
        /// Files are followed.
        case ready
        /// Not yet, or no longer.
        case notReady(reason: String)
    }

    /// What came of a request to read the configuration again.
    public enum ReloadAnswer: Sendable {
        /// It is in effect; a sentence on each setting that only a restart can change.
        case done([String])
        /// The configuration does not allow it.
        case notAllowed
        /// The old configuration stays, and why.
        case failed(String, isStopping: Bool)
    }

    private let server: HTTPServer

    /// Where it listens; the port is the real one if 0 was asked for.
    public var address: ListenAddress { server.address }

    /// Starts to listen.
    /// - Parameters:
    ///   - readiness: for `GET /ready`: 200, or 503 with the reason.
    ///   - metrics: for `GET /metrics`, in the format that is asked for.
    ///   - reload: for `POST /-/reload`: 200 when it is done, 403 where it is not allowed, else 500 with the reason.
    public static func start(
        on address: ListenAddress, readiness: @escaping @Sendable () async -> Readiness,
        metrics: @escaping @Sendable (Exposition.Format) async -> Exposition,
        reload: @escaping @Sendable () async -> ReloadAnswer = { .notAllowed }
    ) async throws -> AdminServer {
        var router = Router()
        router.on("GET", "/ready") { _ in
            switch await readiness() {
            case .ready: .text("ready\n")
            case .notReady(let reason): .text("not ready: \(reason)\n", status: 503)
            }
        }
        router.on("GET", "/metrics") { request in
            let format = Exposition.Format(accepting: request.headers.values(of: "Accept"))
            return .bytes(
                Array(await metrics(format).text.utf8), contentType: format.contentType,
                headers: [("Vary", "Accept")])
        }
        router.on("POST", "/-/reload") { _ in
            switch await reload() {
            case .done(let notes):
                .text((["the configuration was reloaded"] + notes).map { $0 + "\n" }.joined())
            case .notAllowed:
                .text(
                    "reloading over HTTP is not allowed: set server.enable_runtime_reload: true, or send SIGHUP\n",
                    status: 403)
            case .failed(let reason, let isStopping): .text(reason + "\n", status: isStopping ? 503 : 500)
            }
        }
        router.on("GET", "/") { _ in .text("logferry\n\nGET /ready\nGET /metrics\nPOST /-/reload\n") }
        let limits = HTTPServer.Limits(maxBodyBytes: 1 << 16, maxConnections: 64)
        return AdminServer(server: try await HTTPServer.start(on: address, limits: limits, router: router))
    }

    /// Stops listening and ends the connections.
    public func shutdown() async { await server.shutdown(grace: .milliseconds(500)) }
}
