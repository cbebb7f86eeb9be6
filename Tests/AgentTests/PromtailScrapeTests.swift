// scrape_configs as Promtail takes them: names, labels, encodings, and sources that logferry does not have.

import Platform
import Tailing
import Testing

@testable import Agent

@Suite struct PromtailScrapeTests {
    /// What a list of scrape configurations becomes: `KEY PATTERN` of each target.
    private func targets(_ scrapes: String, options: AgentSettings.Options = AgentSettings.Options()) -> (
        [String], findings: [String]
    ) {
        let (settings, findings) = load(configuration("scrape_configs: \(scrapes)"), options: options)
        return ((settings?.targets ?? []).map { "\($0.follow.key) \($0.follow.include)" }, findings)
    }

    @Test func aNameIsNotNeeded() {
        let (targets, findings) = targets(
            "[{static_configs: [{labels: {a: b, __path__: /x}}]}, {static_configs: [{labels: {a: b, __path__: /y}}]}]"
        )
        #expect(findings == [])
        #expect(targets == [#"{a="b"} /x"#, #"#2{a="b"} /y"#])
    }

    @Test func twoOfOneNameAreBothFollowedWithAWarning() {
        let (targets, findings) = targets(
            "[{job_name: a, static_configs: [{labels: {__path__: /x}}]}, {job_name: a, static_configs: [{labels: {__path__: /y}}]}]"
        )
        #expect(targets == ["a{} /x", "a#2{} /y"])
        #expect(
            findings == [
                "f:2:88: warning: the job_name 'a' stands at line 2 already; both are followed, where Promtail follows the last alone; give each scrape configuration a name of its own"
            ])
    }

    @Test func hostsOfOneGroupAreOneTargetUnlessTheyAreTold() {
        let group = "static_configs: [{targets: [a, b], labels: {__path__: /x}}]"
        #expect(targets("[{\(group)}]").0 == ["{} /x"])
        let rules = "relabel_configs: [{source_labels: [__address__], target_label: host}]"
        #expect(targets("[{\(group), \(rules)}]").0 == [#"{host="a"} /x"#, #"{host="b"} /x"#])
        #expect(
            targets("[{static_configs: [{labels: {__path__: /x}}], \(rules)}]").0 == [
                #"{host="localhost"} /x"#
            ])
    }

    @Test func relabellingMayMakeThePath() {
        let (targets, findings) = targets(
            """
            [{static_configs: [{labels: {app: web, __path_exclude__: /y}}], relabel_configs: [
              {source_labels: [app], target_label: __path__, replacement: /var/log/$1/*.log},
              {source_labels: [app], target_label: __tenant_id__},
              {source_labels: [app], target_label: __tmp_x}]}]
            """)
        #expect(findings == [])
        #expect(targets == [#"{__tenant_id__="web",app="web"} /var/log/web/*.log"#])
    }

    @Test func aDroppedTargetIsNotFollowed() {
        let (targets, findings) = targets(
            "[{static_configs: [{labels: {a: b, __path__: /x}}, {labels: {__path__: /y}}], relabel_configs: [{action: drop, source_labels: [a], regex: b}]}]"
        )
        #expect(findings == [])
        #expect(targets == ["{} /y"])
    }

    @Test func aTargetOfAnotherHostIsNotFollowed() {
        let (targets, findings) = targets(
            "[{static_configs: [{labels: {__host__: this.is.no.host, __path__: /x}}, {labels: {__path__: /y}}]}]"
        )
        #expect(findings == [])
        #expect(targets == ["{} /y"])
    }

    @Test func aPathThatRelabellingDoesNotMakeIsAnError() {
        let (_, findings) = targets(
            "[{static_configs: [{labels: {a: b}}], relabel_configs: [{action: labeldrop, regex: a}]}]")
        #expect(findings.count == 1)
        #expect(findings.first?.contains("the label __path__ is missing after relabelling") == true)
    }

    @Test(
        arguments: [
            ("", nil), ("decompression: {enabled: false}", nil),
            ("decompression: {enabled: false, format: ''}", nil),
            ("decompression: {enabled: true, format: gz}", .init(format: .gzip)),
            (
                "decompression: {enabled: true, format: z, initial_delay: 10s}",
                .init(format: .zlib, initialDelay: 10_000_000_000)
            ),
            ("decompression: {enabled: true, format: bz2}", .init(format: .bzip2)),
            ("decompression: {enabled: true}", .init()),
        ] as [(String, Decompression?)])
    func decompressionIsRead(_ section: String, _ expected: Decompression?) throws {
        let text =
            "scrape_configs: [{static_configs: [{labels: {__path__: /x}}], encoding: utf-16le, \(section)}]"
        let (settings, findings) = load(configuration(text))
        #expect(findings == [])
        let target = try #require(settings?.targets.first)
        #expect(target.follow.decompression == expected)
        #expect(target.follow.encoding == LineEncoding(named: "utf-16le"))
    }

    @Test(
        arguments: [
            ("{enabled: true, format: zip}", "decompression.format: must be one of gz, z, bz2, found 'zip'"),
            ("{enable: true}", "unknown key 'enable'"),
        ])
    func decompressionMayBeWrong(_ section: String, _ message: String) {
        let (_, findings) = targets(
            "[{static_configs: [{labels: {__path__: /x}}], decompression: \(section)}]")
        #expect(findings.count == 1)
        #expect(findings.first?.contains(message) == true)
    }

    @Test(
        arguments: [("utf-8", nil), ("''", nil), ("UTF8", nil), ("ISO-8859-1", "ISO-8859-1")]
            as [(String, String?)])
    func encodingsAreFoundByName(_ name: String, _ expected: String?) {
        let text = "scrape_configs: [{static_configs: [{labels: {__path__: /x}}], encoding: \(name)}]"
        #expect(load(configuration(text)).settings?.targets.first?.follow.encoding?.name == expected)
    }

    @Test func anUnknownEncodingIsAnError() {
        let (_, findings) = targets("[{static_configs: [{labels: {__path__: /x}}], encoding: utf-61}]")
        #expect(findings.count == 1)
        #expect(findings.first?.contains("scrape_configs[0].encoding: there is no encoding 'utf-61'") == true)
    }

    static let sources = [
        "journal", "syslog", "gelf", "kafka", "gcplog", "loki_push_api", "windows_events", "cloudflare",
        "heroku_drain", "azure_event_hub", "azure_event_hubs", "docker_sd_configs", "kubernetes_sd_configs",
        "consul_sd_configs", "consulagent_sd_configs", "ec2_sd_configs", "http_sd_configs",
        "nomad_sd_configs",
    ]

    @Test(arguments: sources)
    func otherSourcesAreErrorsThatSayWhatToDo(_ name: String) {
        let (_, findings) = targets("[{job_name: a, \(name): [{x: y}]}]")
        #expect(findings.count == 1)
        let text = findings.first ?? ""
        #expect(
            text.hasPrefix("f:2:32: error: scrape_configs[0].\(name): logferry follows files and does not "))
        #expect(text.hasSuffix("; remove the section, or go on without it by --skip-unsupported"))
    }

    @Test(arguments: sources)
    func otherSourcesCanBeSkipped(_ name: String) {
        var options = AgentSettings.Options()
        options.skipUnsupported = true
        let (targets, findings) = targets(
            "[{job_name: a, \(name): {x: y}}, {job_name: b, static_configs: [{labels: {__path__: /x}}], \(name): {x: y}}]",
            options: options)
        #expect(targets == ["b{} /x"])
        #expect(findings.count == 2)
        #expect(
            findings.allSatisfy { $0.contains(" warning: ") && $0.contains("; the section is left out; ") })
    }

    @Test(arguments: ["journal: ", "docker_sd_configs: []"])
    func aSectionWithNothingInItIsNone(_ section: String) {
        #expect(targets("[{static_configs: [{labels: {__path__: /x}}], \(section)}]").findings == [])
    }
}
