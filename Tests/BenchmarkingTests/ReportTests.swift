// The tables are what people quote, so their figures and their verdicts are checked to the character.

import Testing
import Workbench

@testable import Benchmarking

@Suite struct ReportTests {
    @Test(
        arguments: [
            ([], nil), ([3], 3), ([3, 1], 2), ([9, 1, 2], 2), ([4, 1, 2, 100], 3),
        ] as [([Double], Double?)])
    func medians(values: [Double], middle: Double?) {
        #expect(median(values) == middle)
    }

    @Test(
        arguments: [
            (Figure("a", 0.254, .ratio, atMost: 0.25), "0.25 (OVER 0.25)"),
            (Figure("a", 0.25, .ratio, atMost: 0.25), "0.25 (at most 0.25)"),
            (Figure("a", 7_049_999, .bytes, atMost: 12_000_000), "7.0 MB (at most 12)"),
            (Figure("a", 0.011, .percent, atMost: 0.2), "0.01 % (at most 0.2)"),
            (Figure("a", 11, .percent, atMost: 10), "11.00 % (OVER 10)"),
            (Figure("a", 0.05, .perSecond, atMost: 0.1), "0.05 (at most 0.1)"),
            (Figure("a", 1_034.4, .milliseconds, atMost: 1_100), "1034 ms (at most 1100)"),
            (Figure("a", 1.234, .seconds), "1.23"), (Figure("a", 98.7, .megabytesPerSecond), "99"),
            (Figure("a", 2, .count, atMost: 0), "2 (OVER 0)"),
        ])
    func figures(figure: Figure, text: String) {
        #expect(figure.text == text)
    }

    @Test func timesAreMediansAndMemoryIsTheHighest() {
        let rounds = [(0.5, 10), (0.1, 30), (0.2, 20)].map { seconds, bytes in
            Measurement(
                cpuSeconds: seconds, wallSeconds: seconds * 2, peakAnonymousBytes: bytes,
                peakResidentBytes: bytes * 2, wireBytes: bytes * 3)
        }
        let row = Row(
            "case", rounds: rounds, inputBytes: 4_000_000, beside: Yardstick("of gzip -1", cpuSeconds: 0.4),
            targets: Targets(cpuRatio: 0.4, peakAnonymousBytes: 30, peakResidentBytes: 59))
        #expect(
            row.figures.map(\.name) == [
                "CPU s", "of gzip -1", "MB per CPU s", "wall s", "peak anonymous", "peak resident",
                "on the wire",
            ])
        #expect(row.figures.map(\.value) == [0.2, 0.5, 20, 0.4, 30, 60, 60])
        #expect(row.figures.map(\.isOver) == [false, true, false, false, false, true, false])
        #expect(row.figures[0].rounds == [0.5, 0.1, 0.2])
    }

    @Test func nothingMeasuredIsNotDivided() {
        let row = Row(
            "none", rounds: [], inputBytes: 1, beside: Yardstick("of", cpuSeconds: 0), targets: .none)
        #expect(row.figures.map(\.name) == ["CPU s", "MB per CPU s", "wall s"])
        #expect(row.figures.map(\.value) == [0, 0, 0])
    }

    @Test func manyCasesHaveARowEach() {
        let section = Section(
            "backlog", setting: "200.0 MB",
            rows: [
                Row("gzip -1", [Figure("CPU s", 2, .seconds), Figure("of gzip -1", 1, .ratio)]),
                Row(
                    "with stages",
                    [
                        Figure("CPU s", 0.5, .seconds), Figure("of gzip -1", 0.25, .ratio, atMost: 0.33),
                        Figure("peak resident", 40_000_000, .bytes, atMost: 32_000_000),
                    ]),
                Row("other", skipped: "the agent says no"),
            ])
        #expect(
            section.text == """
                backlog: 200.0 MB

                case         CPU s           of gzip -1      peak resident
                gzip -1       2.00                 1.00                  -
                with stages   0.50  0.25 (at most 0.33)  40.0 MB (OVER 32)

                other: not measured: the agent says no


                """)
        #expect(section.overCount == 1)
    }

    @Test func fewCasesOfManyFiguresHaveAColumnEach() {
        let figures = [
            Figure("start s", 1, .seconds, atMost: 2), Figure("of a core", 0.1, .percent, atMost: 0.2),
            Figure("wake-ups a second", 0, .perSecond), Figure("resident", 1_000_000, .bytes),
        ]
        let section = Section(
            "idle", setting: "60 s", rows: [Row("one file", figures), Row("many files", figures)],
            details: [Section("more", setting: "of it", rows: [])])
        #expect(
            section.text == """
                idle: 60 s

                case                           one file            many files
                start s             1.00 (at most 2.00)   1.00 (at most 2.00)
                of a core          0.10 % (at most 0.2)  0.10 % (at most 0.2)
                wake-ups a second                  0.00                  0.00
                resident                         1.0 MB                1.0 MB

                more: of it


                """)
    }

    @Test func heading() {
        let machine = Machine(
            cpu: "Abacus", cores: 2, kernel: "Linux 6", date: "2026-01-02 03:04 UTC", gzip: "gzip 1",
            agent: "logferry 1"
        )
        var report = Report(machine: machine, seed: 1, rounds: 1, sections: [])
        #expect(
            report.heading == """
                Abacus, 2 cores, Linux 6, 2026-01-02 03:04 UTC
                gzip 1; logferry 1; seed 1
                1 round: medians, and the highest peaks of memory; 1 MB = 1,000,000 bytes

                """)
        #expect(report.verdict == "nothing is over what was promised")
        let over = Row("a", [Figure("b", 2, .count, atMost: 1)])
        report.sections = [Section("c", setting: "", rows: [over, over])]
        #expect(report.verdict == "2 figures are OVER what was promised")
    }
}
