// What every table of Sprig's functions needs: a call and what the line has in, text or an error out.

import Testing

@testable import Pipeline

/// Calls of functions in a template.
enum SprigTrial {
    /// 2024-03-05T14:07:09.123456789Z
    static let now: Int64 = 1_709_647_629_123_456_789

    /// What a template puts out, or `! PROBLEM`.
    static func text(
        _ template: String, _ inputs: [String: TrialValue] = [:], seed: UInt64 = 1
    ) -> String {
        do {
            let trial = try TemplateTrial(Array(template.utf8), functions: LineTemplate.functions)
            do {
                return String(decoding: try trial.run(inputs, now: now, seed: seed), as: UTF8.self)
            } catch {
                return "! \(error.problem)"
            }
        } catch {
            return "! \(error.problem)" + (error.remedy.map { "; \($0)" } ?? "")
        }
    }
}

/// Checks a table of calls, each with what is put out for it.
func expectCalls(
    _ cases: [(call: String, text: String)], _ inputs: [String: TrialValue] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for (call, text) in cases {
        #expect(SprigTrial.text("{{\(call)}}", inputs) == text, "\(call)", sourceLocation: sourceLocation)
    }
}
