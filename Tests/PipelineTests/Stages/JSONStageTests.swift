// The json stage as a table: expressions, a line, and what was taken out of it.

import Configuration
import Platform
import Testing

@testable import Pipeline

/// What a json stage takes out of a line: `name=value` for a text, `name:kind=value` for the rest, in the order of
/// the names a, b and c; nothing for what is absent.
func extracted(_ expressions: String, _ line: [UInt8]) throws -> String {
    try extracted(expressions, [line]).first ?? "no line"
}

/// What one stage takes out of one line after the other.
func extracted(_ expressions: String, _ lines: [[UInt8]]) throws -> [String] {
    let labels = LabelTable()
    let diagnostics = DiagnosticCollector()
    var compiler = StageCompiler(labels: labels, diagnostics: diagnostics)
    let nodes = try stageNodes("- json: {expressions: \(expressions)}", diagnostics)
    let stages = compiler.compile(nodes, context: "pipeline_stages")
    #expect(diagnostics.diagnostics.map(\.description) == [])
    let columns = ["a", "b", "c"].map { (name: $0, slot: compiler.slot($0)) }
    let chunk = Chunk()
    fill(chunk, with: lines)
    chunk.prepare(slots: compiler.slotCount, labelSet: labels.number(of: []), base: 0)
    let memory = PipelineMemory()
    for stage in stages { stage.run(chunk, memory: memory) }
    #expect(lines.indices.allSatisfy { Array(chunk.bytes(chunk.contents[$0])) == lines[$0] })
    return lines.indices.map { row in
        columns.compactMap { name, slot in
            let value = chunk.column(slot)[row]
            let text = String(decoding: chunk.bytes(value.span), as: UTF8.self)
            switch value.kind {
            case .absent: return nil
            case .text: return "\(name)=\(text)"
            case let kind: return "\(name):\(kind)=\(text)"
            }
        }.joined(separator: " ")
    }
}

@Suite struct JSONStageTests {
    @Test(
        arguments: [
            // One key, its value of each kind; numbers as they stand in the line.
            ("{a: }", #"{"a":"info"}"#, "a=info"),
            ("{a: level}", #"{"level":"info"}"#, "a=info"),
            ("{a: }", #"{"a":""}"#, "a="),
            ("{a: }", #"{"a":-1.50e3}"#, "a:number=-1.50e3"),
            ("{a: }", #"{"a":true}"#, "a:boolean=true"),
            ("{a: }", #"{"a":false}"#, "a:boolean=false"),
            ("{a: }", #"{"a":null}"#, "a:null=null"),
            ("{a: }", #"{"a":{"b" : [1]}}"#, #"a:structure={"b":[1]}"#),
            ("{a: }", #"{"a":[1, "x"]}"#, #"a:structure=[1,"x"]"#),
            ("{a: }", #"{"b":"info"}"#, ""),
            ("{a: }", "{}", ""),
            // Space wherever RFC 8259 allows it.
            ("{a: }", " \t{ \"a\" :\r \"x\" , \"b\" : 1 } \t\r", "a=x"),
            // What surrounds the wanted key.
            ("{a: }", #"{"x":{"a":1},"y":["a",{"a":2}],"a":"z","w":"a"}"#, "a=z"),
            ("{a: , b: , c: }", #"{"c":3,"a":"1","b":false}"#, "a=1 b:boolean=false c:number=3"),
            ("{a: key-with_signs9}", #"{"key-with_signs9":"x"}"#, "a=x"),
            ("{a: größe}", #"{"größe":"x"}"#, "a=x"),
            ("{a: aa}", #"{"a":1,"aaa":2,"aa":3}"#, "a:number=3"),
            // Dotted paths.
            ("{a: x.y.z}", #"{"x":{"y":{"z":"deep"}}}"#, "a=deep"),
            ("{a: x.y}", #"{"x.y":1}"#, ""),
            ("{a: x.y}", #"{"x":{"z":1}}"#, ""),
            ("{a: x.y}", #"{"x":{}}"#, ""),
            ("{a: x.y}", #"{"x":1}"#, ""),
            ("{a: x.y}", #"{"x":null}"#, ""),
            ("{a: x.y}", #"{"x":"y"}"#, ""),
            ("{a: x.y}", #"{"x":[{"y":1}]}"#, ""),
            ("{a: x.y}", #"{"y":1}"#, ""),
            ("{a: x.y, b: x.z}", #"{"x":{"z":2,"y":1}}"#, "a:number=1 b:number=2"),
            ("{a: x, b: x.y}", #"{"x":{"y":1}}"#, #"a:structure={"y":1} b:number=1"#),
            ("{a: x.y, b: x}", #"{"x":7}"#, "b:number=7"),
            // One path under two names.
            ("{a: x, b: x}", #"{"x":"s"}"#, "a=s b=s"),
            ("{a: x.y, b: x.y, c: x.y}", #"{"x":{"y":1}}"#, "a:number=1 b:number=1 c:number=1"),
        ] as [(String, String, String)])
    func takesValuesOutOfObjects(_ expressions: String, _ line: String, _ expected: String) throws {
        #expect(try extracted(expressions, Array(line.utf8)) == expected)
    }

    @Test(
        arguments: [
            ("{a: }", #"{"a":1,"a":"two"}"#, "a=two"),
            ("{a: }", #"{"a":"x","a":null}"#, "a:null=null"),
            ("{a: , b: a}", #"{"a":1,"a":2}"#, "a:number=2 b:number=2"),
            ("{a: x.y}", #"{"x":{"y":1},"x":{"y":2}}"#, "a:number=2"),
            ("{a: x.y}", #"{"x":{"y":1,"y":3}}"#, "a:number=3"),
            ("{a: x.y}", #"{"x":{"y":1},"x":{"z":2}}"#, ""),
            ("{a: x.y}", #"{"x":{"y":1},"x":{}}"#, ""),
            ("{a: x.y}", #"{"x":{"y":1},"x":5}"#, ""),
            ("{a: x.y}", #"{"x":{"y":1},"x":null}"#, ""),
            ("{a: x.y}", #"{"x":{"y":1},"x":"y"}"#, ""),
            ("{a: x.y}", #"{"x":{"y":1},"x":["y"]}"#, ""),
            ("{a: x.y.z, b: x.w}", #"{"x":{"y":{"z":1},"w":2},"x":[]}"#, ""),
            ("{a: x, b: x.y}", #"{"x":{"y":1},"x":5}"#, "a:number=5"),
        ] as [(String, String, String)])
    func lastOfRepeatedKeysReplacesAllOfTheFirst(_ expressions: String, _ line: String, _ expected: String)
        throws
    {
        #expect(try extracted(expressions, Array(line.utf8)) == expected)
    }

    @Test(
        arguments: [
            ("{a: level}", #"{"l\u0065vel":"x"}"#, "a=x"),
            ("{a: level}", #"{"\u006C\u0065\u0076\u0065\u006c":"x"}"#, "a=x"),
            ("{a: level}", #"{"\level":"x"}"#, ""),
            ("{a: größe}", #"{"gr\u00f6\u00DFe":"x"}"#, "a=x"),
            ("{a: level}", #"{"level\n":"x"}"#, ""),
            ("{a: level}", #"{"level\u0000":"x"}"#, ""),
            ("{a: x.y}", #"{"\u0078":{"\u0079":"z"}}"#, "a=z"),
            ("{a: level}", #"{"level":1,"l\u0065vel":2}"#, "a:number=2"),
        ] as [(String, String, String)])
    func keysAreComparedWithoutTheirEscapes(_ expressions: String, _ line: String, _ expected: String) throws
    {
        #expect(try extracted(expressions, Array(line.utf8)) == expected)
    }

    @Test(
        arguments: [
            "", " ", "plain text", "[1]", #""a""#, "1", "null", #"{"a":1"#, #"{"a":1}x"#, #"{"a":1}{"a":2}"#,
            #"{"a":1},"#, #"{"a":1,}"#, #"{"a":01}"#, #"{"a":1}}"#, #"{a:1}"#, #"{"a":"x}"#, #"{"a":"\q"}"#,
            #"{"b":nul,"a":1}"#, "{\"a\":1,\"b\":\"\t\"}", "\u{feff}{\"a\":1}", #"{"a":{"c":1}"#,
            #"{"a":1 "b":2}"#,
        ])
    func whatIsNotAnObjectFromEndToEndGivesNothing(_ line: String) throws {
        #expect(try extracted("{a: , b: a, c: a.c}", Array(line.utf8)) == "")
    }

    @Test func lineThatAStageWroteMayHaveLineBreaks() throws {
        let trial = try StageTrial(
            """
            - json: {expressions: {inner: }}
            - output: {source: inner}
            - json: {expressions: {a: , b: x.y, c: x}}
            - labels: {a: , b: , c: }
            """)
        let inner = [
            #"{\n \"a\": 1,\r\n \"x\":\n{\n\"y\" : \"z\"\n}}\n"#, #"{\"a\":\"1\n2\"}"#,
            #"{\"a\":1}\n{\"a\":2}"#,
            #"\n\n{\"a\":[1,\n2]}"#, #"{\"a\":\n"#, #"\n"#,
        ]
        #expect(
            trial.run(inner.map { "{\"inner\":\"\($0)\"}" }).map(\.labels) == [
                "a=1,b=z,c={\"y\":\"z\"}", "", "", "a=[1,2]", "", "",
            ])
    }

    @Test func stageThatFindsNothingLeavesWhatAnEarlierOneExtracted() throws {
        let trial = try StageTrial(
            """
            - json: {expressions: {level: , message: , copy: level, deep: level}}
            - output: {source: message}
            - json: {expressions: {level: , copy: level, deep: x.y}}
            - labels: {level: , copy: , deep: }
            """)
        let inner = [
            #"{"level":"in"}"#, #"{"level":"in""#, "plain", "{}", #"{"x":{"y":"in"}}"#,
            #"{"x":{"y":"in"},"x":1}"#,
            #"{"x":{"y":"in"}}}"#,
        ]
        let lines = inner.map {
            "{\"level\":\"out\",\"message\":\""
                + $0.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\\\"") + "\"}"
        }
        let unchanged = "copy=out,deep=out,level=out"
        #expect(
            trial.run(lines).map(\.labels) == [
                "copy=in,deep=out,level=in", unchanged, unchanged, unchanged, "copy=out,deep=in,level=out",
                unchanged,
                unchanged,
            ])
    }

    @Test func secondStageReadsAnUnescapedLine() throws {
        let trial = try StageTrial(
            """
            - json: {expressions: {inner: }}
            - output: {source: inner}
            - json: {expressions: {deep: x.y}}
            - output: {source: deep}
            """)
        // Escapes within escapes, so that both stages write to the scratch space.
        let lines = (0..<300).map { #"{"inner":"{\"x\":{\"y\":\"\\ttab \#($0) \\u00e9\"}}"}"# }
        #expect(trial.run(lines).map(\.text) == (0..<300).map { "\ttab \($0) é" })
    }

    @Test(arguments: [128, 129])
    func nestingEndsAtTheLimit(_ levels: Int) throws {
        let isGood = levels <= 128
        let below = String(repeating: "[", count: levels - 1) + String(repeating: "]", count: levels - 1)
        #expect(
            try extracted("{a: }", Array("{\"x\":\(below),\"a\":1}".utf8)) == (isGood ? "a:number=1" : ""))
        #expect(
            try extracted("{a: }", Array("{\"a\":\(below)}".utf8)) == (isGood ? "a:structure=\(below)" : ""))
        let objects =
            String(repeating: "{\"x\":", count: levels - 1) + "1" + String(repeating: "}", count: levels - 1)
        #expect(try extracted("{a: , b: x}", Array("{\"x\":\(objects),\"a\":1}".utf8)).isEmpty != isGood)
    }

    @Test func bytesThatAreNotUTF8PassUnchanged() throws {
        let trial = try StageTrial("- json: {expressions: {a: }}\n- output: {source: a}")
        let line = Array(#"{"a":""#.utf8) + [0xff, 0x80, 0xc3] + Array(#"x"}"#.utf8)
        #expect(trial.run([line])[0].contents == [0xff, 0x80, 0xc3, UInt8(ascii: "x")])
    }
}
