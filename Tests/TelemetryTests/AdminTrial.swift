// What every test of the endpoints needs: endpoints that say little, a server for a while, a request.

import HTTPServing
import TestSupport

@testable import Telemetry

extension AdminEndpoints {
    static func trial(
        readiness: @escaping @Sendable () async -> Readiness = { .ready },
        metrics: @escaping @Sendable (Exposition.Format) async -> Exposition = { Exposition($0) },
        reload: @escaping @Sendable () async -> ReloadAnswer = { .notAllowed }
    ) -> AdminEndpoints {
        AdminEndpoints(readiness: readiness, metrics: metrics, reload: reload)
    }

    /// With all that there may be, each saying its name.
    static func full(
        statistics: @escaping @Sendable (Int64?) async -> Statistics = { _ in .isOff }
    ) -> AdminEndpoints {
        var endpoints = trial(reload: { .done([]) })
        endpoints.health = { Array("{\"health\":1}\n".utf8) }
        endpoints.status = { Array("{\"status\":1}\n".utf8) }
        endpoints.statistics = statistics
        endpoints.configuration = { Array("clients: []\n".utf8) }
        endpoints.page = { Array("<p>page".utf8) }
        endpoints.fragment = { Array("<p>fragment".utf8) }
        endpoints.pagePolicy = "default-src 'none'; style-src 'sha256-x'"
        return endpoints
    }
}

/// A server on a free port of the loopback interface.
func withAdminServer(
    _ endpoints: AdminEndpoints = .trial(), users: BasicAuthenticator = BasicAuthenticator(),
    limits: HTTPServer.Limits = AdminServer.limits, _ body: (AdminServer) async throws -> Void
) async throws {
    let server = try await AdminServer.start(
        on: ListenAddress(host: "127.0.0.1", port: 0), endpoints, users: users, limits: limits)
    do {
        try await body(server)
    } catch {
        await server.shutdown()
        throw error
    }
    await server.shutdown()
}

/// Asks on a connection of its own.
/// - Parameter fields: header fields, each with its CRLF.
func request(_ method: String, _ path: String, _ server: AdminServer, fields: String = "") async throws
    -> RawResponse
{
    let client = try RawClient(server.address)
    try await client.send("\(method) \(path) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n")
    return try await client.response(toHead: method == "HEAD")
}
