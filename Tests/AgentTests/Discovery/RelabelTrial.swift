// What the tables of relabelling need: rules in YAML's flow form, labels as `name=value`.

import Configuration

@testable import Agent

/// Reads a list of rules as the file `f`.
func relabelRules(_ text: String) -> (rules: [RelabelRule], findings: [String]) {
    let diagnostics = DiagnosticCollector()
    guard let node = YAML.parse("rules: \(text)".utf8, file: "f", diagnostics: diagnostics) else {
        return ([], diagnostics.diagnostics.map(\.description))
    }
    var reader = MappingReader(node, context: "", diagnostics: diagnostics)
    let rules = RelabelRule.decode(reader.mappings("rules") ?? [])
    return (rules, diagnostics.diagnostics.map(\.description))
}

/// The labels after the rules, in alphabetical order; "dropped" if there are none.
func relabelled(_ labels: [String], by rules: String) -> [String] {
    let set = LabelSet(
        labels.map { label in
            let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        })
    let (rules, findings) = relabelRules(rules)
    guard findings.isEmpty else { return findings }
    guard let result = RelabelRule.apply(rules, to: set) else { return ["dropped"] }
    return result.entries.map { "\($0.name)=\($0.value)" }.sorted()
}
