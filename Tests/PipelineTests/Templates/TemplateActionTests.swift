// Every action of the language, after https://pkg.go.dev/text/template#hdr-Actions.

import Testing

@testable import Pipeline

@Suite struct TemplateActionTests {
    private let line: [String: TrialValue] = [
        "Value": "abc", "n": 17, "zero": 0, "empty": "", "yes": true, "no": false, "f": 1.5, "nothing": nil,
        "list": [3, 4, 5], "none": [], "names": ["a", "b"],
        "map": ["b": 2, "a": 1], "deep": ["inner": ["x": "deep down"]], "tree": [["l": "1"], ["l": "2"]],
    ]

    @Test func `Text stays as it is`() {
        expectTemplates([
            ("", ""), ("plain", "plain"), ("{ } }} {", "{ } }} {"), ("a\nb", "a\nb"), ("äöü €", "äöü €"),
        ])
    }

    @Test func `A dash takes the white space away`() {
        expectTemplates([
            ("{{23 -}} < {{- 45}}", "23<45"), ("a  {{- 1 -}}\n\t b", "a1b"), ("a {{ 1 }} b", "a 1 b"),
            ("{{-3}}", "-3"), ("{{- 3}}", "3"), ("x{{- /* c */ -}} y", "xy"), ("x {{/* a */}} y", "x  y"),
            ("x {{- /* a\nb */ -}} y {{/**/}}z", "xy z"), (" {{- \"\" -}} ", ""),
        ])
    }

    @Test func `Values are printed`() {
        expectTemplates(
            [
                ("{{.Value}}", "abc"), ("{{ .n }}", "17"), ("{{.yes}} {{.no}}", "true false"),
                ("{{.f}}", "1.5"),
                ("{{.missing}}", "<no value>"), ("{{.missing.deeper}}", "<no value>"),
                ("{{.nothing}}", "<no value>"),
                ("{{.list}}", "[3 4 5]"), ("{{.map}}", "map[a:1 b:2]"), ("{{.none}}", "[]"),
                ("{{.deep.inner.x}}", "deep down"), ("{{(.deep).inner.x}}", "deep down"),
                ("{{$.Value}}", "abc"),
                ("{{$.deep.inner}}", "map[x:deep down]"), ("{{true}}", "true"), ("{{\"a\\tb\"}}", "a\tb"),
                ("{{`raw \\t`}}", "raw \\t"), ("{{'a'}}", "97"), ("{{'\\n'}}", "10"), ("{{'€'}}", "8364"),
                ("{{1_000}}", "1000"), ("{{0x1F}}", "31"), ("{{0b101}}", "5"), ("{{0o17}} {{017}}", "15 15"),
                ("{{1e3}}", "1000"), ("{{1.0}}", "1"), ("{{.5}}", "0.5"), ("{{-7}}", "-7"), ("{{+7}}", "7"),
                ("{{0x1p4}}", "16"), ("{{1e6}}", "1e+06"), ("{{1234567.0}}", "1.234567e+06"),
                ("{{print nil}}", "<nil>"),
                ("{{\"\\x41\\u00e9\\U0001F600\\101\"}}", "A\u{e9}\u{1F600}A"),
            ], line)
    }

    @Test func `The dot of a line is all that it has`() {
        expectTemplates(
            [("{{.}}", "map[a:1 b:x]"), ("{{range $k, $v := .}}{{$k}}={{$v}};{{end}}", "a=1;b=x;")],
            [
                "b": "x", "a": 1,
            ])
    }

    @Test func `if takes what is true`() {
        expectTemplates(
            [
                ("{{if true}}a{{end}}", "a"), ("{{if false}}a{{end}}", ""),
                ("{{if .no}}a{{else}}b{{end}}", "b"),
                ("{{if .empty}}a{{else}}b{{end}}", "b"), ("{{if .zero}}a{{else}}b{{end}}", "b"),
                ("{{if .missing}}a{{else}}b{{end}}", "b"), ("{{if .none}}a{{else}}b{{end}}", "b"),
                ("{{if .list}}a{{else}}b{{end}}", "a"), ("{{if 0.0}}a{{else}}b{{end}}", "b"),
                ("{{if .map}}a{{end}}", "a"), ("{{if .nothing}}a{{else if .n}}c{{else}}d{{end}}", "c"),
                ("{{if .no}}a{{else if .no}}b{{else if .no}}c{{else}}d{{end}}", "d"),
                ("{{if $x := .n}}{{$x}}{{else}}none{{end}}", "17"),
                ("{{if $x := .no}}a{{else}}{{$x}}{{end}}", "false"),
                ("{{if .yes}}{{if .no}}a{{else}}b{{end}}c{{end}}", "bc"),
            ], line)
    }

    @Test func `with moves the dot`() {
        expectTemplates(
            [
                ("{{with .Value}}<{{.}}>{{end}}", "<abc>"),
                ("{{with .empty}}a{{else}}{{.Value}}{{end}}", "abc"),
                ("{{with .deep.inner}}{{.x}}{{end}}", "deep down"), ("{{with .deep}}{{$.n}}{{end}}", "17"),
                ("{{with $x := .n}}{{$x}}{{.}}{{end}}", "1717"),
                ("{{with .deep}}{{with .inner}}{{.x}}{{end}}{{end}}", "deep down"),
                ("{{with .no}}a{{else with .n}}{{.}}{{end}}", "17"),
                ("{{with .no}}a{{else with .zero}}b{{else}}c{{end}}", "c"),
                ("{{with .deep}}{{end}}{{.Value}}", "abc"), ("{{with .}}{{.n}}{{end}}", "17"),
            ], line)
    }

    @Test func `range goes through lists, maps and numbers`() {
        expectTemplates(
            [
                ("{{range .list}}<{{.}}>{{end}}", "<3><4><5>"), ("{{range .none}}a{{else}}b{{end}}", "b"),
                ("{{range .missing}}a{{else}}b{{end}}", "b"), ("{{range .map}}{{.}} {{end}}", "1 2 "),
                ("{{range $i, $e := .list}}{{$i}}:{{$e}} {{end}}", "0:3 1:4 2:5 "),
                ("{{range $e := .names}}{{$e}}{{.}}{{end}}", "aabb"),
                ("{{range $k, $v := .map}}{{$k}}={{$v}},{{end}}", "a=1,b=2,"),
                ("{{range 3}}{{.}}{{end}}", "012"), ("{{range $i := 2}}[{{$i}}]{{end}}", "[0][1]"),
                ("{{range 0}}a{{else}}b{{end}}", "b"), ("{{range .tree}}{{.l}}{{end}}", "12"),
                ("{{range .list}}{{$.n}} {{end}}", "17 17 17 "),
                ("{{range .list}}{{range $.names}}{{.}}{{end}}{{.}}{{end}}", "ab3ab4ab5"),
                ("{{$k := 0}}{{$v := 0}}{{range $k, $v = .list}}{{end}}{{$k}}{{$v}}", "25"),
            ], line)
    }

    @Test func `break and continue end a turn or all`() {
        expectTemplates(
            [
                ("{{range .list}}{{if eq . 4}}{{break}}{{end}}{{.}}{{end}}.{{.n}}", "3.17"),
                ("{{range .list}}{{if eq . 4}}{{continue}}{{end}}{{.}}{{end}}", "35"),
                ("{{range .list}}{{with $.names}}{{break}}{{end}}{{end}}{{.n}}", "17"),
                ("{{range .list}}{{with 1}}{{continue}}{{end}}x{{end}}y{{.n}}", "y17"),
                ("{{range 2}}{{range 5}}{{if eq . 2}}{{break}}{{end}}{{.}}{{end}};{{end}}", "01;01;"),
                ("{{range .list}}{{break}}{{else}}none{{end}}", ""),
            ], line)
    }

    @Test func `Variables live as long as what they are set in`() {
        expectTemplates(
            [
                ("{{$x := 1}}{{$x}}", "1"), ("{{$x := 1}}{{$x = 2}}{{$x}}", "2"),
                ("{{$x := .deep}}{{$x.inner.x}}", "deep down"),
                ("{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", "21"),
                ("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2"),
                ("{{$x := \"a\"}}{{$y := $x}}{{$x}}{{$y}}", "aa"),
                ("{{$x := .n | printf \"%03d\"}}{{$x}}", "017"),
                ("{{range $i, $e := .list}}{{$y := $e}}{{$y}}{{end}}", "345"),
                (
                    "{{if true}}{{$y := 1}}{{end}}{{$y}}",
                    "32! there is no variable '$y' here; set it before with '{{$y := …}}'"
                ),
            ], line)
    }

    @Test func `Templates are defined and run`() {
        expectTemplates(
            [
                ("{{define \"T\"}}<{{.}}>{{end}}{{template \"T\" .Value}}", "<abc>"),
                ("{{template \"T\" .n}}{{define \"T\"}}({{.}}){{end}}", "(17)"),
                ("{{define \"T\"}}{{.}}{{end}}{{template \"T\"}}", "<no value>"),
                ("{{define \"T\"}}{{.n}}{{$.n}}{{end}}{{template \"T\" .}}", "1717"),
                ("{{block \"B\" .n}}[{{.}}]{{end}}", "[17]"),
                (
                    "{{define \"A\"}}{{template \"B\" .}}!{{end}}{{define \"B\"}}{{.}}{{end}}{{template \"A\" 5}}",
                    "5!"
                ),
                (
                    "{{define \"A\"}}{{range $i, $e := .}}{{$i}}{{$e}}{{end}}{{end}}{{range .list}}{{template \"A\" $.names}}{{end}}",
                    "0a1b0a1b0a1b"
                ),
                (
                    "{{define \"R\"}}{{if .}}{{len .}}{{template \"R\" (slice . 1)}}{{end}}{{end}}{{template \"R\" .Value}}",
                    "321"
                ),
                ("{{$x := 1}}{{define \"T\"}}{{$x := 2}}{{$x}}{{end}}{{template \"T\"}}{{$x}}", "21"),
                (
                    "{{range .list}}{{template \"T\" .}}{{.}}{{end}}{{define \"T\"}}{{with $}}{{end}}-{{end}}",
                    "-3-4-5"
                ),
            ], line)
    }

    @Test func `Pipelines hand their value on as the last argument`() {
        expectTemplates(
            [
                ("{{.Value | ToUpper}}", "ABC"), ("{{.Value | ToUpper | printf \"%s-%s\" \"x\"}}", "x-ABC"),
                ("{{\"output\" | printf \"%s\" | printf \"%q\"}}", "\"output\""),
                ("{{printf \"%q\" \"output\"}}", "\"output\""),
                ("{{printf \"%q\" (print \"out\" \"put\")}}", "\"output\""),
                ("{{\"put\" | printf \"%s%s\" \"out\" | printf \"%q\"}}", "\"output\""),
                ("{{with \"output\"}}{{printf \"%q\" .}}{{end}}", "\"output\""),
                ("{{with $x := \"output\" | printf \"%q\"}}{{$x}}{{end}}", "\"output\""),
                ("{{with $x := \"output\"}}{{$x | printf \"%q\"}}{{end}}", "\"output\""),
                ("{{len (print .Value .n)}}", "5"), ("{{(index .list 1)}}", "4"), ("{{ (.map).a }}", "1"),
                ("{{ printf \"%d %d\" (len .Value) (index .list 0) }}", "3 3"), ("{{1 | eq 1}}", "true"),
                ("{{ .Value\n| ToUpper\n}}", "ABC"), ("{{.Value|ToUpper}}", "ABC"), ("{{((.n))}}", "17"),
            ], line)
    }

    @Test func `and and or stop where the answer is known`() {
        expectTemplates(
            [
                ("{{and 1 2}}", "2"), ("{{and 0 2}}", "0"), ("{{and 1 \"\" 3}}", ""), ("{{or 1 2}}", "1"),
                ("{{or 0 \"\" \"x\"}}", "x"),
                ("{{or 0 \"\"}}", ""), ("{{not true}} {{not 0}}", "false true"),
                ("{{and .missing .missing.x}}", "<no value>"),
                ("{{or true (index .list 99)}}", "true"), ("{{and false (index .list 99)}}", "false"),
                ("{{and 3}}{{or 4}}", "34"),
                ("{{2 | and 1}}", "2"), ("{{2 | or 0}}", "2"), ("{{2 | and 0}}", "0"),
                ("{{if and .n (not .no)}}a{{end}}", "a"),
                ("{{and (or 0 1) (and 2 3) | print \"x\"}}", "x3"),
            ], line)
    }
}
