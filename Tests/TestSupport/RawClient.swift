// A blocking socket that sends exactly the bytes a test wants and reads answers back, with no HTTP library to
// mend them.

import Dispatch
import Glibc
import HTTPServing

/// What went wrong on the client's side.
public struct RawClientError: Error, CustomStringConvertible {
    /// The call, and errno's number.
    public let description: String

    init(_ call: String) {
        description = "\(call): errno \(errno)"
    }
}

/// An answer as it came.
public struct RawResponse: Sendable {
    /// The status code.
    public let status: Int
    /// The status line and the field lines, with CRLF and the empty line.
    public let head: String
    /// The body.
    public let body: [UInt8]

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a header field, or nil; the name in any case.
    public subscript(name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name.lowercased()
            else {
                continue
            }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return nil
    }

    /// The head without its Date, which differs in every run.
    public var headWithoutDate: String {
        head.split(separator: "\r\n", omittingEmptySubsequences: false)
            .filter { !$0.lowercased().hasPrefix("date:") }.joined(separator: "\r\n")
    }
}

/// A TCP connection to a server in this process; reads fail after 20 s, so that a missing answer fails a
/// test.
///
/// It blocks a thread of its own, never one of those that tests and servers share.
public actor RawClient {
    private var descriptor: CInt
    private var received: [UInt8] = []
    private let executor = BlockingExecutor()

    /// The thread on which the socket is used.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Connects to a numeric address.
    public init(_ address: ListenAddress) throws {
        let family = address.host.contains(":") ? AF_INET6 : AF_INET
        descriptor = socket(family, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw RawClientError("socket") }
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let result: CInt
        if family == AF_INET6 {
            var target = sockaddr_in6()
            target.sin6_family = sa_family_t(AF_INET6)
            target.sin6_port = address.port.bigEndian
            inet_pton(AF_INET6, address.host, &target.sin6_addr)
            result = connect(descriptor, to: target)
        } else {
            var target = sockaddr_in()
            target.sin_family = sa_family_t(AF_INET)
            target.sin_port = address.port.bigEndian
            inet_pton(AF_INET, address.host, &target.sin_addr)
            result = connect(descriptor, to: target)
        }
        guard result == 0 else {
            defer { close(descriptor) }
            throw RawClientError("connect")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Waits until connections to an address are refused. A process that is being started by another test holds, between
    /// fork and exec, a copy of every descriptor: a socket that was closed listens for as long as that.
    public static func waitUntilRefused(_ address: ListenAddress) async throws {
        while (try? RawClient(address)) != nil {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// Sends all bytes; a server that has closed already is no error here, its answer tells.
    public func send(_ bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EPIPE || errno == ECONNRESET {
                return
            } else if errno != EINTR {
                throw RawClientError("send")
            }
        }
    }

    /// Sends the text's bytes.
    public func send(_ text: String) throws {
        try send(text.utf8)
    }

    /// Reads the next answer.
    ///
    /// - Parameter toHead: whether the request was a HEAD, whose answer has no body.
    public func response(toHead: Bool = false) throws -> RawResponse {
        var searched = 0
        while true {
            while searched + 4 <= received.count {
                if received[searched] == 13,
                    received[searched..<searched + 4].elementsEqual([13, 10, 13, 10])
                {
                    let head = String(decoding: received[..<(searched + 4)], as: UTF8.self)
                    received.removeFirst(searched + 4)
                    return try finish(head: head, toHead: toHead)
                }
                searched += 1
            }
            guard try receive() else { throw RawClientError("the connection was closed in a head") }
        }
    }

    /// Reads until the server closes the connection; what it sent, reset or not.
    public func remainder() throws -> [UInt8] {
        while try receive() {}
        defer { received = [] }
        return received
    }

    /// Closes the sending side.
    public func closeSending() {
        shutdown(descriptor, CInt(SHUT_WR))
    }

    /// Closes the connection.
    public func hangUp() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
    }

    private func finish(head: String, toHead: Bool) throws -> RawResponse {
        let status = Int(head.dropFirst("HTTP/1.1 ".count).prefix(3)) ?? 0
        let bare = RawResponse(status: status, head: head, body: [])
        guard !toHead, status >= 200, status != 204, status != 304 else { return bare }
        guard let length = bare["Content-Length"].flatMap({ Int($0) }) else { return bare }
        while received.count < length {
            guard try receive() else { throw RawClientError("the connection was closed in a body") }
        }
        defer { received.removeFirst(length) }
        return RawResponse(status: status, head: head, body: Array(received[..<length]))
    }

    private func receive() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count > 0 {
                received.append(contentsOf: chunk[..<count])
                return true
            }
            if count == 0 || errno == ECONNRESET { return false }
            if errno != EINTR { throw RawClientError("recv") }
        }
    }
}

private func connect<Address>(_ descriptor: CInt, to address: Address) -> CInt {
    withUnsafeBytes(of: address) { bytes in
        Glibc.connect(
            descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
}

/// Runs an actor on a queue whose thread may block.
private final class BlockingExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "RawClient")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
