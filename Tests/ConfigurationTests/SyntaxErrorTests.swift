// Every way in which a text can fail to be YAML, with the words and the place that the user gets.

import Testing

@testable import Configuration

@Suite struct SyntaxErrorTests {
    private static let tab =
        "a tab is used for indentation; indent with spaces; YAML does not allow tabs there"
    private static let colon =
        "a value without quotes cannot contain ': '; put the whole value in single quotes"
    private static let goesOn =
        "a key stands where the value above goes on; begin it in the column of the keys around it, "
        + "or put the whole value in single quotes"
    private static let tag =
        "a text that begins with ! is a tag, and this is no known one; put the text in single quotes"
    private static let header =
        "only the signs + - and 1 to 9 may follow | or > in its line; begin the text in the next line, "
        + "or put it in single quotes"
    private static let follows =
        "text follows a value that has ended; put the whole value in one pair of quotes; "
        + "inside single quotes write '' for a quote"
    private static let neverClosed =
        "the quote that opens here is never closed; close it with the same sign; "
        + "inside single quotes write '' for a quote"
    private static let ended =
        "the top value ended above, and more text follows; begin all keys of the top in the same column, "
        + "and write '---' after directives"
    private static let directive =
        "a line that begins with % is a directive, and this is no known one; "
        + "remove it, or put the text in single quotes"
    private static let noColon =
        "a key is expected here, and no ': ' follows in the line; "
        + "write 'key: value', or indent the line if it goes on with the value above"
    private static let tooLong = "a key is longer than 1024 characters; write a shorter key"

    private static func unclosed(_ what: String, _ open: String, _ close: String, line: Int) -> String {
        "the \(what) that \(open) opens in line \(line) lacks a ',' or its '\(close)' before this; write ',' between "
            + "the elements and '\(close)' after the last; put a text with \(open) \(close) or , in quotes"
    }

    private static let table: [(String, String)] = [
        ("a:\n\tb: 1\n", "2:1: \(tab)"),
        ("\ta: 1\n", "1:1: \(tab)"),
        ("a:\n  b: 1\n\tc: 2\n", "3:1: \(tab)"),
        ("a:\n  b: 1\n \t c: 2\n", "3:2: \(tab)"),
        ("a: b\n\tc: d\n", "2:1: \(tab)"),
        ("a: |\n\tb\n", "2:1: \(tab)"),
        ("a: \n\t- b\n", "2:1: \(tab)"),
        ("a:\r\n\tb: 1\r\n", "2:1: \(tab)"),
        ("- \t- b\n", "1:3: \(tab)"),
        ("a: b: c\n", "1:5: \(colon)"),
        ("a: é😀: x: y", "1:6: \(colon)"),
        ("# c\n- a: b: c\n", "2:7: \(colon)"),
        ("a: \"b\" : c", "1:8: \(colon)"),
        ("{a: b: c}", "1:6: \(colon)"),
        ("a: 1\n  b: 2\n", "2:4: \(goesOn)"),
        ("a\nb: 1\n", "2:2: \(goesOn)"),
        ("a:\n- b\n  c: d\n", "3:4: \(goesOn)"),
        ("c:d\ne: f\n", "1:2: a blank is missing after ':'; write ': ', or put a text in single quotes"),
        (
            "a: b\nc:d\ne: f\n",
            "2:2: a blank is missing after ':'; write ': ', or put a text in single quotes"
        ),
        ("- a\n-b\n", "2:1: a blank is missing after '-'; write '- ', or put a text in single quotes"),
        ("a: 1\nb\n", "2:1: \(noColon)"),
        ("a: %x\n", "1:4: a value cannot begin with '%'; put the value in single quotes"),
        ("a: @x\n", "1:4: a value cannot begin with '@'; put the value in single quotes"),
        ("a: [`x`]\n", "1:5: a value cannot begin with '`'; put the value in single quotes"),
        ("a: ]\n", "1:4: a value cannot begin with ']'; put the value in single quotes, or remove the sign"),
        ("a: ,x\n", "1:4: a value cannot begin with ','; put the value in single quotes, or remove the sign"),
        ("a: }x\n", "1:4: a value cannot begin with '}'; put the value in single quotes, or remove the sign"),
        ("a: [1, 2\nb: 3\n", "2:2: \(unclosed("list", "[", "]", line: 1))"),
        ("a: [b\n", "2:1: \(unclosed("list", "[", "]", line: 1))"),
        ("\na: {b: 1\n", "3:1: \(unclosed("mapping", "{", "}", line: 2))"),
        ("a: 'x\n", "1:4: \(neverClosed)"),
        ("a: \"x\n", "1:4: \(neverClosed)"),
        (
            "a: 'x\n---\nb'\n",
            "1:4: the quote that opens here is not closed before the line '---' or '...'; "
                + "close it with the same sign; inside single quotes write '' for a quote"
        ),
        ("a: 'it's'\n", "1:8: \(follows)"),
        ("a: \"x\" y\n", "1:8: \(follows)"),
        ("a: &b *c\n", "1:7: \(follows)"),
        (
            "a: \"\\q\"\n",
            "1:5: a backslash inside double quotes begins an escape, and this is no known one; "
                + "write \\\\ for a backslash, or use single quotes"
        ),
        (
            "a: \"x\\u12\"\n",
            "1:8: the escape lacks hexadecimal digits; write 2 after \\x, 4 after \\u, 8 after \\U, "
                + "or use single quotes"
        ),
        ("a: \"\\ud83d\\ude00\"", "1:7: the escape stands for no character; write the character itself"),
        ("a: \"x\\0\"", "1:4: a text cannot contain a NUL character; remove the escape that stands for it"),
        (
            "- a\nb: 1\n",
            "2:1: the list that begins in line 1 goes on with something that is no element; "
                + "begin the line with '- ' in column 1, or with a key left of it"
        ),
        (
            "key: value\n- item\n",
            "2:1: a list element stands among the keys of a mapping; "
                + "put it below its key, or indent it to the list that it belongs to"
        ),
        (
            "a:\n    b: 1\n   c: 2\n",
            "3:4: the indentation fits no key above; begin the line in column 1, where the mapping of line 1 begins, "
                + "or below a key that has no value yet"
        ),
        (
            "a: - b\n",
            "1:4: a list cannot begin in the line of its key; begin the '- ' in the next line, or write [a, b]; "
                + "put a text that begins with '- ' in single quotes"
        ),
        ("a: ? b\n", "1:4: a text that begins with '? ' is read as a key; put the text in single quotes"),
        ("&a &b x\n", "1:4: \(ended)"),
        ("  a: 1\n b: 2\n", "2:2: \(ended)"),
        ("a: b\n... x\n", "2:5: \(ended)"),
        (
            "a: *.log\n",
            "1:4: a text that begins with * is an alias, and this is no name of one; put the text in single quotes"
        ),
        (
            "a: &\n",
            "1:4: a text that begins with & names an anchor, and this is no name of one; put the text in single quotes"
        ),
        ("a: !<x\n", "1:4: \(tag)"),
        ("a: !foo!bar x\n", "1:4: \(tag)"),
        ("a: !!\n", "1:4: \(tag)"),
        ("a: |x\n", "1:4: \(header)"),
        ("a: >0\n x", "1:4: \(header)"),
        ("%FOO\na\n", "1:1: \(directive)"),
        ("%YAML x\n---\na", "1:1: \(directive)"),
        ("%TAG\n---\na", "1:1: \(directive)"),
        (
            "%YAML 3.0\n---\na\n",
            "1:1: the file asks for an unknown version of YAML; write %YAML 1.1, or remove the line"
        ),
        ("%YAML 1.1\n%YAML 1.1\n---\na", "2:1: the same directive stands twice; remove one of the two"),
        ("%TAG ! a\n%TAG ! b\n---\na", "2:1: the same directive stands twice; remove one of the two"),
        (String(repeating: "x", count: 1100) + ": 1\n", "1:1: \(tooLong)"),
        ("a: 1\n'" + String(repeating: "x", count: 1100) + "': 1\n", "2:1: \(tooLong)"),
        ("{\"a\": 1, \"" + String(repeating: "x", count: 1100) + "\": 1}", "1:1112: \(tooLong)"),
        (
            "a: 1\n---\nb: 2\n",
            "2:1: a second document begins here; keep one document a file, and remove the '---'"
        ),
        (
            "a: 1\n...\n---\n",
            "3:1: a second document begins here; keep one document a file, and remove the '---'"
        ),
        (
            "{a}: 1",
            "1:1: a key must be text, found a mapping; put a text that begins with { or [ in single quotes"
        ),
        (
            "a: {{ x }}",
            "1:5: a key must be text, found a mapping; put a text that begins with { or [ in single quotes"
        ),
        (
            "? - a\n: b",
            "1:3: a key must be text, found a list; put a text that begins with { or [ in single quotes"
        ),
        ("a: 1\n: b", "2:1: a key is missing before ':'; write the key, as in 'key: value'"),
        ("?\n: b\n", "1:2: a key is missing before ':'; write the key, as in 'key: value'"),
        ("{a: 1, : b}", "1:8: a key is missing before ':'; write the key, as in 'key: value'"),
    ]

    @Test(arguments: table)
    func namesPlaceCauseAndRemedy(text: String, expected: String) throws {
        let (node, findings) = parse(text)
        #expect(node == nil)
        let (line, column, words) = try parts(of: expected)
        #expect(findings == ["f:\(line):\(column): error: \(words)"])
    }

    private func parts(of expected: String) throws -> (Substring, Substring, Substring) {
        let pieces = expected.split(separator: ":", maxSplits: 2)
        try #require(pieces.count == 3)
        return (pieces[0], pieces[1], pieces[2].dropFirst())
    }

    @Test func anUnknownReportOfTheLibraryIsPassedOn() throws {
        let text: [UInt8] = Array("a: b".utf8)
        let finding = text.withUnsafeBufferPointer {
            SyntaxError(problem: "p", context: "c", position: Position(line: 1, column: 4)).explained(
                in: SourceLines($0))
        }
        #expect(finding.message == "c, p")
        #expect(finding.remedy == "look for a missing quote, bracket or blank here and in the line above")
        let memory = text.withUnsafeBufferPointer {
            SyntaxError(problem: "out of memory", context: "", position: Position()).explained(
                in: SourceLines($0))
        }
        #expect(memory.message == "there is not enough memory to read the file")
        #expect(memory.remedy == "make the file smaller")
    }

    /// A value may be a password, so no syntax error repeats one.
    @Test func repeatsNoValue() {
        for text in [
            "p: @hunter2", "p: %hunter2", "p: hun: hunter2", "p: 'hunter2", "p: \"\\qhunter2\"",
            "p: *.hunter2",
        ] {
            let findings = parse(text).findings
            #expect(findings.count == 1)
            #expect(!findings.joined().contains("hunter2"))
        }
    }
}
