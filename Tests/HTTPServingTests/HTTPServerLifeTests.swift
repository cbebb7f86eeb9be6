// The server's start and end, and what its handlers learn of them.

import Synchronization
import TestSupport
import Testing

@testable import HTTPServing

@Suite(.timeLimit(.minutes(5))) struct HTTPServerLifeTests {
    @Test func takenPortIsNamedWithARemedy() async throws {
        let server = try await HTTPServer.start(on: loopback) { request in echo(request) }
        let address = server.address
        let error = await #expect(throws: ListenError.self) {
            try await HTTPServer.start(on: address) { request in echo(request) }
        }
        #expect(
            error?.description
                == "cannot listen on \(address): Address already in use; another program has this port: stop it "
                + "(`ss -ltnp` names it) or choose another port")
        await server.shutdown(grace: .zero)
        try await RawClient.waitUntilRefused(address)
        let next = try await HTTPServer.start(on: address) { request in echo(request) }
        #expect(next.address == address)
        await next.shutdown(grace: .zero)
    }

    @Test(arguments: [
        (
            "192.0.2.1",
            "cannot listen on 192.0.2.1:0: Cannot assign requested address; no interface of this machine has this "
                + "address: `ip address` lists those it has"
        ),
        (
            "no host",
            "cannot listen on no host:0: the host \"no host\" has no address; write 127.0.0.1 for this machine alone, "
                + "or 0.0.0.0 to be reached from others"
        ),
    ])
    func badHostIsExplained(host: String, message: String) async {
        let error = await #expect(throws: ListenError.self) {
            try await HTTPServer.start(on: ListenAddress(host: host, port: 0)) { request in echo(request) }
        }
        #expect(error?.description == message)
    }

    @Test func handlerIsCancelledWhenTheClientHangsUp() async throws {
        let (started, hasStarted) = AsyncStream.makeStream(of: Void.self)
        let (ended, hasEnded) = AsyncStream.makeStream(of: Void.self)
        try await withServer(handler: { _ in
            hasStarted.yield()
            // Nothing ever comes: the wait ends with the task.
            for await _ in AsyncStream(Never.self, { _ in }) {}
            hasEnded.yield()
            return .closeWithoutAnswer
        }) { server in
            let client = try RawClient(server.address)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            for await _ in started { break }
            await client.hangUp()
            for await _ in ended { break }
        }
    }

    @Test func shutdownFinishesWhatIsAtHandAndClosesTheRest() async throws {
        let (started, hasStarted) = AsyncStream.makeStream(of: Void.self)
        let (release, mayReturn) = AsyncStream.makeStream(of: Void.self)
        let server = try await HTTPServer.start(on: loopback) { request in
            guard request.path == "/slow" else { return echo(request) }
            hasStarted.yield()
            // Unlike the request's own task, this one is not cancelled.
            return await Task {
                for await _ in release { break }
                return echo(request)
            }.value
        }
        let idle = try RawClient(server.address)
        try await idle.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = try await idle.response()
        let busy = try RawClient(server.address)
        try await busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
        for await _ in started { break }
        async let end: Void = server.shutdown(grace: .seconds(60))
        #expect(try await idle.remainder().isEmpty)
        mayReturn.yield()
        let response = try await busy.response()
        #expect(response.text == "GET /slow ")
        #expect(response["Connection"] == "close")
        await busy.hangUp()
        await end
        try await RawClient.waitUntilRefused(server.address)
        await server.shutdown()
    }

    @Test func shutdownDoesNotWaitForEver() async throws {
        let (started, hasStarted) = AsyncStream.makeStream(of: Void.self)
        let (release, mayReturn) = AsyncStream.makeStream(of: Void.self)
        let server = try await HTTPServer.start(on: loopback) { request in
            hasStarted.yield()
            return await Task {
                for await _ in release { break }
                return echo(request)
            }.value
        }
        let client = try RawClient(server.address)
        try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        for await _ in started { break }
        await server.shutdown(grace: .milliseconds(20))
        #expect(try await client.remainder().isEmpty)
        mayReturn.yield()
        await server.shutdown()
    }
}
