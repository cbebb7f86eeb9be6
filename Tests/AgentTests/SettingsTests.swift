// Every key that is documented is taken, and means what it says.

import Configuration
import HTTPServing
import Tailing
import Testing

@testable import Agent
@testable import Loki

@Suite struct SettingsTests {
    @Test func everyDocumentedKeyIsTaken() throws {
        let (settings, found) = load(
            """
            server:
              http_listen_address: 0.0.0.0
              http_listen_port: 9081
              log_level: warn
              log_format: json
              basic_auth_users:
                ann: $2y$04$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234
                "bob": "$2b$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234"
            host_metrics: {enabled: true}
            positions:
              filename: /srv/logferry/positions.json
              sync_period: 10s
              start_at: 24h
              ignore_invalid_yaml: yes
              rejected_max_size: 16MB
            clients:
              - url: https://user:secret@loki:3100/loki/api/v1/push
                name: main
                tenant_id: team
                batchwait: 2s
                batchsize: 512KB
                timeout: 30s
                external_labels: {host: web1, zone: "a"}
                headers: {X-Proxy: "yes"}
                basic_auth: {username: user, password: secret}
                proxy_url: http://proxy:8080
                tls_config:
                  ca_file: /etc/ca.pem
                  cert_file: /etc/cert.pem
                  key_file: /etc/key.pem
                  server_name: loki.internal
                  insecure_skip_verify: on
                backoff_config: {min_period: 250ms, max_period: 2m, max_retries: 7}
              - url: http://other/push
                bearer_token: token
              - url: http://third/push
                bearer_token_file: /run/token
              - url: http://fourth/push
                basic_auth: {username: user, password_file: /run/password}
            limits_config:
              max_line_size: 256kb
              max_line_size_truncate: true
            scrape_configs:
              - job_name: app
                static_configs:
                  - targets: [localhost]
                    labels:
                      job: app
                      __path__: /var/log/{app,web}/**/*.log
                      __path_exclude__: /var/log/app/debug*.log
                      __internal: left out
                  - labels: {__path__: "/srv/?[a-c].log"}
                pipeline_stages:
                  - json: {expressions: {time: , level: , user: request.user}}
                  - timestamp:
                      source: time
                      format: RFC3339Nano
                      fallback_formats: [UnixMs]
                      location: Europe/Berlin
                      action_on_failure: skip
                  - labels: {level: , user: }
                  - static_labels: {team: a}
                  - output: {source: user}
              - job_name: other
                static_configs: [{labels: {__path__: /other}}]
            """)
        #expect(found == [])
        let all = try #require(settings)
        #expect(all.server.address == ListenAddress(host: "0.0.0.0", port: 9081))
        #expect(all.server.log.level == .warning)
        #expect(all.server.users.keys.sorted() == ["ann", "bob"])
        #expect(all.showsHostMetrics)
        #expect(all.positions.filename == "/srv/logferry/positions.json")
        #expect(all.positions.startAt == .within(86_400_000_000_000))
        #expect(all.positions.ignoresInvalid)
        #expect(all.positions.rejectedMaximum == 16 << 20)
        #expect(all.limits.maximumLine == 256 << 10)
        #expect(all.limits.truncates)
        #expect(all.targets.map(\.scrape) == [0, 0, 1])
        #expect(all.targets.map(\.follow.key) == [#"app{job="app"}"#, "app{}", "other{}"])
        #expect(all.targets[0].labels.map(\.name) == ["job"])
        #expect(all.targets[0].follow.include.matches("/var/log/web/x/y.log"))
        #expect(all.targets[0].follow.exclude?.matches("/var/log/app/debug1.log") == true)
        #expect(all.stages.map(\.nodes.count) == [5, 0])
        try checkClients(all.clients)
    }

    private func checkClients(_ clients: [ClientSettings]) throws {
        try #require(clients.count == 4)
        let main = clients[0]
        #expect(main.key == "main")
        #expect(main.displayURL == "https://loki:3100/loki/api/v1/push")
        #expect(main.tenantID == "team")
        #expect(main.batchWait == 2_000_000_000)
        #expect(main.batchSize == 512 << 10)
        #expect(main.timeout == 30_000_000_000)
        #expect(main.externalLabels.map { "\($0.name)=\($0.value)" } == ["host=web1", "zone=a"])
        #expect(main.headers.map { "\($0.name)=\($0.value)" } == ["X-Proxy=yes"])
        #expect(main.proxyURL == "http://proxy:8080")
        #expect(main.tls.caFile == "/etc/ca.pem")
        #expect(main.tls.certFile == "/etc/cert.pem")
        #expect(main.tls.keyFile == "/etc/key.pem")
        #expect(main.tls.serverName == "loki.internal")
        #expect(main.tls.insecureSkipVerify)
        #expect(main.backoff.minimum == 250_000_000)
        #expect(main.backoff.maximum == 120_000_000_000)
        #expect(main.backoff.maximumRetries == 7)
        guard case .basic("user", .value) = main.credentials, case .bearer(.value) = clients[1].credentials,
            case .bearer(.file("/run/token")) = clients[2].credentials,
            case .basic("user", .file("/run/password")) = clients[3].credentials
        else {
            Issue.record("the credentials are others")
            return
        }
    }

    @Test func leastConfigurationHasDefaults() throws {
        let (settings, found) = load(configuration("server:\npositions:\nlimits_config:"))
        #expect(found == [])
        let all = try #require(settings)
        #expect(all.server.address == ListenAddress(host: "127.0.0.1", port: 9080))
        #expect(all.server.log.level == .info)
        #expect(all.server.users.isEmpty)
        #expect(!all.showsHostMetrics)
        #expect(all.positions.filename == "/var/lib/logferry/positions.json")
        #expect(all.positions.startAt == .beginning)
        #expect(!all.positions.ignoresInvalid)
        #expect(all.positions.rejectedMaximum == 64 << 20)
        #expect(all.limits.maximumLine == 0)
        #expect(!all.limits.truncates)
        let client = try #require(all.clients.first)
        #expect(client.batchWait == 1_000_000_000)
        #expect(client.batchSize == 1 << 20)
        #expect(client.timeout == 10_000_000_000)
        #expect(client.backoff.minimum == 500_000_000)
        #expect(client.backoff.maximum == 300_000_000_000)
        #expect(client.backoff.maximumRetries == 0)
    }

    @Test(
        arguments: [
            ("beginning", .beginning), ("end", .end), ("90m", .within(5_400_000_000_000)), ("0", .within(0)),
            ("7d", .within(604_800_000_000_000)),
        ] as [(String, StartPosition)])
    func startMayBeAPlaceOrAnAge(_ text: String, _ expected: StartPosition) throws {
        #expect(load(configuration("positions: {start_at: \(text)}")).settings?.positions.startAt == expected)
    }

    @Test(arguments: [
        ("debug", "debug"), ("info", "info"), ("warn", "warning"), ("warning", "warning"), ("error", "error"),
    ])
    func logLevelIsOneOfFour(_ text: String, _ level: String) throws {
        let settings = load(configuration("server: {log_level: \(text)}")).settings
        #expect(settings?.server.log.level.rawValue == level)
    }

    @Test func backoffWithOneBoundKeepsThemInOrder() throws {
        let settings = load(
            configuration("clients: [{url: http://a/push, backoff_config: {min_period: 10m}}]")
        ).settings
        #expect(settings?.clients.first?.backoff.maximum == 600_000_000_000)
    }

    @Test func anchorsAndMergesMayBeUsed() throws {
        let (settings, found) = load(
            """
            clients:
              - &first {url: http://a/push, batchwait: 3s}
              - {<<: *first, name: second}
            scrape_configs:
              - job_name: a
                pipeline_stages: &stages [{static_labels: {x: y}}]
                static_configs: [{labels: {__path__: /a}}]
              - job_name: b
                pipeline_stages: *stages
                static_configs: [{labels: {__path__: /b}}]
            """)
        #expect(found == [])
        #expect(settings?.clients.map(\.batchWait) == [3_000_000_000, 3_000_000_000])
        #expect(settings?.clients.map(\.key) == ["http://a/push", "second"])
        #expect(settings?.stages.map(\.nodes.count) == [1, 1])
    }

    @Test func fileThatIsNotThereIsAnError() {
        let (settings, diagnostics) = AgentSettings.load(path: "/nonexistent/agent.conf")
        #expect(settings == nil)
        #expect(
            diagnostics.diagnostics.map(\.description) == [
                "/nonexistent/agent.conf:1:1: error: cannot open /nonexistent/agent.conf: No such file or directory; "
                    + "give the path of an agent.conf"
            ])
    }
}
