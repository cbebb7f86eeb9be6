// Why this file exists: the endpoints that an operator, a load balancer and Prometheus ask.

import Configuration
import HTTPServing

/// The agent's HTTP endpoints. What they say comes from closures; nothing here decides anything.
///
/// All but `GET /ready` want the name and password of a user if there are any: a load balancer has no password, and learns
/// nothing but whether the agent is ready.
public struct AdminServer: Sendable {
    /// The `Content-Security-Policy` of what is no page: nothing of it runs or is fetched, in whatever a browser takes it for.
    public static let policy = "default-src 'none'; frame-ancestors 'none'"

    /// What clients may take up: a body that nobody wants is read up to 4 KiB, and no more than 64 are served at once.
    public static let limits = HTTPServer.Limits(maxBodyBytes: 4 << 10, maxConnections: 64)

    private let server: HTTPServer

    /// Where it listens; the port is the real one if 0 was asked for.
    public var address: ListenAddress { server.address }

    /// Starts to listen.
    /// - Parameters:
    ///   - limits: what clients may take up.
    ///   - users: who may ask.
    /// - Throws: `ListenError`.
    public static func start(
        on address: ListenAddress, _ endpoints: AdminEndpoints,
        users: BasicAuthenticator = BasicAuthenticator(),
        limits: HTTPServer.Limits = AdminServer.limits
    ) async throws -> AdminServer {
        let routes = AdminRoutes(endpoints, users: users).router
        return AdminServer(
            server: try await HTTPServer.start(on: address, limits: limits) { head in
                let plan = routes.plan(for: head)
                guard head.path != "/ready", !users.isOpen else { return plan.with(AdminRoutes.safety) }
                return .discard { request in
                    if let refusal = await users.refusal(of: request.head) {
                        return refusal.with(AdminRoutes.safety)
                    }
                    return await plan.answer(to: request).with(AdminRoutes.safety)
                }
            })
    }

    /// Stops listening and ends the connections.
    public func shutdown() async { await server.shutdown(grace: .milliseconds(500)) }
}
