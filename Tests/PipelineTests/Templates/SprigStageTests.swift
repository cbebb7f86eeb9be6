// Sprig's functions in a stage: over the values of lines, and the same again when a line is read again.

import Testing

@testable import Pipeline

@Suite struct SprigStageTests {
    private func trial(_ template: String, _ other: String = "x") throws -> StageTrial {
        try StageTrial(
            """
            - logfmt: {mapping: {level: , user: , ms: }}
            - template: {source: first, template: '\(template)'}
            - template: {source: second, template: '\(other)'}
            - template: {source: both, template: '{{.first}}|{{.second}}'}
            - output: {source: both}
            """)
    }

    @Test func `Functions take what was extracted`() throws {
        let line = "level=WARNING user=Jane.Doe@example.com ms=1532"
        let cases = [
            ("{{ .level | lower | trunc 4 }}", "warn"), ("{{ .missing | default \"none\" }}", "none"),
            ("{{ (splitList \"@\" .user) | last }}", "example.com"), ("{{ divf .ms 1000 }}s", "1.532s"),
            ("{{ .ms | int | add 1 }}", "1533"),
            ("{{ ternary \"slow\" \"fast\" (gt (int .ms) 1000) }}", "slow"),
            ("{{ dict \"level\" .level \"ms\" (int .ms) | toJson }}", "{\"level\":\"WARNING\",\"ms\":1532}"),
            ("{{ .user | sha256sum | trunc 8 }}", "ebbacfe6"), ("{{ slice .level 0 4 }}", "WARN"),
            ("{{ pick . \"level\" \"ms\" | values | join \",\" }}", "WARNING,1532"),
            ("{{ regexFind \"[0-9]+\" .Entry }}", "1532"), ("{{ hasKey . \"user\" }}", "true"),
        ]
        for (template, text) in cases {
            #expect(try trial(template).run(line).text == "\(text)|x", "\(template)")
        }
    }

    @Test func `Chance is the same for a line that is read again, and not for two templates`() throws {
        let trial = try trial("{{uuidv4}}", "{{uuidv4}}")
        let first = trial.run(["a=1", "a=2"])
        #expect(trial.run(["a=1", "a=2"]) == first)
        let parts = first.flatMap { $0.text.split(separator: "|").map(String.init) }
        #expect(Set(parts).count == 4)
    }

    @Test func `Now is the time that the line is given`() throws {
        let trial = try trial("{{ now | date \"2006-01-02T15:04:05Z07:00\" | len }}", "{{ unixEpoch now }}")
        let base: Int64 = 1_709_647_629_000_000_000
        #expect(trial.run(["a=1"], base: base).map(\.text) == ["\(trial.run(["a=1"], base: base)[0].text)"])
        #expect(trial.run(["a=1"], base: base)[0].text.hasSuffix("|1709647629"))
    }
}
