// packaging/prometheus and packaging/loki: what alerts there are is good, and each has been tried.

import Configuration
import Glibc
import Platform
import Testing

/// A rule of a file of alerts.
struct AlertRule {
    let name: String
    let expression: String
    /// Keys of its labels and annotations.
    let keys: Set<String>

    /// Those of a file under packaging/.
    static func all(in name: String) throws -> [AlertRule] {
        try (YAMLFile.node(name)["groups"]?.elements ?? []).flatMap { group in
            (group["rules"]?.elements ?? []).map { rule in
                let entries = ["labels", "annotations"].flatMap { rule[$0]?.entries ?? [] }
                return AlertRule(
                    name: rule["alert"]?.text ?? "", expression: rule["expr"]?.text ?? "",
                    keys: Set(entries.compactMap(\.key.text)))
            }
        }
    }
}

/// YAML under packaging/.
enum YAMLFile {
    static func node(_ name: String) throws -> Node {
        let diagnostics = DiagnosticCollector()
        let node = YAML.parse(
            try FileSystem.contents(of: Packaging.path(name)), file: name, diagnostics: diagnostics)
        return try #require(node, "\(diagnostics.diagnostics)")
    }
}

@Suite(.timeLimit(.minutes(5))) struct AlertTests {
    private static let promtool = "/usr/bin/promtool"
    static let annotations: Set = ["severity", "summary", "description", "action"]

    private func names(in folder: String) throws -> [String] {
        try FileSystem.list(Packaging.path(folder)).entries.map(\.name).filter { $0.hasSuffix(".yml") }
            .map { "\(folder)/\($0)" }
    }

    @Test func promtoolFindsNothing() async throws {
        let arguments = [
            ["check", "rules", Packaging.path("prometheus/alerts.yml")],
            ["check", "config", Packaging.path("prometheus/prometheus.yml")],
        ]
        for list in arguments {
            let output = try await Command(Self.promtool, list: list).end()
            #expect(output.status == 0, "\(output.standardOutput)\(output.standardError)")
        }
    }

    @Test func alertsFireAndKeepStill() async throws {
        let files = try names(in: "prometheus/tests")
        #expect(!files.isEmpty)
        let output = try await Command(Self.promtool, list: ["test", "rules"] + files.map(Packaging.path))
            .end()
        #expect(output.status == 0, "\(output.standardOutput)\(output.standardError)")
    }

    /// Each alert fires somewhere, and keeps still for another instance that has its metrics, or where nothing is expected.
    @Test func everyAlertIsTriedBothWays() throws {
        let rules = try AlertRule.all(in: "prometheus/alerts.yml")
        let metrics = Dictionary(
            uniqueKeysWithValues: rules.map { ($0.name, Expression($0.expression).metrics) })
        var (firing, silent): (Set<String>, Set<String>) = ([], [])
        for group in try names(in: "prometheus/tests").flatMap({
            try YAMLFile.node($0)["tests"]?.elements ?? []
        }) {
            let series = (group["input_series"]?.elements ?? []).compactMap { $0["series"]?.text }
            for test in group["alert_rule_test"]?.elements ?? [] {
                let name = try #require(test["alertname"]?.text)
                let expected = (test["exp_alerts"]?.elements ?? []).compactMap {
                    $0["exp_labels"]?["instance"]?.text
                }
                if test["exp_alerts"]?.elements?.isEmpty == false { firing.insert(name) }
                let others = series.filter { one in
                    metrics[name]?.contains { one.hasPrefix($0 + "{") } == true
                        && !expected.contains { one.contains("instance=\"\($0)\"") }
                }
                if !others.isEmpty { silent.insert(name) }
            }
        }
        #expect(Set(rules.map(\.name)) == firing)
        #expect(Set(rules.map(\.name)) == silent)
        for rule in rules { #expect(rule.keys == Self.annotations, "\(rule.name)") }
    }

    @Test func alertsOfTheRulerAreInForm() throws {
        let rules = try AlertRule.all(in: "loki/alerts.yml")
        #expect(Set(rules.map(\.name)).isSuperset(of: ["LogErrorBurst", "FailedLogins"]))
        for rule in rules {
            #expect(Expression(rule.expression).logQLMistake == nil, "\(rule.name)")
            #expect(rule.keys == Self.annotations, "\(rule.name)")
        }
    }

    /// Docker is not there to read them, but what they name has to be.
    @Test func composeFileNamesWhatThereIs() throws {
        let services = try #require(try YAMLFile.node("docker/docker-compose.yml")["services"]?.entries)
        for (name, service) in services {
            let image = service["image"]?.text
            #expect(image != nil || service["build"] != nil)
            // A version, and not whatever is newest.
            if let image { #expect(image.contains(":") && !image.hasSuffix(":latest"), "\(image)") }
            for volume in service["volumes"]?.elements?.compactMap(\.text) ?? [] where volume.hasPrefix("../")
            {
                let path = Packaging.path("docker/\(volume.prefix { $0 != ":" })")
                #expect(access(path, F_OK) == 0, "\(name.text ?? ""): \(volume)")
            }
        }
    }
}
