// Listening on a unix socket, for requests that only the owner of a directory may make.

import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// A server cannot listen on the unix socket it was given.
public struct SocketError: Error, Sendable, CustomStringConvertible {
    /// The socket's path.
    public let path: String

    /// What is wrong, for instance `Permission denied`.
    public let reason: String

    /// The path and the reason in one sentence.
    public var description: String { "cannot listen on \(path): \(reason)" }

    init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    init(path: String, cause: any Error) {
        self.path = path
        reason = (cause as? IOError).map { systemMessage($0.errnoCode) } ?? "\(cause)"
    }
}

extension HTTPServer {
    /// The most bytes that the path of a unix socket may have here: its name in the kernel has 108 with the zero at
    /// its end (unix(7)), of which the network library takes 104, and a suffix of four is needed while it is made.
    public static let maximumSocketPath = 99

    /// Listens on a unix socket that only its owner can connect to (mode 0600), and serves a table of paths.
    ///
    /// What stood at the path before, if it is a socket, is replaced at once and whole: there is no moment at which
    /// others could connect. `shutdown` leaves the name in place, for whoever made it to remove.
    ///
    /// - Parameter path: at most `maximumSocketPath` bytes.
    /// - Throws: `SocketError`.
    public static func start(onSocket path: String, limits: Limits = Limits(), router: Router) async throws
        -> HTTPServer
    {
        let temporary = path + ".new"
        do {
            guard path.utf8.count <= maximumSocketPath else {
                throw SocketError(
                    path: path,
                    reason: "the path has \(path.utf8.count) bytes, and a unix socket's may have "
                        + "\(maximumSocketPath)")
            }
            return try await listen(limits: limits, threads: 1, planner: { router.plan(for: $0) }) {
                bootstrap in
                let listener = try await bootstrap.bind(
                    unixDomainSocketPath: temporary, cleanupExistingSocketFile: true
                ).get()
                do {
                    guard chmod(temporary, 0o600) == 0, rename(temporary, path) == 0 else {
                        throw IOError(errnoCode: errno, reason: "rename")
                    }
                } catch {
                    unlink(temporary)
                    try? await listener.close()
                    throw error
                }
                return (listener, ListenAddress(host: path, port: 0))
            }
        } catch let error as SocketError {
            throw error
        } catch {
            throw SocketError(path: path, cause: error)
        }
    }
}
