// Bytes that are no YAML text are named at their place; what is text has columns in characters.

import Testing

@testable import Configuration

@Suite struct EncodingTests {
    private static let notText =
        "the file contains a NUL byte, so it is not a text; remove the byte, or save the file as UTF-8"

    private static let table: [([UInt8], String)] = [
        ([0xff, 0xfe, 0x61, 0x00], "1:1: error: the file is encoded in UTF-16; save it as UTF-8"),
        ([0xfe, 0xff, 0x00, 0x61], "1:1: error: the file is encoded in UTF-16; save it as UTF-8"),
        ([0x61, 0x00, 0x3a, 0x00], "1:2: error: \(notText)"),
        (Array("a: 1\nb: \0".utf8), "2:4: error: \(notText)"),
        (Array("a: ".utf8) + [0xe9, 0x20], "1:4: error: the byte 0xe9 is not UTF-8; save the file as UTF-8"),
        (Array("é: ".utf8) + [0x80], "1:4: error: the byte 0x80 is not UTF-8; save the file as UTF-8"),
        ([0xc0, 0x80], "1:1: error: the byte 0xc0 is not UTF-8; save the file as UTF-8"),
        ([0xe0, 0x80, 0x80], "1:1: error: the byte 0xe0 is not UTF-8; save the file as UTF-8"),
        ([0xed, 0xa0, 0x80], "1:1: error: the byte 0xed is not UTF-8; save the file as UTF-8"),
        ([0xf0, 0x8f, 0xbf, 0xbf], "1:1: error: the byte 0xf0 is not UTF-8; save the file as UTF-8"),
        ([0xf4, 0x90, 0x80, 0x80], "1:1: error: the byte 0xf4 is not UTF-8; save the file as UTF-8"),
        ([0xf5, 0x80, 0x80, 0x80], "1:1: error: the byte 0xf5 is not UTF-8; save the file as UTF-8"),
        ([0x61, 0xf0, 0x9f, 0x98], "1:2: error: the byte 0xf0 is not UTF-8; save the file as UTF-8"),
        (
            Array("a: \u{1}".utf8),
            "1:4: error: YAML does not allow the character U+0001; remove it, or write \"\\u0001\" inside double quotes"
        ),
        (
            Array("a\n\u{7f}".utf8),
            "2:1: error: YAML does not allow the character U+007F; remove it, or write \"\\u007F\" inside double quotes"
        ),
        (
            Array("a: 1\n\u{feff}b: 2".utf8),
            "2:1: error: YAML does not allow the character U+FEFF; remove it, or write \"\\uFEFF\" inside double quotes"
        ),
        (
            Array("\u{ffff}".utf8),
            "1:1: error: YAML does not allow the character U+FFFF; remove it, or write \"\\uFFFF\" inside double quotes"
        ),
    ]

    @Test(arguments: table)
    func namesTheFirstBadByte(bytes: [UInt8], expected: String) {
        let diagnostics = DiagnosticCollector()
        #expect(YAML.parse(bytes, file: "f", diagnostics: diagnostics) == nil)
        #expect(diagnostics.diagnostics.map(\.description) == ["f:" + expected])
    }

    /// If the check let a character through that libyaml refuses, the place of its report would be wrong.
    @Test func agreesWithTheLibraryAboutEveryCharacter() throws {
        for value in UInt32(0)...0x10ffff
        where value < 0x400 || value % 0x1ff == 0 || value & 0xfff0 == 0xfff0
            || (0x2000..<0x2100).contains(value)
        {
            guard let scalar = Unicode.Scalar(value), value != 0x22, value != 0x5c else { continue }
            let (node, findings) = parse("- \"\(Character(scalar))\"")
            let isAllowed = node != nil
            #expect(
                isAllowed || findings.allSatisfy { $0.contains("YAML does not allow") || $0.contains("NUL") })
            if isAllowed, ![0x09, 0x0a, 0x0d, 0x20, 0x85, 0x2028, 0x2029].contains(value) {
                #expect(node?.elements?.first?.text == String(Character(scalar)))
            }
        }
    }

    @Test func skipsAByteOrderMark() throws {
        let node = try tree("\u{feff}a: 1\nb: 2")
        #expect(shape(node) == "{a: 1, b: 2}")
        #expect(node.entries?.map { $0.key.location.description } == ["f:1:1", "f:2:1"])
        #expect(shape(try tree("\u{feff}")) == "{}")
        #expect(shape(try tree("\u{feff}# c\n")) == "{}")
    }

    @Test func countsColumnsInCharacters() throws {
        let node = try tree("é😀e\u{301}: {日本: 𝔘, b: c}")
        #expect(node.entries?.first?.key.location.description == "f:1:1")
        let inner = try #require(node.entries?.first?.value)
        #expect(inner.location.description == "f:1:7")
        #expect(inner.entries?.map { $0.value.location.description } == ["f:1:12", "f:1:18"])
        #expect(inner["日本"]?.text == "𝔘")
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func countsLinesByAnyLineEnd(end: String) throws {
        let node = try tree(
            ["a: 1", "# c", "", "b:", "  - x", "  - 'y", "    z'", "c: |", "  t", "d: 3"].joined(
                separator: end))
        #expect(node.entries?.map { $0.key.location.line } == [1, 4, 8, 10])
        #expect(node["b"]?.elements?.map { $0.location.description } == ["f:5:5", "f:6:5"])
        #expect(node["b"]?.elements?.last?.text == "y z")
        #expect(node["c"]?.text == "t\n")
    }

    @Test func readsACollectionThatIsNotContiguous() {
        let diagnostics = DiagnosticCollector()
        let node = YAML.parse(Array("1 :a".utf8).reversed(), file: "f", diagnostics: diagnostics)
        #expect(node.map(shape) == "{a: 1}")
    }
}
