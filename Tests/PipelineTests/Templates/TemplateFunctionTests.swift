// The functions that Go and Promtail give templates, and what they say of what they cannot do.

import Testing

@testable import Pipeline

@Suite struct TemplateFunctionTests {
    private let line: [String: TrialValue] = [
        "Value": "Hello, World", "n": 5, "list": ["a", "b", "c"], "map": ["k": "v", "n": 1],
        "deep": [["x": [1, 2]]],
        "broken": .bytes([0x61, 0xFF, 0x62]), "f": 2.5,
    ]

    @Test func `Values of one type are compared`() {
        expectTemplates(
            [
                ("{{eq 1 1}} {{eq 1 2}} {{eq 1 2 3 1}}", "true false true"),
                ("{{eq \"a\" \"a\"}} {{eq \"a\" \"b\"}}", "true false"),
                ("{{eq true true}} {{eq true false}}", "true false"), ("{{eq 1.5 1.5}}", "true"),
                ("{{ne 1 2}} {{ne 1 1}}", "true false"),
                ("{{lt 1 2}} {{lt 2 2}} {{le 2 2}} {{le 3 2}}", "true false true false"),
                ("{{gt 2 1}} {{gt 2 2}} {{ge 2 2}} {{ge 1 2}}", "true false true false"),
                ("{{lt \"a\" \"b\"}} {{ge \"a\" \"b\"}}", "true false"),
                ("{{lt 1.5 2.5}} {{gt .f 1.5}}", "true true"), ("{{lt -1 1}}", "true"),
                (
                    "{{eq .missing nil}} {{eq .missing \"a\"}} {{ne .missing \"a\"}} {{eq nil nil}}",
                    "true false true true"
                ),
                ("{{eq 1 1.0}}", "3: eq: incompatible types for comparison"),
                ("{{eq \"1\" 1}}", "3: eq: incompatible types for comparison"),
                ("{{lt 1 \"a\"}}", "3: lt: incompatible types for comparison"),
                ("{{lt true false}}", "3: lt: invalid type for comparison"),
                ("{{lt nil 1}}", "3: lt: invalid type for comparison"),
                ("{{eq .list .list}}", "3: eq: values of type []interface {} cannot be compared"),
                ("{{eq 1 1 \"a\"}}", "true"),
                ("{{eq 1 \"a\" 1}}", "3: eq: incompatible types for comparison"),
            ], line)
    }

    @Test func `Elements and parts are found`() {
        expectTemplates(
            [
                ("{{index .list 0}}{{index .list 2}}", "ac"), ("{{index .map \"k\"}}", "v"),
                ("{{index .map \"none\"}}", "<no value>"),
                ("{{index (index .deep 0) \"x\" 1}}", "2"), ("{{index .deep 0 \"x\" 0}}", "1"),
                ("{{index .Value 1}}", "101"), ("{{index .list}}", "[a b c]"),
                ("{{index .list 3}}", "3: index: index out of range: 3"),
                ("{{index .list -1}}", "3: index: index out of range: -1"),
                ("{{index .list \"a\"}}", "3: index: cannot index slice/array with type string"),
                ("{{index .list nil}}", "3: index: cannot index slice/array with nil"),
                ("{{index .map 1}}", "3: index: value has type int; should be string"),
                ("{{index .n 1}}", "3: index: can't index item of type int"),
                ("{{index .missing 1}}", "3: index: index of untyped nil"),
                ("{{slice .Value 7}}", "World"), ("{{slice .Value 0 5}}", "Hello"),
                ("{{slice .Value}}", "Hello, World"), ("{{slice .list 1}}", "[b c]"),
                ("{{slice .list 1 2}}", "[b]"), ("{{slice .list 0 1 2}}", "[a]"),
                ("{{slice .Value 0 1 2}}", "3: slice: cannot 3-index slice a string"),
                ("{{slice .Value 3 2}}", "3: slice: invalid slice index: 3 > 2"),
                ("{{slice .Value 99}}", "3: slice: index out of range: 99"),
                ("{{slice .n 1}}", "3: slice: can't slice item of type int"),
                ("{{len .Value}} {{len .list}} {{len .map}}", "12 3 2"), ("{{len \"äö\"}}", "4"),
                ("{{len .n}}", "3: len: len of type int"), ("{{len .missing}}", "3: len: len of nil"),
            ], line)
    }

    @Test func `print and println put values together`() {
        expectTemplates(
            [
                ("{{print 1 2 3}}", "1 2 3"),
                ("{{print \"a\" 1 2 \"b\" \"c\" 3}}", "a1 2b c3".replacing("b c", with: "bc")),
                ("{{print \"a\" \"b\"}}", "ab"),
                ("{{print 1 nil true}}", "1 <nil> true"), ("{{print}}", ""), ("{{println 1 \"a\"}}", "1 a\n"),
                ("{{println}}", "\n"), ("{{print .list .map}}", "[a b c] map[k:v n:1]"),
                ("{{print 1.5 .f}}", "1.5 2.5"),
            ], line)
    }

    @Test func `Texts are escaped`() {
        expectTemplates(
            [
                ("{{html \"<a href='x'>&\\\"\"}}", "&lt;a href=&#39;x&#39;&gt;&amp;&#34;"),
                ("{{html \"a\\x00b\"}}", "a\u{FFFD}b"), ("{{html 1 2}}", "1 2"),
                (
                    "{{js \"It'd be \\\"nice\\\"\\n<x>=&\\\\\"}}",
                    "It\\'d be \\\"nice\\\"\\u000A\\u003Cx\\u003E\\u003D\\u0026\\\\"
                ), ("{{js \"ä\\u2028\"}}", "ä\\u2028"),
                (
                    "{{urlquery \"http://www.example.org/a b?c=ä~\"}}",
                    "http%3A%2F%2Fwww.example.org%2Fa+b%3Fc%3D%C3%A4~"
                ), ("{{\"a&b\" | html | urlquery}}", "a%26amp%3Bb"),
            ], line)
    }

    @Test func `Case, trims and replacements are those of Go's strings`() {
        expectTemplates(
            [
                ("{{ToLower .Value}} {{ToUpper .Value}}", "hello, world HELLO, WORLD"),
                ("{{ToUpper \"äßéǆσς\"}}", "ÄßÉǄΣΣ"), ("{{ToLower \"ÄẞÉΣİ\"}}", "äßéσi"),
                ("{{ToUpper .broken}}", "A\u{FFFD}B"), ("{{ToLower \"\"}}", ""),
                ("{{Trim \"xxhixx\" \"x\"}}", "hi"), ("{{Trim \"¡¡¡Hello!!!\" \"!¡\"}}", "Hello"),
                ("{{TrimLeft \"xxhixx\" \"x\"}} {{TrimRight \"xxhixx\" \"x\"}}", "hixx xxhi"),
                ("{{Trim \"  a \" \" \"}}", "a"), ("{{Trim .Value \"\"}}", "Hello, World"),
                ("{{TrimSpace \" \\t\\n a b \\u00a0\\u2003 \"}}", "a b"),
                ("{{TrimPrefix \"--a\" \"-\"}} {{TrimPrefix \"a\" \"b\"}}", "-a a"),
                ("{{TrimSuffix \"a.log.log\" \".log\"}} {{TrimSuffix \"a\" \"aa\"}}", "a.log a"),
                ("{{Replace \"oink oink oink\" \"k\" \"ky\" 2}}", "oinky oinky oink"),
                ("{{Replace \"oink oink oink\" \"oink\" \"moo\" -1}}", "moo moo moo"),
                ("{{Replace \"aé\" \"\" \"-\" -1}}", "-a-é-"), ("{{Replace \"abc\" \"\" \"-\" 2}}", "-a-bc"),
                ("{{Replace \"a\" \"a\" \"b\" 0}}", "a"), ("{{Replace \"\" \"\" \"x\" -1}}", "x"),
                ("{{ToLower .n}}", "3: ToLower: wrong type for value; expected string; got int"),
                ("{{ToLower .missing}}", "3: ToLower: invalid value; expected string"),
            ], line)
    }

    @Test func `Matches are replaced with groups or without`() {
        expectTemplates([
            ("{{regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"${1}W\"}}", "-W-xxW-"),
            ("{{regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"$1W\"}}", "---"),
            ("{{regexReplaceAllLiteral \"a(x*)b\" \"-ab-axxb-\" \"${1}\"}}", "-${1}-${1}-"),
            ("{{regexReplaceAll \"(?P<n>b+)\" \"abbc\" \"<$n>$$$0\"}}", "a<bb>$bbc"),
            ("{{regexReplaceAll \"x*\" \"ab\" \"-\"}}", "-a-b-"),
            ("{{regexReplaceAll \"b\" \"abc\" \"$9\"}}", "ac"),
            ("{{regexReplaceAll \"b\" \"abc\" \"$\"}}", "a$c"),
            ("{{regexReplaceAll \"b\" \"abc\" \"${x\"}}", "a${xc"),
            ("{{\"abc\" | regexReplaceAll \"b\" \"x\"}}", "x"),
            (
                "{{$p := \"(\"}}{{regexReplaceAll $p \"a\" \"b\"}}",
                "16: regexReplaceAll: a group is not closed in '('"
            ),
        ])
    }

    @Test func `A method of a time is called like a field`() throws {
        let time: TrialValue = .value(
            .time(TemplateTime(unixNanoseconds: 1_700_000_000_123_456_789, zone: .utc)))
        expectTemplates(
            [
                ("{{.t}}", "2023-11-14 22:13:20.123456789 +0000 UTC"),
                ("{{.t.Unix}} {{.t.Year}} {{.t.Hour}}", "1700000000 2023 22"),
                ("{{(.t).UnixMilli}}", "1700000000123"),
                ("{{.d}} {{.d.Seconds}}", "1h1m1.5s 3661.5"),
                ("{{.t.None}}", "5: can't evaluate field None in type time.Time"),
                ("{{printf \"%s|%d\" .d .d}}", "1h1m1.5s|3661500000000"), ("{{eq .t .t}}", "true"),
                ("{{range .t}}{{end}}", "3: range can't iterate over a value of type time.Time"),
            ], ["t": time, "d": .value(.duration(3_661_500_000_000))])
        expectTemplates([("{{.d}}", "1.5µs")], ["d": .value(.duration(1500))])
        expectTemplates([("{{.d}}", "-2ms")], ["d": .value(.duration(-2_000_000))])
    }
}
