// Why this file exists: reading the configuration again, and what of it only a restart can change.

import Configuration
import Logging
import Platform

/// Where a running agent reads its configuration again.
public struct ConfigurationSource: Sendable {
    /// The path of agent.conf.
    public let path: String
    /// How it is read.
    public let options: AgentSettings.Options
    /// Called with `log_level` and `log_format` when a new configuration has been taken over.
    let onLogSettings: @Sendable (LogSettings) -> Void

    /// Takes all as they are.
    public init(
        path: String, options: AgentSettings.Options = AgentSettings.Options(),
        onLogSettings: @escaping @Sendable (LogSettings) -> Void = { _ in }
    ) {
        self.path = path
        self.options = options
        self.onLogSettings = onLogSettings
    }
}

extension Ferry {
    /// Reads the configuration again.
    /// - Returns: the settings, those that only a restart can change as they were, and a sentence on each of these.
    /// - Throws: a refusal that says everything that is wrong.
    func readConfiguration() throws(ControlRefusal) -> (AgentSettings, notes: [String]) {
        guard let source else {
            throw ControlRefusal(
                .failed, "this agent was not started from a file, so there is none to read again")
        }
        let (settings, diagnostics) = AgentSettings.load(path: source.path, options: source.options)
        for diagnostic in diagnostics.diagnostics {
            log.log(level: diagnostic.severity == .error ? .error : .warning, "\(diagnostic)")
        }
        guard var settings else {
            let errors = diagnostics.diagnostics.filter { $0.severity == .error }
            let count = errors.count + diagnostics.omittedCount
            var lines = errors.map(\.description)
            lines.append(
                "\(source.path): \(count == 1 ? "1 error" : "\(count) errors"); the configuration of before stays"
            )
            throw ControlRefusal(.failed, lines.joined(separator: "\n"))
        }
        var notes: [String] = []
        if settings.server.address != self.settings.server.address {
            notes.append(
                "server.http_listen_address and http_listen_port: \(settings.server.address) takes effect after a "
                    + "restart; until then it is \(self.settings.server.address)")
            settings.server.address = self.settings.server.address
        }
        if settings.positions.filename != self.settings.positions.filename {
            notes.append(
                "positions.filename: \(settings.positions.filename) takes effect after a restart; until then it is "
                    + self.settings.positions.filename)
            settings.positions.filename = self.settings.positions.filename
        }
        return (settings, notes)
    }

    /// The settings that are in effect with the targets that there are now; nil if these are the same. What was
    /// changed in the configuration itself meanwhile takes effect with a reload.
    func settingsWithNewTargets() -> AgentSettings? {
        guard let source, !settings.text.isEmpty else { return nil }
        let found = DiagnosticCollector()
        let new = AgentSettings.decode(
            settings.text, file: source.path, options: source.options, diagnostics: found)
        // The rest was said when the configuration was read.
        for finding in found.diagnostics where finding.location.file != source.path {
            log.warning("\(finding)")
        }
        guard let new, !new.targets.elementsEqual(settings.targets, by: { $0.isSame(as: $1) }) else {
            return nil
        }
        var settings = settings
        settings.targets = new.targets
        return settings
    }

    /// A configuration could not be taken over.
    func noteReload(failed refusal: ControlRefusal) {
        metrics.noteReload(isSuccess: false)
        // What is wrong with it was said line by line.
        let reason = refusal.description.split(separator: "\n").last.map(String.init) ?? ""
        log.error("the configuration was not reloaded", metadata: ["reason": "\(reason)"])
    }

    /// This ferry goes on with a new configuration.
    func noteReload(succeeded notes: [String]) {
        metrics.noteReload(isSuccess: true)
        for note in notes { log.warning("\(note)") }
        log.info(
            "the configuration was reloaded",
            metadata: ["targets": "\(settings.targets.count)", "clients": "\(lanes.count)"])
    }
}
