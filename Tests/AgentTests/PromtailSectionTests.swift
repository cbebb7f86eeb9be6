// A Promtail configuration's sections: every documented key is taken, with its documented default.

import HTTPServing
import Testing

@testable import Agent
@testable import Loki

@Suite struct PromtailSectionTests {
    @Test func everyKeyOfTheServerIsTaken() throws {
        let (settings, found) = load(
            configuration(
                """
                server:
                  disable: true
                  profiling_enabled: true
                  http_listen_address: 10.0.0.1
                  http_listen_port: 80
                  grpc_listen_address: 10.0.0.1
                  grpc_listen_port: 9095
                  register_instrumentation: true
                  graceful_shutdown_timeout: 30s
                  http_server_read_timeout: 30s
                  http_server_write_timeout: 30s
                  http_server_idle_timeout: 120s
                  grpc_server_max_recv_msg_size: 4194304
                  grpc_server_max_send_msg_size: 4194304
                  grpc_server_max_concurrent_streams: 100
                  log_level: info
                  http_path_prefix: /v1/
                  health_check_target: true
                  enable_runtime_reload: false
                  http_tls_config: {cert_file: /x, key_file: /y}
                """))
        #expect(found == [])
        let all = try #require(settings)
        #expect(all.server.isDisabled)
        #expect(all.server.address == ListenAddress(host: "10.0.0.1", port: 80))
        let names = all.withoutMeaning.map(\.path)
        #expect(names.contains("server.grpc_listen_port"))
        #expect(names.contains("server.http_tls_config"))
        #expect(names.count == 14)
        #expect(all.withoutMeaning.first { $0.path == "server.profiling_enabled" }?.location.line == 5)
    }

    @Test(
        arguments: [
            ("http_listen_address: ''", "0.0.0.0"), ("http_listen_host: 10.0.0.1", "10.0.0.1"),
            ("log_level: warn", "127.0.0.1"),
        ])
    func whereItListens(_ key: String, _ host: String) {
        #expect(load(configuration("server: {\(key)}")).settings?.server.address.host == host)
    }

    @Test func everySectionThatMeansNothingIsTaken() throws {
        let (settings, found) = load(
            configuration(
                """
                global: {file_watch_config: {min_poll_frequency: 250ms, max_poll_frequency: 1s}}
                target_config: {sync_period: 10s}
                options: {stream_lag_labels: "filename,job"}
                tracing: {enabled: true}
                wal: {enabled: true, dir: /x}
                """))
        #expect(found == [])
        #expect(
            settings?.withoutMeaning.map(\.path) == [
                "global.file_watch_config.min_poll_frequency", "global.file_watch_config.max_poll_frequency",
                "target_config.sync_period", "options.stream_lag_labels", "tracing", "wal",
            ])
    }

    @Test(
        arguments: [
            ("global: {file_watch: {}}", "unknown key 'file_watch' in global"),
            (
                "global: {file_watch_config: {min_poll: 1s}}",
                "unknown key 'min_poll' in global.file_watch_config"
            ),
            ("target_config: {sync_period: 10}", "target_config.sync_period: '10' has no unit"),
            ("options: {lag: x}", "unknown key 'lag' in options"),
            (
                "server: {graceful_shutdown_timeout: soon}",
                "server.graceful_shutdown_timeout: 'soon' is not a duration"
            ),
            (
                "limits_config: {readline_rate_enabled: true, readline_rate: 0}",
                "limits_config.readline_rate: with 0 no line"
            ),
            (
                "limits_config: {readline_rate_enabled: true, readline_burst: 0}",
                "limits_config.readline_burst: with 0 no"
            ),
            ("positions: {filename: /var/lib/}", "'/var/lib/' names a directory"),
        ])
    func whatNobodyDocumentsIsAnError(_ section: String, _ message: String) {
        let (settings, found) = load(configuration(section))
        #expect(settings == nil)
        #expect(found.count == 1)
        #expect(found.first?.contains(message) == true)
    }

    @Test func theLineRateHasItsDefaultsAndCountsOnlyWhenEnabled() throws {
        #expect(load(configuration("limits_config: {readline_rate: 5}")).settings?.limits.lineRate == nil)
        let usual = load(configuration("limits_config: {readline_rate_enabled: true}")).settings?.limits
        #expect(usual?.lineRate == AgentSettings.LineRate(linesPerSecond: 10_000, burst: 10_000, drops: true))
        #expect(usual?.maximumStreams == 0)
        let limits = load(
            configuration(
                "limits_config: {readline_rate_enabled: true, readline_rate: 0.5, readline_burst: 7, readline_rate_drop: false, max_streams: 9}"
            )
        ).settings?.limits
        #expect(limits?.lineRate == AgentSettings.LineRate(linesPerSecond: 0.5, burst: 7, drops: false))
        #expect(limits?.maximumStreams == 9)
    }

    @Test func aRelativePositionsFileIsTakenFromTheWorkingDirectory() {
        let settings = load(configuration("positions: {filename: positions.yaml}")).settings
        #expect(settings?.positions.filename == AgentSettings.workingDirectory + "/positions.yaml")
    }

    @Test func theSingleClientOfOldFilesIsOneMore() {
        let scrape = "scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: /x}}]}]\n"
        let alone = load(scrape + "client: {url: http://a/push}\n")
        #expect(alone.findings == [])
        #expect(alone.settings?.clients.map(\.url) == ["http://a/push"])
        let both = load(scrape + "clients: [{url: http://b/push}]\nclient: {url: http://a/push}\n")
        #expect(both.settings?.clients.map(\.url) == ["http://a/push", "http://b/push"])
        #expect(load(scrape + "client: {url: http://a/push}\nclients: []\n").findings == [])
        #expect(
            load(scrape + "client: {ulr: x}").findings.first
                == "f:2:9: error: the key 'url' is missing in client; add 'url: http://localhost:3100/loki/api/v1/push'"
        )
    }
}
