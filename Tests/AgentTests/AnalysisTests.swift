// What is analysed counts once: whatever clients lag, batches are full, and configurations are read again.

import Agent
import Analysis
import Platform
import Receiver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct AnalysisTests {
    /// Numbered lines of now: requests, every third of them failed, every fifth an error.
    static func lines(_ numbers: Range<Int>) -> String {
        let time = timestampText(ofRealtime: Clock.realtime())
        return numbers.map { number in
            "{\"timestamp\":\"\(time)\",\"n\":\(number),\"level\":\"\(number % 5 == 0 ? "ERROR" : "INFO")\","
                + "\"endpoint\":\"/\(number % 2)\",\"status\":\(number % 3 == 0 ? 500 : 200),\"duration\":0.5}\n"
        }.joined()
    }

    static func expectOnce(_ numbers: Range<Int>, _ agent: Agent) throws {
        let report = try #require(agent.statistics(range: 600_000_000_000))
        #expect(report.errors.totalErrors == UInt64(numbers.count { $0 % 5 == 0 }))
        #expect(report.requests.totalRequests == UInt64(numbers.count))
        #expect(report.requests.p95 == 0.5)
        for rest in 0...1 {
            let endpoint = report.requests.endpoints["/\(rest)"]
            let mine = numbers.filter { $0 % 2 == rest }
            #expect(endpoint?.count == UInt64(mine.count))
            #expect(endpoint?.errors == UInt64(mine.count { $0 % 3 == 0 || $0 % 5 == 0 }))
        }
        #expect(report.errors.recentErrors.count == min(10, numbers.count { $0 % 5 == 0 }))
    }

    /// One client lags by all there is, catches up, and nothing counts once more; nor after a reload.
    @Test func lineCountsAtTheFurthestClientOnly() async throws {
        let trial = try AgentTrial()
        let (late, prompt) = (CollectingSink(), CollectingSink())
        let isHeld = Mutex(true)
        let script = AnswerScript { _ in isHeld.withLock { $0 } ? .status(503) : .accept }
        try await withReceiver(late, script: script) { first in
            try await withReceiver(prompt) { second in
                let client = "{batchsize: 1000, \(AgentTrial.quick), name: "
                func configuration(_ stages: String) -> String {
                    trial.configuration(
                        "[\(client)late, url: \(first.pushURL)}, \(client)prompt, url: \(second.pushURL)}]",
                        stages: stages, rest: "analysis: {}")
                }
                let running = try trial.startFromFile(configuration("- json: {expressions: {level: }}"))
                for round in 0..<6 {
                    try trial.directory.append(
                        Self.lines((round * 20)..<(round * 20 + 20)), to: "logs/a.log")
                    _ = try await prompt.waitFor(count: round * 20 + 20)
                    if round == 3 { try trial.directory.rename("logs/a.log", to: "logs/a.log.1") }
                }
                try Self.expectOnce(0..<120, running.agent)
                isHeld.withLock { $0 = false }
                _ = try await late.waitFor(count: 120)
                _ = try await running.wait { $0.lagBytes == 0 }
                try Self.expectOnce(0..<120, running.agent)
                try trial.write(configuration("- static_labels: {a: b}"))
                try await running.reload()
                try trial.directory.append(Self.lines(120..<130), to: "logs/a.log")
                _ = try await prompt.waitFor(count: 130)
                try Self.expectOnce(0..<130, running.agent)
                try await running.stop()
            }
        }
    }
}
