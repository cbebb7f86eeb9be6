import Analysis
import Platform
import TestSupport
import Testing

@testable import Pipeline

@Suite("An analysis of files")
struct OfflineAnalysisTests {
    private let lines = (0..<500).map { number in
        "{\"timestamp\":\"2026-01-02T03:\(10 + number % 50):00\",\"level\":\"\(number % 9 == 0 ? "ERROR" : "INFO")\","
            + "\"endpoint\":\"/\(number % 7)\",\"duration\":\(number % 30).25}"
    }

    @Test("is the same however the files are cut into blocks")
    func isCut() {
        let text = lines.joined(separator: "\n")
        let whole = OfflineAnalysis()
        var bytes = Array(text.utf8)
        #expect(bytes.withUnsafeBytes { whole.take($0, isLast: true) } == bytes.count)
        #expect(whole.lines == 500)
        let report = whole.analyzer.report(now: present)
        #expect(report.errors.totalErrors == 56)
        #expect(report.requests.totalRequests == 500)
        var generator = SeededGenerator(seed: 4)
        let pieces = OfflineAnalysis()
        var rest: [UInt8] = []
        while !bytes.isEmpty || !rest.isEmpty {
            let count = Int.random(in: 1...300, using: &generator)
            rest += bytes.prefix(count)
            bytes.removeFirst(min(count, bytes.count))
            let isLast = bytes.isEmpty
            let taken = rest.withUnsafeBytes { pieces.take($0, isLast: isLast) }
            rest.removeFirst(taken)
            #expect(!isLast || rest.isEmpty)
        }
        #expect(pieces.lines == 500)
        #expect(pieces.analyzer.report(now: present) == report)
    }

    @Test("looks at what is later than a time, lines without one being of the time before them")
    func looksAtLater() {
        let text = [
            "{\"level\":\"ERROR\"}", lines[0], "{\"level\":\"ERROR\"}",
            "{\"timestamp\":\"2026-01-02T09:00:00+01:00\",\"level\":\"ERROR\"}", "{\"level\":\"ERROR\"}",
        ].joined(separator: "\n")
        func errors(after: Int64?) -> UInt64 {
            let analysis = OfflineAnalysis(after: after)
            _ = Array(text.utf8).withUnsafeBytes { analysis.take($0, isLast: true) }
            return analysis.analyzer.report(now: present).errors.totalErrors
        }
        #expect(errors(after: nil) == 5)
        #expect(errors(after: present) == 4)
        #expect(errors(after: present + 3_600_000_000_000) == 2)
        #expect(errors(after: present + 86_400_000_000_000) == 0)
    }

    @Test("passes over lines that are longer than any entry, and no other")
    func passesOverLongLines() {
        let long = "{\"level\":\"ERROR\",\"text\":\"" + String(repeating: "x", count: 3 << 20) + "\"}\n"
        let text = "{\"level\":\"ERROR\"}\n" + long + "{\"level\":\"ERROR\"}\n"
        let analysis = OfflineAnalysis()
        var rest: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: 1 << 18) {
            rest += bytes[start..<min(bytes.count, start + 1 << 18)]
            rest.removeFirst(rest.withUnsafeBytes { analysis.take($0) })
            #expect(rest.count <= OfflineAnalysis.maximumLine + 1 << 18)
        }
        #expect(rest.isEmpty)
        #expect(analysis.lines == 3)
        #expect(analysis.analyzer.report(now: present).errors.totalErrors == 2)
    }

    @Test("takes whatever bytes there are")
    func takesAnything() {
        var generator = SeededGenerator(seed: 11)
        let analysis = OfflineAnalysis()
        let good = Array(lines.prefix(40).joined(separator: "\n").utf8)
        for _ in 0..<300 {
            let bytes = generator.mutated(good, edits: 30)
            #expect(bytes.withUnsafeBytes { analysis.take($0, isLast: true) } == bytes.count)
        }
        #expect(analysis.analyzer.report(now: present).requests.totalRequests > 0)
        #expect(analysis.take(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) == 0)
    }
}
