// docs/pipeline.md: every stage has a section, and what its examples show is what comes out.

import Testing

@testable import Pipeline

@Suite struct PipelinePageTests {
    @Test func examplesGiveWhatThePageShows() throws {
        let (examples, _) = try PageExample.all()
        #expect(examples.count > 25)
        for example in examples {
            let (entries, metrics) = try example.run()
            #expect(entries == example.entries, "\(example):\n\(entries.joined(separator: "\n"))")
            #expect(metrics == example.metrics, "\(example):\n\(metrics.joined(separator: "\n"))")
        }
    }

    @Test func everyStageHasASectionWithAnExample() throws {
        let (examples, headings) = try PageExample.all()
        for (name, _) in StageCompiler.decoders {
            #expect(headings.contains(name))
            #expect(examples.contains { $0.section == name && $0.stages.contains("- \(name):") }, "\(name)")
        }
    }
}
