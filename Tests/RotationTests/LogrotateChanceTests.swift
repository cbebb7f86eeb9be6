// Whatever stands in logrotate's configuration, what is printed can be used, and nothing crashes.

import Configuration
import Glibc
import TestSupport
import Testing

@testable import Rotation

@Suite struct LogrotateChanceTests {
    private func imported(_ text: [UInt8], _ directory: ScratchDirectory) throws -> LogrotateImport {
        try directory.write(text, to: "c")
        chmod(directory.path("c"), 0o644)
        let imported = LogrotateImport([directory.path("c")])
        let diagnostics = DiagnosticCollector()
        let policies = LogrotateDirectiveTests.decode(imported.text, diagnostics)
        #expect(diagnostics.diagnostics.filter { $0.severity == .error } == [])
        #expect(policies.map(\.patterns) == imported.policies.map(\.patterns))
        return imported
    }

    @Test func anyWordsBecomeAConfigurationThatCanBeUsed() throws {
        let directory = try ScratchDirectory()
        var random = SeededGenerator(seed: 11)
        let words =
            LogrotateParser.words.filter { $0 != "include" } + [
                "errors", "endscript", "{", "}", "{\n", "}\n", "\n", "\n", "\n", "\n/a/*.log {\n", "/b/ ",
                "\"/c d\" ", "'", "\"",
                "\\", "#", "# comment\n", "=", "0", "1", "-1", "7", "010", "0x1F", "999999",
                "9999999999999999999", "1k", "5M", "2G",
                "0640", "root", "adm", ".log", "x/y", "%Y", "-%Y%m%d", "%", "\r", "\t", "é", "\u{85}",
                "\u{2028}", "\u{7}", ",", ": ",
                "- ", "<<E\n", "~/x ", "*", "[", "?",
            ]
        var count = 0
        for _ in 0..<400 {
            var text = ""
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                text +=
                    words[Int.random(in: 0..<words.count, using: &random)]
                    + (Bool.random(using: &random) ? " " : "")
            }
            count += try imported(Array(text.utf8), directory).policies.count
        }
        for _ in 0..<400 {
            var text = "/x/*.log {\n"
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let pair = (0..<2).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
                text += pair.joined(separator: " ") + "\n"
            }
            count += try imported(Array((text + "}\n").utf8), directory).policies.count
        }
        #expect(count > 50)
    }

    @Test func anyBytesAreReadToTheirEnd() throws {
        let directory = try ScratchDirectory()
        var random = SeededGenerator(seed: 12)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random)
                    : Array("{}\n /#a=\"'\\".utf8).randomElement(using: &random) ?? 0
            }
            _ = try imported(bytes, directory)
        }
    }

    @Test(arguments: [
        ("dateext\ndateformat .old", "dateformat: has no date in it"),
        ("extension a/b", "extension"), ("rotate 200000", "rotate"),
    ])
    func whatAPolicyCannotSayIsAnErrorAndAComment(_ body: String, _ sentence: String) throws {
        let directory = try ScratchDirectory()
        let imported = try imported(Array("/a {\n\(body)\n}\n/b {\n}\n".utf8), directory)
        #expect(imported.policies.map(\.patterns) == [["/b"]])
        #expect(imported.isRefused)
        #expect(
            imported.remarks.last?.description.hasPrefix(
                "\(directory.path("c")):1: error: this block is left out: ") == true)
        #expect(imported.remarks.last?.text.contains(sentence) == true)
        #expect(
            imported.text.contains("\n  #   - paths: [\"/a\"]\n")
                || imported.text.contains("\n  # - paths: [\"/a\"]\n"))
    }

    @Test func directoriesAreNoLogs() throws {
        let directory = try ScratchDirectory()
        let imported = try imported(Array("/a/ /b {\n}\n/c/ {\n}\n".utf8), directory)
        #expect(imported.policies.map(\.patterns) == [["/b"]])
        #expect(imported.remarks.map(\.kind) == [.warning, .warning])
    }
}
