// OAuth 2.0's client credentials (RFC 6749, section 4.4): a token is asked for, used, and asked for again.

import Configuration
import Synchronization
import TestSupport
import Testing

@testable import Loki

@Suite(.timeLimit(.minutes(5))) struct TransportTokenTests {
    private func client(_ server: RawServer, secret: String = "p:w é") -> ClientSettings {
        var client = settings(server.url)
        var oauth2 = ClientSettings.OAuth2(
            clientID: "log ferry", secret: .value(Secret(secret)),
            tokenURL: "http://127.0.0.1:\(server.port)/token")
        oauth2.scopes = ["logs:write", "b"]
        oauth2.parameters = [("audience", "https://loki/")]
        oauth2.proxyURL = ""
        client.credentials = .oauth2(oauth2)
        return client
    }

    private static func isTokenRequest(_ request: RawRequest) -> Bool {
        request.head[0].hasPrefix("POST /token ")
    }

    /// A server whose tokens are `t1`, `t2` and so on.
    private func server(
        lifetime: Int = 3600, _ push: @escaping @Sendable (RawRequest) -> RawReply = { _ in .noContent }
    ) throws -> RawServer {
        let count = Atomic(0)
        return try RawServer { request in
            guard Self.isTokenRequest(request) else { return push(request) }
            let number = count.add(1, ordering: .relaxed).newValue
            return .status(
                200,
                body:
                    "{\n\t\"access_token\":\"t\(number)\",\"token_type\":\"bearer\",\"expires_in\":\(lifetime),\"x\":[null]}"
            )
        }
    }

    @Test func aTokenIsAskedForOnceAndGoesWithEveryPush() throws {
        let server = try server()
        let transport = try Transport()
        for _ in 0..<3 { #expect(try transport.push(try request(client(server))).status == 204) }
        let seen = server.requests
        #expect(seen.map(Self.isTokenRequest) == [true, false, false, false])
        #expect(
            seen.dropFirst().map { $0.values("Authorization") } == [
                ["Bearer t1"], ["Bearer t1"], ["Bearer t1"],
            ])
        let asked = try #require(seen.first)
        // `log+ferry:p%3Aw+%C3%A9`, as RFC 6749 has it in section 2.3.1.
        #expect(asked.values("Authorization") == ["Basic bG9nK2ZlcnJ5OnAlM0F3KyVDMyVBOQ=="])
        #expect(asked.values("Content-Type") == ["application/x-www-form-urlencoded"])
        #expect(asked.values("X-Scope-OrgID") == [])
        #expect(
            String(decoding: asked.body, as: UTF8.self)
                == "grant_type=client_credentials&scope=logs%3Awrite+b&audience=https%3A%2F%2Floki%2F")
    }

    @Test func pushesOfSeveralClientsWaitEachForTheirToken() throws {
        let server = try server()
        let transport = try Transport()
        for tag in 0..<3 {
            var client = client(server)
            if case .oauth2(var oauth2) = client.credentials {
                oauth2.clientID = "client-\(tag)"
                client.credentials = .oauth2(oauth2)
            }
            try transport.start(try request(client), tag: tag)
        }
        let ended = try transport.completions(3)
        #expect(ended.map(\.tag).sorted() == [0, 1, 2])
        #expect(ended.allSatisfy { $0.answer.status == 204 })
        #expect(
            Set(server.requests.flatMap { $0.values("Authorization") }.filter { $0.hasPrefix("Bearer") })
                .count == 3)
    }

    @Test func aTokenThatHasEndedIsNotUsed() throws {
        let server = try server(lifetime: 0)
        let transport = try Transport()
        for _ in 0..<2 { #expect(try transport.push(try request(client(server))).status == 204) }
        #expect(
            server.requests.map { $0.values("Authorization").first?.prefix(9) ?? "" }.filter {
                $0.hasPrefix("Bearer")
            } == ["Bearer t1", "Bearer t2"])
    }

    @Test func aTokenThatLokiHasEnoughOfIsRenewedOnce() throws {
        let server = try server {
            $0.values("Authorization") == ["Bearer t1"] && $0.index > 1 ? .status(401) : .noContent
        }
        let transport = try Transport()
        #expect(try transport.push(try request(client(server))).status == 204)
        #expect(try transport.push(try request(client(server))).status == 204)
        #expect(server.requests.map(Self.isTokenRequest) == [true, false, false, true, false])
        #expect(server.requests.last?.values("Authorization") == ["Bearer t2"])
    }

    @Test func aNewTokenThatLokiDoesNotTakeIsAnAnswer() throws {
        let server = try server { _ in .status(401, body: "no") }
        let transport = try Transport()
        #expect(try transport.push(try request(client(server))).status == 401)
        #expect(server.requests.map(Self.isTokenRequest) == [true, false])
        #expect(try transport.push(try request(client(server))).status == 401)
        #expect(server.requests.map(Self.isTokenRequest) == [true, false, false, true, false])
    }

    @Test func aServerMayWantTheSecretAmongTheParameters() throws {
        let server = try RawServer { request in
            guard Self.isTokenRequest(request) else { return .noContent }
            return request.values("Authorization").isEmpty
                ? .status(200, body: #"{"access_token": "t", "expires_in": "1"}"#)
                : .status(401, body: #"{"error":"invalid_client"}"#)
        }
        let transport = try Transport()
        #expect(try transport.push(try request(client(server))).status == 204)
        let body = String(decoding: server.requests[1].body, as: UTF8.self)
        #expect(body.hasSuffix("&client_id=log+ferry&client_secret=p%3Aw+%C3%A9"))
        #expect(server.requests.last?.values("Authorization") == ["Bearer t"])
    }

    @Test(
        arguments: [
            (
                .status(400, body: #"{"error":"invalid_scope","error_description":"no such"}"#),
                "HTTP 400 invalid_scope: no such", true
            ),
            (.status(403, body: "<html>"), "HTTP 403", true),
            (.status(200, body: "{}"), "HTTP 200 without an access_token", true),
            (.status(200, body: #"{"access_token":"a\nb"}"#), "HTTP 200 without an access_token", true),
            (.status(503, headers: "Retry-After: 7\r\n"), "HTTP 503", false),
            (.status(429), "HTTP 429", false),
        ] as [(RawReply, String, Bool)])
    func withoutATokenThePushIsToldWhy(_ reply: RawReply, _ reason: String, _ isMisconfigured: Bool) throws {
        let server = try RawServer { Self.isTokenRequest($0) ? reply : .noContent }
        let answer = try Transport().push(try request(client(server, secret: "hunter2")))
        #expect(answer.status == 0)
        #expect(
            answer.message == "no token for pushing from http://127.0.0.1:\(server.port)/token: \(reason)")
        #expect(answer.isMisconfigured == isMisconfigured)
        #expect(answer.retryAfter == (reason == "HTTP 503" ? 7_000_000_000 : nil))
        #expect(server.requests.allSatisfy(Self.isTokenRequest))
        #expect(PushOutcome(answer) == (isMisconfigured ? .denied : .retry))
    }

    @Test func withoutAServerForTokensThePushIsTriedAgain() throws {
        let server = try RawServer()
        let closed = try ClosedPort()
        var client = client(server)
        if case .oauth2(var oauth2) = client.credentials {
            oauth2.tokenURL = "http://\(closed.address)/token"
            client.credentials = .oauth2(oauth2)
        }
        let answer = try Transport().push(try request(client))
        #expect(answer.message.hasPrefix("no token for pushing from http://127.0.0.1:"))
        #expect(!answer.isMisconfigured)
        withExtendedLifetime(closed) { #expect(server.requests.isEmpty) }
    }

    @Test func aSecretInAFileIsReadForEachToken() throws {
        let directory = try ScratchDirectory()
        let server = try server(lifetime: 0)
        var client = client(server)
        if case .oauth2(var oauth2) = client.credentials {
            oauth2.secret = .file(directory.path("secret"))
            client.credentials = .oauth2(oauth2)
        }
        let transport = try Transport()
        #expect(throws: PushError.self) { try transport.start(try request(client), tag: 0) }
        for secret in ["one", "two"] {
            try directory.write(Array("\(secret)\n".utf8), to: "secret")
            #expect(try transport.push(try request(client)).status == 204)
        }
        let asked = server.requests.filter(Self.isTokenRequest).flatMap { $0.values("Authorization") }
        #expect(asked == ["Basic bG9nK2ZlcnJ5Om9uZQ==", "Basic bG9nK2ZlcnJ5OnR3bw=="])
    }

    @Test func anAuthorizationOfAnyTypeIsSent() throws {
        let server = try RawServer()
        var client = settings(server.url)
        client.credentials = .authorization(type: "Token", .value(Secret("abc")))
        #expect(try Transport().push(try request(client)).status == 204)
        #expect(server.requests.last?.values("Authorization") == ["Token abc"])
    }
}

@Suite struct TokenTests {
    private static let second: Int64 = 1_000_000_000

    @Test(
        arguments: [
            (nil, nil), (3600, 3570 * second), (60, 45 * second), (1, 750_000_000), (0, 0), (-5, 0),
            (1e12, nil),
            (.nan, 0),
        ] as [(Double?, Int64?)])
    func endsALittleEarly(_ lifetime: Double?, _ deadline: Int64?) {
        #expect(Token(type: "Bearer", text: "t", lifetime: lifetime, now: 0).deadline == deadline)
    }

    @Test(arguments: [("", ""), ("a b", "a+b"), ("a+b&c=d", "a%2Bb%26c%3Dd"), ("é~*-._", "%C3%A9%7E*-._")])
    func formsAreEncoded(_ text: String, _ expected: String) {
        #expect(FormEncoding.encoded(text) == expected)
    }
}
