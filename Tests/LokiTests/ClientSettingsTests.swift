// The `clients` section: every key, what it becomes, and what a client is called.

import Configuration
import Testing

@testable import Loki

/// Decodes a whole configuration's `clients`, with what is wrong as the user sees it.
func decodeClients(_ text: String) throws -> (clients: [ClientSettings], findings: [String]) {
    let diagnostics = DiagnosticCollector()
    let node = try #require(YAML.parse(text.utf8, file: "c", diagnostics: diagnostics))
    var top = MappingReader(node, context: "", diagnostics: diagnostics)
    let clients = ClientSettings.decode(top.mappings("clients") ?? [], diagnostics: diagnostics)
    return (clients, diagnostics.diagnostics.map(\.description))
}

extension ClientSettings.Source {
    /// "value:…" or "file:…".
    fileprivate var shown: String {
        switch self {
        case .value(let secret): "value:" + secret.exposed
        case .file(let path): "file:" + path
        }
    }
}

extension ClientSettings.Credentials {
    fileprivate var shown: String {
        switch self {
        case .none: "none"
        case .basic(let username, let password): "basic:\(username):\(password.shown)"
        case .bearer(let token): "bearer:\(token.shown)"
        case .authorization(let type, let token): "\(type):\(token.shown)"
        case .oauth2(let oauth2): "oauth2:\(oauth2.clientID):\(oauth2.secret.shown)"
        }
    }
}

@Suite struct ClientSettingsTests {
    @Test func everyKeyIsRead() throws {
        let (clients, findings) = try decodeClients(
            """
            clients:
              - url: https://loki.example:3100/loki/api/v1/push
                name: main
                tenant_id: team-a
                batchwait: 2s
                batchsize: 512KiB
                encoding: protobuf
                timeout: 30s
                proxy_url: http://proxy:8080
                external_labels: {host: web-1, "_zone": "a b"}
                headers: {X-One: "1", X-Empty: ""}
                basic_auth: {username: ann, password: hunter2}
                tls_config:
                  ca_file: /ca.pem
                  cert_file: /cert.pem
                  key_file: /key.pem
                  server_name: loki.internal
                  insecure_skip_verify: yes
                backoff_config: {min_period: 1s, max_period: 2m, max_retries: 7}
            """)
        #expect(findings == [])
        let client = try #require(clients.first)
        #expect(client.url == "https://loki.example:3100/loki/api/v1/push")
        #expect(client.name == "main")
        #expect(client.tenantID == "team-a")
        #expect(client.batchWait == 2_000_000_000)
        #expect(client.batchSize == 512 << 10)
        #expect(client.encoding == .protobuf)
        #expect(client.timeout == 30_000_000_000)
        #expect(client.proxyURL == "http://proxy:8080")
        #expect(client.externalLabels.elementsEqual([("host", "web-1"), ("_zone", "a b")], by: ==))
        #expect(client.headers.elementsEqual([("X-One", "1"), ("X-Empty", "")], by: ==))
        #expect(client.credentials.shown == "basic:ann:value:hunter2")
        #expect(client.tls.caFile == "/ca.pem")
        #expect(client.tls.certFile == "/cert.pem")
        #expect(client.tls.keyFile == "/key.pem")
        #expect(client.tls.serverName == "loki.internal")
        #expect(client.tls.insecureSkipVerify)
        #expect(client.backoff.minimum == 1_000_000_000)
        #expect(client.backoff.maximum == 120_000_000_000)
        #expect(client.backoff.maximumRetries == 7)
    }

    @Test func whatIsNotWrittenHasPromtailSValue() throws {
        let (clients, findings) = try decodeClients("clients: [{url: http://l/push}]")
        #expect(findings == [])
        let client = try #require(clients.first)
        #expect(client.name == nil)
        #expect(client.tenantID == nil)
        #expect(client.batchWait == 1_000_000_000)
        #expect(client.batchSize == 1 << 20)
        #expect(client.encoding == .json)
        #expect(client.timeout == 10_000_000_000)
        #expect(client.proxyURL == nil)
        #expect(client.externalLabels.isEmpty)
        #expect(client.headers.isEmpty)
        #expect(client.credentials.shown == "none")
        #expect(client.tls.caFile == nil)
        #expect(client.tls.certFile == nil)
        #expect(client.tls.keyFile == nil)
        #expect(client.tls.serverName == nil)
        #expect(!client.tls.insecureSkipVerify)
        #expect(client.backoff == RetryPolicy.Settings())
    }

    @Test(
        arguments: [
            ("bearer_token: abc", "bearer:value:abc"), ("bearer_token_file: /t", "bearer:file:/t"),
            ("basic_auth: {username: u, password_file: /p}", "basic:u:file:/p"),
            ("basic_auth: {username: u}", "basic:u:value:"), ("basic_auth: {password: p}", "basic::value:p"),
            ("basic_auth: {}", "basic::value:"),
        ])
    func credentialsAreAValueOrAFile(text: String, shown: String) throws {
        let (clients, findings) = try decodeClients("clients: [{url: http://l/push, \(text)}]")
        #expect(findings == [])
        #expect(clients.first?.credentials.shown == shown)
    }

    @Test func aLongestWaitThatIsNotWrittenIsNeverBelowTheShortest() throws {
        let (clients, findings) = try decodeClients(
            "clients: [{url: http://l/push, backoff_config: {min_period: 10m}}]")
        #expect(findings == [])
        #expect(clients.first?.backoff.minimum == 600_000_000_000)
        #expect(clients.first?.backoff.maximum == 600_000_000_000)
    }

    @Test(
        arguments: [
            ("http://l:3100/push", nil, nil, "http://l:3100/push", "http://l:3100/push"),
            ("http://l/push", nil, "t", "http://l/push t", "http://l/push"),
            ("http://l/push", "main", "t", "main", "main"),
            ("https://u:p@l/push", nil, nil, "https://l/push", "https://l/push"),
            ("https://u:p@l/push", nil, "t", "https://l/push t", "https://l/push"),
            ("https://u@l/push", nil, nil, "https://l/push", "https://l/push"),
            ("https://u:p@q@l/push", nil, nil, "https://l/push", "https://l/push"),
            ("http://l/a@b?c=d@e#f@g", nil, nil, "http://l/a@b?c=d@e#f@g", "http://l/a@b?c=d@e#f@g"),
            ("http://u:p@l/a@b", nil, nil, "http://l/a@b", "http://l/a@b"),
            ("http://u:p@l?x=@", nil, nil, "http://l?x=@", "http://l?x=@"),
            ("http://u:p@l", nil, nil, "http://l", "http://l"),
            ("http://é:p@ü/x", nil, nil, "http://ü/x", "http://ü/x"),
            ("http://", nil, nil, "http://", "http://"), ("no url", nil, nil, "no url", "no url"),
        ] as [(String, String?, String?, String, String)])
    func aClientIsCalledByWhatTellsNoPassword(
        url: String, name: String?, tenant: String?, key: String, shown: String
    ) {
        var client = ClientSettings(url: url)
        client.name = name
        client.tenantID = tenant
        #expect(client.key == key)
        #expect(client.displayName == shown)
    }

    @Test func theShownURLHasNoPasswordEvenWhereANameIsGiven() {
        var client = ClientSettings(url: "http://ann:hunter2@l/push")
        client.name = "main"
        #expect(client.displayURL == "http://l/push")
    }

    @Test func aClientShowsNoSecret() throws {
        let (clients, _) = try decodeClients(
            "clients: [{url: http://l/push, basic_auth: {username: u, password: hunter2}}]")
        var shown = ""
        dump(clients, to: &shown)
        #expect(!shown.contains("hunter2"))
        #expect(!"\(clients)".contains("hunter2"))
    }
}
