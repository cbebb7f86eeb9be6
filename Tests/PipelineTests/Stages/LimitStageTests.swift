// The limit stage on a clock of the test's own: what passes, what is dropped, and what waits.

import Configuration
import Testing

@testable import Pipeline

@Suite struct LimitStageTests {
    /// A pipeline of one limit stage, whose clock stands until it is told otherwise.
    private final class Trial {
        let table = LabelTable()
        let chunk = Chunk()
        let pipeline: Pipeline
        var memory = PipelineMemory()
        private let time = Time()

        private final class Time { var now: Int64 = 0 }

        init(_ settings: String) throws {
            let diagnostics = DiagnosticCollector()
            var compiler = StageCompiler(labels: table, diagnostics: diagnostics)
            let stages = compiler.compile(try stageNodes("- limit: {\(settings)}", diagnostics), context: "")
            #expect(diagnostics.diagnostics.map(\.description) == [])
            let limit = try #require(stages.first as? LimitStage)
            limit.clock = { [time] in time.now }
            pipeline = Pipeline(stages: stages, slots: compiler.slots, labels: table)
        }

        var now: Int64 {
            get { time.now }
            set { time.now = newValue }
        }

        /// The reasons of lines that begin `offset` bytes into the file, two bytes each.
        func run(_ count: Int, at offset: Int64 = 0, label: String = "", isReplay: Bool = false) -> [String] {
            fill(chunk, with: Array(repeating: [0x78], count: count))
            let place = Chunk.Place(offset: offset, isReplay: isReplay)
            let labels = label.isEmpty ? [] : [Label("namespace", label)]
            pipeline.run(chunk, at: place, labelSet: table.number(of: labels), base: 0, memory: &memory)
            return (0..<chunk.count).map { chunk.dropped[$0].label }
        }
    }

    private let dropped = "ratelimit_drop_stage"

    @Test func whatIsTooMuchIsDropped() throws {
        let trial = try Trial("rate: 10, burst: 3, drop: true")
        #expect(trial.run(5) == ["none", "none", "none", dropped, dropped])
        trial.now += 200_000_000
        #expect(trial.run(3, at: 10) == ["none", "none", dropped])
    }

    @Test func linesThatAreReadAgainPayNothingAndMeetTheSameFate() throws {
        let trial = try Trial("rate: 10, burst: 3, drop: true, drop_counter_reason: flood")
        #expect(trial.run(5) == ["none", "none", "none", "flood", "flood"])
        trial.now += 100_000_000
        #expect(trial.run(7) == ["none", "none", "none", "flood", "flood", "none", "flood"])
        #expect(trial.run(4, at: 6) == ["flood", "flood", "none", "flood"])
        trial.now += 100_000_000
        #expect(trial.run(6, at: 6) == ["flood", "flood", "none", "flood", "none", "flood"])
    }

    @Test func replayPaysNothing() throws {
        let trial = try Trial("rate: 10, burst: 2, drop: true")
        #expect(trial.run(4, isReplay: true) == ["none", "none", "none", "none"])
        #expect(trial.run(4) == ["none", "none", dropped, dropped])
        #expect(trial.run(6, isReplay: true) == ["none", "none", dropped, dropped, "none", "none"])
    }

    @Test func whatIsTooMuchWaits() throws {
        let trial = try Trial("rate: 10, burst: 3")
        #expect(trial.run(5) == ["none", "none", "none"])
        #expect(trial.chunk.waiting?.condition == .clock(until: 100_000_000))
        #expect(trial.chunk.waiting?.start == 6)
        #expect(trial.run(2, at: 6) == [])
        trial.now = 100_000_000
        #expect(trial.run(2, at: 6) == ["none"])
        #expect(trial.chunk.waiting?.condition == .clock(until: 200_000_000))
        #expect(trial.run(1, at: 6) == ["none"])
        #expect(trial.chunk.waiting == nil)
    }

    @Test func fastLimitWaitsForManyLinesAtOnce() throws {
        let trial = try Trial("rate: 10000, burst: 1000")
        #expect(trial.run(1001).count == 1000)
        #expect(trial.chunk.waiting?.condition == .clock(until: 50_000_000))
        let small = try Trial("rate: 10000, burst: 10")
        #expect(small.run(11).count == 10)
        #expect(small.chunk.waiting?.condition == .clock(until: 1_000_000))
    }

    @Test func eachValueOfALabelHasALimitOfItsOwn() throws {
        let trial = try Trial(
            "rate: 10, burst: 2, drop: true, by_label_name: namespace, max_distinct_labels: 2")
        #expect(trial.run(3, at: 0, label: "a") == ["none", "none", dropped])
        #expect(trial.run(3, at: 10, label: "b") == ["none", "none", dropped])
        #expect(trial.run(3, at: 20) == ["none", "none", "none"])
        #expect(trial.run(1, at: 30, label: "a") == [dropped])
        #expect(trial.run(1, at: 40, label: "c") == ["none"])
        #expect(trial.run(1, at: 50, label: "b") == ["none"])
    }

    @Test func pipelinesShareABudget() throws {
        let table = LabelTable()
        let budget = LineBudget(perSecond: 1, burst: 3)
        let chunk = Chunk()
        var memory = PipelineMemory()
        let reasons = (0..<2).map { _ in
            let stage = LimitStage(sharing: budget, dropReason: DropReason(named: "much"), table: table)
            stage.clock = { 0 }
            fill(chunk, with: Array(repeating: [0x78], count: 2))
            Pipeline(stages: [stage], slots: SlotTable(), labels: table).run(
                chunk, labelSet: table.number(of: []), base: 0, memory: &memory)
            return (0..<chunk.count).map { chunk.dropped[$0].label }
        }
        #expect(reasons == [["none", "none"], ["none", "much"]])
    }

    @Test(arguments: [(true, ["none", "none", "rate_limited"]), (false, ["none", "none"])])
    func readLimitStandsBeforeAllStages(_ drops: Bool, _ reasons: [String]) {
        let table = LabelTable()
        // A token comes once in a thousand seconds: the test is over before.
        let limit = ReadLimit(perSecond: 0.001, burst: 2, drops: drops)
        let pipeline = Pipeline(
            decoding: [], context: "", labels: table, diagnostics: DiagnosticCollector(), readLimit: limit)
        let chunk = Chunk()
        var memory = PipelineMemory()
        fill(chunk, with: Array(repeating: [0x78], count: 3))
        pipeline.run(chunk, labelSet: table.number(of: []), base: 0, memory: &memory)
        #expect((0..<chunk.count).map { chunk.dropped[$0].label } == reasons)
    }
}
