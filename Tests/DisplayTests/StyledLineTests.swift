// Why this file exists: what is drawn in place must be cut by what is seen, and taken back exactly.

import Testing

@testable import Display

@Suite("Lines and frames")
struct StyledLineTests {
    @Test("A line is cut by what is seen, and styled only if asked")
    func styledLine() {
        var line = StyledLine("ab", .good)
        line.fill(to: 4)
        line.add("漢字\u{1B}[2J", .strong)
        #expect(line.width == 12)
        #expect(line.text(width: 80, colours: false) == "ab  漢字?[2J")
        #expect(line.text(width: 8, colours: false) == "ab  漢…")
        #expect(line.text(width: 6, colours: false) == "ab…")
        #expect(line.text(width: 0, colours: false).isEmpty)
        #expect(line.text(width: 80, colours: true) == "\u{1B}[32mab\u{1B}[0m  \u{1B}[1m漢字?[2J\u{1B}[0m")
    }

    @Test("A frame goes up by the rows that the one before takes now")
    func frame() {
        var frame = Frame(colours: false)
        let lines = [StyledLine(String(repeating: "x", count: 60)), StyledLine(), StyledLine("y")]
        #expect(frame.redraw(lines, columns: 80).hasPrefix("\rxxx"))
        #expect(frame.redraw(lines, columns: 80).hasPrefix("\r\u{1B}[3Axxx"))
        // Narrower: 60 columns have become two rows of 40.
        #expect(frame.redraw(lines, columns: 40).hasPrefix("\r\u{1B}[4Axxx"))
        #expect(frame.redraw(lines, columns: 80).hasPrefix("\r\u{1B}[3Axxx"))
        #expect(frame.erase(columns: 80) == "\r\u{1B}[3A\u{1B}[K\r\n\u{1B}[K\r\n\u{1B}[K\r\n\r\u{1B}[3A")
        #expect(frame.redraw(lines, columns: 80).hasPrefix("\rxxx"))
        frame.forget()
        #expect(frame.redraw(lines, columns: 80).hasPrefix("\rxxx"))
    }
}
