// The collector is the one way by which anything wrong reaches the user.

import Testing

@testable import Configuration

@Suite struct DiagnosticTests {
    private func place(_ line: Int, _ column: Int = 1, file: String = "f") -> Location {
        Location(file: file, line: line, column: column)
    }

    @Test func showsPlaceSeverityMessageAndRemedy() {
        let location = Location(file: "agent.conf", line: 12, column: 5)
        #expect(location.description == "agent.conf:12:5")
        let full = Diagnostic(severity: .error, location: location, message: "no", remedy: "write yes")
        #expect(full.description == "agent.conf:12:5: error: no; write yes")
        let bare = Diagnostic(severity: .warning, location: location, message: "no", remedy: nil)
        #expect(bare.description == "agent.conf:12:5: warning: no")
        let note = Diagnostic(severity: .note, location: location, message: "no", remedy: nil)
        #expect(note.description == "agent.conf:12:5: note: no")
    }

    @Test func sortsByPlaceAndKeepsTheOrderOfReportsAtOne() {
        let collector = DiagnosticCollector()
        collector.error(place(2), "d")
        collector.error(place(1, 9), "b")
        collector.error(place(1, 9), "a")
        collector.error(place(1, 2), "c")
        collector.error(place(10), "e")
        collector.error(place(1, file: "e"), "f")
        #expect(collector.diagnostics.map(\.message) == ["f", "c", "b", "a", "d", "e"])
    }

    @Test func knowsWhetherThereAreErrors() {
        let collector = DiagnosticCollector()
        collector.note(place(1), "n", fix: "x")
        collector.warning(place(1), "w")
        #expect(!collector.hasErrors)
        collector.error(place(1), "e")
        #expect(collector.hasErrors)
        #expect(collector.diagnostics.map(\.severity) == [.note, .warning, .error])
    }

    @Test func keepsAHundredAndCountsTheRest() {
        let collector = DiagnosticCollector()
        for line in 1...130 { collector.error(place(line), "e") }
        #expect(collector.diagnostics.count == 100)
        #expect(collector.omittedCount == 30)
        #expect(collector.diagnostics.last?.location.line == 100)
    }

    @Test func anErrorTakesThePlaceOfAWarning() {
        let collector = DiagnosticCollector()
        for line in 1...100 { collector.warning(place(line), "w") }
        collector.error(place(200), "e")
        collector.warning(place(201), "w")
        #expect(collector.diagnostics.count == 100)
        #expect(collector.diagnostics.filter { $0.severity == .error }.map(\.location.line) == [200])
        #expect(collector.omittedCount == 2)
        #expect(collector.hasErrors)
    }

    @Test func keepsTheSameFindingOnce() {
        let collector = DiagnosticCollector()
        for _ in 0..<3 { collector.error(place(1), "e", fix: "x") }
        #expect(collector.diagnostics.count == 1)
        #expect(collector.omittedCount == 0)
    }

    @Test(arguments: [
        ("plain", "'plain'"),
        ("two\nlines\r\t", "'two\\nlines\\r\\t'"),
        ("\u{1b}[31m\u{202e}x", "'\\u{1b}[31m\\u{202e}x'"),
        (String(repeating: "a", count: 60), "'" + String(repeating: "a", count: 60) + "'"),
        (String(repeating: "a", count: 61), "'" + String(repeating: "a", count: 60) + "…'"),
    ])
    func quotesOnOneLine(text: String, shown: String) {
        #expect(Quoting.quoted(text) == shown)
    }
}
