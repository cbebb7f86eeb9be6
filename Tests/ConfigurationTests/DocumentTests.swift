// What well-formed texts become: kinds, places, nulls, block and flow forms.

import Testing

@testable import Configuration

@Suite struct DocumentTests {
    @Test(arguments: [
        ("", "{}"), ("\n\n", "{}"), ("# only a comment\n", "{}"), ("---\n", "{}"), ("---\n...\n", "{}"),
        ("~", "{}"),
        ("null\n", "{}"), ("%YAML 1.1\n---\na: b", "{a: b}"), ("%YAML 1.2\n---\na: b", "{a: b}"),
        ("text", "text"), ("'~'", "'~'"), ("- 1\n- [2, {a: b}]\n-\n", "[1, [2, {a: b}], null]"),
        ("a:\n- 1\n-   2\nb:\n  - 3\n", "{a: [1, 2], b: [3]}"), ("a:\n  b:\n    c: d\n", "{a: {b: {c: d}}}"),
        (
            "{\"a\": [1, -2.5e3, true, null, \"\\u00e9\\/\\n\"], \"b\":{}}",
            "{'a': [1, -2.5e3, true, null, 'é/\n'], 'b': {}}"
        ),
        ("a: [1, 2,]\nb: {c: d,}\n", "{a: [1, 2], b: {c: d}}"), ("{a, b: }", "{a: null, b: null}"),
        ("a: |\n  x\n   y\nb: >-\n  x\n  y\n", "{a: 'x\n y\n', b: 'x y'}"), ("a: b # c\n", "{a: b}"),
        ("a: b#c\n", "{a: b#c}"), ("a: http://x:1/y?z=1\n", "{a: http://x:1/y?z=1}"),
        ("? a\n: b\n", "{a: b}"),
        ("a: !!str 1\n", "{a: 1}"), ("1: x\ntrue: y\n", "{1: x, true: y}"), ("'': x", "{'': x}"),
        ("~: x", "{null: x}"),
    ])
    func becomes(text: String, expected: String) throws {
        #expect(shape(try tree(text)) == expected)
    }

    @Test func everyValueKnowsItsPlace() throws {
        let node = try tree("# c\na:\n  - b: 'x'\n    c:\n  - {d: [e]}\nf: |\n  g\nh:\ni: !!str j\n")
        #expect(node.location.description == "f:2:1")
        #expect(node["a"]?.location.description == "f:3:3")
        #expect(node["a"]?.elements?.map { $0.location.description } == ["f:3:5", "f:5:5"])
        let first = try #require(node["a"]?.elements?.first)
        #expect(first["b"]?.location.description == "f:3:8")
        #expect(first["c"]?.location.description == "f:4:7")
        #expect(node["a"]?.elements?.last?["d"]?.elements?.first?.location.description == "f:5:10")
        #expect(node["f"]?.location.description == "f:6:4")
        #expect(node["h"]?.location.description == "f:8:3")
        #expect(node["i"]?.location.description == "f:9:4")
        #expect(try tree("").location.description == "f:1:1")
    }

    @Test(arguments: [
        ("", true), ("~", true), ("null", true), ("Null", true), ("NULL", true), ("!!null x", false),
        ("!!null ''", false),
        ("nULL", false), ("''", false), ("'~'", false), ("\"null\"", false), ("|\n", false),
        ("!!str ~", false),
        ("!!null ~", true), ("! ~", false), ("[]", false), ("{}", false), ("0", false),
    ])
    func knowsNull(text: String, isNull: Bool) throws {
        let value = try #require(try tree("a: \(text)\n")["a"])
        #expect(value.isNull == isNull)
        #expect((value.text == nil) == (isNull || value.kind != "text"))
    }

    @Test func keepsTagsAndQuoting() throws {
        let node = try tree("[a, 'b', \"c\", !!int 1, !x d, ! e]")
        let scalars = try #require(node.elements).map { element -> Scalar? in
            guard case .scalar(let scalar) = element.content else { return nil }
            return scalar
        }
        #expect(scalars.map { $0?.isPlain } == [true, false, false, true, true, true])
        #expect(scalars.map { $0?.tag } == [nil, nil, nil, "tag:yaml.org,2002:int", "!x", "!"])
    }

    @Test func namesKinds() throws {
        let node = try tree("[a, [], {}, ~, '']")
        #expect(node.elements?.map(\.kind) == ["text", "a list", "a mapping", "nothing", "text"])
    }

    @Test func isMadeByHandForTests() {
        let place = Location(file: "t", line: 1, column: 2)
        let node = Node.mapping([("a", .sequence([.scalar("b", at: place)], at: place))], at: place)
        #expect(shape(node) == "{a: [b]}")
        #expect(node["a"]?.elements?.first?.location == place)
        #expect(node["x"] == nil)
        #expect(Node.scalar("b", at: place)["a"] == nil)
        #expect(node.elements == nil)
        #expect(Node.scalar("b", at: place).entries == nil)
    }

    /// The size of a large snapshot; each value is looked at, so that nothing is lost on the way.
    @Test func readsALargeFlowDocument() throws {
        var text = "{\"version\":1,\"generations\":["
        let count = 2_000
        for index in 0..<count {
            text += index == 0 ? "" : ","
            text +=
                "{\"path\":\"/var/log/app/service-\(index).log\",\"device\":2049,\"inode\":\(index),\"offset\":\(index * 7)}"
        }
        text += "]}"
        let generations = try #require(try tree(text)["generations"]?.elements)
        #expect(generations.count == count)
        #expect(generations.enumerated().allSatisfy { $1["offset"]?.text == String($0 * 7) })
    }
}
