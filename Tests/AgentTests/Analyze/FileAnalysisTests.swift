// Why this file exists: files are analysed in blocks, several at once and out of archives, and it must not show.

import Analysis
import Glibc
import Pipeline
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Agent

@Suite(.timeLimit(.minutes(5))) struct FileAnalysisTests {
    /// 2026-11-22T10:00:00 UTC, in nanoseconds.
    private static let now: Int64 = 1_795_341_600_000_000_000

    /// Lines as the example application writes them.
    private static let lines = """
        {"timestamp": "2026-11-22T09:00:00.000001", "level": "INFO", "message": "Request handled", "endpoint": "/chat", "duration": 0.5}
        {"timestamp": "2026-11-22T09:10:00.000001", "level": "INFO", "message": "Request handled", "endpoint": "/chat", "duration": 1.5, "status": 500}
        {"timestamp": "2026-11-22T09:20:00.000001", "level": "ERROR", "message": "AI model call failed", "model": "gemini", "error": "no", "error_type": "ValueError"}
        {"timestamp": "2026-11-22T09:30:00.000001", "level": "INFO", "message": "AI model call successful", "model": "gemini", "tokens": {"prompt": 1.3, "completion": 2.6}}
        not JSON at all
        {"timestamp": "2026-11-22T09:40:00.000001", "level": "INFO", "message": "Application started"}

        """

    private static let json = """
        {"errors":{"error_types":{"ValueError":1},"recent_errors":[{"error":"no","error_type":"ValueError",\
        "level":"ERROR","message":"AI model call failed","model":"gemini","timestamp":"2026-11-22T09:20:00.000001"}],\
        "total_errors":1},"models":{"gemini":{"avg_duration":0,"calls":2,"errors":1,"p95":0,\
        "tokens":{"completion":2.6,"prompt":1.3}}},"requests":{"avg_duration":1,"endpoints":{"/chat":{"avg_duration":1,\
        "count":2,"errors":1,"p95":1.5}},"p50":0.5,"p95":1.5,"p99":1.5,"total_requests":2},\
        "timestamp":"2026-11-22T10:00:00.000Z"}

        """

    private func analyze(_ paths: [String], after: Int64? = nil, threads: Int = 2) throws
        -> FileAnalysis.Outcome
    {
        try FileAnalysis(paths, after: after, threads: threads).run()
    }

    private func text(_ outcome: FileAnalysis.Outcome) -> String {
        String(decoding: StatusJSON.line(outcome.analyzer.report(now: Self.now)), as: UTF8.self)
    }

    @Test func linesOfTheExampleApplicationAreCounted() throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.lines, to: "a.log")
        let outcome = try analyze([directory.path("a.log")])
        #expect(outcome.problems == [])
        #expect(outcome.lines == 6 && outcome.files == 1 && outcome.bytes == Int64(Self.lines.utf8.count))
        #expect(outcome.newest == Self.now - 1_200_000_000_000 + 1000)
        // Quantiles are within one percent of a duration.
        var report = outcome.analyzer.report(now: Self.now)
        for quantile in [report.requests.p50, report.requests.p95, report.requests.p99] {
            #expect(abs(quantile - 0.5) <= 0.005 || abs(quantile - 1.5) <= 0.015)
        }
        report.requests.p50 = 0.5
        (report.requests.p95, report.requests.p99) = (1.5, 1.5)
        report.requests.endpoints["/chat"]?.p95 = 1.5
        #expect(String(decoding: StatusJSON.line(report), as: UTF8.self) == Self.json)
    }

    @Test func archivesAreTheirContents() throws {
        let directory = try ScratchDirectory()
        let bytes = Array(Self.lines.utf8)
        try directory.write(bytes, to: "a.log")
        try directory.write(deflated(bytes, windowBits: 31), to: "b.log.gz")
        // Two members, one behind the other.
        try directory.write(
            deflated(Array(bytes[..<200]), windowBits: 31) + deflated(Array(bytes[200...]), windowBits: 31),
            to: "c.log.gz")
        let plain = text(try analyze([directory.path("a.log")]))
        for name in ["b.log.gz", "c.log.gz"] {
            let outcome = try analyze([directory.path(name)])
            #expect(outcome.problems == [] && outcome.bytes == Int64(bytes.count))
            #expect(text(outcome) == plain, "\(name)")
        }
    }

    @Test(arguments: [1, 2, 5]) func severalFilesAreOne(_ threads: Int) throws {
        let directory = try ScratchDirectory()
        let pieces = Self.lines.split(separator: "\n").map { String($0) + "\n" }
        try directory.write(pieces.joined(), to: "all.log")
        for (number, piece) in pieces.enumerated() { try directory.write(piece, to: "\(number).log") }
        let outcome = try analyze(pieces.indices.map { directory.path("\($0).log") }, threads: threads)
        #expect(outcome.lines == 6 && outcome.files == 6)
        #expect(text(outcome) == text(try analyze([directory.path("all.log")])))
    }

    @Test func whatCannotBeReadIsNamedAndTheRestCounts() throws {
        let directory = try ScratchDirectory()
        let bytes = Array(Self.lines.utf8)
        try directory.write(bytes, to: "a.log")
        try directory.write(Array(deflated(bytes, windowBits: 31).dropLast(20)), to: "cut.gz")
        try directory.write(bytes, to: "plain.gz")
        try directory.makeDirectory("d")
        let names = ["missing.log", "d", "cut.gz", "a.log", "plain.gz"]
        let outcome = try analyze(names.map { directory.path($0) })
        #expect(
            outcome.problems == [
                "cannot open \(directory.path("missing.log")): No such file or directory",
                "cannot read \(directory.path("d")): Is a directory",
                "\(directory.path("cut.gz")): the archive stops in the middle; what is in front of that counts",
                "\(directory.path("plain.gz")): the archive is damaged; what is in front of that counts",
            ])
        #expect(outcome.files == 4)
        #expect(outcome.analyzer.report(now: Self.now).errors.totalErrors >= 1)
    }

    @Test func linesMayBeOfAnyLengthAndEndAnywhere() throws {
        let directory = try ScratchDirectory()
        var text = ""
        // Ends of blocks are within lines, at their ends, and in front of them.
        for length in [0, 1, 60_000, (1 << 20) - 55, 1 << 19, 3 << 20, 5, (1 << 20) - 200, 70, 2 << 20, 7] {
            text += #"{"timestamp": 1795341600, "level": "error", "pad": ""#
            text += String(repeating: "x", count: length) + "\"}\n"
        }
        text += #"{"level": "ERROR"}"#
        try directory.write(text, to: "a.log")
        let outcome = try analyze([directory.path("a.log")])
        #expect(outcome.lines == 12 && outcome.problems == [])
        // Two are longer than a line may be.
        #expect(outcome.analyzer.report(now: Self.now).errors.totalErrors == 10)
    }

    @Test func hostileBytesAndEmptyFilesAreNoProblem() throws {
        let directory = try ScratchDirectory()
        try directory.write([UInt8](), to: "empty.log")
        try directory.write([UInt8](repeating: 10, count: 5000), to: "newlines.log")
        try directory.write(
            Array("\u{0}\u{FFFF}{\"level\":\"ERROR".utf8) + [0xFF, 0xC0, 10, 0x7B], to: "evil.log")
        var random = SeededGenerator(seed: 7)
        try directory.write(
            (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) }, to: "random.log")
        try directory.write(String(repeating: "[", count: 100_000) + "\n{\"a\":" + "\n", to: "deep.log")
        let names = ["empty.log", "newlines.log", "evil.log", "random.log", "deep.log"]
        let outcome = try analyze(names.map { directory.path($0) })
        #expect(outcome.problems == [] && outcome.files == 5 && outcome.lines >= 5004)
        #expect(outcome.analyzer.report(now: Self.now).requests.totalRequests == 0)
    }

    @Test func onlyWhatIsLateEnoughCounts() throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.lines, to: "a.log")
        let half = try analyze([directory.path("a.log")], after: Self.now - 2_700_000_000_000)
        #expect(half.analyzer.report(now: Self.now).requests.totalRequests == 0)
        #expect(half.analyzer.report(now: Self.now).errors.totalErrors == 1)
        let none = try analyze([directory.path("a.log")], after: Self.now)
        #expect(none.analyzer.ignored.tooOld == none.analyzer.entries && none.analyzer.entries > 0)
        #expect(none.newest == half.newest)
    }

    @Test func progressIsToldUpToTheEnd() throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.lines, to: "a.log")
        let size = Int64(Self.lines.utf8.count)
        let analysis = FileAnalysis([directory.path("a.log"), directory.path("missing.log")])
        #expect(analysis.progress == FileAnalysis.Progress(bytes: 0, total: size))
        _ = try analysis.run { _ in 1 }
        #expect(analysis.progress == FileAnalysis.Progress(bytes: size, total: size))
        #expect(FileAnalysis(["-"]).progress.total == nil)
        #expect(FileAnalysis(["/dev/null"]).progress.total == nil)
    }
}
