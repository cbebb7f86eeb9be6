// The table is what people quote, so its figures and its verdicts are checked to the character.

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

    @Test func timesAreMediansAndMemoryIsTheHighest() {
        let rounds = [(0.5, 10), (0.1, 30), (0.2, 20)].map { seconds, bytes in
            Measurement(
                cpuSeconds: seconds, wallSeconds: seconds * 2, peakAnonymousBytes: bytes,
                peakResidentBytes: bytes * 2, wireBytes: bytes * 3)
        }
        let result = CaseResult(
            name: "case", targets: nil, rounds: rounds, inputBytes: 4_000_000, gzipSeconds: 0.4)
        #expect(result.cpuSeconds == 0.2)
        #expect(result.cpuRatio == 0.5)
        #expect(result.megabytesPerCPUSecond == 20)
        #expect(result.wallSeconds == 0.4)
        #expect(result.peakAnonymousBytes == 30)
        #expect(result.peakResidentBytes == 60)
        #expect(result.wireBytes == 60)
    }

    @Test func nothingMeasuredIsNotDivided() {
        let result = CaseResult(name: "none", targets: nil, rounds: [], inputBytes: 1, gzipSeconds: nil)
        #expect(result.cpuRatio == 0)
        #expect(result.megabytesPerCPUSecond == 0)
        #expect(result.peakResidentBytes == nil)
    }

    @Test func text() {
        let gzip = CaseResult(
            name: "gzip -1", targets: nil, rounds: [Measurement(cpuSeconds: 2, wallSeconds: 2.1)],
            inputBytes: 200_000_000, gzipSeconds: nil)
        let agent = CaseResult(
            name: "with stages", targets: Targets(cpuRatio: 0.5),
            rounds: [
                Measurement(
                    cpuSeconds: 0.5, wallSeconds: 0.75, peakAnonymousBytes: 7_000_000,
                    peakResidentBytes: 40_000_000, wireBytes: 25_000_000)
            ], inputBytes: 200_000_000, gzipSeconds: gzip.cpuSeconds)
        let machine = Machine(
            cpu: "Abacus", cores: 2, kernel: "Linux 6", date: "2026-01-02 03:04 UTC", gzip: "gzip 1",
            agent: "logferry 1"
        )
        let report = Report(
            machine: machine, inputBytes: 200_000_000, inputLines: 500_000, seed: 1, results: [gzip, agent])
        #expect(
            report.text == """
                Abacus, 2 cores, Linux 6, 2026-01-02 03:04 UTC
                gzip 1; logferry 1
                200.0 MB, 500000 lines of 400 bytes, seed 1; 1 round: medians, and the highest peaks of memory; 1 MB = 1,000,000 bytes

                case         CPU s           of gzip -1  MB per CPU s  wall s       peak anonymous      peak resident  on the wire
                gzip -1       2.00                 1.00           100    2.10                    -                  -            -
                with stages   0.50  0.25 (at most 0.50)           400    0.75  7.0 MB (at most 12)  40.0 MB (OVER 32)      25.0 MB

                """)
    }
}
