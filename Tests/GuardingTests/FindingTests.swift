// The guard's verdict stops a change, so it is checked to the character.

import Testing

@testable import Guarding

@Suite struct FindingTests {
    private let finding = Finding(
        guardCase: GuardCase(
            name: "case", stages: "", mostInstructions: [.lines: 100, .stages: 199.9], mostAllocations: 2),
        passage: HotLoop.Passage(chunks: 4, lines: 100, bytes: 5_000),
        instructions: [(.lines, 10_000), (.stages, 30_000)], allocations: 9)

    @Test func table() {
        #expect(
            finding.text(isBounded: true) == """
                case: 300 instructions a line, 900 allocations per 10,000 lines
                lines   100  instructions a line  at most 100
                stages  200  instructions a line     OVER 200
                memory  2.3  allocations a chunk       OVER 2

                """)
    }

    @Test func elsewhereThereIsNoVerdict() {
        #expect(!finding.text(isBounded: false).contains("OVER"))
    }

    @Test func whatIsOverIsToldInASentence() {
        #expect(finding.complaints.count == 2)
        #expect(finding.complaints.first?.hasPrefix("case: stages takes 200 instructions a line") == true)
        #expect(finding.complaints.last?.contains("memory takes 2.3 allocations a chunk") == true)
    }

    @Test(
        arguments: [
            ("==7== Events    : Ir\n==7== Collected : 314470066\n==7== \n", 314_470_066),
            ("==7== Collected : 1\n", 1),
            ("==7== Collected :\n", nil), ("valgrind: no such tool\n", nil), ("", nil),
        ] as [(String, Int?)])
    func whatCallgrindSays(text: String, count: Int?) {
        #expect(Callgrind.collected(in: text) == count)
    }

    @Test func everyCaseBoundsEveryPart() {
        for guardCase in GuardCase.all {
            #expect(Set(guardCase.mostInstructions.keys) == Set(HotLoop.Part.allCases))
        }
    }
}
