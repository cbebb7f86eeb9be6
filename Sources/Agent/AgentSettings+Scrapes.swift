// Why this file exists: `scrape_configs` belongs to two rooms, the followed paths to one, the stages to the other.

import Configuration
import Platform
import Tailing

extension AgentSettings {
    mutating func decodeScrapes(_ top: inout MappingReader, _ options: Options) {
        guard top.require("scrape_configs", example: "[{job_name: app, static_configs: [...]}]") else {
            return
        }
        var names = JobNames()
        for (index, source) in (top.mappings("scrape_configs") ?? []).enumerated() {
            var reader = source
            decodeScrape(&reader, at: index, &names, options)
            reader.finish()
        }
    }

    private mutating func decodeScrape(
        _ reader: inout MappingReader, at index: Int, _ names: inout JobNames, _ options: Options
    ) {
        let job = names.take(&reader)
        let nodes = reader.list("pipeline_stages") ?? []
        let rules = RelabelRule.decode(reader.mappings("relabel_configs") ?? [])
        let encoding = Self.encoding(&reader)
        let decompression = Self.decompression(&reader)
        let fields = analysis(of: &reader)
        let hasOthers = UnsupportedSections.report(&reader, skips: options.skipUnsupported)
        let files = reader.mappings("file_sd_configs") ?? []
        if hasOthers || !files.isEmpty {
            // Nothing else is needed, and of what is skipped nothing else may be left.
            guard reader.node("static_configs") != nil || !files.isEmpty else { return }
        }
        var discovery = TargetDiscovery(
            job: job, scrape: stages.count, rules: rules, encoding: encoding, decompression: decompression)
        jobs.append(job)
        stages.append((nodes, "scrape_configs[\(index)].pipeline_stages"))
        analysis.scrapes.append(fields)
        if !hasOthers, files.isEmpty {
            // What is wrong with its stages is said all the same.
            reader.require("static_configs", example: "[{labels: {__path__: /var/log/app/*.log}}]")
        }
        for config in reader.mappings("static_configs") ?? [] {
            discovery.add(TargetGroup(config), origin: nil, reader.diagnostics)
        }
        for config in files { discover(config, &discovery, options) }
        targets += discovery.targets
    }

    /// The targets of one entry of `file_sd_configs`.
    private mutating func discover(
        _ config: MappingReader, _ discovery: inout TargetDiscovery, _ options: Options
    ) {
        var reader = config
        let interval =
            reader.duration("refresh_interval", in: 1_000_000_000...Int64.max) ?? 300_000_000_000
        guard reader.require("files", example: "[/etc/logferry/targets/*.yaml]") else {
            return reader.finish()
        }
        let places = reader.node("files")?.elements?.map(\.location) ?? []
        for (index, text) in (reader.strings("files") ?? []).enumerated() {
            let place = places.indices.contains(index) ? places[index] : reader.location(of: "files")
            guard let path = Self.targetFilePath(text, at: place, reader.diagnostics) else { continue }
            let pattern = TargetFilePattern(path: path, refreshInterval: interval)
            targetFiles.append(pattern)
            for (file, groups) in options.targetFiles.read(pattern, at: place, reader.diagnostics) {
                // What is wrong in there is no reason not to follow the rest.
                let found = DiagnosticCollector()
                for group in groups { discovery.add(group, origin: file, found) }
                for finding in found.diagnostics {
                    reader.diagnostics.warning(finding.location, finding.message, fix: finding.remedy)
                }
            }
        }
        reader.finish()
    }

    private static func targetFilePath(
        _ text: String, at place: Location, _ diagnostics: DiagnosticCollector
    ) -> String? {
        guard [".json", ".yml", ".yaml"].contains(where: { text.hasSuffix($0) }) else {
            diagnostics.error(
                place, "'\(text)' is no file of targets",
                fix:
                    "write a name that ends in .yaml, .yml or .json, for example /etc/logferry/targets/*.yaml"
            )
            return nil
        }
        let path = absolute(text)
        guard !FileSystem.parent(of: path).utf8.contains(where: { "*?[{".utf8.contains($0) }) else {
            diagnostics.error(
                place, "'\(text)': only the name of a file of targets can have a *",
                fix: "write the directories out")
            return nil
        }
        return pattern(path, at: place, diagnostics) == nil ? nil : path
    }

    private static func encoding(_ scrape: inout MappingReader) -> LineEncoding? {
        guard let name = scrape.string("encoding"), !name.isEmpty else { return nil }
        do {
            let encoding = try LineEncoding.named(name)
            // What is UTF-8 already needs no converting.
            return ["UTF-8", "UTF8"].contains(encoding.name) ? nil : encoding
        } catch {
            scrape.diagnostics.error(
                scrape.location(of: "encoding"), "\(scrape.path(of: "encoding")): \(error)")
            return nil
        }
    }

    private static func decompression(_ scrape: inout MappingReader) -> Decompression? {
        guard var reader = scrape.mapping("decompression") else { return nil }
        defer { reader.finish() }
        let isEnabled = reader.bool("enabled") ?? false
        let delay = reader.duration("initial_delay", in: 0...Int64.max) ?? 0
        // Promtail's default is the empty text.
        let isNamed = reader.node("format").map { $0.text?.isEmpty != true } ?? false
        let formats = ArchiveFormat.allCases.map { ($0.rawValue, $0) }
        let format = isNamed ? reader.choice("format", formats) : nil
        return isEnabled ? Decompression(format: format, initialDelay: delay) : nil
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
}

/// What scrape configurations are called in the checkpoints.
private struct JobNames {
    private var places: [String: Location] = [:]
    private var counts: [String: Int] = [:]

    /// The name of the next one. Of those with one name, which Promtail takes for one, all but the first get a number,
    /// so that each goes on where it was itself.
    mutating func take(_ reader: inout MappingReader) -> String {
        let name = reader.string("job_name") ?? ""
        let place = reader.location(of: "job_name")
        let count = (counts[name] ?? 0) + 1
        counts[name] = count
        if let first = places[name], !name.isEmpty {
            reader.diagnostics.warning(
                place,
                "the job_name '\(name)' stands at line \(first.line) already; both are followed, where Promtail "
                    + "follows the last alone",
                fix: "give each scrape configuration a name of its own")
        }
        if places[name] == nil { places[name] = place }
        return count == 1 ? name : "\(name)#\(count)"
    }
}
