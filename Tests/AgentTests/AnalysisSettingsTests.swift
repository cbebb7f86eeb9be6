// Where `analysis` may stand, and what it means there.

import Platform
import Testing

@testable import Agent
@testable import Pipeline

@Suite struct AnalysisSettingsTests {
    /// Two scrape configurations, with `analysis` at the top, in the first and in the second.
    private func load(_ top: String, _ first: String, _ second: String) -> (AnalysisSettings?, [String]) {
        let (settings, findings) = AgentTests.load(
            """
            clients: [{url: http://localhost/push}]
            \(top)
            scrape_configs:
            - {job_name: a, static_configs: [{labels: {__path__: /a}}]\(first.isEmpty ? "" : ", \(first)")}
            - {job_name: b, static_configs: [{labels: {__path__: /b}}]\(second.isEmpty ? "" : ", \(second)")}
            """)
        return (settings?.analysis, findings)
    }

    private static let usual = AnalysisFields()

    @Test func nothingIsAnalysedWithoutBeingAsked() {
        let (settings, findings) = load("", "", "")
        #expect(findings == [])
        #expect(settings?.isOn == false)
        #expect(settings?.scrapes == [nil, nil])
    }

    @Test(
        arguments: [
            ("analysis:", "", "", [usual, usual]), ("analysis: {}", "", "", [usual, usual]),
            ("analysis: true", "", "analysis: false", [usual, nil]), ("", "analysis: {}", "", [usual, nil]),
            ("", "analysis: null", "", [usual, nil]), ("analysis: false", "", "analysis: yes", [nil, usual]),
            ("analysis: no", "", "", [nil, nil]),
        ] as [(String, String, String, [AnalysisFields?])])
    func itIsOnWhereItStands(top: String, first: String, second: String, expected: [AnalysisFields?]) {
        let (settings, findings) = load(top, first, second)
        #expect(findings == [])
        #expect(settings?.scrapes == expected)
        #expect(settings?.isOn == expected.contains { $0 != nil })
        #expect(settings?.window == 3_600_000_000_000)
    }

    @Test func aScrapeConfigurationTakesWhatItDoesNotSayFromTheTop() {
        let (settings, findings) = load(
            "analysis: {window: 6h, level: lvl, model: m}", "analysis: {level: severity}", "")
        #expect(findings == [])
        #expect(settings?.window == 21_600_000_000_000)
        #expect(settings?.scrapes[0] != settings?.scrapes[1])
        let (alone, _) = load("", "analysis: {level: severity, model: m}", "analysis: {level: lvl, model: m}")
        #expect(settings?.scrapes == alone?.scrapes)
    }

    @Test func mistakesAreTold() {
        #expect(
            load("analysis: {window: 2d, models: x}", "analysis: {window: 1h}", "analysis: 5").1 == [
                "f:2:20: error: analysis.window: '2d' is out of range; write a duration from 1m to 24h",
                "f:2:24: error: unknown key 'models' in analysis; did you mean 'model'?",
                "f:4:80: error: scrape_configs[0].analysis.window: all have one window; write it under 'analysis' at the top of the file",
                "f:5:71: error: scrape_configs[1].analysis: '5' is not a Boolean; write true or false",
            ])
    }

    /// The page on the analysis names every key, and no other.
    @Test func pageHasTheKeys() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let page = String(decoding: try FileSystem.contents(of: root + "/docs/analysis.md"), as: UTF8.self)
        let chapter = page.split(separator: "\n").drop { $0 != "## The keys of an analysis" }.dropFirst()
            .prefix { !$0.hasPrefix("## ") }
        let keys = chapter.filter { $0.hasPrefix("| `") }.map { String($0.split(separator: "`")[1]) }
        #expect(Set(keys) == Set(AnalysisFields.keys + ["window"]))
        #expect(keys.count == Set(keys).count)
        let rows = chapter.filter { $0.hasPrefix("| `") }.map { $0.split(separator: "`") }
        // What it says of the defaults is what is done without them.
        let defaults = rows.map { "\($0[1]): \($0[3])" }.joined(separator: ", ")
        let (settings, findings) = load("analysis: {\(defaults)}", "", "")
        #expect(findings == [])
        #expect(settings?.scrapes == [Self.usual, Self.usual])
        #expect(settings?.window == AnalysisSettings().window)
        let examples = page.split(separator: "```yaml\n").dropFirst().map { $0.prefix { $0 != "`" } }
        let (example, complaints) = AgentTests.load(
            "clients: [{url: http://localhost/push}]\n\(examples[0])")
        #expect(complaints == [])
        #expect(example?.analysis.scrapes.map { $0 == nil } == [false, false, true])
        let (stages, mistakes) = AgentTests.load(
            "clients: [{url: http://localhost/push}]\nscrape_configs:\n\(examples[1])\(examples[2])")
        #expect(mistakes == [])
        #expect(stages?.analysis.isOn == true)
    }
}
