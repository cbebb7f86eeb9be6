// The benchmark's figures can be compared over time only while its input stays what it is.

import FoundationEssentials
import Testing
import Workbench

@testable import Benchmarking

@Suite struct AccessLogTests {
    /// A line as a reader of the log sees it.
    struct Line: Decodable {
        var timestamp: String
        var level: String
        var message: String
        var seq: Int
        var method: String
        var endpoint: String
        var status: Int
        var duration: Double
        var bytes: Int
        var clientIp: String
        var referrer: String
        var userAgent: String
        var errorType: String?
        var tokens: [String: Double]?
    }

    private func bytes(seed: UInt64, lines: Int) -> [UInt8] {
        var log = AccessLog(seed: seed)
        var output: [UInt8] = []
        for _ in 0..<lines { log.appendLine(to: &output) }
        return output
    }

    @Test func sameSeedSameBytes() {
        #expect(bytes(seed: 1, lines: 500) == bytes(seed: 1, lines: 500))
        #expect(bytes(seed: 1, lines: 500) != bytes(seed: 2, lines: 500))
    }

    @Test(arguments: [0, 1, .max] as [UInt64])
    func linesAreWhatTheyClaim(seed: UInt64) throws {
        let output = bytes(seed: seed, lines: 4_000)
        #expect(output.last == UInt8(ascii: "\n"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let lines = try output.split(separator: UInt8(ascii: "\n")).map {
            try decoder.decode(Line.self, from: Data($0))
        }
        #expect(lines.map(\.seq) == Array(0..<4_000))
        #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.timestamp < $1.timestamp })
        #expect(lines.allSatisfy { $0.timestamp.utf8.count == 26 })
        #expect(
            lines.allSatisfy {
                $0.level == ($0.status >= 500 ? "ERROR" : $0.status >= 400 ? "WARNING" : "INFO")
            })
        #expect(lines.allSatisfy { ($0.status >= 500) == ($0.errorType != nil) })
        #expect(lines.contains { $0.tokens?["prompt"] != nil })

        let shares = Dictionary(grouping: lines, by: \.level).mapValues(\.count)
        #expect((3_800..<4_000).contains(shares["INFO"] ?? 0))
        #expect((40..<160).contains(shares["WARNING"] ?? 0))
        #expect((4..<50).contains(shares["ERROR"] ?? 0))
        #expect((400..<460).contains(output.count / lines.count))
    }

    @Test func clockCrossesMidnightAndYear() {
        var clock = LogClock(secondsSince1970: 1_767_225_599)
        var text: [UInt8] = []
        clock.advance(microseconds: 999_999)
        clock.append(to: &text)
        #expect(String(decoding: text, as: UTF8.self) == "2025-12-31T23:59:59.999999")
        text = []
        clock.advance(microseconds: 1)
        clock.append(to: &text)
        #expect(String(decoding: text, as: UTF8.self) == "2026-01-01T00:00:00.000000")
    }
}
