// Why this file exists: a flag of Promtail is a line here.

extension PromtailFlags {
    /// What a flag does.
    enum Meaning: Sendable {
        case `switch`(any WritableKeyPath<PromtailFlags, Bool> & Sendable)
        case text(any WritableKeyPath<PromtailFlags, String?> & Sendable)
        case setting([String])
        case switchSetting([String])
        case client([String])
        case switchClient([String])
        case labels
        case nothing
        case switchOfNothing

        /// True if the flag may stand without a value.
        var isBoolean: Bool {
            switch self {
            case .switch, .switchSetting, .switchClient, .switchOfNothing: true
            case .text, .setting, .client, .labels, .nothing: false
            }
        }
    }

    /// Promtail's flags, as its documentation and that of the server that it shares with Loki name them, and two more.
    static let meanings: [String: Meaning] = [
        "config.file": .text(\.configurationPath),
        "config.expand-env": .switch(\.expandsEnvironment),
        "check-syntax": .switch(\.checksSyntax),
        "dry-run": .switch(\.isDryRun),
        "inspect": .switch(\.inspects),
        "stdin": .switch(\.readsStandardInput),
        "print-config-stderr": .switch(\.printsConfiguration),
        "log-config-reverse-order": .switch(\.printsConfigurationReversed),
        "version": .switch(\.showsVersion),
        "help": .switch(\.showsHelp),
        "h": .switch(\.showsHelp),
        "import-positions": .text(\.importedPositions),
        "skip-unsupported": .switch(\.skipsUnsupported),

        "client.url": .client(["url"]),
        "client.name": .client(["name"]),
        "client.tenant-id": .client(["tenant_id"]),
        "client.batch-wait": .client(["batchwait"]),
        "client.batch-size-bytes": .client(["batchsize"]),
        "client.timeout": .client(["timeout"]),
        "client.min-backoff": .client(["backoff_config", "min_period"]),
        "client.max-backoff": .client(["backoff_config", "max_period"]),
        "client.max-retries": .client(["backoff_config", "max_retries"]),
        "client.drop-rate-limited-batches": .switchClient(["drop_rate_limited_batches"]),
        "client.external-labels": .labels,
        "client.stream-lag-labels": .setting(["options", "stream_lag_labels"]),

        "server.http-listen-address": .setting(["server", "http_listen_address"]),
        "server.http-listen-port": .setting(["server", "http_listen_port"]),
        "server.enable-runtime-reload": .switchSetting(["server", "enable_runtime_reload"]),
        "server.disable": .switchSetting(["server", "disable"]),
        "log.level": .setting(["server", "log_level"]),
        "log.format": .setting(["server", "log_format"]),

        "positions.file": .setting(["positions", "filename"]),
        "positions.sync-period": .setting(["positions", "sync_period"]),
        "positions.ignore-invalid-yaml": .switchSetting(["positions", "ignore_invalid_yaml"]),

        "target.sync-period": .setting(["target_config", "sync_period"]),
        "file-watch.min-poll-frequency": .setting(["global", "file_watch_config", "min_poll_frequency"]),
        "file-watch.max-poll-frequency": .setting(["global", "file_watch_config", "max_poll_frequency"]),

        "limit.readline-rate": .setting(["limits_config", "readline_rate"]),
        "limit.readline-burst": .setting(["limits_config", "readline_burst"]),
        "limit.readline-rate-enabled": .switchSetting(["limits_config", "readline_rate_enabled"]),
        "limit.readline-rate-drop": .switchSetting(["limits_config", "readline_rate_drop"]),
        "limit.max-streams": .setting(["limits_config", "max_streams"]),
        "limit.max-line-size": .setting(["limits_config", "max_line_size"]),
        "limit.max-line-size-truncate": .switchSetting(["limits_config", "max_line_size_truncate"]),
        "max-streams": .setting(["limits_config", "max_streams"]),
        "max-line-size": .setting(["limits_config", "max_line_size"]),
        "max-line-size-truncate": .switchSetting(["limits_config", "max_line_size_truncate"]),

        // Of a server that does more than tell how the agent is.
        "server.graceful-shutdown-timeout": .nothing,
        "server.grpc-listen-address": .nothing,
        "server.grpc-listen-network": .nothing,
        "server.grpc-listen-port": .nothing,
        "server.grpc-conn-limit": .nothing,
        "server.grpc-max-concurrent-streams": .nothing,
        "server.grpc-max-recv-msg-size-bytes": .nothing,
        "server.grpc-max-send-msg-size-bytes": .nothing,
        "server.grpc.keepalive.max-connection-age": .nothing,
        "server.grpc.keepalive.max-connection-age-grace": .nothing,
        "server.grpc.keepalive.max-connection-idle": .nothing,
        "server.grpc.keepalive.min-time-between-pings": .nothing,
        "server.grpc.keepalive.ping-without-stream-allowed": .switchOfNothing,
        "server.grpc.keepalive.time": .nothing,
        "server.grpc.keepalive.timeout": .nothing,
        "server.health-check-target": .switchOfNothing,
        "server.http-conn-limit": .nothing,
        "server.http-idle-timeout": .nothing,
        "server.http-listen-network": .nothing,
        "server.http-read-timeout": .nothing,
        "server.http-write-timeout": .nothing,
        "server.http-tls-ca-path": .nothing,
        "server.http-tls-cert-path": .nothing,
        "server.http-tls-client-auth": .nothing,
        "server.http-tls-key-path": .nothing,
        "server.log-request-at-info-level-enabled": .switchOfNothing,
        "server.log-source-ips-enabled": .switchOfNothing,
        "server.log-source-ips-header": .nothing,
        "server.log-source-ips-regex": .nothing,
        "server.path-prefix": .nothing,
        "server.profiling-enabled": .switchOfNothing,
        "server.register-instrumentation": .switchOfNothing,
        "tracing.enabled": .switchOfNothing,
    ]

    /// What `-help` prints: the flags with a meaning, a line each.
    public static var help: String {
        let shown = meanings.filter {
            switch $0.value {
            case .nothing, .switchOfNothing: false
            default: $0.key != "h"
            }
        }
        let flags = shown.sorted { $0.key < $1.key }.map { "  -\($0.key)\($0.value.isBoolean ? "" : "=…")\n" }
        return "logferry understands Promtail's flags:\n" + flags.joined()
            + "Further ones of its server are accepted without effect. 'logferry --help' lists logferry's own commands.\n"
    }
}
