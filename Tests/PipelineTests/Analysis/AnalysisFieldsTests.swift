import Testing

@testable import Pipeline

@Suite("The fields of an analysis")
struct AnalysisFieldsTests {
    @Test("are those of the usual structured logs")
    func areUsual() {
        #expect(AnalysisFields().name(of: .errorType) == "error_type")
        #expect(AnalysisFields().name(of: .promptTokens) == "tokens.prompt")
        #expect(analysisFields("{}").fields == AnalysisFields())
    }

    @Test("are read by their keys, the others staying as they were")
    func areRead() {
        let (fields, findings) = analysisFields(
            "{level: severity, duration: took.ms, duration_unit: ms, tokens_prompt: '\"a.b\"[0]'}")
        #expect(findings == [])
        #expect(fields.name(of: .level) == "severity")
        #expect(fields.path(to: .duration).count == 2)
        #expect(fields.durationUnit == 0.001)
        #expect(fields.name(of: .message) == "message")
        let again = analysisFields("{level: lvl}", over: fields).fields
        #expect(again.name(of: .level) == "lvl")
        #expect(again.name(of: .duration) == "took.ms")
    }

    @Test("are told where they are wrong")
    func areTold() {
        #expect(
            analysisFields("{levl: a, endpoint: 'a || b', duration_unit: min}").findings == [
                "f:1:2: error: unknown key 'levl' in analysis; did you mean 'level'?",
                "f:1:21: error: analysis.endpoint: 'a || b' names no place in a line; write a key, or keys with points between them, as in 'endpoint: a.b'",
                "f:1:46: error: analysis.duration_unit: must be one of s, ms, us, ns, found 'min'; write one of them",
            ])
    }
}
