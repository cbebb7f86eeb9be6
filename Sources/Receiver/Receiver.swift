// A Loki-compatible endpoint that is small enough for a demonstration and obedient enough for a test.

import HTTPServing

/// Takes pushes as Loki does, at `POST /loki/api/v1/push`, and answers `GET /ready`.
///
/// JSON with identity, gzip or deflate is understood, and protobuf in snappy; the tenant is `X-Scope-OrgID`.
/// 204 says that the sink has the entries. 400, 413 and 422 are worded as in Loki's manual; 415 names a content
/// coding that is not known; 500 says that the sink failed. Source:
/// https://grafana.com/docs/loki/latest/reference/loki-http-api/
public final class Receiver: Sendable {
    /// What one client may take up.
    public struct Limits: Sendable {
        /// The largest body in bytes as sent.
        public var maxBodyBytes: Int

        /// The largest body in bytes after decompression.
        public var maxDecodedBytes: Int

        /// How long a connection may take to send a request's head.
        public var idleTimeout: Duration

        /// How long a request's body, and later the answer, may take to pass.
        public var requestTimeout: Duration

        /// How many connections may be open at once.
        public var maxConnections: Int

        /// 100 MiB of body before and after decompression, 5 minutes idle, 1 minute a request, 1,024
        /// connections.
        public init(
            maxBodyBytes: Int = 100 << 20, maxDecodedBytes: Int = 100 << 20,
            idleTimeout: Duration = .seconds(300),
            requestTimeout: Duration = .seconds(60), maxConnections: Int = 1024
        ) {
            self.maxBodyBytes = maxBodyBytes
            self.maxDecodedBytes = maxDecodedBytes
            self.idleTimeout = idleTimeout
            self.requestTimeout = requestTimeout
            self.maxConnections = maxConnections
        }
    }

    /// What has been counted since the start.
    public struct Counters: Sendable, Equatable {
        /// Pushes whose head arrived, however they were answered.
        public var requests = 0
        /// Pushes that were refused for what they contain.
        public var refusedRequests = 0
        /// Entries that the sink has taken, acknowledged or not; 0 in discard mode.
        public var entries = 0
        /// Bytes of push bodies that were read to their end, as sent: compressed, without header fields and
        /// chunking.
        public var bodyBytes = 0
    }

    /// The path of Loki's push endpoint.
    public static let pushPath = "/loki/api/v1/push"

    private let server: HTTPServer
    private let service: PushService

    private init(server: HTTPServer, service: PushService) {
        self.server = server
        self.service = service
    }

    /// Listens, and stores what is pushed.
    ///
    /// - Parameters:
    ///   - threads: event loops that serve connections; a push is decoded on its connection's.
    /// - Throws: `ListenError`.
    public static func start(
        listen: ListenAddress, sink: any EntrySink, script: AnswerScript = .acceptAll,
        limits: Limits = Limits(),
        threads: Int = 1
    ) async throws -> Receiver {
        let service = PushService(sink: sink, script: script, maxDecodedBytes: limits.maxDecodedBytes)
        return try await start(listen, limits, threads, service) { service.plan(for: $0) }
    }

    /// Listens, and drops what is pushed while it is read, for benchmarks: bodies are neither kept nor
    /// decompressed nor parsed, only counted, and every push is answered 204.
    ///
    /// - Throws: `ListenError`.
    public static func startDiscarding(
        listen: ListenAddress, limits: Limits = Limits(), threads: Int = 1
    ) async throws -> Receiver {
        let service = PushService(sink: DiscardingSink(), script: .acceptAll, maxDecodedBytes: 0)
        return try await start(listen, limits, threads, service) { _ in service.discardingPlan() }
    }

    private static func start(
        _ listen: ListenAddress, _ limits: Limits, _ threads: Int, _ service: PushService,
        push: @escaping HTTPPlanner
    ) async throws -> Receiver {
        var router = Router()
        router.on("GET", "/ready") { _ in .text("ready\n") }
        router.plan("POST", pushPath, push)
        let serverLimits = HTTPServer.Limits(
            maxBodyBytes: limits.maxBodyBytes, idleTimeout: limits.idleTimeout,
            requestTimeout: limits.requestTimeout, maxConnections: limits.maxConnections)
        let server = try await HTTPServer.start(
            on: listen, limits: serverLimits, threads: threads, router: router)
        return Receiver(server: server, service: service)
    }

    /// The address it listens on, with the port that the kernel gave when 0 was asked for.
    public var address: ListenAddress { server.address }

    /// Where to push to.
    public var pushURL: String { "http://\(address)\(Self.pushPath)" }

    /// What has been counted so far.
    public var counters: Counters { service.counters }

    /// Stops listening and ends every connection; pushes at hand are finished within `grace`, held ones are
    /// let go.
    public func shutdown(grace: Duration = .seconds(5)) async {
        await server.shutdown(grace: grace)
    }
}
