// Why this file exists: Promtail reads from more than files; whoever brings such a section must learn what to do.

import Configuration

/// Sections of a scrape configuration for sources that logferry does not have.
enum UnsupportedSections {
    private struct Source {
        let key: String
        /// What the section reads, as the object of "does not read".
        let what: String
        /// What to do instead, without a full stop.
        let remedy: String
    }

    private static let elsewhere = "leave it to another agent"
    private static let named = "name the files in static_configs or file_sd_configs"

    private static let sources = [
        Source(
            key: "journal", what: "read the systemd journal",
            remedy: "have rsyslog write the journal to files, and follow these"),
        Source(
            key: "syslog", what: "listen for syslog messages",
            remedy: "have rsyslog or syslog-ng write them to files, and follow these"),
        Source(
            key: "loki_push_api", what: "take pushes", remedy: "have their senders push to Loki"),
        Source(key: "gelf", what: "listen for GELF messages", remedy: elsewhere),
        Source(key: "kafka", what: "read from Kafka", remedy: elsewhere),
        Source(key: "gcplog", what: "read from Google Cloud", remedy: elsewhere),
        Source(key: "azure_event_hub", what: "read from Azure Event Hubs", remedy: elsewhere),
        Source(key: "azure_event_hubs", what: "read from Azure Event Hubs", remedy: elsewhere),
        Source(key: "cloudflare", what: "fetch from Cloudflare", remedy: elsewhere),
        Source(key: "heroku_drain", what: "take what Heroku sends", remedy: elsewhere),
        Source(key: "windows_events", what: "read the Windows event log", remedy: elsewhere),
        Source(
            key: "docker_sd_configs", what: "ask Docker for containers",
            remedy: "follow /var/lib/docker/containers/*/*-json.log, with the stage docker"),
        Source(
            key: "kubernetes_sd_configs", what: "ask Kubernetes for pods",
            remedy: "follow /var/log/pods/*/*/*.log, with the stage cri"),
        Source(key: "consul_sd_configs", what: "ask Consul for services", remedy: named),
        Source(key: "consulagent_sd_configs", what: "ask Consul for services", remedy: named),
    ]

    /// What becomes of a section that is skipped, at the end of what is said of it.
    static let consequence = "; the section is left out"

    /// Reports the sections of `reader` that logferry has no use for.
    /// - Parameter skips: reports them as warnings, and not as errors.
    /// - Returns: whether there was one.
    static func report(_ reader: inout MappingReader, skips: Bool) -> Bool {
        var isFound = false
        for key in reader.keys where contains(key) {
            guard let node = reader.node(key), node.elements?.isEmpty != true else { continue }
            isFound = true
            let place = reader.ignore([key]).first ?? node.location
            let source = source(of: key)
            let sentence =
                "\(reader.path(of: key)): logferry follows files and does not "
                + (source?.what ?? "ask other services for targets")
            let remedy = source?.remedy ?? named
            if skips {
                reader.diagnostics.warning(place, sentence + consequence, fix: remedy)
            } else {
                reader.diagnostics.error(
                    place, sentence,
                    fix: "\(remedy); remove the section, or go on without it by --skip-unsupported")
            }
        }
        return isFound
    }

    /// True for the name of a section that is for a source other than files.
    static func contains(_ key: String) -> Bool { source(of: key) != nil || isDiscovery(key) }

    private static func source(of key: String) -> Source? { sources.first { $0.key == key } }

    /// Prometheus has some thirty ways of finding targets, all named alike.
    private static func isDiscovery(_ key: String) -> Bool {
        key.hasSuffix("_sd_configs") && key != "file_sd_configs"
    }
}
