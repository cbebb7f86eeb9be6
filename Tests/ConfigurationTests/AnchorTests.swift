// Anchors, aliases and merges, the honest ones and the bombs.

import Testing

@testable import Configuration

@Suite struct AnchorTests {
    @Test func anAliasIsTheAnchoredNodeItself() throws {
        let node = try tree("a: &x {b: 1}\nc: *x\nd: [*x, *x]\n")
        let anchored = try #require(node["a"])
        #expect(node["c"] === anchored)
        #expect(node["d"]?.elements?.allSatisfy { $0 === anchored } == true)
    }

    @Test(arguments: [
        ("a: &x 1\nb: *x\n", "{a: 1, b: 1}"),
        ("&k a: 1\nb: *k\n", "{a: 1, b: a}"),
        ("a: &x b\n*x : c\n", "{a: b, b: c}"),
        ("a: &x 1\nb: *x\nc: &x 2\nd: *x\n", "{a: 1, b: 1, c: 2, d: 2}"),
        ("a: &x [&x 1, *x]\nb: *x\n", "{a: [1, 1], b: 1}"),
        ("a: &x\nb: *x\n", "{a: null, b: null}"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n", "{a: {b: 1}, c: {d: 2, b: 1}}"),
        ("a: &x {b: 1, c: 2}\nd:\n  b: 3\n  <<: *x\n", "{a: {b: 1, c: 2}, d: {b: 3, c: 2}}"),
        ("a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  b: 3\n", "{a: {b: 1, c: 2}, d: {b: 3, c: 2}}"),
        (
            "a: [&x {b: 1, c: 1}, &y {c: 2, d: 2}]\ne:\n  <<: [*x, *y]\n",
            "{a: [{b: 1, c: 1}, {c: 2, d: 2}], e: {b: 1, c: 1, d: 2}}"
        ),
        (
            "a: [&x {b: 1, c: 1}, &y {c: 2, d: 2}]\ne:\n  <<: [*y, *x]\n",
            "{a: [{b: 1, c: 1}, {c: 2, d: 2}], e: {c: 2, d: 2, b: 1}}"
        ),
        (
            "a: &x {b: 1}\nc: &y {<<: *x, d: 2}\ne: {<<: *y, d: 3}\n",
            "{a: {b: 1}, c: {d: 2, b: 1}, e: {d: 3, b: 1}}"
        ),
        ("a:\n  <<: {b: 1}\n  c: 2\n", "{a: {c: 2, b: 1}}"),
        ("a:\n  <<: [{b: 1}, {b: 2, c: 2}]\n", "{a: {b: 1, c: 2}}"),
        ("a: {<<: {}}\nb: {<<: []}\n", "{a: {}, b: {}}"),
        ("a: {b: {c: 1}}\nd: {'<<': x}\n", "{a: {b: {c: 1}}, d: {'<<': x}}"),
        ("x: &x {a: {b: 1}}\ny: {<<: *x, a: {c: 2}}\n", "{x: {a: {b: 1}}, y: {a: {c: 2}}}"),
    ])
    func resolves(text: String, expected: String) throws {
        #expect(shape(try tree(text)) == expected)
    }

    @Test func mergedValuesKeepTheirPlace() throws {
        let node = try tree("a: &x {b: 1}\nc: {<<: *x}\n")
        #expect(node["c"]?.entries?.first?.key.location.description == "f:1:8")
        #expect(node["c"]?.location.description == "f:2:4")
    }

    private static let merge = "write <<: *anchor, or <<: [*a, *b], with anchors of mappings"

    private static let broken: [(String, [String])] = [
        (
            "a: *x\n",
            [
                "1:4: error: the alias '*x' names no anchor; put '&x' before the value it stands for, above this line, "
                    + "or put the text in single quotes"
            ]
        ),
        (
            "a: &default 1\nb: *defualt\n",
            ["2:4: error: the alias '*defualt' names no anchor; did you mean '*default'?"]
        ),
        (
            "a: &x [*x]\n",
            [
                "1:8: error: the alias '*x' stands inside the value that it names; write the value out, "
                    + "or put the anchor on another value"
            ]
        ),
        (
            "a: &x 1\nb: &x {c: *x}\n",
            [
                "2:11: error: the alias '*x' stands inside the value that it names; write the value out, "
                    + "or put the anchor on another value"
            ]
        ),
        ("a: {<<: b}\n", ["1:9: error: '<<' merges mappings, found text; \(merge)"]),
        ("a:\n  <<:\n", ["2:6: error: '<<' merges mappings, found nothing; \(merge)"]),
        (
            "a: {<<: [{}, [], b]}\n",
            [
                "1:14: error: '<<' merges mappings, found a list; \(merge)",
                "1:18: error: '<<' merges mappings, found text; \(merge)",
            ]
        ),
        (
            "a: {<<: *x}\nb: {<<: [*x]}\n*x : 1\n",
            ["1:9", "2:10", "3:1"].map {
                "\($0): error: the alias '*x' names no anchor; put '&x' before the value it stands for, above this line, "
                    + "or put the text in single quotes"
            }
        ),
        (
            "a: {<<: {}, <<: {}}\n",
            [
                "1:13: error: the key '<<' stands already in line 1; merge several mappings by one list: <<: [*a, *b]"
            ]
        ),
        ("a: 1\nb: 2\n'a': 3\n", ["3:1: error: the key 'a' stands already in line 1; remove one of the two"]),
        (
            "a:\n  b: 1\n  c: 2\n  b: 3\n  b: 4\nd: {e: 1, \"e\": 2}\n",
            [
                "4:3: error: the key 'b' stands already in line 2; remove one of the two",
                "5:3: error: the key 'b' stands already in line 2; remove one of the two",
                "6:11: error: the key 'e' stands already in line 6; remove one of the two",
            ]
        ),
    ]

    @Test(arguments: broken)
    func reportsAndGoesOn(text: String, expected: [String]) {
        let (node, findings) = parse(text)
        #expect(node == nil)
        #expect(findings == expected.map { "f:" + $0 })
        let recovered = parse(text, recovering: true)
        #expect(recovered.node != nil)
        #expect(recovered.findings == findings)
    }

    @Test func recoveringKeepsTheFirstOfTwo() throws {
        let node = try #require(parse("a: 1\na: 2\nb: *x\n[c]: d\n", recovering: true).node)
        #expect(shape(node) == "{a: 1, b: null}")
    }

    @Test func findsADuplicateAmongManyKeys() {
        for duplicate in [0, 14, 15, 16, 17, 99] {
            var text = (0..<100).map { "k\($0): \($0)\n" }.joined()
            text += "k\(duplicate): x\n"
            #expect(
                parse(text).findings == [
                    "f:101:1: error: the key 'k\(duplicate)' stands already in line \(duplicate + 1); remove one of the two"
                ])
        }
    }

    /// Two file names may differ in nothing but the composition of an accent.
    @Test func comparesKeysByTheirBytes() throws {
        #expect(try tree("\u{e9}: 1\ne\u{301}: 2\n").entries?.count == 2)
        let many = (0..<40).map { "k\($0): 1\n" }.joined()
        #expect(try tree(many + "\u{e9}: 1\ne\u{301}: 2\n").entries?.count == 42)
    }

    @Test func mergesManyKeysInOrder() throws {
        let base = (0..<40).map { "  k\($0): base\n" }.joined()
        let node = try tree("a: &x\n\(base)b:\n  <<: *x\n  k39: own\n  k5: own\n")
        let entries = try #require(node["b"]?.entries)
        #expect(entries.count == 40)
        #expect(entries.prefix(3).map { $0.key.text } == ["k39", "k5", "k0"])
        #expect(node["b"]?["k39"]?.text == "own")
        #expect(node["b"]?["k6"]?.text == "base")
    }
}
