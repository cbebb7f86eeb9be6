// Logs of which one thing is not usual are usual otherwise.

import FoundationEssentials
import Testing

@testable import Benchmarking

@Suite struct LogKindTests {
    private func lines(_ kind: LogKind, _ count: Int) -> [[UInt8]] {
        var log = kind.lines(seed: 1)
        var output: [UInt8] = []
        for _ in 0..<count { log.appendLine(to: &output) }
        #expect(log.lineCount == count)
        #expect(output.last == UInt8(ascii: "\n"))
        return output.split(separator: UInt8(ascii: "\n")).map(Array.init)
    }

    struct Line: Decodable {
        var timestamp: String
        var level: String
        var message: String
        var worker: String?
        var service: String?
    }

    @Test(arguments: [90, 100, 426, 10_000, 1_000_000])
    func sizedLinesHaveTheirSize(bytes: Int) throws {
        let lines = lines(.sized(bytes), 4)
        #expect(lines.allSatisfy { $0.count == bytes - 1 })
        let decoded = try lines.map { try JSONDecoder().decode(Line.self, from: Data($0)) }
        #expect(decoded.map(\.level) == ["WARNING", "INFO", "INFO", "INFO"])
        #expect(Set(decoded.map(\.timestamp)).count == 4)
        #expect(decoded.allSatisfy { $0.timestamp.utf8.count == 26 })
    }

    @Test func workersAreAThousand() throws {
        let decoded = try lines(.workers, 3_000).map { try JSONDecoder().decode(Line.self, from: Data($0)) }
        #expect(Set(decoded.map(\.worker)).count == 1_000)
        #expect(Set(decoded.map(\.service)) == ["shop"])
    }

    @Test(arguments: [LogKind.access, .workers, .sized(200)])
    func linesAreTheSameForTheSameSeed(kind: LogKind) {
        #expect(lines(kind, 100) == lines(kind, 100))
    }
}
