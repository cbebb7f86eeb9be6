// Small files that stand for enormous or bottomless ones must cost nothing and be refused.

import Testing

@testable import Configuration

@Suite struct BombTests {
    private static let tooMany =
        "error: the file has more than 1000000 values, aliases counted as written out; "
        + "split it, or use fewer aliases of large values"
    private static let tooDeep =
        "error: lists and mappings nest deeper than 100 levels, aliases counted as written out; flatten the structure"

    @Test func refusesABillionLaughs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let (node, findings) = parse(text)
        #expect(node == nil)
        #expect(findings.count == 1)
        #expect(findings.first?.hasSuffix(Self.tooMany) == true)
    }

    @Test func acceptsAliasesWithinTheLimit() throws {
        let node = try tree(
            "a: &a [\([String](repeating: "x", count: 999).joined(separator: ","))]\nb: [\([String](repeating: "*a", count: 900).joined(separator: ","))]\n"
        )
        #expect(node["b"]?.elements?.count == 900)
    }

    @Test func refusesManyMergesOfALargeMapping() {
        let base = (0..<2_000).map { "k\($0): 1" }.joined(separator: ", ")
        let merges = "- <<: [" + [String](repeating: "*x", count: 2_000).joined(separator: ", ") + "]\n"
        let findings = parse("- &x {\(base)}\n\(merges)").findings
        #expect(findings.count == 1)
        #expect(findings.first?.hasSuffix(Self.tooMany) == true)
    }

    @Test func refusesTooManyValues() {
        let text = "[" + String(repeating: "1,", count: 1_000_001) + "]"
        #expect(parse(text).findings == ["f:1:2000000: \(Self.tooMany)"])
    }

    @Test func boundsTheDepth() throws {
        let fits = String(repeating: "[", count: 100) + "x" + String(repeating: "]", count: 100)
        #expect(shape(try tree(fits)) == fits)
        #expect(parse("[" + fits + "]").findings == ["f:1:101: \(Self.tooDeep)"])
        #expect(parse(String(repeating: "[", count: 100_000)).findings == ["f:1:101: \(Self.tooDeep)"])
        #expect(parse(String(repeating: "{a: ", count: 100_000)).findings == ["f:1:401: \(Self.tooDeep)"])
        #expect(parse(String(repeating: "- ", count: 5_000)).findings == ["f:1:201: \(Self.tooDeep)"])
        let mappings = (0..<101).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(parse(mappings).findings == ["f:101:101: \(Self.tooDeep)"])
    }

    /// Letting go of a chain of nodes takes a stack frame a level, so aliases must not build one.
    @Test func boundsTheDepthThatAliasesBuild() {
        var text = "- &a0 [x]\n"
        for level in 1...5_000 { text += "- &a\(level) [*a\(level - 1)]\n" }
        #expect(parse(text).findings == ["f:100:\("- &a99 [".count + 1): \(Self.tooDeep)"])
    }

    /// libyaml compares each directive with all the others, which takes minutes for a megabyte of them.
    @Test(arguments: ["\n", "\r", "\u{85}", "\u{2028}"])
    func boundsTheDirectives(end: String) {
        let fits = (1...100).map { "%TAG !a\($0)! b" + end }.joined()
        #expect(parse(fits + "---\na: 1").findings.isEmpty)
        #expect(
            parse(fits + "%TAG !a! b\n---\na: 1").findings == [
                "f:101:1: error: more than 100 lines begin with %; indent them, or remove the directives"
            ])
    }
}
