// Why this file exists: from a group of targets to what is followed: relabelled, checked, each once.

import Configuration
import Glibc
import Pipeline
import Platform
import Tailing

/// Makes the targets of one scrape configuration.
struct TargetDiscovery {
    /// Names the scrape configuration in the checkpoints.
    let job: String
    /// Its index in `AgentSettings.stages`.
    let scrape: Int
    let rules: [RelabelRule]
    let encoding: LineEncoding?
    let decompression: Decompression?
    private(set) var targets: [AgentSettings.Target] = []
    private var known: Set<Identity> = []

    private struct Identity: Hashable {
        let labels: [Label]
        let include: PathPattern
        let exclude: PathPattern?
    }

    init(
        job: String, scrape: Int, rules: [RelabelRule], encoding: LineEncoding?,
        decompression: Decompression?
    ) {
        self.job = job
        self.scrape = scrape
        self.rules = rules
        self.encoding = encoding
        self.decompression = decompression
    }

    /// Adds the targets of a group.
    /// - Parameters:
    ///   - origin: the file of targets that it is from; nil for the configuration itself.
    ///   - diagnostics: receives what is wrong with it.
    mutating func add(_ group: TargetGroup, origin: String?, _ diagnostics: DiagnosticCollector) {
        for entry in group.labels where !entry.name.hasPrefix("__") && !LabelName.isValid(entry.name) {
            diagnostics.error(
                entry.namePlace, "'\(entry.name)' is not a label name",
                fix:
                    "use letters, digits and _, not starting with a digit: '\(LabelName.repaired(entry.name))'"
            )
        }
        for discovered in group.discovered(origin: origin) {
            guard let labels = RelabelRule.apply(rules, to: discovered), Self.isHere(labels["__host__"])
            else { continue }
            add(labels, of: group, diagnostics)
        }
    }

    /// Promtail follows a target only if its `__host__`, if there is one, is the host's name.
    private static func isHere(_ host: String) -> Bool {
        guard !host.isEmpty else { return true }
        if let name = getenv("HOSTNAME"), name.pointee != 0 { return host == String(cString: name) }
        var own = utsname()
        guard uname(&own) == 0 else { return true }
        return withUnsafeBytes(of: own.nodename) { bytes in
            host.utf8.elementsEqual(bytes.prefix { $0 != 0 })
        }
    }

    private mutating func add(_ labels: LabelSet, of group: TargetGroup, _ diagnostics: DiagnosticCollector) {
        func place(_ name: String) -> Location {
            group.labels.last { $0.name == name }?.place ?? group.place
        }
        guard labels.entries.contains(where: { $0.name == "__path__" }) else {
            let relabelled = rules.isEmpty ? "" : " after relabelling"
            diagnostics.error(
                group.place,
                "the label __path__ is missing\(relabelled): nothing says which files to follow",
                fix: "add '__path__: /var/log/app/*.log' to its labels")
            return
        }
        let include = AgentSettings.pattern(labels["__path__"], at: place("__path__"), diagnostics)
        var exclude: PathPattern?
        if labels.entries.contains(where: { $0.name == "__path_exclude__" }) {
            exclude = AgentSettings.pattern(
                labels["__path_exclude__"], at: place("__path_exclude__"), diagnostics)
        }
        guard let include else { return }
        let kept = labels.entries.filter { !$0.name.hasPrefix("__") || $0.name == "__tenant_id__" }.map {
            Label($0.name, $0.value)
        }
        // As where a group names several hosts: the files of this one are followed once.
        guard known.insert(Identity(labels: kept.sorted(), include: include, exclude: exclude)).inserted
        else { return }
        targets.append(
            AgentSettings.Target(
                follow: FollowTarget(
                    key: key(kept), include: include, exclude: exclude, decompression: decompression,
                    encoding: encoding),
                labels: kept, scrape: scrape))
    }

    /// Job and labels as one text: `app{env="prod"}`. The path is no part of it, so that a wider glob goes on
    /// where the narrower one stood.
    private func key(_ labels: [Label]) -> String {
        job + "{" + labels.sorted().map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",") + "}"
    }
}
