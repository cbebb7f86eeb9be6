// What -print-config-stderr shows: everything that counts, and nothing that grants access.

import Configuration
import Testing

@testable import Agent
@testable import Loki

@Suite struct EffectiveConfigurationTests {
    private func text(_ yaml: String) throws -> String {
        let root = try #require(
            YAML.parse(Array(yaml.utf8), file: "f", diagnostics: DiagnosticCollector()))
        return EffectiveConfiguration(root).text
    }

    @Test func defaultsStandWhereNothingIsSaid() throws {
        let shown = try text("server: {http_listen_port: 1}\nclients: [{url: http://h/push, batchwait: 3s}]")
        #expect(
            shown == """
                server:
                  http_listen_port: 1
                  http_listen_address: 127.0.0.1
                  log_level: info
                  log_format: logfmt
                  enable_runtime_reload: false
                clients:
                - url: http://h/push
                  batchwait: 3s
                  batchsize: 1MiB
                  timeout: 10s
                  backoff_config:
                    min_period: 500ms
                    max_period: 5m
                    max_retries: 0
                positions:
                  filename: /var/lib/logferry/positions.json
                  start_at: beginning
                  ignore_invalid_yaml: false
                  rejected_max_size: 64MiB
                limits_config:
                  max_line_size: 0
                  max_line_size_truncate: false

                """)
    }

    @Test func defaultsItShowsAreTheDefaults() throws {
        let scrape = "scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: /x}}]}]\n"
        let yaml = EffectiveConfiguration.defaultText.replacing(
            "- batchwait", with: "- url: http://h/push\n  batchwait")
        let (shown, found) = load(yaml + "\n" + scrape)
        #expect(found == [])
        let (plain, _) = load("clients: [{url: http://h/push}]\n" + scrape)
        let (one, other) = (try #require(shown), try #require(plain))
        #expect(one.server.address == other.server.address)
        #expect(one.server.log.level == other.server.log.level)
        #expect(one.server.allowsReload == other.server.allowsReload)
        #expect(one.positions.filename == other.positions.filename)
        #expect(one.positions.startAt == other.positions.startAt)
        #expect(one.positions.ignoresInvalid == other.positions.ignoresInvalid)
        #expect(one.positions.rejectedMaximum == other.positions.rejectedMaximum)
        #expect(one.limits.maximumLine == other.limits.maximumLine)
        #expect(one.limits.truncates == other.limits.truncates)
        let (client, plainClient) = (try #require(one.clients.first), try #require(other.clients.first))
        #expect(client.batchWait == plainClient.batchWait)
        #expect(client.batchSize == plainClient.batchSize)
        #expect(client.timeout == plainClient.timeout)
        #expect(client.backoff == plainClient.backoff)
    }

    @Test func secretsAreHidden() throws {
        let shown = try text(
            """
            clients:
            - url: http://user:hush1@host/push
              basic_auth: {username: u, password: hush2, password_file: /f}
              bearer_token: hush3
              proxy_url: http://hush4@proxy
              headers: {X-Any: hush5}
              oauth2: {client_id: i, client_secret: hush6, token_url: http://t/, endpoint_params: {a: hush7}}
            - url: http://host/a@b
            """)
        #expect(!shown.contains("hush"))
        #expect(shown.ranges(of: "<secret>").count == 7)
        #expect(shown.contains("token_url: http://t/"))
        #expect(shown.contains("- url: http://host/a@b"))
        #expect(shown.contains("password_file: /f"))
    }
}
