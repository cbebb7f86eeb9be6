// The sampling stage: how many lines go through, and that it is the same ones whenever they are read.

import Platform
import Testing

@testable import Pipeline

@Suite struct SamplingStageTests {
    private let lines = (0..<4000).map { "line \($0)" }

    private func kept(_ yaml: String, _ lines: [String], _ place: Chunk.Place = Chunk.Place()) throws
        -> [Bool]
    {
        let trial = try StageTrial(yaml)
        trial.place = place
        _ = trial.run(lines)
        return trial.reasons.map { $0 == "none" }
    }

    @Test(
        arguments: [(0, 0...0), (0.1, 320...480), (0.5, 1850...2150), (1, 4000...4000)]
            as [(Double, ClosedRange<Int>)])
    func shareOfTheLinesGoesThrough(_ rate: Double, _ expected: ClosedRange<Int>) throws {
        #expect(expected.contains(try kept("- sampling: {rate: \(rate)}", lines).count { $0 }))
    }

    @Test func sameLineMeetsTheSameFateInAnyChunk() throws {
        let whole = try kept("- sampling: {rate: 0.3}", lines)
        for cut in [1, 17, 3999] {
            let offset = lines[..<cut].reduce(0) { $0 + Int64($1.utf8.count + 1) }
            #expect(
                try kept("- sampling: {rate: 0.3}", Array(lines[cut...]), Chunk.Place(offset: offset))
                    == Array(whole[cut...]))
        }
        #expect(try kept("- sampling: {rate: 0.3}", lines, Chunk.Place(generation: 1)) != whole)
    }

    @Test func twoStagesDecideApart() throws {
        let both = try kept("- sampling: {rate: 0.5}\n- sampling: {rate: 0.5}", lines)
        #expect((900...1100).contains(both.count { $0 }))
    }

    @Test(arguments: [("", "sampling_stage"), (", drop_counter_reason: quiet", "quiet")])
    func droppedLinesSayWhy(_ setting: String, _ reason: String) throws {
        let trial = try StageTrial("- sampling: {rate: 0\(setting)}")
        _ = trial.run(["x"])
        #expect(trial.reasons == [reason])
    }
}
