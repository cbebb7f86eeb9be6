// Why this file exists: every command that reads agent.conf reports its errors alike.

import Agent
import Configuration

/// Reading the configuration a command was given.
enum ConfigurationFile {
    /// Reads it, prints warnings and errors, and ends the command with status 2 after an error.
    /// - Parameter consequence: what an error means for this command.
    static func load(
        _ path: String, _ options: AgentSettings.Options,
        consequence: String = "nothing was started"
    ) throws -> AgentSettings {
        let (settings, diagnostics) = AgentSettings.load(path: path, options: options)
        return try checked(settings, diagnostics, path, consequence)
    }

    /// Prints what was found in the text of a configuration and ends the command after an error.
    static func checked(
        _ settings: AgentSettings?, _ diagnostics: DiagnosticCollector, _ path: String, _ consequence: String
    ) throws -> AgentSettings {
        let excerpts = SourceExcerpts()
        for diagnostic in diagnostics.diagnostics {
            Output.error("\(diagnostic)")
            guard diagnostic.isWithinText else { continue }
            for line in excerpts.lines(at: diagnostic.location) { Output.error("    " + line) }
        }
        if diagnostics.omittedCount > 0 { Output.error("… and \(diagnostics.omittedCount) more") }
        guard let settings else {
            let count = diagnostics.diagnostics.count { $0.severity == .error } + diagnostics.omittedCount
            throw failure(
                "\(path): \(count == 1 ? "1 error" : "\(count) errors"); \(consequence)", status: 2)
        }
        return settings
    }
}
