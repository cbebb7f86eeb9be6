// What a stage cannot do with a line does not hold the line up, and is counted.

import Receiver
import TestSupport
import Testing

@testable import Agent

@Suite(.timeLimit(.minutes(5))) struct StageProblemTests {
    @Test func whatStagesCannotDoIsCounted() async throws {
        let trial = try AgentTrial()
        let sink = CollectingSink()
        try trial.directory.write("level=a\nlevel=bcd\nplain\n", to: "logs/a.log")
        try await withReceiver(sink) { receiver in
            let running = try trial.start(
                trial.configuration(
                    "url: \(receiver.pushURL)",
                    stages: """
                        - logfmt: {mapping: {level: }}
                        - template: {source: level, template: '{{ if .level }}{{ slice .Value 0 2 }}{{ end }}'}
                        - labels: {level: }
                        """))
            #expect(
                try await sink.waitFor(count: 3).map(\.line).sorted() == ["level=a", "level=bcd", "plain"])
            _ = try await running.wait { $0.lagBytes == 0 }
            #expect(try await running.metrics()["logferry_stage_errors_total"] == 1)
            try await running.stop()
        }
    }
}
