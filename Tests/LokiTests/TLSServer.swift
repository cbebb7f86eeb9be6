// A server that speaks TLS, made of the openssl command: certificates and a process for each connection.

import Glibc
import Platform
import Synchronization
import TestSupport
import Testing

/// The openssl command, and certificates made with it.
enum OpenSSL {
    /// True if there is one to be started.
    static let isThere = (try? run(["version"])) == 0

    /// Makes `NAME.pem` and `NAME.key` for a host, signed by `authority` in the same directory, or by themselves.
    static func makeCertificate(
        _ name: String, host: String, authority: String? = nil, in directory: ScratchDirectory
    ) throws {
        var arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=\(name)", "-keyout", directory.path("\(name).key"), "-out",
            directory.path("\(name).pem"), "-addext", "subjectAltName=DNS:\(host),IP:127.0.0.1",
        ]
        if let authority {
            arguments += [
                "-CA", directory.path("\(authority).pem"), "-CAkey", directory.path("\(authority).key"),
            ]
        }
        // An address that is none of the host's, unless the host is local.
        if host != "localhost" {
            arguments[arguments.count - (authority == nil ? 1 : 5)] = "subjectAltName=DNS:\(host)"
        }
        try #require(try run(arguments) == 0, "openssl \(arguments)")
    }

    private static func run(_ arguments: [String]) throws -> Int32 {
        let (pid, channel) = try start(arguments)
        defer { close(channel) }
        var piece = [UInt8](repeating: 0, count: 4096)
        while read(channel, &piece, piece.count) > 0 {}
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// Starts it with a socket for its input and output.
    static func start(_ arguments: [String]) throws -> (pid: pid_t, channel: Int32) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &ends) == 0
        else {
            throw SystemError.last("make", "a socket pair")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_adddup2(&actions, ends[1], descriptor)
        }
        // What other tests have open is not this process's.
        let open = try FileSystem.list("/proc/self/fd").entries.compactMap { Int32($0.name) }
        for descriptor in (STDERR_FILENO + 1)...((open.max() ?? 0) + 64) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var list: [UnsafeMutablePointer<CChar>?] = (["openssl"] + arguments).map { strdup($0) } + [nil]
        defer { for argument in list { free(argument) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, "openssl", &actions, nil, &list, environ)
        close(ends[1])
        guard code == 0 else {
            close(ends[0])
            throw SystemError("start", "openssl", code: code)
        }
        return (pid, ends[0])
    }
}

/// Answers every push with 204, up to so many connections, each by a process of its own; says what it saw of each.
final class TLSServer: Sendable {
    private let backends: [Backend]
    private let listener: Int32
    private let accepted = Count()
    let port: UInt16

    /// - Parameters:
    ///   - certificate: the name of its certificate in the directory.
    ///   - clientAuthority: the authority of the certificates that a client must show; nil to ask for none.
    init(
        _ certificate: String, in directory: ScratchDirectory, clientAuthority: String? = nil,
        connections: Int
    ) throws {
        var arguments = [
            "s_server", "-accept", "127.0.0.1:0", "-cert", directory.path("\(certificate).pem"), "-key",
            directory.path("\(certificate).key"),
        ]
        if let clientAuthority {
            arguments += [
                "-Verify", "1", "-verify_return_error", "-CAfile", directory.path("\(clientAuthority).pem"),
            ]
        }
        let backends = try (0..<connections).map { _ in try Backend(arguments) }
        self.backends = backends
        let (listener, port) = try listenOnLoopback()
        (self.listener, self.port) = (listener, port)
        try Thread.start(name: "tls-server") { [accepted] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                let number = accepted.next()
                guard backends.indices.contains(number), let port = backends[number].port else {
                    close(connection)
                    continue
                }
                connect(connection, to: port)
            }
        }
    }

    deinit {
        shutdown(listener, CInt(SHUT_RDWR))
        close(listener)
        for backend in backends { backend.end() }
    }

    var url: String { "https://127.0.0.1:\(port)/loki/api/v1/push" }
    var connections: Int { accepted.value }
    /// What the process of a connection said of it.
    func report(_ connection: Int) -> String { backends[connection].text }
}

private final class Count: Sendable {
    private let number = Mutex(0)

    var value: Int { number.withLock { $0 } }

    func next() -> Int {
        number.withLock { number in
            number += 1
            return number - 1
        }
    }
}

/// Joins a connection with a port of the loopback interface until either ends.
private func connect(_ connection: Int32, to port: UInt16) {
    let other = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    var address = loopbackAddress(port: port)
    let isConnected = withUnsafeBytes(of: &address) { bytes in
        guard let name = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
        return connect(other, name, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
    guard isConnected else {
        close(connection)
        close(other)
        return
    }
    for (from, to) in [(connection, other), (other, connection)] {
        _ = try? Thread.start(name: "tls-pump") {
            var piece = [UInt8](repeating: 0, count: 1 << 14)
            while true {
                let count = recv(from, &piece, piece.count, 0)
                guard count > 0, send(to, piece, count, CInt(MSG_NOSIGNAL)) == count else { break }
            }
            shutdown(from, CInt(SHUT_RDWR))
            shutdown(to, CInt(SHUT_RDWR))
        }
    }
}

/// One `openssl s_server`, which prints what it gets and sends what it is given.
private final class Backend: Sendable {
    private static let answer = Array("HTTP/1.1 204 No Content\r\n\r\n".utf8)
    private let pid: pid_t
    private let channel: Int32
    private let state: Box

    private final class Box: Sendable { let text = Mutex("") }

    init(_ arguments: [String]) throws {
        let (pid, channel) = try OpenSSL.start(arguments)
        (self.pid, self.channel) = (pid, channel)
        let state = Box()
        self.state = state
        var piece = [UInt8](repeating: 0, count: 4096)
        while port == nil {
            let count = read(channel, &piece, piece.count)
            try #require(count > 0, "\(text)")
            state.text.withLock { $0 += String(decoding: piece[..<count], as: UTF8.self) }
        }
        try Thread.start(name: "tls-backend") {
            var piece = [UInt8](repeating: 0, count: 4096)
            var answered = 0
            while true {
                let count = read(channel, &piece, piece.count)
                guard count > 0 else { return }
                let text = state.text.withLock { text in
                    text += String(decoding: piece[..<count], as: UTF8.self)
                    return text
                }
                // The body of every push in these tests.
                while text.split(separator: "\r\n\r\nbody", omittingEmptySubsequences: false).count - 1
                    > answered
                {
                    answered += 1
                    _ = send(channel, Self.answer, Self.answer.count, CInt(MSG_NOSIGNAL))
                }
            }
        }
    }

    var text: String { state.text.withLock { $0 } }

    /// The port that it says it listens on.
    var port: UInt16? {
        guard let line = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("ACCEPT ") })
        else {
            return nil
        }
        return line.split(separator: ":").last.flatMap { UInt16($0) }
    }

    func end() {
        kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        shutdown(channel, CInt(SHUT_RDWR))
        close(channel)
    }
}
