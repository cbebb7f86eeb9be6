// Why this file exists: agent.conf as a value; each room reads its own part, this puts them together.

import Configuration
import HTTPServing
import Loki
import Pipeline
import Platform
import Tailing

/// Everything in agent.conf.
public struct AgentSettings {
    /// The `server` section.
    public struct Server: Sendable {
        /// Where the status endpoints listen.
        public var address = ListenAddress(host: "127.0.0.1", port: 9080)
        /// What the agent logs of itself.
        public var log = LogSettings()
        /// Whether `POST /-/reload` reads the configuration again.
        public var allowsReload = false
    }

    /// The `positions` section.
    public struct Positions: Sendable {
        /// The snapshot; its directory is the state directory.
        public var filename = "/var/lib/logferry/positions.json"
        /// Where to start in files that exist at the start and were never seen before.
        public var startAt = StartPosition.beginning
        /// Start anew when no snapshot can be read.
        public var ignoresInvalid = false
        /// Where rotations put older generations, besides the directory of the file and those in it.
        public var rotatedPaths: [PathPattern] = []
        /// What the rejected entries may take, in bytes.
        public var rejectedMaximum = 64 << 20
    }

    /// The `limits_config` section.
    public struct Limits: Sendable {
        /// Lines of more bytes are dropped, or cut short; 0 for no limit.
        public var maximumLine = 0
        /// Cut short instead of dropped.
        public var truncates = false
    }

    /// One `static_configs` entry of a scrape configuration.
    public struct Target: Sendable {
        /// What is followed.
        public let follow: FollowTarget
        /// The labels of its entries.
        public let labels: [Label]
        /// The index of the scrape configuration in `stages`.
        public let scrape: Int
    }

    /// The `server` section.
    public var server = Server()
    /// The `positions` section.
    public var positions = Positions()
    /// The `clients` section.
    public var clients: [ClientSettings] = []
    /// The `limits_config` section.
    public var limits = Limits()
    /// What the scrape configurations follow.
    public var targets: [Target] = []
    /// The `pipeline_stages` of each scrape configuration, and what messages call them.
    public var stages: [(nodes: [Node], context: String)] = []

    /// Reads agent.conf.
    /// - Returns: the settings, nil after errors; and everything there is to say about the text, in its order.
    public static func load(path: String) -> (settings: AgentSettings?, diagnostics: DiagnosticCollector) {
        let diagnostics = DiagnosticCollector()
        do {
            return (
                decode(try FileSystem.contents(of: path), file: path, diagnostics: diagnostics), diagnostics
            )
        } catch {
            diagnostics.error(
                Location(file: path, line: 1, column: 1), "\(error)", fix: "give the path of an agent.conf")
            return (nil, diagnostics)
        }
    }

    /// Reads the text of an agent.conf.
    public static func decode(_ bytes: [UInt8], file: String, diagnostics: DiagnosticCollector)
        -> AgentSettings?
    {
        guard let node = YAML.parse(bytes, file: file, diagnostics: diagnostics, recovering: true) else {
            return nil
        }
        var top = MappingReader(node, context: "", diagnostics: diagnostics)
        var settings = AgentSettings()
        settings.decodeServer(&top)
        settings.decodePositions(&top)
        settings.decodeLimits(&top)
        settings.decodeScrapes(&top)
        if top.require("clients", example: "[{url: http://localhost:3100/loki/api/v1/push}]") {
            settings.clients = ClientSettings.decode(top.mappings("clients") ?? [], diagnostics: diagnostics)
            if top.node("clients")?.elements?.isEmpty == true {
                diagnostics.error(
                    top.location(of: "clients"), "clients is empty: nothing says where to send the lines",
                    fix: "add '- url: http://localhost:3100/loki/api/v1/push'")
            }
        }
        top.finish()
        // Compiled here only for what is wrong with them; each reader of files compiles its own.
        let labels = LabelTable()
        for (nodes, context) in settings.stages {
            _ = Pipeline(decoding: nodes, context: context, labels: labels, diagnostics: diagnostics)
        }
        return diagnostics.hasErrors ? nil : settings
    }

    private mutating func decodeServer(_ top: inout MappingReader) {
        guard var reader = top.mapping("server") else { return }
        server.address.host = reader.string("http_listen_address") ?? server.address.host
        if let port = reader.int("http_listen_port", in: 0...65535) { server.address.port = UInt16(port) }
        let levels = LogSettings.levels
        server.log.level = reader.choice("log_level", levels) ?? server.log.level
        server.log.format =
            reader.choice("log_format", [("logfmt", .logfmt), ("json", .json)]) ?? server.log.format
        server.allowsReload = reader.bool("enable_runtime_reload") ?? false
        reader.finish()
    }

    private mutating func decodePositions(_ top: inout MappingReader) {
        guard var reader = top.mapping("positions") else { return }
        positions.filename = reader.string("filename") ?? positions.filename
        // Every answer is journalled at once, so there is nothing to do every so often; kept for Promtail's files.
        _ = reader.duration("sync_period", in: 0...Int64.max)
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
        if !positions.filename.hasPrefix("/") {
            reader.diagnostics.error(
                reader.location(of: "filename"), "'\(positions.filename)' is not an absolute path",
                fix: "write it from / on, for example /var/lib/logferry/positions.json")
        }
        reader.finish()
    }

    private mutating func decodeLimits(_ top: inout MappingReader) {
        guard var reader = top.mapping("limits_config") else { return }
        limits.maximumLine = reader.byteSize("max_line_size", in: 0...(1 << 30)) ?? 0
        limits.truncates = reader.bool("max_line_size_truncate") ?? false
        reader.finish()
    }
}
