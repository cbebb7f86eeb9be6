// Ways of saying who a client is, and the keys of Prometheus' HTTP clients, as they are in a configuration.

import Configuration
import Testing

@testable import Loki

@Suite struct ClientCredentialTests {
    private func client(_ keys: String) throws -> ClientSettings {
        let (clients, findings) = try decodeClients("clients: [{url: https://l/push, \(keys)}]")
        #expect(findings == [])
        return try #require(clients.first)
    }

    @Test func everyKeyOfAnHTTPClientIsRead() throws {
        let client = try client(
            """
            proxy_url: http://p, no_proxy: 'a,b', proxy_connect_header: {X-A: [b, c], X-D: e}, enable_http2: false,
            follow_redirects: true, drop_rate_limited_batches: true,
            tls_config: {ca: -----BEGIN CA, cert: -----BEGIN CERT, key: -----BEGIN KEY, min_version: TLS12, max_version: TLS13}
            """)
        #expect(client.noProxy == "a,b")
        #expect(
            client.proxyHeaders.map { "\($0.name): \($0.value.exposed)" } == ["X-A: b", "X-A: c", "X-D: e"])
        #expect(!client.usesHTTP2)
        #expect(client.dropsRateLimited)
        #expect(
            [client.tls.ca, client.tls.cert, client.tls.key].map { $0?.exposed } == [
                "-----BEGIN CA", "-----BEGIN CERT", "-----BEGIN KEY",
            ])
        #expect(client.tls.minimumVersion == .tls12)
        #expect(client.tls.maximumVersion == .tls13)
    }

    @Test(
        arguments: [
            ("", nil), ("proxy_from_environment: true", nil), ("proxy_from_environment: false", ""),
            ("proxy_from_environment: false, proxy_url: http://p", "http://p"),
        ] as [(String, String?)])
    func theEnvironmentSProxyIsTakenUnlessItIsNotWanted(_ keys: String, _ proxy: String?) throws {
        #expect(try client(keys).proxyURL == proxy)
    }

    @Test func oauth2IsRead() throws {
        let client = try client(
            """
            oauth2: {client_id: me, client_secret_file: /s, scopes: [a, b], token_url: 'https://t/token',
            endpoint_params: {audience: x, n: 1}, tls_config: {insecure_skip_verify: true}, proxy_url: http://p}
            """)
        guard case .oauth2(let oauth2) = client.credentials, case .file("/s") = oauth2.secret else {
            Issue.record("no oauth2")
            return
        }
        #expect(oauth2.clientID == "me")
        #expect(oauth2.scopes == ["a", "b"])
        #expect(oauth2.tokenURL == "https://t/token")
        #expect(oauth2.parameters.map { "\($0.name)=\($0.value)" } == ["audience=x", "n=1"])
        #expect(oauth2.tls.insecureSkipVerify)
        #expect(oauth2.proxyURL == "http://p")
    }

    @Test func authorizationIsRead() throws {
        guard case .bearer(.value(let secret)) = try client("authorization: {credentials: abc}").credentials,
            case .authorization("Token", .file("/t")) = try client(
                "authorization: {type: Token, credentials_file: /t}"
            ).credentials
        else {
            Issue.record("the credentials are others")
            return
        }
        #expect(secret.exposed == "abc")
    }

    @Test(
        arguments: [
            (
                "authorization: {}",
                "clients[0].authorization: the credentials are missing; add 'credentials_file: /etc/logferry/token'"
            ),
            (
                "authorization: {credentials: a, credentials_file: /b}",
                "credentials and credentials_file exclude each other; keep one of them"
            ),
            (
                "authorization: {type: Basic, credentials: a}",
                "user and password are no authorization here; write basic_auth with username and password"
            ),
            (
                "authorization: {type: a b, credentials: c}",
                "'a b' is no type of authorization; write a word, as Bearer or Token"
            ),
            (
                "authorization: {credentials: \"a\\nb\"}",
                "clients[0].authorization.credentials: a token cannot have control characters; write it on one line"
            ),
            (
                "oauth2: {token_url: 'http://t'}",
                "the key 'client_id' is missing in clients[0].oauth2; add 'client_id: logferry'"
            ),
            (
                "oauth2: {client_id: a}",
                "the key 'token_url' is missing in clients[0].oauth2; add 'token_url: https://login.example/oauth2/token'"
            ),
            (
                "oauth2: {client_id: a, token_url: t}",
                "'t' is not an http or https address; write it whole, for example https://login.example/oauth2/token"
            ),
            (
                "oauth2: {client_id: a, token_url: 'http://t', client_secret: a, client_secret_file: b}",
                "client_secret and client_secret_file exclude each other; keep one of them"
            ),
            (
                "oauth2: {client_id: a, token_url: 'http://t'}, basic_auth: {}",
                "basic_auth and oauth2 exclude each other; keep one of them"
            ),
            (
                "authorization: {credentials: a}, bearer_token: b",
                "authorization and a bearer token exclude each other; keep one of them"
            ),
            (
                "tls_config: {ca: -----BEGIN a, ca_file: /b}",
                "ca and ca_file exclude each other; keep one of them"
            ),
            (
                "tls_config: {min_version: TLS13, max_version: TLS12}",
                "max_version is older than min_version; write the newer one here"
            ),
            (
                "proxy_connect_header: {'a b': c}",
                "'a b' cannot be a header line; a header's name has letters, digits and '-', its value no line break"
            ),
        ])
    func whatIsWrongIsSaid(_ keys: String, _ finding: String) throws {
        let (_, findings) = try decodeClients("clients: [{url: https://l/push, \(keys)}]")
        #expect(findings.count == 1)
        #expect(findings.first?.hasSuffix(": error: \(finding)") == true)
    }

    @Test func noSecretIsShown() throws {
        let client = try client(
            "oauth2: {client_id: a, client_secret: hunter2, token_url: 'http://t'}, tls_config: {cert: -----BEGIN hunter2, key: -----BEGIN hunter2}, proxy_connect_header: {a: hunter2}"
        )
        var shown = "\(client)"
        dump(client, to: &shown)
        #expect(!shown.contains("hunter2"))
    }
}
