// The json stage's paths beyond keys and dots, and what it makes of objects and arrays, as tables.

import Testing

@testable import Pipeline

@Suite struct JSONPathStageTests {
    @Test(
        arguments: [
            // A key in quotes is one key, whatever it holds.
            (#"{a: '"grpc.stream"'}"#, #"{"grpc.stream":"stderr","grpc":{"stream":"x"}}"#, "a=stderr"),
            (#"{a: '"@timestamp"'}"#, #"{"@timestamp":"t"}"#, "a=t"),
            (#"{a: '"x y".z'}"#, #"{"x y":{"z":1}}"#, "a:number=1"),
            (#"{a: 'x."y.z"'}"#, #"{"x":{"y.z":1}}"#, "a:number=1"),
            (#"{a: '"a\"b\\\u00e9"'}"#, #"{"a\"b\\é":1}"#, "a:number=1"),
            // Indexes, from the front and from the end.
            ("{a: 'x[0]'}", #"{"x":["p","q"]}"#, "a=p"),
            ("{a: 'x[1]'}", #"{"x":["p","q"]}"#, "a=q"),
            ("{a: 'x[2]'}", #"{"x":["p","q"]}"#, ""),
            ("{a: 'x[-1]', b: 'x[-2]', c: 'x[-3]'}", #"{"x":["p","q"]}"#, "a=q b=p"),
            ("{a: 'x[0]', b: 'x[-1]', c: 'x'}", #"{"x":[7]}"#, "a:number=7 b:number=7 c:structure=[7]"),
            ("{a: 'x[0]'}", #"{"x":[]}"#, ""),
            ("{a: 'x[-1]'}", #"{"x":[ ]}"#, ""),
            ("{a: 'x[0]'}", #"{"x":{"0":1}}"#, ""),
            ("{a: 'x[0]'}", #"{"x":"p"}"#, ""),
            ("{a: 'x.y'}", #"{"x":["y"]}"#, ""),
            ("{a: '[0]'}", #"{"0":1}"#, ""),
            ("{a: 'x[0].y[1]'}", #"{"x":[{"y":[1,{"z":[ 2 ]}]}, 3]}"#, #"a:structure={"z":[2]}"#),
            ("{a: 'x[1][0].y', b: 'x[0]'}", #"{"x":[ true , [{"y":"z"}] ]}"#, "a=z b:boolean=true"),
            ("{a: ' x [ 0 ] . y '}", #"{"x":[{"y":1}]}"#, "a:number=1"),
            ("{a: 'x[0].y', b: 'x.y'}", #"{"x":{"y":1},"x":[{"y":2}]}"#, "a:number=2"),
            ("{a: 'x[0].y', b: 'x.y'}", #"{"x":[{"y":2}],"x":{"y":1}}"#, "b:number=1"),
            // An array that is broken anywhere is no JSON.
            ("{a: 'x[0]'}", #"{"x":["p",]}"#, ""),
            ("{a: 'x[-1]'}", #"{"x":["p" "q"]}"#, ""),
            ("{a: 'x[0]'}", #"{"x":["p"}"#, ""),
        ] as [(String, String, String)])
    func pathLeadsToItsValue(_ expressions: String, _ line: String, _ expected: String) throws {
        #expect(try extracted(expressions, Array(line.utf8)) == expected)
    }

    @Test(
        arguments: [
            (#"{ "b" : 1 , "a" : [ ] , "c" : { } }"#, #"{"a":[],"b":1,"c":{}}"#),
            (#"{"b":1,"a":2,"b":3}"#, #"{"a":2,"b":3}"#),
            (#"{"é":1,"z":2,"Z":3,"":4}"#, #"{"":4,"Z":3,"z":2,"é":1}"#),
            (
                #"[1.0, 1e3, -0, 0.10, 1e21, 1e-6, 1e-7, 123456789012345678]"#,
                "[1,1000,-0,0.1,1e+21,0.000001,1e-7,123456789012345680]"
            ),
            (#"[1.5e300, 2.5E-10, 100000000000000000000]"#, "[1.5e+300,2.5e-10,100000000000000000000]"),
            (
                #"["<b>&\/", "\u0041\u00e9\u2028", "\b\f\n\r\t\u0001\u007f"]"#,
                #"["\u003cb\u003e\u0026/","Aé\u2028","\b\f\n\r\t\u0001"# + "\u{7f}\"]"
            ),
            (#"["\ud83d\ude00","\ud83d"]"#, "[\"😀\",\"\u{FFFD}\"]"),
            (#"{"\u0061":true,"b":null,"a":false}"#, #"{"a":false,"b":null}"#),
        ] as [(String, String)])
    func structureIsWrittenAsGoDoes(_ value: String, _ expected: String) throws {
        #expect(try extracted("{a: x}", Array("{\"x\":\(value)}".utf8)) == "a:structure=\(expected)")
    }

    @Test func objectOfManyKeysIsSorted() throws {
        let keys = (0..<100).map { "k\(($0 * 37) % 100)" }
        let line = "{\"x\":{\(keys.map { "\"\($0)\":\"\($0)\"" }.joined(separator: ", "))}}"
        let sorted = keys.sorted().map { "\"\($0)\":\"\($0)\"" }.joined(separator: ",")
        #expect(try extracted("{a: x}", Array(line.utf8)) == "a:structure={\(sorted)}")
    }

    @Test func sourceIsLookedIntoInsteadOfTheLine() throws {
        let trial = try StageTrial(
            """
            - json: {expressions: {output: log, stream: , timestamp: time, extra: }}
            - json: {expressions: {user: , extra: }, source: extra}
            - labels: {user: , extra: , stream: }
            """)
        let outcomes = trial.run([
            #"{"log":"log message\n","stream":"stderr","time":"t","extra":"{\"user\":\"marco\"}"}"#,
            #"{"extra":{"user":"marco"}}"#, #"{"extra":"{\"extra\":1}"}"#, #"{"extra":"marco"}"#,
            #"{"extra":{}}"#,
            #"{"user":"nobody"}"#,
        ])
        #expect(
            outcomes.map(\.labels) == [
                #"extra={"user":"marco"},stream=stderr,user=marco"#, #"extra={"user":"marco"},user=marco"#,
                "extra=1", "extra=marco", "extra={}", "",
            ])
    }

    @Test func malformedLinesAreDroppedWhenAskedTo() throws {
        let lines = [#"{"a":1}"#, "plain", "", "[1]", #"{"a":1"#, "{}", "null"]
        let trial = try StageTrial("- json: {expressions: {a: }, drop_malformed: true}")
        _ = trial.run(lines)
        #expect(
            trial.reasons == [
                "none", "malformed_json", "malformed_json", "malformed_json", "malformed_json", "none",
                "malformed_json",
            ])
        let keeping = try StageTrial("- json: {expressions: {a: }, drop_malformed: false}")
        _ = keeping.run(lines)
        #expect(keeping.reasons.allSatisfy { $0 == "none" })
    }

    @Test func lineWithoutTheSourceIsNotMalformed() throws {
        let trial = try StageTrial(
            "- json: {expressions: {a: }}\n- json: {expressions: {b: }, source: a, drop_malformed: true}")
        _ = trial.run(["plain", "{}", #"{"a":"{}"}"#, #"{"a":"x"}"#, #"{"a":{"b":1}}"#])
        #expect(trial.reasons == ["none", "none", "none", "malformed_json", "none"])
    }
}
