// Why this file exists: the sections of agent.conf that are the agent's own, in Promtail's keys.

import Configuration
import Glibc
import Loki
import Platform
import Tailing

extension AgentSettings {
    mutating func decodeServer(_ top: inout MappingReader) {
        guard var reader = top.mapping("server") else { return }
        // The older name first, so that the newer one wins.
        for key in ["http_listen_host", "http_listen_address"] {
            guard let host = reader.string(key) else { continue }
            server.address.host = host.isEmpty ? "0.0.0.0" : host
        }
        if let port = reader.int("http_listen_port", in: 0...65535) { server.address.port = UInt16(port) }
        let levels = LogSettings.levels
        server.log.level = reader.choice("log_level", levels) ?? server.log.level
        server.log.format =
            reader.choice("log_format", [("logfmt", .logfmt), ("json", .json)]) ?? server.log.format
        server.allowsReload = reader.bool("enable_runtime_reload") ?? false
        server.isDisabled = reader.bool("disable") ?? false
        decodeUsers(&reader)
        warnOfStrangers(reader)
        reader.passOver(.bool, "profiling_enabled", "register_instrumentation", "health_check_target")
        reader.passOver(.text, "http_path_prefix", "external_url", "http_listen_network")
        reader.passOver(
            .duration, "graceful_shutdown_timeout", "http_server_read_timeout", "http_server_write_timeout",
            "http_server_idle_timeout", "http_server_read_header_timeout")
        reader.passOver(
            .anything, "http_tls_config", "http_listen_conn_limit", "tls_cipher_suites", "tls_min_version",
            "proxy_protocol_enabled", "http_log_closed_connections_without_response_enabled",
            "report_grpc_codes_in_instrumentation_label_enabled")
        for prefix in ["grpc_", "log_source_ips_", "log_request_"] { reader.passOver(prefix: prefix) }
        reader.finish()
    }

    mutating func decodePositions(_ top: inout MappingReader) {
        guard var reader = top.mapping("positions") else { return }
        if let name = reader.string("filename") { positions.filename = Self.absolute(name) }
        // Every answer is journalled at once, so there is nothing to do every so often.
        reader.passOver(.duration, "sync_period")
        positions.ignoresInvalid = reader.bool("ignore_invalid_yaml") ?? false
        positions.rejectedMaximum =
            reader.byteSize("rejected_max_size", in: 0...Int.max) ?? positions.rejectedMaximum
        let places = reader.node("rotated_paths")?.elements?.map(\.location) ?? []
        for (index, text) in (reader.strings("rotated_paths") ?? []).enumerated() {
            let place = places.indices.contains(index) ? places[index] : reader.location(of: "rotated_paths")
            if let pattern = Self.pattern(text, at: place, reader.diagnostics) {
                positions.rotatedPaths.append(pattern)
            }
        }
        if let text = reader.string("start_at") {
            switch text {
            case "beginning": positions.startAt = .beginning
            case "end": positions.startAt = .end
            default:
                if let age = Durations.parse(text), age >= 0 {
                    positions.startAt = .within(age)
                } else {
                    reader.diagnostics.error(
                        reader.location(of: "start_at"), "'\(text)' is no place to start at",
                        fix:
                            "write beginning, end, or an age such as 24h: files written to since then are read whole"
                    )
                }
            }
        }
        if positions.filename.hasSuffix("/") {
            reader.diagnostics.error(
                reader.location(of: "filename"), "'\(positions.filename)' names a directory",
                fix: "write the name of a file, for example /var/lib/logferry/positions.json")
        }
        reader.finish()
    }

    mutating func decodeLimits(_ top: inout MappingReader) {
        guard var reader = top.mapping("limits_config") else { return }
        limits.maximumLine = reader.byteSize("max_line_size", in: 0...(1 << 30)) ?? 0
        limits.truncates = reader.bool("max_line_size_truncate") ?? false
        var rate = LineRate()
        rate.linesPerSecond = reader.double("readline_rate", in: 0...1e12) ?? rate.linesPerSecond
        rate.burst = reader.int("readline_burst", in: 0...Int(Int32.max)) ?? rate.burst
        rate.drops = reader.bool("readline_rate_drop") ?? rate.drops
        if reader.bool("readline_rate_enabled") ?? false {
            limits.lineRate = rate
            for (key, isZero) in [
                ("readline_rate", rate.linesPerSecond == 0), ("readline_burst", rate.burst == 0),
            ] where isZero {
                reader.diagnostics.error(
                    reader.location(of: key), "limits_config.\(key): with 0 no line could ever be read",
                    fix: "write a larger number, or readline_rate_enabled: false")
            }
        }
        limits.maximumStreams = reader.int("max_streams", in: 0...Int(Int32.max)) ?? 0
        limits.maximumCustomMetrics =
            reader.int("max_custom_metrics", in: 1...1_000_000) ?? limits.maximumCustomMetrics
        reader.finish()
    }

    mutating func decodeHostMetrics(_ top: inout MappingReader) {
        guard var reader = top.mapping("host_metrics") else { return }
        showsHostMetrics = reader.bool("enabled") ?? false
        reader.finish()
    }

    mutating func decodeClients(_ top: inout MappingReader) {
        let diagnostics = top.diagnostics
        // The section's name before there could be several, still in many files.
        let single = top.mapping("client")
        var list: [MappingReader] = []
        if single == nil || top.isPresent("clients") {
            guard top.require("clients", example: "[{url: http://localhost:3100/loki/api/v1/push}]") else {
                return
            }
            list = top.mappings("clients") ?? []
            if single == nil, top.node("clients")?.elements?.isEmpty == true {
                diagnostics.error(
                    top.location(of: "clients"), "clients is empty: nothing says where to send the lines",
                    fix: "add '- url: http://localhost:3100/loki/api/v1/push'")
            }
        }
        clients = ClientSettings.decode((single.map { [$0] } ?? []) + list, diagnostics: diagnostics)
    }

    /// What is about how Promtail looks at files and at itself.
    static func passOver(_ top: inout MappingReader) {
        if var global = top.mapping("global") {
            if var watch = global.mapping("file_watch_config") {
                watch.passOver(.duration, "min_poll_frequency", "max_poll_frequency")
                watch.finish()
            }
            global.finish()
        }
        if var target = top.mapping("target_config") {
            target.passOver(.duration, "sync_period")
            target.passOver(.bool, "stdin")
            target.finish()
        }
        if var options = top.mapping("options") {
            options.passOver(.anything, "stream_lag_labels")
            options.finish()
        }
        top.passOver(.anything, "tracing", "wal")
    }

    /// A path from the root on; a relative one is taken from the working directory.
    static func absolute(_ path: String) -> String {
        path.utf8.first == UInt8(ascii: "/") ? path : FileSystem.join(workingDirectory, path)
    }

    static var workingDirectory: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }
}
