// The page about stages shows what comes out of them; so that it stays true, its examples are read and run.

import Configuration
import Glibc
import Platform
import TestSupport
import Testing

@testable import Pipeline

/// An example of docs/pipeline.md.
struct PageExample: CustomStringConvertible {
    /// The heading above it.
    var section: String
    /// The line of the page where its stages begin.
    var line: Int
    var stages: String
    var input: [String] = []
    var entries: [String] = []
    var metrics: [String] = []

    var description: String { "\(section), line \(line)" }

    /// Every example of the page, and its headings.
    static func all() throws -> (examples: [PageExample], headings: [String]) {
        let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        let lines = try text(of: root + "/docs/pipeline.md").split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        var (examples, headings): ([PageExample], [String]) = ([], [])
        var fence: (kind: String, start: Int)?
        for (number, line) in lines.enumerated() {
            if let open = fence, line == "```" {
                let block = Array(lines[open.start..<number])
                fence = nil
                switch open.kind {
                case "yaml":
                    examples.append(
                        PageExample(
                            section: headings.last ?? "", line: open.start + 1,
                            stages: block.joined(separator: "\n")))
                case "log": examples[examples.count - 1].input = block
                case "entries": examples[examples.count - 1].entries = block
                case "metrics": examples[examples.count - 1].metrics = block
                default: break
                }
            } else if fence == nil, line.hasPrefix("```") {
                fence = (String(line.dropFirst(3)), number + 1)
            } else if fence == nil, line.hasPrefix("## ") {
                headings.append(String(line.dropFirst(3)))
            }
        }
        return (examples, headings)
    }

    private static func text(of path: String) throws -> String {
        let file = try #require(fopen(path, "r"), "\(path)")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What comes out of the stages, as the page writes it.
    func run() throws -> (entries: [String], metrics: [String]) {
        let directory = try ScratchDirectory()
        var writer = MMDBWriter(isSix: false)
        writer.add([34, 120, 0, 0], 16, GeoIPStageTests.kansas)
        try directory.write(writer.bytes(type: "GeoLite2-City"), to: "city.mmdb")
        let stages = stages.replacing(
            "/usr/share/GeoIP/GeoLite2-City.mmdb", with: directory.path("city.mmdb"))

        let (diagnostics, definitions) = (DiagnosticCollector(), MetricDefinitions())
        let (table, chunk, registry) = (LabelTable(), Chunk(), MetricRegistry())
        let pipeline = Pipeline(
            decoding: try stageNodes(stages, diagnostics), context: "pipeline_stages", labels: table,
            diagnostics: diagnostics, metrics: definitions)
        #expect(diagnostics.diagnostics.map(\.description) == [], "\(self)")
        registry.adopt(definitions, maximumSeries: 100)
        fill(chunk, with: input.map { Array($0.replacing("\\e", with: "\u{1b}").utf8) })
        var memory = PipelineMemory()
        pipeline.run(chunk, labelSet: table.number(of: []), base: Clock.realtime(), memory: &memory)
        _ = registry.count(chunk, table, now: 0)
        let entries = (0..<chunk.count).compactMap { row -> String? in
            switch chunk.dropped[row] {
            case .none: return entry(row, chunk, table)
            case .joined: return nil
            case let reason: return "dropped: \(reason.label)"
            }
        }
        return (entries, registry.families(now: 0).flatMap { series(of: $0) })
    }

    private func entry(_ row: Int, _ chunk: Chunk, _ table: LabelTable) -> String {
        func shown(_ labels: [Label]) -> String {
            labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ", ")
        }
        var metadata: [Label] = []
        chunk.forEachMetadata(of: row) { name, value in
            metadata.append(Label(table.name(name), String(decoding: chunk.bytes(value), as: UTF8.self)))
        }
        let text = String(decoding: chunk.bytes(chunk.contents[row]), as: UTF8.self)
            .unicodeScalars.map { $0 == "\n" ? "⏎" : $0 == "\r" ? "␍" : String($0) }.joined()
        return [
            chunk.hasOwnTime[row] ? time(chunk.timestamps[row]) : "-",
            "{\(shown(table.labels(of: chunk.labelSets[row])))}",
            metadata.isEmpty ? "" : "[\(shown(metadata.sorted()))]", text,
        ].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// RFC 3339 in UTC, with as many digits of the second as it has.
    private func time(_ nanoseconds: Int64) -> String {
        var (fields, seconds) = (tm(), time_t(nanoseconds / 1_000_000_000))
        gmtime_r(&seconds, &fields)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        var fraction = String(nanoseconds % 1_000_000_000 + 1_000_000_000).dropFirst()
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return
            "\(fields.tm_year + 1900)-\(two(fields.tm_mon + 1))-\(two(fields.tm_mday))T\(two(fields.tm_hour)):"
            + "\(two(fields.tm_min)):\(two(fields.tm_sec))\(fraction.isEmpty ? "" : ".\(fraction)")Z"
    }

    private func series(of family: MetricFamily) -> [String] {
        let name = family.definition.name
        func number(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
        return family.series.flatMap { series -> [String] in
            let labels = series.labels.map { "\($0.name)=\"\($0.value)\"" }
            func line(_ suffix: String, _ more: [String], _ value: Double) -> String {
                "\(name)\(suffix){\((labels + more).joined(separator: ","))} \(number(value))"
            }
            guard case .histogram(let bounds) = family.definition.kind else {
                return [line("", [], series.value)]
            }
            var count = 0.0
            let buckets = zip(bounds.map(number) + ["+Inf"], series.buckets).map { bound, value in
                count += Double(value)
                return line("_bucket", ["le=\"\(bound)\""], count)
            }
            return buckets + [line("_sum", [], series.value), line("_count", [], count)]
        }
    }
}
