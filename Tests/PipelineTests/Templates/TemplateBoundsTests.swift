// A template may be anything and a line may hold anything: it ends, within its bounds, and nothing else suffers.

import Platform
import TestSupport
import Testing

@testable import Pipeline

@Suite struct TemplateBoundsTests {
    @Test(arguments: [
        (
            "{{define \"R\"}}{{template \"R\"}}{{end}}{{template \"R\"}}",
            "templates call one another too deep"
        ),
        ("{{range 1000}}{{range 1000}}{{end}}{{end}}", "more than 100,000 steps"),
        ("{{range 9000000000000000000}}{{end}}", "more than 100,000 steps"),
        ("{{range 100}}{{printf \"%100000d\" 1}}{{end}}", "a text of more than 1 MiB"),
        ("{{printf \"%999999d%999999d\" 1 1}}", "printf: a text of more than 1 MiB"),
        (
            "{{$x := printf \"%500000d\" 1}}{{range 99}}{{$x = print $x $x}}{{end}}",
            "print: a text of more than 1 MiB"
        ),
        (
            "{{range 99}}{{$x := printf \"%500000d\" 1}}{{end}}",
            "printf: more than 8 MiB of texts in one execution"
        ),
        (
            "{{$x := printf \"%900000d\" 1}}{{range 60}}{{Replace $x \" \" \"\" -1 | len}}{{end}}",
            "Replace: more than 100,000 steps"
        ),
    ])
    func `A template that would go on is ended`(template: String, problem: String) throws {
        let text = TemplateTrial.text(template)
        #expect(text.drop { $0 != " " }.dropFirst() == problem)
    }

    @Test func `A large width is a bad width`() {
        expectTemplates([("{{printf \"%99999999d\" 1}}|{{printf \"%*d\" 99999999 1}}", "1|%!(BADWIDTH)1")])
    }

    @Test func `A template that is too long is refused`() {
        let long = String(repeating: "{{$x := 1}}", count: 6000)
        #expect(TemplateTrial.text(long) == "65537! a template of more than 64 KiB; use several stages")
        #expect(TemplateTrial.text(String(long.prefix(5900 * 11)) + "a").hasSuffix("a"))
    }

    @Test func `What nests too deep is refused`() {
        let open = String(repeating: "(", count: 300)
        #expect(TemplateTrial.text("{{\(open)1}}").contains("nested more than 200 deep"))
        let ifs = String(repeating: "{{if 1}}", count: 300)
        #expect(TemplateTrial.text(ifs).contains("nested more than 200 deep"))
        #expect(
            TemplateTrial.text(
                String(repeating: "{{if 1}}", count: 150) + "x" + String(repeating: "{{end}}", count: 150))
                == "x")
    }

    @Test func `A value that holds itself is refused where it is gone through`() throws {
        let map = TemplateMap()
        map[TemplateText("self")] = .map(map)
        #expect(
            TemplateTrial.text("{{.m}}", ["m": .value(.map(map))])
                == "3: a value is nested more than 100 deep, or holds itself")
        #expect(
            TemplateTrial.text("{{printf `%d` .m}}", ["m": .value(.map(map))]).contains(
                "nested more than 100 deep"))
        map[TemplateText("self")] = nil
    }

    @Test func `After an error the machine is as before`() throws {
        let trial = try TemplateTrial(
            Array("{{define \"R\"}}{{range .}}{{index . 1}}{{end}}{{end}}a{{template \"R\" .x}}".utf8))
        let bad: [String: TrialValue] = ["x": [[1]]]
        #expect(throws: TemplateFailure.self) { try trial.run(bad) }
        #expect(try trial.run(["x": [[1, 2]]]) == Array("a2".utf8))
        #expect(throws: TemplateFailure.self) { try trial.run(bad) }
        #expect(try trial.run(["x": [["p", "q"]]]) == Array("aq".utf8))
    }

    /// Templates that have everything in them, to be changed at random.
    private static let templates = [
        "{{- range $i, $e := .list -}}{{if eq $i 1}}{{continue}}{{else if gt $i 5}}{{break}}{{end}}{{$e | printf \"%5v|%q\" $i}}{{else}}none{{- end -}}",
        "{{define \"T\"}}{{with $x := .}}{{$x}}{{template \"U\" (index . 0)}}{{end}}{{end}}{{block \"U\" .Value}}<{{. | html | js | urlquery}}>{{end}}{{template \"T\" .list}}",
        "{{$x := 0x1F}}{{$x = len .Value}}{{if and (not .missing) (or .n $x)}}{{slice .Value 1 2 | ToUpper | print \"a\\n\" `b` 'c' 1.5e3 nil true}}{{end}}{{/* c */}}",
        "{{Replace .Value \"a\" \"b\" -1 | Trim \"x\" | regexReplaceAll \"(a+)\" \"${1}\" }}{{Hash .Value \"s\"}}{{printf \"%[2]*.[1]*f %+v %#v %x %U %08.3e\" 2 6 1.5 .map .list .Value 65 1e9}}",
        "{{range $k, $v := .}}{{$k}}={{$v}};{{end}}{{.map.a.b}}{{(.map).k}}{{range 3}}{{.}}{{end}}{{with .map}}{{.k}}{{$.n}}{{end}}",
    ]

    @Test func `Mutated templates over random bytes stay within their bounds`() {
        var generator = SeededGenerator(seed: 9)
        var compiled = 0
        for round in 0..<2000 {
            let template = generator.mutated(
                Array(Self.templates[round % Self.templates.count].utf8), edits: 3)
            let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                UInt8.random(in: .min ... .max, using: &generator)
            }
            let line: [String: TrialValue] = [
                "Value": .bytes(bytes), "n": .value(.int(Int64(round))), "list": [.bytes(bytes), 2, [1.5]],
                "map": ["k": .bytes(bytes), "a": 1],
            ]
            guard let trial = try? TemplateTrial(template) else { continue }
            compiled += 1
            if let text = try? trial.run(line) { #expect(text.count <= TemplateContext.maximumOutput * 2) }
        }
        #expect(compiled > 100)
    }

    @Test func `Random bytes between braces are read or refused`() {
        var generator = SeededGenerator(seed: 10)
        let pieces = [
            "{{", "}}", "-", " ", "(", ")", "|", ".", "$x", ":=", "=", ",", "if", "end", "else", "range",
            "with", "define", "\"a\"", "`", "'", "1", "print", "\\", "/*", "*/", "\n", "é", "template", "nil",
        ]
        for _ in 0..<3000 {
            var text = ""
            for _ in 0..<Int.random(in: 0..<24, using: &generator) {
                text += pieces.randomElement(using: &generator) ?? ""
            }
            if let trial = try? TemplateTrial(Array(text.utf8)) { _ = try? trial.run(["a": 1]) }
        }
    }

    @Test func `Random numbers are a line's own`() {
        let context = TemplateContext()
        context.begin(now: 5, seed: 7)
        let first = [context.nextRandom(), context.nextRandom()]
        #expect(context.now == 5 && context.askedForTime)
        context.begin(now: 5, seed: 7)
        #expect([context.nextRandom(), context.nextRandom()] == first)
        #expect(!context.askedForTime)
        context.begin(now: 5, seed: 8)
        #expect(context.nextRandom() != first[0])
    }
}
