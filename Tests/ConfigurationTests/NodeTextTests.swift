// A configuration written down again means the same.

import Testing

@testable import Configuration

@Suite struct NodeTextTests {
    private func node(_ text: String) throws -> Node {
        let diagnostics = DiagnosticCollector()
        let node = YAML.parse(Array(text.utf8), file: "f", diagnostics: diagnostics)
        #expect(diagnostics.diagnostics.map(\.description) == [])
        return try #require(node)
    }

    @Test(arguments: [
        ("a: 1", "a: 1\n"), ("a: '1'", "a: '1'\n"), ("a: \"true\"", "a: 'true'\n"), ("a: ~", "a:\n"),
        ("a: {}", "a: {}\n"), ("a: []", "a: []\n"),
        ("[a, {b: c, d: e}, [f]]", "- a\n- b: c\n  d: e\n- - f\n"),
        ("a: {b: [c, {d: }]}", "a:\n  b:\n  - c\n  - d:\n"), ("a: 'x: y'", "a: 'x: y'\n"),
        ("a: \"l1\\nl2\\t\\\"\"", "a: \"l1\\nl2\\t\\\"\"\n"), ("a: 'it''s #1'", "a: 'it''s #1'\n"),
        ("a: '- b'", "a: '- b'\n"), ("a: -b", "a: -b\n"), ("a: '*'", "a: '*'\n"), ("a: ''", "a: ''\n"),
        ("'a:': b", "'a:': b\n"), ("a: http://h:1/p?q#f", "a: http://h:1/p?q#f\n"),
    ])
    func theTextIsPlainYAML(_ text: String, _ written: String) throws {
        let shown = try node(text).text { _, _ in false }
        #expect(shown == written)
        #expect(try node(shown).text { _, _ in false } == written)
    }

    @Test func secretsAreToldByTheirKeys() throws {
        let shown = try node("a: {b: [{c: x}, {c: y}], d: x}").text { keys, text in
            keys == ["a", "b", "c"] && text == "x"
        }
        #expect(shown == "a:\n  b:\n  - c: <secret>\n  - c: y\n  d: x\n")
    }
}
