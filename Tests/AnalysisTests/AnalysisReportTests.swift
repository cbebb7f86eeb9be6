import FoundationEssentials
import Testing

@testable import Analysis

@Suite("The report of an analysis")
struct AnalysisReportTests {
    private struct System: Codable, Hashable { var cpuPercent: Double }

    private let analyzer = Analyzer(
        .last(3600 * second),
        [
            Entry(
                line: #"{"level":"ERROR","errorType":"A","nested_Key":{"innerKey":[1,2.5,null,true,-3]}}"#,
                level: "ERROR", errorType: "camelCase_Type"),
            Entry(line: "plain \"text\" \u{e9}", level: "ERROR"),
            Entry(message: "request", endpoint: "/someEndpoint/userId", duration: 0.25),
            Entry(model: "gpt-4oMini", prompt: 1.5),
        ])

    private func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test("has the documented shape, and names as they are in the log")
    func hasShape() throws {
        let text = try text(Statistics(analyzer.report(now: 0), system: System(cpuPercent: 3)))
        #expect(
            try self.text(Statistics(analyzer.report(now: noon), system: System(cpuPercent: 3)))
                == #"{"errors":{"error_types":{"Unknown":1,"camelCase_Type":1},"recent_errors":["#
                + #"{"errorType":"A","level":"ERROR","nested_Key":{"innerKey":[1,2.5,null,true,-3]}},"#
                + #"{"message":"plain \"text\" é"}],"total_errors":2},"#
                + #""models":{"gpt-4oMini":{"avg_duration":0,"calls":1,"errors":0,"p95":0,"#
                + #""tokens":{"completion":0,"prompt":1.5}}},"#
                + #""requests":{"avg_duration":0.25,"endpoints":{"/someEndpoint/userId":"#
                + #"{"avg_duration":0.25,"count":1,"errors":0,"p95":0.25}},"#
                + #""p50":0.25,"p95":0.25,"p99":0.25,"total_requests":1},"#
                + #""system":{"cpu_percent":3},"timestamp":"2027-01-15T08:00:00.000Z"}"#)
        #expect(text.contains("\"timestamp\":\"1970-01-01T00:00:00.000Z\""))
    }

    @Test("is read back as it was written")
    func isReadBack() throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let statistics = Statistics(analyzer.report(now: noon), system: System(cpuPercent: 3))
        let again = try decoder.decode(
            Statistics<System>.self, from: Data(try text(statistics).utf8))
        #expect(again.report == statistics.report)
        #expect(again.system == statistics.system)
    }

    @Test("shows the ten latest errors, the oldest of them first, whatever order they came in")
    func showsLatest() {
        let order = [5, 17, 3, 0, 11, 8, 2, 14, 9, 1, 19, 6, 12, 4, 16, 7, 13, 10, 18, 15]
        let analyzer = Analyzer(
            .last(3600 * second),
            order.map { Entry(time: noon - Int64($0) * second, line: "{\"ago\":\($0)}", level: "ERROR") })
        let recent = analyzer.report(now: noon).errors.recentErrors
        #expect(recent == (0..<10).reversed().map { .object(["ago": .integer($0)]) })
        let few = analyzer.report(range: 3 * second, now: noon).errors.recentErrors
        #expect(few == (0..<3).reversed().map { .object(["ago": .integer($0)]) })
    }

    @Test(
        "shows as text what is no JSON object that can be read",
        arguments: [
            "plain", "[1]", "17", "{", "{\"a\":}", "{\"a\":1} x",
            String(repeating: "{\"a\":", count: 40)
                + "1" + String(repeating: "}", count: 40),
        ])
    func showsText(line: String) {
        let analyzer = Analyzer(.last(second), [Entry(line: line, level: "ERROR")])
        #expect(analyzer.report(now: noon).errors.recentErrors == [.object(["message": .text(line)])])
    }

    @Test("shows the start of a long error, cut between two characters")
    func cutsLongErrors() {
        let line = "{\"a\":\"" + String(repeating: "\u{20ac}", count: 2000) + "\"}"
        let analyzer = Analyzer(.last(second), [Entry(line: line, level: "ERROR")])
        guard case .object(let entry) = analyzer.report(now: noon).errors.recentErrors.first,
            case .text(let text) = entry["message"]
        else {
            Issue.record("no text")
            return
        }
        #expect(line.hasPrefix(text))
        #expect((4090...4096).contains(text.utf8.count))
    }

    @Test("cuts names between two characters, and repairs what is not UTF-8")
    func cutsNames() {
        let long = String(repeating: "\u{20ac}", count: 200)
        var analyzer = Analyzer(.last(second), [Entry(endpoint: long, duration: 1)])
        for byte in [0xFF, 0xFE] as [UInt8] {
            [0x2F, byte].withUnsafeBytes {
                var fields = EntryFields(time: noon, line: $0)
                fields.endpoint = $0
                fields.duration = 1
                analyzer.take(fields, now: noon)
            }
        }
        let endpoints = analyzer.report(now: noon).requests.endpoints
        #expect(endpoints[String(repeating: "\u{20ac}", count: 85)]?.count == 1)
        #expect(endpoints["/\u{fffd}"]?.count == 2)
    }
}
