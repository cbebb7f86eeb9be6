// Why this file exists: an agent.conf is written by hand, so anything may stand in it.

import Agent
import Configuration

extension Check {
    /// agent.conf, from its bytes to settings or to what is wrong with it.
    static let configuration = Check(
        name: "configuration",
        seeds: [
            """
            server: {http_listen_port: 9080, log_level: "info", http_listen_address: 127.0.0.1}
            positions: {filename: /var/lib/logferry/positions.json, start_at: 24h, rotated_paths: [/var/log/old/*]}
            limits_config: {max_line_size: 256kb, max_line_size_truncate: true}
            base: &base
              batchwait: 1s
              backoff_config: {min_period: 500ms, max_period: 5m, max_retries: 0}
            clients:
              - <<: *base
                url: 'http://loki:3100/loki/api/v1/push'
                external_labels: {host: é😀, "a b": "\\u00e9\\n"}
                basic_auth: {username: a, password_file: /etc/p}
                tls_config: {ca_file: /a, insecure_skip_verify: false}
              - {<<: [*base, {timeout: 10s}], url: x, tenant_id: t, headers: {X-A: b}}
            scrape_configs:
            - job_name: !!str 1
              static_configs: [{labels: {job: a, __path__: "/var/log/{a,b}/**/*.log", __path_exclude__: "[!a-z]?"}}]
              pipeline_stages:
              - json: {expressions: {level: , user: request.user.name}}
              - timestamp: {source: time, format: RFC3339Nano, fallback_formats: [UnixMs, 2006-01-02], location: UTC}
              - labels: {level: }
              - static_labels: {a: b}
              - output: {source: message}
              - regex:
                  expression: |-
                    ^(?P<a>.*)$
              - ? json
                : >+
                  folded

            ...
            """,
            "clients: [{url: http://127.0.0.1:1/push, batchwait: 1}]\nscrape_configs: []\nsever: {}\n",
            "{clients: &a [*a], <<: {<<: *a}}",
            "a: \"\\x41\\u00e9\\U0001F600\\N\\_\\L\\P\"\n'b': [1, 0x10, 1e3, .inf, ~, yes]\n? [c]\n: |2-\n   d\n",
            "\u{FEFF}%YAML 1.2\n---\n- !<tag:yaml.org,2002:str> a\n--- # second\n",
        ].map { Array($0.utf8) },
        findings: []
    ) { bytes in
        let (settings, diagnostics) = read(bytes)
        if (settings == nil) != diagnostics.hasErrors {
            return "settings are \(settings == nil ? "missing without" : "there in spite of") an error"
        }
        for diagnostic in diagnostics.diagnostics {
            guard diagnostic.location.line >= 1, diagnostic.location.column >= 1 else {
                return "a diagnostic without a place: \(diagnostic)"
            }
            guard !diagnostic.message.isEmpty, diagnostic.remedy?.isEmpty != true else {
                return "a diagnostic without words: \(diagnostic)"
            }
        }
        let again = read(bytes).diagnostics.diagnostics.map(\.description)
        return again == diagnostics.diagnostics.map(\.description) ? nil : "it is not read the same way twice"
    }

    private static func read(_ bytes: [UInt8]) -> (settings: AgentSettings?, diagnostics: DiagnosticCollector)
    {
        let diagnostics = DiagnosticCollector()
        return (AgentSettings.decode(bytes, file: "agent.conf", diagnostics: diagnostics), diagnostics)
    }
}
