// docs/logrotate.md has every directive, and its example is what is printed.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Rotation

@Suite struct LogrotateDocumentationTests {
    private static let page: String = {
        let root = FileSystem.parent(of: FileSystem.parent(of: FileSystem.parent(of: #filePath)))
        let bytes = (try? FileSystem.contents(of: FileSystem.join(root, "docs/logrotate.md"))) ?? []
        return String(decoding: bytes, as: UTF8.self)
    }()

    @Test func everyDirectiveIsInTheTable() throws {
        let table = try #require(Self.page.split(separator: "## Every directive").last)
        let cells = table.split(separator: "\n").filter { $0.hasPrefix("| `") }
            .compactMap { $0.split(separator: "|").first }
        for word in LogrotateParser.words + ["errors"] {
            #expect(cells.count { $0.contains("`\(word)`") } == 1, "\(word)")
        }
    }

    @Test func theExampleIsWhatIsPrinted() throws {
        let pieces = Self.page.split(separator: "```\n", omittingEmptySubsequences: false)
        let block = try #require(pieces.first { $0.hasPrefix("/var/log/app") })
        let policy = try #require(
            Self.page.split(separator: "```yaml\nrotation:\n").last?.split(separator: "```\n").first)
        // Users differ from host to host.
        let text = block.split(separator: " app adm").joined(separator: " root root")
        let directory = try ScratchDirectory()
        try directory.write(String(text) + "\n", to: "c")
        chmod(directory.path("c"), 0o644)
        let wanted = policy.split(separator: "owner: \"app\", group: \"adm\"").joined(
            separator: "owner: \"root\", group: \"root\"")
        #expect(LogrotateImport([directory.path("c")]).text.hasSuffix(wanted))
    }
}
