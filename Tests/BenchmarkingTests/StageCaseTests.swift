// Every stage that is measured must be understood, and do something to the lines that it is measured over.

import Testing

@testable import Benchmarking

@Suite struct StageCaseTests {
    @Test(arguments: StageCase.all)
    func caseIsMeasured(_ stageCase: StageCase) throws {
        var allocated: UInt64 = 0
        let run = StageRun(chunkBytes: 2000, rounds: 1, repetitions: 1) {
            allocated += 10
            return allocated
        }
        let result = try run.measure(stageCase)
        #expect(result.name == stageCase.name)
        #expect(result.allocationsPerLine == 0)
        #expect((30...300).contains(result.lineBytes))
    }

    @Test func linesAreTheSameAtEveryCall() {
        #expect(StageLines.access.make(bytes: 5000) == StageLines.access.make(bytes: 5000))
        #expect(StageLines.blocks.make(bytes: 5000).count > 50)
    }

    @Test func text() {
        let results = [
            StageResult(name: "json", nanosecondsPerLine: 75.4, allocationsPerLine: 0, lineBytes: 150),
            StageResult(
                name: "a longer name", nanosecondsPerLine: 1234.5, allocationsPerLine: 0.25, lineBytes: 70),
        ]
        #expect(
            Benchmarking.text(of: results) == """
                one thread over a chunk of lines, less the same without the stage; CPU time, medians

                stage          ns per line  allocations per line  bytes a line
                json                    75                 0.000           150
                a longer name         1235                 0.250            70

                """)
    }
}
