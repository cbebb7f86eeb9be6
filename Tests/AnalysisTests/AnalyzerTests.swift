import Testing

@testable import Analysis

@Suite("An analyser")
struct AnalyzerTests {
    @Test("counts errors by type, and those without a type as Unknown")
    func countsErrors() {
        let analyzer = Analyzer(
            .last(3600 * second),
            [
                Entry(level: "ERROR", errorType: "ValueError"),
                Entry(level: "error", errorType: "ValueError"),
                Entry(level: "FATAL"), Entry(level: "ERROR", errorType: ""), Entry(level: "WARNING"),
                Entry(errorType: "ValueError"),
            ])
        let errors = analyzer.report(now: noon).errors
        #expect(errors.totalErrors == 4)
        #expect(errors.errorTypes == ["ValueError": 2, "Unknown": 2])
    }

    @Test("counts requests by endpoint, with durations where there are any")
    func countsRequests() {
        let analyzer = Analyzer(
            .last(3600 * second),
            [
                Entry(message: "Request finished", endpoint: "/chat", status: "200", duration: 1),
                Entry(endpoint: "/chat", status: "500", duration: 3),
                Entry(level: "ERROR", message: "Request failed: no route", endpoint: "/chat"),
                Entry(message: "a request"), Entry(endpoint: "/chat"), Entry(duration: 7),
                Entry(message: "request", endpoint: "/odd", duration: -1),
                Entry(endpoint: "/odd", duration: .nan),
            ])
        let requests = analyzer.report(now: noon).requests
        #expect(requests.totalRequests == 5)
        #expect(requests.avgDuration == 2)
        #expect(abs(requests.p50 - 1) <= 0.01)
        #expect(Set(requests.endpoints.keys) == ["/chat", "unknown", "/odd"])
        let chat = requests.endpoints["/chat"]
        #expect(chat?.count == 3)
        #expect(chat?.errors == 2)
        #expect(chat?.avgDuration == 2)
        #expect(requests.endpoints["/odd"] == .init(count: 1, errors: 0, avgDuration: 0, p95: 0))
    }

    @Test("counts calls of models with their tokens, which may be fractions")
    func countsCalls() {
        let analyzer = Analyzer(
            .last(3600 * second),
            [
                Entry(
                    level: "INFO", message: "AI model call successful", model: "gemini", prompt: 5.2,
                    completion: 20.8),
                Entry(level: "ERROR", message: "AI model call failed", errorType: "Quota", model: "gemini"),
                Entry(status: "429", model: "gemini", duration: 0.5, prompt: .infinity),
                Entry(status: "success", model: "other", duration: 2, prompt: 1), Entry(model: ""),
            ])
        let report = analyzer.report(now: noon)
        let gemini = report.models["gemini"]
        #expect(gemini?.calls == 3)
        #expect(gemini?.errors == 2)
        #expect(gemini?.tokens == .init(prompt: 5.2, completion: 20.8))
        #expect(gemini?.avgDuration == 0.5)
        #expect(report.models["other"]?.tokens.prompt == 1)
        #expect(report.requests.totalRequests == 0)
        #expect(report.errors.errorTypes == ["Quota": 1])
    }

    @Test("gives zeros where there was nothing")
    func isEmpty() {
        let report = Analyzer(.last(second)).report(now: 0)
        #expect(report.timestamp == "1970-01-01T00:00:00.000Z")
        #expect(report.errors == .init(totalErrors: 0, errorTypes: [:], recentErrors: []))
        #expect(report.requests.p99 == 0)
        #expect(report.models.isEmpty)
    }

    @Test("is the same whether entries came to one or to several that were merged")
    func merges() {
        let entries = (0..<600).map { number in
            var entry = Entry(time: noon - Int64(number) * 2 * second, line: "{\"number\":\(number)}")
            entry.level = number % 7 == 0 ? "ERROR" : "INFO"
            entry.errorType = "E\(number % 5)"
            entry.endpoint = "/\(number % 11)"
            entry.status = number % 13 == 0 ? "500" : "200"
            if number % 3 == 0 { entry.model = "m\(number % 2)" }
            entry.duration = Double(number % 50) / 8
            (entry.prompt, entry.completion) = (2, 3)
            return entry
        }
        let whole = Analyzer(.last(3600 * second), entries)
        var parts = Analyzer(.last(3600 * second))
        for start in 0..<4 {
            let part = stride(from: start, to: entries.count, by: 4).map { entries[$0] }
            parts.merge(Analyzer(.last(3600 * second), part), now: noon)
        }
        #expect(parts.entries == whole.entries)
        for range in [nil, 60 * second, 600 * second] {
            #expect(parts.report(range: range, now: noon) == whole.report(range: range, now: noon))
        }
    }

    @Test("has other names in its parts than in the whole without mixing them up")
    func mergesNames() {
        var all = Analyzer(.everything(after: nil), [Entry(endpoint: "/a", duration: 1)])
        all.merge(
            Analyzer(
                .everything(after: nil),
                [Entry(endpoint: "/b", duration: 1), Entry(endpoint: "/a", duration: 1)]), now: noon)
        #expect(all.report(now: noon).requests.endpoints.mapValues(\.count) == ["/a": 2, "/b": 1])
    }
}
