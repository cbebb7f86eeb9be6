// What the tables of settings need: a configuration of one interesting line, and what is said about it.

import Configuration

@testable import Agent

/// Reads the text of an agent.conf as the file `f`.
func load(
    _ text: String, options: AgentSettings.Options = AgentSettings.Options()
) -> (settings: AgentSettings?, findings: [String]) {
    let diagnostics = DiagnosticCollector()
    let settings = AgentSettings.decode(
        Array(text.utf8), file: "f", options: options, diagnostics: diagnostics)
    return (settings, diagnostics.diagnostics.map(\.description))
}

/// A configuration with one section of one's own: `clients` stands in line 1, `scrape_configs` in line 2, any other
/// in line 3.
func configuration(_ section: String) -> String {
    var lines = [
        "clients: [{url: http://localhost/push}]",
        "scrape_configs: [{job_name: a, static_configs: [{labels: {__path__: /x}}]}]",
    ]
    if section.hasPrefix("clients") {
        lines[0] = section
    } else if section.hasPrefix("scrape_configs") {
        lines[1] = section
    } else {
        lines.append(section)
    }
    return lines.joined(separator: "\n")
}
