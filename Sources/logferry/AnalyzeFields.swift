// Why this file exists: what stands where in a line can be said on the command line in the words of agent.conf.

import ArgumentParser
import Configuration
import Display
import Pipeline

/// What `--field` says.
struct AnalyzeFields {
    private(set) var fields = AnalysisFields()
    /// Where an entry has what is shown of it.
    private(set) var shown = EntryNames()

    init(_ texts: [String]) throws {
        var values: [String: String] = [:]
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw failure("--field: '\(text)' is not of the form key=name, as level=severity", status: 64)
            }
            values[parts[0]] = parts[1]
        }
        shown.timestamp = values["timestamp"] ?? shown.timestamp
        shown.errorType = values["error_type"] ?? shown.errorType
        shown.message = values["message"] ?? shown.message
        // As in agent.conf, with its mistakes and remedies.
        let yaml = values.sorted { $0.key < $1.key }.map { "\(Self.quoted($0)): \(Self.quoted($1))\n" }
            .joined()
        guard !yaml.isEmpty else { return }
        let diagnostics = DiagnosticCollector()
        if let node = YAML.parse(Array(yaml.utf8), file: "--field", diagnostics: diagnostics) {
            var reader = MappingReader(node, context: "", diagnostics: diagnostics)
            fields = AnalysisFields(reading: &reader)
            reader.finish()
        }
        for finding in diagnostics.diagnostics {
            let remedy = finding.remedy.map { "; \($0)" } ?? ""
            Output.error("logferry: --field: \(finding.message)\(remedy)")
        }
        guard !diagnostics.hasErrors else { throw ExitCode(64) }
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
