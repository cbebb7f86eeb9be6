// docs/monitoring.md lists every metric and every alert; it is read here to be held against what there is.

import Platform

/// What the page says.
struct MonitoringPage {
    /// A row of its tables of metrics.
    struct Metric {
        let type: String
        let labels: Set<String>
    }

    /// The metrics by name, without those that the page lists twice.
    private(set) var metrics: [String: Metric] = [:]
    private(set) var namesThatComeTwice: [String] = []
    /// The headings below "Alerts".
    private(set) var alerts: [String] = []

    init() throws {
        let bytes = try FileSystem.contents(of: "\(Packaging.root)/docs/monitoring.md")
        var section = ""
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
            if line.hasPrefix("### "), section == "Alerts" { alerts.append(String(line.dropFirst(4))) }
            guard section == "Metrics", line.hasPrefix("| `") else { continue }
            let cells = line.split(separator: "|").map { $0.trimming(" ") }
            guard cells.count >= 3 else { continue }
            let labels = cells[2].split(separator: ",").map { $0.trimming(" `") }.filter { !$0.isEmpty }
            let name = cells[0].trimming("`")
            if metrics.updateValue(Metric(type: cells[1], labels: Set(labels)), forKey: name) != nil {
                namesThatComeTwice.append(name)
            }
        }
    }
}

extension StringProtocol {
    /// Without these characters at both ends.
    fileprivate func trimming(_ characters: String) -> String {
        let front = drop { characters.contains($0) }
        return String(front.reversed().drop { characters.contains($0) }.reversed())
    }
}
