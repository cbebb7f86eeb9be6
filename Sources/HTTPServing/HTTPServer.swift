// A small HTTP/1.1 server for an admin page and for a receiver of pushes: one listener, one thread, every
// wait bounded.

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP/1.1 server (RFC 9110, RFC 9112) that listens from `start` until `shutdown`.
///
/// It keeps connections alive and answers pipelined requests one at a time and in order. It reads no further
/// while it owes an answer, so that a connection's memory is bounded by `Limits`. Starting one ignores
/// SIGPIPE in the process.
public struct HTTPServer: Sendable {
    /// What one client may take up.
    public struct Limits: Sendable {
        /// The largest request body in bytes, after removal of a chunked coding; more is answered 413.
        public var maxBodyBytes: Int

        /// The most bytes in a request's target, header fields and trailers; more is answered 431.
        public var maxHeaderBytes: Int

        /// How long a connection may do nothing after an answer; then it is closed.
        public var idleTimeout: Duration

        /// How long a request's head may take until it is complete, counted from the opening of the connection or, after
        /// an answer, from its first byte; then the connection is closed.
        public var headTimeout: Duration

        /// How long a request's body may take to arrive after its head (then: 408), and how long the client
        /// may take to accept the answer (then the connection is closed).
        public var requestTimeout: Duration

        /// How many connections may be open at once; one more is closed without an answer and counted.
        public var maxConnections: Int

        /// Limits fit for an admin server: 1 MiB of body, 16 KiB of header, 60 s idle, 10 s a head, 30 s a request, 256
        /// connections.
        public init(
            maxBodyBytes: Int = 1 << 20, maxHeaderBytes: Int = 16 << 10, idleTimeout: Duration = .seconds(60),
            headTimeout: Duration = .seconds(10), requestTimeout: Duration = .seconds(30),
            maxConnections: Int = 256
        ) {
            self.maxBodyBytes = maxBodyBytes
            self.maxHeaderBytes = maxHeaderBytes
            self.idleTimeout = idleTimeout
            self.headTimeout = headTimeout
            self.requestTimeout = requestTimeout
            self.maxConnections = maxConnections
        }
    }

    /// The address it listens on, with the port that the kernel gave when 0 was asked for; the path and port 0 on a
    /// unix socket.
    public let address: ListenAddress

    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel
    private let registry: ConnectionRegistry
    private let ending = Once()

    private init(
        address: ListenAddress, group: MultiThreadedEventLoopGroup, listener: any Channel,
        registry: ConnectionRegistry
    ) {
        self.address = address
        self.group = group
        self.listener = listener
        self.registry = registry
    }

    /// How many connections were closed at once because there were too many.
    public var refusedConnections: Int { registry.refusedConnections }

    /// Listens, and calls the handler for every request.
    ///
    /// - Parameter threads: how many event loops serve the connections, at least 1; handlers run on them.
    /// - Throws: `ListenError`.
    public static func start(
        on address: ListenAddress, limits: Limits = Limits(), threads: Int = 1, handler: @escaping HTTPHandler
    ) async throws -> HTTPServer {
        try await start(on: address, limits: limits, threads: threads) { _ in .collect(handler) }
    }

    /// Listens, and serves a table of paths.
    ///
    /// - Parameter threads: how many event loops serve the connections, at least 1; handlers run on them.
    /// - Throws: `ListenError`.
    public static func start(
        on address: ListenAddress, limits: Limits = Limits(), threads: Int = 1, router: Router
    ) async throws -> HTTPServer {
        try await start(on: address, limits: limits, threads: threads) { router.plan(for: $0) }
    }

    /// Listens, and decides on each request's head what is done with it.
    ///
    /// - Parameter threads: how many event loops serve the connections, at least 1; handlers run on them.
    /// - Throws: `ListenError`.
    public static func start(
        on address: ListenAddress, limits: Limits = Limits(), threads: Int = 1, planner: @escaping HTTPPlanner
    ) async throws -> HTTPServer {
        do {
            return try await listen(limits: limits, threads: threads, planner: planner) { bootstrap in
                let socketAddress = try SocketAddress.makeAddressResolvingHost(
                    address.host, port: Int(address.port))
                let listener = try await bootstrap.bind(to: socketAddress).get()
                return (listener, listener.localAddress.flatMap(ListenAddress.init) ?? address)
            }
        } catch {
            throw ListenError(address: address, cause: error)
        }
    }

    /// Makes the threads, and ends them if `bind` fails.
    static func listen(
        limits: Limits, threads: Int, planner: @escaping HTTPPlanner,
        bind: (ServerBootstrap) async throws -> (listener: any Channel, address: ListenAddress)
    ) async throws -> HTTPServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, threads))
        let registry = ConnectionRegistry(maxConnections: limits.maxConnections)
        do {
            let (listener, address) = try await bind(
                makeBootstrap(group, limits: limits, planner: planner, registry: registry))
            return HTTPServer(address: address, group: group, listener: listener, registry: registry)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// Stops listening, lets running requests finish, closes every connection and ends the threads.
    ///
    /// Idle connections are closed and the tasks of running handlers are cancelled at once; what they answer
    /// is still sent. After `grace` the rest is closed. A handler that ignores its cancellation is waited for
    /// as long again; if it still runs then, its thread is left to it. A second call waits for the first
    /// one's end.
    public func shutdown(grace: Duration = .seconds(5)) async {
        await ending.once {
            try? await listener.close()
            registry.send(.drain)
            let loop = group.any()
            let abort = loop.scheduleTask(in: timeAmount(grace)) { registry.send(.abort) }
            let giveUp = loop.scheduleTask(in: timeAmount(grace * 2)) { registry.giveUp() }
            await registry.waitUntilIdle()
            abort.cancel()
            giveUp.cancel()
            guard registry.isIdle else { return }
            try? await group.shutdownGracefully()
        }
    }

    private static func makeBootstrap(
        _ group: MultiThreadedEventLoopGroup, limits: Limits, planner: @escaping HTTPPlanner,
        registry: ConnectionRegistry
    ) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Without it, running out of descriptors would spin the loop (accept(2), EMFILE).
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // A client that has sent all it will may still wait for its answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard registry.admit(channel) else { throw TooManyConnections() }
                    try addHandlers(to: channel, limits: limits, planner: planner, registry: registry)
                }
            }
    }

    /// Makes a channel a connection of this server: from bytes to requests, and from responses to bytes. To be called
    /// on its event loop.
    static func addHandlers(
        to channel: any Channel, limits: Limits, planner: @escaping HTTPPlanner, registry: ConnectionRegistry
    ) throws {
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderFieldSize = limits.maxHeaderBytes
        decoderLimits.maxHeaderListSize = limits.maxHeaderBytes
        let decoder = HTTPRequestDecoder(limitConfiguration: decoderLimits)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HTTPResponseEncoder())
        try pipeline.addHandler(ArrivalHandler())
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(
            ConnectionHandler(
                limits: limits, planner: planner, registry: registry,
                executor: LoopExecutor(channel.eventLoop)))
    }
}

/// Runs a piece of work once, however many callers wait for its end.
private final class Once: Sendable {
    private let task = Mutex<Task<Void, Never>?>(nil)

    func once(_ work: @escaping @Sendable () async -> Void) async {
        let task = task.withLock { task in
            let running = task ?? Task { await work() }
            task = running
            return running
        }
        await task.value
    }
}

/// Makes the network library close a connection that is not to be served.
private struct TooManyConnections: Error {}

extension ListenAddress {
    fileprivate init?(_ address: SocketAddress) {
        guard let host = address.ipAddress, let port = address.port.flatMap({ UInt16(exactly: $0) }) else {
            return nil
        }
        self.init(host: host, port: port)
    }
}
