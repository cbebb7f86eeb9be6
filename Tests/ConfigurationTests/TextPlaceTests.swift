// Where each character of a text stands in the file, through quotes, escapes, blocks, folding and variables.

import Testing

@testable import Configuration

@Suite struct TextPlaceTests {
    /// Where the `*` of the value of `k` is said to stand, and where it does.
    private func places(_ text: String) throws -> (said: String, real: String) {
        let node = try #require(try tree(text)["k"])
        let value = try #require(node.text)
        let offset = try #require(value.unicodeScalars.enumerated().first { $1 == "*" }).offset
        let place = node.location(ofCharacter: offset)
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        let row = try #require(lines.firstIndex { $0.contains("*") })
        let column = lines[row].enumerated().first { $1 == "*" }?.offset ?? 0
        return ("\(place.line):\(place.column)", "\(row + 1):\(column + 1)")
    }

    @Test(
        arguments: [
            "k: a*b",
            "k:    ä*b",
            "{k: a*b}",
            "k: 'a*b'",
            "k: 'it''s*'",
            "k: '''''*'",
            #"k: "a*b""#,
            #"k: "\"\x41\u00e9\U0001F600\\ \t*b""#,
            "k: a\n   b\n\n   c*d",
            "k: 'a\n   b''\n\n   c*d'",
            "k: \"a\n   b\\n \\\n   c*d\"",
            "k: |\n  {{ if a }}\n    b*c\n  d",
            "k: |-  # what follows\n\n      a\n      b*c",
            "k: >\n  a b\n  c\n\n\n  d*e\n",
            "k: >+\n  a\n\n    b*\n",
            "k: |2\n    a*\n",
            "k: &anchor a*b",
            "k: !!str 'a*b'",
            "k: &a |\n  x\n  y*\n",
            "k: a\r\n   b*",
        ])
    func characterIsFoundWhereItStands(_ text: String) throws {
        let (said, real) = try places(text)
        #expect(said == real, "\(text)")
    }

    @Test func textThatIsMadeInCodeStandsInOnePlace() {
        let node = Node.scalar("abc", at: Location(file: "f", line: 3, column: 5))
        #expect(node.location(ofCharacter: 2).description == "f:3:7")
        #expect(node.location(ofCharacter: -1).description == "f:3:5")
    }

    @Test func placeBehindTheEndIsWhereTheTextWouldGoOn() throws {
        #expect(try tree("k: 'ab'")["k"]?.location(ofCharacter: 2).description == "f:1:7")
        #expect(try tree("k: |\n  ab\n")["k"]?.location(ofCharacter: 2).description == "f:2:5")
    }

    @Test func variableIsOnePlace() throws {
        let text = "k: a${X}*"
        let diagnostics = DiagnosticCollector()
        let expansion = Environment.expansion(
            of: Array(text.utf8), lookup: { $0 == "X" ? "longer" : nil }, file: "f", diagnostics: diagnostics)
        let node = try #require(YAML.parse(expansion, diagnostics: diagnostics)?["k"])
        #expect(node.text == "alonger*")
        #expect(node.location(ofCharacter: 0).column == 4)
        #expect(node.location(ofCharacter: 1).column == 5)
        #expect(node.location(ofCharacter: 7).column == 9)
    }
}
