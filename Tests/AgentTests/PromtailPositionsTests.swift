// Promtail's positions file, as it writes it and as people break it.

import Configuration
import Tailing
import Testing

@testable import Agent

@Suite struct PromtailPositionsTests {
    private func read(_ text: String) -> (positions: PromtailPositions?, findings: [String]) {
        let diagnostics = DiagnosticCollector()
        let positions = PromtailPositions(Array(text.utf8), file: "p.yaml", diagnostics: diagnostics)
        return (positions, diagnostics.diagnostics.map(\.description))
    }

    static let good: [(text: String, files: [ForeignPosition], others: Int)] = [
        ("", [], 0),
        ("positions: {}\n", [], 0),
        ("positions:\n", [], 0),
        (
            "positions:\n  /var/log/a.log: \"12\"\n  /var/log/b.log: 7\n",
            [
                ForeignPosition(path: "/var/log/a.log", offset: 12),
                ForeignPosition(path: "/var/log/b.log", offset: 7),
            ],
            0
        ),
        (
            "positions:\n  cursor-journal: s=ab;i=1\n  /var/log/a.log: \"12\"\n  cloudflare-zone: \"1634\"\n",
            [ForeignPosition(path: "/var/log/a.log", offset: 12)], 2
        ),
        ("positions:\n  logs/a.log: \"12\"\n", [ForeignPosition(path: "logs/a.log", offset: 12)], 0),
        (
            "positions:\n  ? path: /var/log/a.log\n    labels: '{job=\"x\"}'\n  : \"40\"\n  /var/log/b.log: \"1\"\n"
                + "  ? path: /var/log/a.log\n    labels: '{job=\"y\"}'\n  : \"30\"\n",
            [
                ForeignPosition(path: "/var/log/a.log", offset: 30),
                ForeignPosition(path: "/var/log/b.log", offset: 1),
            ],
            0
        ),
        (
            "positions:\n  ? path: cursor-x\n    labels: '{}'\n  : \"s=1\"\n", [], 1
        ),
    ]

    @Test(arguments: good)
    func filesAndTheirOffsetsAreRead(_ text: String, _ files: [ForeignPosition], _ others: Int) {
        let (positions, findings) = read(text)
        #expect(findings == [])
        #expect(positions?.files == files)
        #expect(positions?.others == others)
    }

    @Test(arguments: [
        (
            "positions:\n  /var/log/a.log: \"12\"\n  /var/log/b.log: \"1x\"\n",
            "p.yaml:3:19: error: '1x' is no number of bytes, which the position of /var/log/b.log must be"
        ),
        (
            "positions:\n  /var/log/a.log: \"-1\"\n",
            "p.yaml:2:19: error: '-1' is no number of bytes, which the position of /var/log/a.log must be"
        ),
        ("positions: 5\n", "p.yaml:1:12: error: positions: expected a mapping"),
        ("positions:\n  /var/log/a.log: \"12\n", "p.yaml:2:19: error:"),
        ("position:\n  /a: \"1\"\n", "p.yaml:1:1: error: unknown key 'position'"),
    ])
    func whatIsBrokenIsNamedWithItsPlace(_ text: String, _ finding: String) {
        let (positions, findings) = read(text)
        #expect(positions == nil)
        #expect(findings.first?.hasPrefix(finding) == true, "\(findings)")
    }

    @Test(arguments: [
        ("positions:\n", "positions.json", true), ("# old\n---\npositions: {}\n", "p", true),
        ("{\n\"version\": 2", "positions.yaml", false), ("", "positions.yaml", true),
        ("", "positions.json", false),
        ("garbage", "positions.yml", true), ("garbage", "positions.json", false),
    ])
    func ownSnapshotsAreToldFromPromtails(_ text: String, _ name: String, _ isPromtails: Bool) {
        #expect(PromtailPositions.areMeant(by: Array(text.utf8), named: name) == isPromtails)
    }
}
