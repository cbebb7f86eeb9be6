// A line that arrives is held against the one that its number stands for, so numbers must stand for one text each.

import Testing

@testable import Soaking

@Suite struct LogLinesTests {
    private func text(_ number: Int, _ format: LineFormat, file: Int = 3, seed: UInt64 = 1) -> String {
        var bytes: [UInt8] = []
        LogLines(file: file, format: format, seed: seed).appendText(number, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (
            LineFormat.json, 0,
            #"{"id": "3:0", "time": "2026-01-01T00:00:00.000000000Z", "level": "error", "message": ""#
        ),
        (
            .json, 2_000,
            #"{"id": "3:2000", "time": "2026-01-01T00:00:02.000006000Z", "level": "info", "message": ""#
        ),
        (.plain, 1, "3:1 "), (.plain, 8, "3:8 Café \\\"Zürich\\\" → "), (.mixed, 2, "3:2 "),
        (
            .mixed, 3,
            #"{"id": "3:3", "time": "2026-01-01T00:00:00.003000009Z", "level": "debug", "message": ""#
        ),
        (.twins, 64, #"{"id": "3:64", "time": "2026-01-01T00:00:01Z", "level": "info", "message": ""#),
        (.twins, 64 * 90_000, #"{"id": "3:5760000", "time": "2026-01-02T01:00:00Z", "level": "#),
    ])
    func linesBegin(format: LineFormat, number: Int, start: String) {
        #expect(text(number, format).hasPrefix(start))
    }

    @Test(arguments: LineFormat.allCases)
    func linesFollowFromSeedFileAndNumberAlone(format: LineFormat) {
        let texts = (0..<500).map { text($0, format) }
        #expect(texts == (0..<500).map { text($0, format) })
        #expect(texts != (0..<500).map { text($0, format, seed: 2) })
        #expect(texts.allSatisfy { $0.hasSuffix("\r") == (format == .crlf) })
        #expect(texts.allSatisfy { !$0.utf8.contains(10) })
        let lines = LogLines(file: 3, format: format, seed: 1)
        for number in 0..<500 {
            let found = LogLines.identify(texts[number].utf8)
            #expect(found?.file == 3)
            #expect(found?.number == lines.original(of: number))
            let part = texts[number].utf8.prefix(lines.shortestPart(lines.original(of: number)))
            #expect(LogLines.identify(part)?.number == lines.original(of: number))
        }
    }

    @Test func longLinesAreSeldomAndVeryLongOnesMoreSo() {
        let lengths = (0..<20_000).map { text($0, .plain).utf8.count }
        #expect(lengths.filter { $0 > 100_000 }.count < 10)
        #expect((10..<200).contains(lengths.filter { $0 > 1_000 }.count))
    }

    @Test func timesRise() {
        let lines = LogLines(file: 0, format: .json, seed: 1)
        let times = (0..<100).map { lines.facts($0).time ?? 0 }
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
        #expect(LogLines(file: 0, format: .plain, seed: 1).facts(0) == LogLines.Facts(time: nil, level: nil))
        #expect(LogLines(file: 0, format: .mixed, seed: 1).facts(5) == LogLines.Facts(time: nil, level: nil))
    }

    @Test func twinsAreEqualAndInOneSecond() {
        let lines = LogLines(file: 1, format: .twins, seed: 9)
        var twins = 0
        for number in 0..<1_000 {
            let original = lines.original(of: number)
            #expect(original <= number)
            #expect(original / LogLines.blockSize == number / LogLines.blockSize)
            #expect(lines.original(of: original) == original)
            #expect(lines.facts(number) == lines.facts(original))
            #expect(lines.originals(around: number)[number % LogLines.blockSize] == original)
            twins += original < number ? 1 : 0
        }
        #expect((200..<600).contains(twins))
    }

    @Test(arguments: ["", "x", "{\"id\": \"", "3", "3:", ":3", "{\"id\": \"a:3\"", "3:1234567890123", "-1:2"])
    func otherTextsAreNobodys(text: String) {
        #expect(LogLines.identify(text.utf8) == nil)
    }
}
