// The server on a unix socket, which is its owner's alone from its first moment on.

import Glibc
import TestSupport
import Testing

@testable import HTTPServing

private struct SocketFailure: Error { let call: String }

@Suite(.timeLimit(.minutes(5))) struct UnixSocketTests {
    /// Connects, asks once and reads to the end.
    private func ask(_ path: String, _ request: String) throws -> String {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafeBytes(of: &address) { bytes in
            connect(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        guard result == 0 else { throw SocketFailure(call: "connect") }
        let bytes = Array(request.utf8)
        guard send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
            throw SocketFailure(call: "send")
        }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += piece[..<count]
        }
    }

    private func router() -> Router {
        var router = Router()
        router.on("POST", "/echo") { .text($0.query.first?.value ?? "nothing") }
        return router
    }

    private static let request =
        "POST /echo?a=b%20c HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    @Test func answersAndTakesThePlaceOfWhatAKilledOneLeft() async throws {
        let directory = try ScratchDirectory()
        let path = directory.path("s.sock")
        let first = try await HTTPServer.start(onSocket: path, router: router())
        #expect(try ask(path, Self.request).hasSuffix("\r\n\r\nb c"))
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode == S_IFSOCK | 0o600)
        #expect(directory.names == ["s.sock"])
        await first.shutdown(grace: .zero)
        // A process that another test is starting may hold a copy of the listening socket for a moment.
        while (try? ask(path, Self.request)) != nil { await Task.yield() }
        let second = try await HTTPServer.start(onSocket: path, router: router())
        #expect(try ask(path, Self.request).hasPrefix("HTTP/1.1 200 OK\r\n"))
        await second.shutdown(grace: .zero)
    }

    @Test func pathThatIsTooLongIsNamedWithItsLimit() async throws {
        let directory = try ScratchDirectory()
        let room = HTTPServer.maximumSocketPath - directory.path("").utf8.count
        let longest = directory.path(String(repeating: "x", count: room))
        let server = try await HTTPServer.start(onSocket: longest, router: router())
        #expect(try ask(longest, Self.request).hasSuffix("b c"))
        await server.shutdown(grace: .zero)
        let error = await #expect(throws: SocketError.self) {
            try await HTTPServer.start(onSocket: longest + "x", router: router())
        }
        #expect(
            error?.description
                == "cannot listen on \(longest)x: the path has 100 bytes, and a unix socket's may have 99")
    }

    @Test func directoryThatIsMissingIsSaid() async throws {
        let error = await #expect(throws: SocketError.self) {
            try await HTTPServer.start(onSocket: "/nonexistent/s.sock", router: router())
        }
        #expect(error?.description == "cannot listen on /nonexistent/s.sock: No such file or directory")
    }
}
