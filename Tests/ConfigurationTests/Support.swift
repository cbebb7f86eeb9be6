// What every table of this room needs: a parse of a literal, and the diagnostics as the user sees them.

import Testing

@testable import Configuration

/// Parses `text` as the file `f`; a nil result comes with the diagnostics that explain it.
func parse(_ text: String, recovering: Bool = false) -> (node: Node?, findings: [String]) {
    let diagnostics = DiagnosticCollector()
    let node = YAML.parse(text.utf8, file: "f", diagnostics: diagnostics, recovering: recovering)
    return (node, diagnostics.diagnostics.map(\.description))
}

/// The top value of a text without errors.
func tree(_ text: String) throws -> Node {
    let (node, findings) = parse(text)
    #expect(findings.isEmpty)
    return try #require(node)
}

/// A compact form of a value, for comparing whole documents.
func shape(_ node: Node) -> String {
    switch node.content {
    case .scalar(let scalar): return node.isNull ? "null" : scalar.isPlain ? scalar.text : "'\(scalar.text)'"
    case .sequence(let elements): return "[" + elements.map(shape).joined(separator: ", ") + "]"
    case .mapping(let entries):
        return "{" + entries.map { "\(shape($0.key)): \(shape($0.value))" }.joined(separator: ", ") + "}"
    }
}

/// Reads the top mapping of `text` by `body` and returns what it returned with the diagnostics.
func read<T>(
    _ text: String, context: String = "", _ body: (inout MappingReader) -> T
) throws -> (value: T, findings: [String]) {
    let diagnostics = DiagnosticCollector()
    let node = try #require(YAML.parse(text.utf8, file: "f", diagnostics: diagnostics))
    var reader = MappingReader(node, context: context, diagnostics: diagnostics)
    let value = body(&reader)
    return (value, diagnostics.diagnostics.map(\.description))
}

/// A generator whose seed names the whole run (SplitMix64, https://prng.di.unimi.it/splitmix64.c).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
