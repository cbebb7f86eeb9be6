// Variables are filled in before the YAML is read, and the places of diagnostics survive that.

import Testing

@testable import Configuration

@Suite struct EnvironmentTests {
    private static let variables = [
        "HOST": "loki", "PORT": "3100", "EMPTY": "", "A1_b": "x", "TWO": "one\ntwo",
        "BLOCK": "\n  b: 1\n  c: 2", "LONG": "0123456789",
        "DOLLAR": "${HOST}$$\\\\",
    ]

    private func expand(_ text: String) -> (text: String, findings: [String]) {
        let diagnostics = DiagnosticCollector()
        let result = Environment.expand(
            text, lookup: { Self.variables[$0] }, file: "f", diagnostics: diagnostics)
        return (result, diagnostics.diagnostics.map(\.description))
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("é😀\r\n", "é😀\r\n"), ("${HOST}", "loki"),
        ("http://${HOST}:${PORT}/x", "http://loki:3100/x"), ("${A1_b}", "x"), ("${HOST}${HOST}", "lokiloki"),
        ("${HOST:-other}", "loki"), ("${NONE:-other}", "other"), ("${EMPTY:-other}", "other"),
        ("${EMPTY}", ""),
        ("${NONE:-}", ""), ("${NONE:-a b: {c}", "a b: {c"), ("${NONE:-http://x:1}", "http://x:1"),
        ("${NONE:-${HOST}}", "loki"), ("${NONE:-a${NONE:-b${PORT}c}d}", "ab3100cd"),
        ("${NONE:-$${HOST\\\\}", "${HOST\\"),
        ("$HOST", "$HOST"), ("$", "$"), ("$1 a$b", "$1 a$b"), ("$$", "$"), ("$${HOST}", "${HOST}"),
        ("$$$$", "$$"),
        ("$$${HOST}", "$loki"), ("\\\\d", "\\d"), ("\\d", "\\d"), ("\\\\\\", "\\\\"), ("\\", "\\"),
        ("}", "}"),
        ("# ${bad!} ${ ${NONE}", "# ${bad!} ${ "), ("  # ${NONE:?x}\n", "  # ${NONE:?x}\n"),
        ("${DOLLAR}", "${HOST}$$\\\\"),
        ("\u{feff}${HOST}", "loki"),
    ])
    func fillsIn(text: String, expected: String) {
        let (result, findings) = expand(text)
        #expect(result == expected)
        #expect(findings.isEmpty)
    }

    private static let unknown = "write ${NAME} or ${NAME:-DEFAULT}, or '$${' for the text '${'"

    @Test(arguments: [
        (
            "a: ${NONE}", "a: ",
            "1:4: warning: the environment variable 'NONE' is not set, so nothing stands in its place; "
                + "set it, or write ${NONE:-DEFAULT}"
        ),
        (
            "a: '${1}'", "a: ''",
            "1:5: warning: the environment variable '1' is not set, so nothing stands in its place; "
                + "write $${1} for the text ${1}"
        ),
        (
            "x\ny ${NONE:-${OTHER}}", "x\ny ",
            "2:3: warning: the environment variable 'OTHER' is not set, so nothing stands in its place; "
                + "set it, or write ${OTHER:-DEFAULT}"
        ),
        (
            "é\n ${HOST", "é\n ${HOST",
            "2:2: error: '${' has no closing '}' in its line; close it, or write '$${' for the text '${'"
        ),
        (
            "${HOST\n}", "${HOST\n}",
            "1:1: error: '${' has no closing '}' in its line; close it, or write '$${' for the text '${'"
        ),
        (
            "${HOST:=x} b", "${HOST:=x} b",
            "1:1: error: '${HOST…}' is no variable that can be filled in; \(unknown)"
        ),
        (
            "${NONE:?hunter2}", "${NONE:?hunter2}",
            "1:1: error: '${NONE…}' is no variable that can be filled in; \(unknown)"
        ),
        ("${HOST-x}", "${HOST-x}", "1:1: error: '${HOST…}' is no variable that can be filled in; \(unknown)"),
        ("${HOST,,}", "${HOST,,}", "1:1: error: '${HOST…}' is no variable that can be filled in; \(unknown)"),
        ("${}", "${}", "1:1: error: '${…}' is no variable that can be filled in; \(unknown)"),
        ("${ HOST }", "${ HOST }", "1:1: error: '${…}' is no variable that can be filled in; \(unknown)"),
        ("${#HOST}", "${#HOST}", "1:1: error: '${…}' is no variable that can be filled in; \(unknown)"),
        (
            "${NONE:-${X!}}", "${NONE:-${X!}}",
            "1:1: error: '${X…}' is no variable that can be filled in; \(unknown)"
        ),
    ])
    func reports(text: String, expected: String, finding: String) {
        let (result, findings) = expand(text)
        #expect(result == expected)
        #expect(findings == ["f:" + finding])
    }

    @Test func boundsDefaultsAndSize() {
        let deep = String(repeating: "${N:-", count: 11) + String(repeating: "}", count: 11)
        #expect(
            expand(deep).findings == [
                "f:1:1: error: defaults of variables nest deeper than 10; use fewer levels"
            ])
        let long = "${NONE:-" + String(repeating: "x", count: 5_000) + "}"
        #expect(expand(long).findings.count == 1)
        let diagnostics = DiagnosticCollector()
        let huge = String(repeating: "x", count: 1 << 20)
        let text = Environment.expand(
            String(repeating: "${X}", count: 100), lookup: { _ in huge }, file: "f", diagnostics: diagnostics)
        #expect(text.utf8.count <= Environment.sizeLimit)
        #expect(
            diagnostics.diagnostics.map(\.description) == [
                "f:1:61: error: the file is larger than 16MiB with its variables filled in; use shorter values"
            ])
    }

    @Test func theNameIsCaseSensitive() {
        #expect(expand("${host:-no}").text == "no")
    }

    private func parse(_ text: String) -> (node: Node?, findings: [String]) {
        let diagnostics = DiagnosticCollector()
        let expansion = Environment.expansion(
            of: Array(text.utf8), lookup: { Self.variables[$0] }, file: "f", diagnostics: diagnostics)
        let node = YAML.parse(expansion, diagnostics: diagnostics)
        return (node, diagnostics.diagnostics.map(\.description))
    }

    @Test func placesAreThoseBeforeTheExpansion() throws {
        let text =
            "é: ${LONG} # c\nb: [${HOST}, x, $$y, ${LONG}, {z: \\\\}]\na:${BLOCK}\nd: \"${TWO}\"\ne: f\n"
        let (node, findings) = parse(text)
        #expect(findings.isEmpty)
        let root = try #require(node)
        #expect(
            shape(root)
                == "{é: 0123456789, b: [loki, x, $y, 0123456789, {z: \\}], a: {b: 1, c: 2}, d: 'one two', e: f}"
        )
        #expect(
            root.entries?.map { $0.key.location.description } == [
                "f:1:1", "f:2:1", "f:3:1", "f:4:1", "f:5:1",
            ])
        #expect(
            root.entries?.map { $0.value.location.description } == [
                "f:1:4", "f:2:4", "f:3:3", "f:4:4", "f:5:4",
            ])
        let elements = try #require(root["b"]?.elements)
        #expect(elements.map(\.location.column) == [5, 14, 17, 22, 31])
        #expect(elements.last?["z"]?.location.column == 35)
        #expect(root["a"]?.entries?.map { $0.key.location.description } == ["f:3:3", "f:3:3"])
    }

    @Test func syntaxErrorsToo() {
        #expect(
            parse("a:${BLOCK}\nb: c: d\n").findings == [
                "f:2:5: error: a value without quotes cannot contain ': '; put the whole value in single quotes"
            ])
        #expect(
            parse("a: \"${TWO}\n").findings.first?.hasPrefix("f:1:4: error: the quote that opens here")
                == true)
        #expect(
            parse("x: ${TWO}\ny: \u{1}").findings.first?.hasPrefix("f:2:4: error: YAML does not allow")
                == true)
    }

    @Test func survivesAnyText() {
        var generator = SeededGenerator(state: 3)
        let pieces = [
            "$", "{", "}", "${", ":-", "HOST", "NONE", "\\", "\n", "\r", "é", "#", " ", "${TWO}", "$$",
        ]
        for _ in 0..<3_000 {
            let count = Int.random(in: 0..<20, using: &generator)
            let text = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            _ = parse(text)
        }
    }
}
