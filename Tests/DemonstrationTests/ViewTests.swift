// Why this file exists: the view must fit whatever it is drawn on.

import Display
import Testing

@testable import Demonstration

@Suite("The views")
struct ViewTests {
    private static func meter() -> Meter {
        var meter = Meter()
        for turn in 0...40 { meter.add(reading(seconds: Double(turn) / 4, lines: Int64(turn) * 500)) }
        return meter
    }

    private static func surroundings() -> Surroundings {
        var surroundings = Surroundings()
        (surroundings.rotateEvery, surroundings.keptFiles) = (3_000_000_000, 3)
        surroundings.metricsURL = "http://127.0.0.1:9080/metrics"
        surroundings.stateDirectory = "/tmp/logferry-demo.abcdef/state"
        return surroundings
    }

    private static func texts(_ columns: Int, _ rows: Int, _ surroundings: Surroundings = surroundings())
        -> [String]
    {
        let size = ScreenSize(columns: columns, rows: rows)
        let lines = LiveView(glyphs: .blocks).lines(meter(), surroundings, size: size)
        return lines.map { $0.text(width: columns - 1, colours: false) }
    }

    @Test("On the usual terminal all of it is there, and nothing is cut")
    func usual() {
        let texts = Self.texts(80, 24)
        #expect(texts.count == 20)
        #expect(!texts.contains { $0.contains("…") })
        for part in [
            " written         2,000        20,000", " received ", " lag ", "one every 3 s, 3 old files kept",
            "██████████",
            "http://127.0.0.1:9080/metrics", "/tmp/logferry-demo.abcdef/state", " stop         Ctrl-C",
        ] {
            #expect(texts.contains { $0.contains(part) }, "\(part)")
        }
    }

    @Test(
        "No line is wider than the screen, and one row stays free",
        arguments: [1, 2, 13, 30, 44, 45, 59, 60, 80, 120, 300])
    func fits(_ columns: Int) {
        for rows in 1...30 {
            let texts = Self.texts(columns, rows)
            #expect(texts.allSatisfy { $0.count <= max(1, columns - 1) })
            #expect(texts.count <= max(1, rows - 1))
        }
    }

    @Test("Where there is little room, the four counts are what stays")
    func little() {
        #expect(
            Self.texts(80, 5).map { $0.split(separator: " ").first } == [
                "written", "read", "shipped", "received",
            ])
    }

    @Test("A time limit, a warning and the end are said")
    func circumstances() {
        var surroundings = Self.surroundings()
        surroundings.duration = 12_500_000_000
        surroundings.warning = "a push failed"
        #expect(Self.texts(80, 24, surroundings).contains(" stop         Ctrl-C, or in 3 s"))
        #expect(Self.texts(80, 24, surroundings).contains(" agent        a push failed"))
        surroundings.isStopping = true
        #expect(Self.texts(80, 24, surroundings).last?.contains("ships the rest") == true)
    }

    @Test("Plain lines stand under their head")
    func plain() {
        let line = PlainView.line(Self.meter())
        #expect(line == "   0:10     20,000     20,000     20,000     20,000   2,000       0        0")
        #expect(PlainView.head.count == line.count)
    }
}
