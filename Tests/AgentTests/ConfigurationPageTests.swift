// The pages on the configuration, of which agent.conf(5) is made, name every key that is read, and no other.

import Agent
import Configuration
import Platform
import Testing

@Suite struct ConfigurationPageTests {
    /// Everything once, so that everything is read.
    private static let everything = """
        server: {}
        positions: {}
        clients:
        - url: http://localhost/push
          basic_auth: {}
          authorization: {}
          oauth2: {}
          tls_config: {}
          backoff_config: {}
        limits_config: {}
        host_metrics: {}
        analysis: {}
        scrape_configs:
        - job_name: all
          static_configs: [{labels: {__path__: /nowhere/*.log}}]
          file_sd_configs: [{files: [/nowhere/*.yaml]}]
          relabel_configs: [{target_label: a}]
          decompression: {}
          pipeline_stages:
          - json: {}
          - logfmt: {}
          - regex: {}
          - eventlogmessage: {}
          - geoip: {}
          - cri: {}
          - multiline: {}
          - template: {}
          - replace: {}
          - timestamp: {}
          - tenant: {}
          - output: {}
          - pack: {}
          - drop: {}
          - limit: {}
          - sampling: {}
          - match: {}
          - metrics: {lines: {type: Gauge, config: {}}}
          - metrics: {lines: {type: Counter, config: {}}}
          - metrics: {lines: {type: Histogram, config: {}}}
        global: {file_watch_config: {}}
        target_config: {}
        options: {}
        """

    /// The keys that are read, each with the names of the mappings around it: `clients.backoff_config.min_period`.
    private static let read: Set<String> = {
        var read: Set<String> = []
        let diagnostics = DiagnosticCollector()
        diagnostics.onKeys = { context, keys in
            // Of list elements all are alike, and so are metrics.
            let names = context.split(separator: ".").map { $0.prefix { $0 != "[" } }.filter { $0 != "lines" }
            // What the stage `cri` asks its own timestamp for, nobody can write.
            guard !names.contains("cri") || names.last == "cri" else { return }
            let place = names.map { $0 + "." }.joined().replacing("scrape_configs.pipeline_stages.", with: "")
            for key in keys { read.insert(place + key) }
        }
        _ = AgentSettings.decode(Array(everything.utf8), file: "f", diagnostics: diagnostics)
        return read
    }()

    private static func page(_ name: String) throws -> [Substring] {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = String(decoding: try FileSystem.contents(of: "\(root)/docs/\(name).md"), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// What stands in back-ticks.
    private static func quoted(_ text: some StringProtocol) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// The keys of a page's tables, with the headings that these stand under.
    private static func tableKeys(_ page: [Substring]) -> Set<String> {
        var (heading, isTable): (Substring, Bool) = ("", false)
        var keys: Set<String> = []
        for line in page {
            if line.hasPrefix("#") { heading = line.drop { $0 == "#" || $0 == " " } }
            if !line.hasPrefix("|") { isTable = false }
            if line.hasPrefix("| key |") { isTable = true }
            guard isTable, line.hasPrefix("| `") else { continue }
            for key in quoted(line.split(separator: "|")[0]) { keys.insert("\(heading).\(key)") }
        }
        return keys
    }

    /// The keys under "What means nothing", with the mappings that are named before them.
    private static func keysWithoutMeaning(_ page: [Substring]) -> Set<String> {
        let chapter = page.drop { $0 != "## What means nothing" }.dropFirst(3)
        var keys: Set<String> = []
        for item in chapter.joined(separator: " ").split(separator: "- ").flatMap({
            $0.split(separator: "; ")
        }) {
            let names = item.split(separator: ", and what begins")[0]
            let parts = quoted(names)
            let place = item.hasPrefix("of ") ? parts[0] + "." : ""
            for key in item.hasPrefix("of ") ? parts.dropFirst() : parts[...] { keys.insert(place + key) }
        }
        return keys
    }

    @Test func pagesNameTheKeysThatAreReadAndNoOther() throws {
        let page = try Self.page("configuration")
        let named = Self.tableKeys(page).union(Self.keysWithoutMeaning(page))
            .union(Self.tableKeys(try Self.page("pipeline")))
        #expect(named.count > 150)
        // The mappings themselves are headings; what stands in a policy is held against another page.
        let sections: Set<String> = [
            "server", "positions", "client", "clients", "limits_config", "scrape_configs", "rotation",
            "global",
            "global.file_watch_config", "target_config", "options", "metrics.config", "host_metrics",
            "analysis",
        ]
        #expect(Self.read.subtracting(named).subtracting(sections) == [])
        #expect(named.subtracting(Self.read) == [])
    }

    @Test func examplesCanBeUsed() throws {
        var example: [Substring]?
        var count = 0
        let minimum = "scrape_configs: []\nclients: [{url: http://localhost/push}]\n"
        for line in try Self.page("configuration") {
            if line == "```yaml" {
                example = []
            } else if line == "```", let lines = example {
                example = nil
                count += 1
                let text = lines.joined(separator: "\n") + "\n"
                let rest = minimum.split(separator: "\n").filter {
                    !text.contains($0.prefix { $0 != ":" } + ":")
                }
                let diagnostics = DiagnosticCollector()
                let whole = text + rest.joined(separator: "\n")
                _ = AgentSettings.decode(Array(whole.utf8), file: "page", diagnostics: diagnostics)
                #expect(diagnostics.diagnostics.map(\.description) == [], "\(text)")
            } else {
                example?.append(line)
            }
        }
        #expect(count >= 5)
    }
}
