// Why this file exists: `scrape_configs` belongs to two rooms, the followed paths to one, the stages to the other.

import Configuration
import Glibc
import Pipeline
import Platform
import Tailing

extension AgentSettings {
    mutating func decodeScrapes(_ top: inout MappingReader) {
        guard top.require("scrape_configs", example: "[{job_name: app, static_configs: [...]}]") else {
            return
        }
        let readers = top.mappings("scrape_configs") ?? []
        var names: [String: Location] = [:]
        for (index, source) in readers.enumerated() {
            var reader = source
            let name = reader.requiredString("job_name", example: "app") ?? ""
            if let first = names.updateValue(reader.location(of: "job_name"), forKey: name), !name.isEmpty {
                reader.diagnostics.error(
                    reader.location(of: "job_name"),
                    "the job_name '\(name)' stands at line \(first.line) already",
                    fix: "give each scrape configuration a name of its own")
            }
            stages.append((reader.list("pipeline_stages") ?? [], "scrape_configs[\(index)].pipeline_stages"))
            if reader.require("static_configs", example: "[{labels: {__path__: /var/log/app/*.log}}]") {
                for config in reader.mappings("static_configs") ?? [] {
                    if let target = Self.target(config, job: name, scrape: index) { targets.append(target) }
                }
            }
            reader.finish()
        }
    }

    private static func target(_ source: MappingReader, job: String, scrape: Int) -> Target? {
        var reader = source
        let diagnostics = reader.diagnostics
        // Promtail's files have it, always with localhost; there is no other host whose files could be meant.
        _ = reader.strings("targets")
        var labels: [Label] = []
        var include: PathPattern?
        var exclude: PathPattern?
        var hasPath = false
        for (name, value, location) in reader.stringMap("labels") ?? [] {
            switch name {
            case "__path__":
                hasPath = true
                include = pattern(value, at: location, diagnostics)
            case "__path_exclude__":
                exclude = pattern(value, at: location, diagnostics)
            case _ where name.hasPrefix("__"):
                continue
            case _ where LabelName.isValid(name):
                labels.append(Label(name, value))
            default:
                diagnostics.error(
                    reader.node("labels")?.location(ofKey: name) ?? location, "'\(name)' is not a label name",
                    fix: "use letters, digits and _, not starting with a digit: '\(LabelName.repaired(name))'"
                )
            }
        }
        if !hasPath {
            diagnostics.error(
                reader.location(of: "labels"),
                "the label __path__ is missing: nothing says which files to follow",
                fix: "add '__path__: /var/log/app/*.log' to its labels")
        }
        reader.finish()
        guard let include else { return nil }
        return Target(
            follow: FollowTarget(key: key(job, labels), include: include, exclude: exclude), labels: labels,
            scrape: scrape)
    }

    static func pattern(_ text: String, at location: Location, _ diagnostics: DiagnosticCollector)
        -> PathPattern?
    {
        do {
            return try PathPattern(text, relativeTo: workingDirectory)
        } catch {
            diagnostics.error(location, "the path '\(text)' cannot be used: \(error)")
            return nil
        }
    }

    private static var workingDirectory: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// Job and labels as one text: `app{env="prod"}`. The path is no part of it, so that a wider glob goes on
    /// where the narrower one stood.
    private static func key(_ job: String, _ labels: [Label]) -> String {
        job + "{" + labels.sorted().map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",") + "}"
    }
}
