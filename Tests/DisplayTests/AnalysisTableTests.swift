// Why this file exists: an analysis is read by people first, so its table is compared to the letter.

import Testing

@testable import Analysis
@testable import Display

@Suite("The analysis of files")
struct AnalysisTableTests {
    private static let report = AnalysisReport(
        timestamp: "2026-11-22T10:00:00.000Z",
        errors: AnalysisReport.Errors(
            totalErrors: 12, errorTypes: ["ValueError": 7, "Unknown": 5],
            recentErrors: [
                .object([
                    "timestamp": .text("2026-11-22T09:58:12.250"), "level": .text("ERROR"),
                    "message": .text("AI model call failed"), "error_type": .text("ValueError"),
                    "error": .text("empty\u{1B}[2J answer"),
                ]), .object(["message": .text("level=error the disk is full")]),
                .object(["level": .text("ERROR"), "code": .integer(7)]),
            ]),
        requests: AnalysisReport.Requests(
            totalRequests: 1200, avgDuration: 0.41, p50: 0.3, p95: 1.2, p99: 2.9,
            endpoints: [
                "/health": AnalysisReport.Endpoint(count: 200, errors: 0, avgDuration: 0, p95: 0),
                "/chat": AnalysisReport.Endpoint(count: 900, errors: 3, avgDuration: 0.47, p95: 1.3),
                "/slow": AnalysisReport.Endpoint(count: 100, errors: 0, avgDuration: 2.5, p95: 61),
            ]),
        models: [
            "gemini-2.0-flash-exp": AnalysisReport.Model(
                calls: 980, errors: 1, tokens: AnalysisReport.Tokens(prompt: 10400.5, completion: 98000),
                avgDuration: 0.39, p95: 1.1)
        ])

    private static let nothing = AnalysisReport(
        timestamp: "", errors: AnalysisReport.Errors(totalErrors: 0, errorTypes: [:], recentErrors: []),
        requests: AnalysisReport.Requests(
            totalRequests: 0, avgDuration: 0, p50: 0, p95: 0, p99: 0, endpoints: [:]), models: [:])

    private static let input = AnalysisTable.Input(
        files: 3, bytes: 45_600_000, lines: 123_456, newest: someTime)

    private func shown(
        _ report: AnalysisReport, _ screen: Screen, names: EntryNames = EntryNames(), all: Bool = false
    ) -> String {
        let table = AnalysisTable(report, of: Self.input, names: names, screen: screen, showsAll: all)
        return String(screen.text(table.lines).dropLast())
    }

    @Test("All of it, on the usual terminal")
    func usual() {
        #expect(
            shown(Self.report, screen(80)) == """
                3 files, 45.6 MB, 123,456 lines, the last of 2026-11-22 10:00:00 UTC

                ERRORS  12
                        7  ValueError
                        5  Unknown

                LAST ERRORS
                  2026-11-22 09:58:12  ValueError  AI model call failed: empty?[2J answer
                  level=error the disk is full
                  {"code":7,"level":"ERROR"}

                REQUESTS  1,200   avg 410 ms   p50 300 ms   p95 1.20 s   p99 2.90 s
                    COUNT   FAILED       AVG       P95  ENDPOINT
                      900        3    470 ms    1.30 s  /chat
                      100        0    2.50 s    61.0 s  /slow
                      200        0         -         -  /health

                MODELS  1
                    CALLS   FAILED       AVG       P95      PROMPT  COMPLETION  MODEL
                      980        1    390 ms    1.10 s      10,401      98,000  gemin…flash-exp
                """)
    }

    @Test("On a small one")
    func small() {
        #expect(
            shown(Self.report, screen(40)).split(separator: "\n").suffix(4) == [
                "      200        0         -  /health", "MODELS  1",
                "    CALLS   FAILED       P95  MODEL", "      980        1    1.10 s  gem…h-exp",
            ])
    }

    @Test("Nothing is said to be nothing")
    func empty() {
        #expect(
            shown(Self.nothing, screen()) == """
                3 files, 45.6 MB, 123,456 lines, the last of 2026-11-22 10:00:00 UTC

                no errors

                no requests
                """)
    }

    @Test("Long lists are cut on a terminal, and only there")
    func long() {
        var report = Self.nothing
        report.requests.totalRequests = 50
        report.requests.endpoints = Dictionary(
            uniqueKeysWithValues: (10..<60).map {
                ("/\($0)", AnalysisReport.Endpoint(count: 1, errors: 0, avgDuration: 0, p95: 0))
            })
        let lines = shown(report, screen(80)).split(separator: "\n")
        #expect(lines.last == "30 more endpoints; --all lists them")
        #expect(lines.contains { $0.hasSuffix("  /29") } && !lines.contains { $0.hasSuffix("  /30") })
        #expect(shown(report, screen(80), all: true).hasSuffix("  /59"))
        #expect(shown(report, screen()).hasSuffix("  /59"))
    }

    @Test("Other names of fields")
    func names() {
        var names = EntryNames()
        names.timestamp = "at.time"
        names.errorType = "kind"
        names.message = "msg"
        let entry = JSONValue.object([
            "at": .object(["time": .integer(1_795_341_600)]), "kind": .number(1.5), "msg": .text("m"),
            "error": .text("m"),
        ])
        #expect(
            names.line(entry, isWide: true).text(width: .max, colours: false) == "  1795341600  1.5  m")
        #expect(
            names.line(.array([.null]), isWide: true).text(width: .max, colours: false) == "  [null]")
    }

    @Test("What is too old is told from what is not there")
    func tooOld() {
        var input = Self.input
        let day: Int64 = 86_400_000_000_000
        #expect(AnalysisTable.nothingRecent(input, entries: 9, now: someTime) == nil)
        input.tooOld = 9
        #expect(
            AnalysisTable.nothingRecent(input, entries: 9, now: someTime + 3 * day)
                == "the newest entry is 3d 0h old; without --since all of them count")
        #expect(AnalysisTable.nothingRecent(input, entries: 10, now: someTime) == nil)
        input.newest = nil
        #expect(
            AnalysisTable.nothingRecent(input, entries: 9, now: someTime)
                == "no entry says when it was written; without --since all of them count")
    }

    @Test("How far it is")
    func progress() {
        func text(_ screen: Screen, _ bytes: Int64, _ total: Int64?, _ seconds: Double) -> String {
            ProgressLine(screen: screen).line(bytes: bytes, total: total, seconds: seconds)
                .text(width: screen.width, colours: false)
        }
        #expect(
            text(screen(80), 1_230_000_000, 4_560_000_000, 1.5)
                == " 26 % ████████                       1.23 GB of 4.56 GB, 820 MB/s, 5s left")
        #expect(
            text(screen(60, glyphs: .ascii), 1_000, 1_000, 0.1)
                == "100 % ############################## 1.00 kB of 1.00 kB")
        #expect(text(screen(30), 2_000_000, nil, 2) == "2.00 MB, 1.00 MB/s")
        #expect(text(screen(30), 5, 0, 0) == "5 B of 5 B")
        #expect(text(screen(20), .max, .max, .nan).hasPrefix("100 %"))
    }
}
