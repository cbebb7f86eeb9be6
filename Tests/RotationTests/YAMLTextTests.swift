// What is printed as YAML is read back as it was, whatever it holds.

import Configuration
import TestSupport
import Testing

@testable import Rotation

@Suite struct YAMLTextTests {
    private static let texts = [
        "a", "", " ", "a b", "\"", "\\", "a\"b\\c", "# no comment", "a: b", "- a", "yes", "0640", "03:15",
        "null", "~", "é",
        "\u{1F600}", "tab\there", "\u{7F}", "\u{1B}[0m", "\u{85}", "\u{2028}", "\u{FEFF}x", "\r", "a\r\nb",
        "one\ntwo", "one\n",
        "\none", " one\ntwo", "\tone\n  two", "one\n\ntwo", "one\n  two\n three", "one  \ntwo\t",
        "one\n   \ntwo", "%Y", "@x", "`x`",
        "{a}", "[a]", "&a", "*a", "!a", "|", ">", "'", "---", "...", "one\n---\ntwo", "one\n# two",
        "# one\ntwo", "${X}",
    ]

    private func read(_ value: String) -> String? {
        let text = "x:\n  - k: \(value)\n    l: 1\n"
        let root = YAML.parse(Array(text.utf8), file: "t", diagnostics: DiagnosticCollector())
        #expect(root?["x"]?.elements?.first?["l"]?.text == "1")
        return root?["x"]?.elements?.first?["k"]?.text
    }

    @Test(arguments: texts) func aTextInQuotesIsReadBack(_ text: String) {
        #expect(read(YAMLText.quoted(text)) == text)
    }

    @Test(arguments: texts) func aBlockIsReadBack(_ text: String) {
        #expect(read(YAMLText.block(text, indentation: 6)) == text)
    }

    @Test func anyTextIsReadBack() {
        var random = SeededGenerator(seed: 7)
        let scalars = Array(" \n\t#:-'\"\\|>%{}[]ab\r\u{85}\u{A0}é".unicodeScalars)
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                text.unicodeScalars.append(scalars[Int.random(in: 0..<scalars.count, using: &random)])
            }
            #expect(read(YAMLText.quoted(text)) == text)
            #expect(read(YAMLText.block(text, indentation: 6)) == text)
        }
    }
}
