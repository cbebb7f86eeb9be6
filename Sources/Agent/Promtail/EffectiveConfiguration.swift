// Why this file exists: `-print-config-stderr` shows what comes of defaults, file and flags together.

import Configuration

/// A configuration as it is in effect, for people.
public struct EffectiveConfiguration: Sendable {
    private let root: Node

    /// - Parameter root: the configuration's values, those of flags among them.
    public init(_ root: Node) { self.root = root.filled(from: Self.defaults) }

    /// As YAML. Passwords, tokens, what may hold some, and what addresses have of them, are `<secret>`.
    public var text: String { root.text(isSecret: Self.isSecret) }

    private static func isSecret(_ keys: [String], _ text: String) -> Bool {
        guard let key = keys.last else { return false }
        let secrets: Set = ["password", "bearer_token", "client_secret", "credentials"]
        if secrets.contains(key) { return true }
        if let parent = keys.dropLast().last {
            // Any header or parameter of a request for a token can be what grants access.
            if ["headers", "endpoint_params", "proxy_connect_header"].contains(parent) { return true }
            // Hashes of passwords can be guessed against by whoever has them.
            if parent == "basic_auth_users" { return true }
        }
        guard key == "url" || key.hasSuffix("_url") else { return false }
        let authority = text.split(separator: "://", maxSplits: 1).last?.prefix { !"/?#".contains($0) }
        return authority?.contains("@") ?? false
    }

    /// What counts where nothing is said; of lists, what counts in each element.
    static var defaults: Node {
        YAML.parse(Array(defaultText.utf8), file: "default", diagnostics: DiagnosticCollector())
            ?? .mapping([], at: Location(file: "default", line: 1, column: 1))
    }

    static let defaultText = """
        server:
          http_listen_address: 127.0.0.1
          http_listen_port: 9080
          log_level: info
          log_format: logfmt
          enable_runtime_reload: false
        positions:
          filename: /var/lib/logferry/positions.json
          start_at: beginning
          ignore_invalid_yaml: false
          rejected_max_size: 64MiB
        clients:
        - batchwait: 1s
          batchsize: 1MiB
          timeout: 10s
          backoff_config:
            min_period: 500ms
            max_period: 5m
            max_retries: 0
        limits_config:
          max_line_size: 0
          max_line_size_truncate: false
        """
}

extension Node {
    /// This value with what another one has more; the elements of a list take it from the other's only one.
    fileprivate func filled(from defaults: Node) -> Node {
        if isNull { return defaults.elements == nil ? defaults : self }
        if let elements, let element = defaults.elements?.first {
            return .sequence(elements.map { $0.filled(from: element) }, at: location)
        }
        guard let entries, let others = defaults.entries else { return self }
        var filled = entries.map { entry in
            (
                key: entry.key,
                value: entry.key.text.flatMap { defaults[$0] }.map(entry.value.filled) ?? entry.value
            )
        }
        for other in others where other.key.text.map({ self[$0] == nil }) ?? false {
            if other.value.elements == nil { filled.append(other) }
        }
        return Node(location: location, content: .mapping(filled))
    }
}
