// A blocking server that answers with exactly the bytes a test wants, broken ones included, and counts connections.

import Glibc
import Platform
import Synchronization
import Testing

/// What a raw server got: one request on one connection.
struct RawRequest: Sendable {
    /// How many connections were accepted before this one.
    let connection: Int
    /// How many requests came before, on any connection.
    let index: Int
    /// The request line and the field lines, without the empty one.
    let head: [String]
    let body: [UInt8]
    /// Bytes of all of it.
    let byteCount: Int

    /// The values of a field; the name in any case.
    func values(_ name: String) -> [String] {
        head.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name.lowercased()
            else {
                return nil
            }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
    }
}

/// What it does with a request.
enum RawReply: Sendable {
    /// Sends the text and keeps the connection.
    case send(String)
    /// Sends the bytes and keeps the connection.
    case sendBytes([UInt8])
    /// Sends the text and closes the connection.
    case sendAndClose(String)
    /// Sends nothing until the client hangs up.
    case never

    static let noContent = RawReply.send("HTTP/1.1 204 No Content\r\n\r\n")

    static func status(_ status: Int, headers: String = "", body: String = "") -> RawReply {
        .send("HTTP/1.1 \(status) X\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
}

/// Listens on a free port of the loopback interface until the last reference goes; a thread a connection.
final class RawServer: Sendable {
    private let core: Core
    let port: UInt16

    init(_ reply: @escaping @Sendable (RawRequest) -> RawReply = { _ in .noContent }) throws {
        let (listener, port) = try listenOnLoopback()
        self.port = port
        let core = Core(listener: listener, reply: reply)
        self.core = core
        try Thread.start(name: "raw-server") { core.accept() }
    }

    deinit { shutdown(core.listener, CInt(SHUT_RDWR)) }

    var url: String { "http://127.0.0.1:\(port)/loki/api/v1/push" }
    var requests: [RawRequest] { core.state.withLock { $0.requests } }
    var connections: Int { core.state.withLock { $0.connections } }
}

/// What outlives the server's own object: the threads that wait in system calls.
private final class Core: Sendable {
    struct State {
        var requests: [RawRequest] = []
        var connections = 0
    }

    let listener: Int32
    let state = Mutex(State())
    private let reply: @Sendable (RawRequest) -> RawReply

    init(listener: Int32, reply: @escaping @Sendable (RawRequest) -> RawReply) {
        self.listener = listener
        self.reply = reply
    }

    deinit { close(listener) }

    func accept() {
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            guard connection >= 0 else { return }
            var timeout = timeval(tv_sec: 20, tv_usec: 0)
            setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
            let number = state.withLock { state in
                state.connections += 1
                return state.connections - 1
            }
            let isServed: Void? = try? Thread.start(name: "raw-connection") { [self] in
                serve(connection, number)
                close(connection)
            }
            if isServed == nil { close(connection) }
        }
    }

    private func serve(_ connection: Int32, _ number: Int) {
        var received: [UInt8] = []
        while let request = read(connection, number, &received) {
            state.withLock { $0.requests.append(request) }
            switch reply(request) {
            case .send(let text): send(Array(text.utf8), connection)
            case .sendBytes(let bytes): send(bytes, connection)
            case .sendAndClose(let text): return send(Array(text.utf8), connection)
            case .never:
                while receive(connection, &received) {}
                return
            }
        }
    }

    private func read(_ connection: Int32, _ number: Int, _ received: inout [UInt8]) -> RawRequest? {
        while true {
            if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
                    .split(separator: "\r\n").map { String($0) }
                let length =
                    head.lazy.filter { $0.lowercased().hasPrefix("content-length:") }
                    .compactMap { Int($0.split(separator: " ").last ?? "") }.first ?? 0
                while received.count < end.upperBound + length {
                    guard receive(connection, &received) else { return nil }
                }
                let body = Array(received[end.upperBound..<(end.upperBound + length)])
                received.removeFirst(end.upperBound + length)
                return RawRequest(
                    connection: number, index: state.withLock { $0.requests.count }, head: head, body: body,
                    byteCount: end.upperBound + length)
            }
            guard receive(connection, &received) else { return nil }
        }
    }

    private func receive(_ connection: Int32, _ received: inout [UInt8]) -> Bool {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(connection, &piece, piece.count, 0)
        guard count > 0 else { return false }
        received.append(contentsOf: piece[..<count])
        return true
    }

    private func send(_ bytes: [UInt8], _ connection: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// Resets its one connection when the first part of a push has come, after the start of an answer.
final class ResettingServer: Sendable {
    private let listener: Int32
    let url: String

    init(answer: String) throws {
        let (listener, port) = try listenOnLoopback()
        self.listener = listener
        url = "http://127.0.0.1:\(port)/loki/api/v1/push"
        try Thread.start(name: "resetting-server") {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            _ = recv(connection, &piece, piece.count, 0)
            _ = send(connection, answer, answer.utf8.count, CInt(MSG_NOSIGNAL))
            // See SO_LINGER in socket(7): to be closed with what was not sent thrown away is to be reset.
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
            close(connection)
        }
    }

    deinit {
        shutdown(listener, CInt(SHUT_RDWR))
        close(listener)
    }
}

/// A listening socket on a free port of the loopback interface.
func listenOnLoopback() throws -> (descriptor: Int32, port: UInt16) {
    let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    var address = loopbackAddress(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutableBytes(of: &address) { bytes in
        guard let name = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
        return bind(listener, name, length) == 0 && listen(listener, 64) == 0
            && getsockname(listener, name, &length) == 0
    }
    try #require(isListening)
    return (listener, UInt16(bigEndian: address.sin_port))
}

/// A port of the loopback interface.
func loopbackAddress(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    return address
}
