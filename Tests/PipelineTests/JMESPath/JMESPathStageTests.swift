// The json stage with expressions that compute, as a table: expressions, a line, and what was taken out of it.

import Configuration
import Platform
import Testing

@testable import Pipeline

@Suite struct JMESPathStageTests {
    @Test(
        arguments: [
            // What each kind of result becomes.
            (#"{a: '@.x'}"#, #"{"x":"info"}"#, "a=info"),
            (#"{a: '@.x'}"#, #"{"x":-1.50e3}"#, "a:number=-1.50e3"),
            (#"{a: '@.x'}"#, #"{"x":true}"#, "a:boolean=true"),
            (#"{a: '@.x'}"#, #"{"x":null}"#, ""),
            (#"{a: '@.x'}"#, #"{"y":1}"#, ""),
            (#"{a: '@.x'}"#, #"{"x":{"b" : [1, "<"]}}"#, #"a:structure={"b":[1,"\u003c"]}"#),
            (#"{a: '@'}"#, #"{"z":1.0, "y":{"b":1,"a":2}}"#, #"a:structure={"y":{"a":2,"b":1},"z":1}"#),
            (#"{a: '@.x'}"#, #"{"x":"t\tab é \ud83d\ude00"}"#, "a=t\tab é 😀"),
            (#"{a: '@.x'}"#, #"{"x":1e999}"#, "a:number=1e999"),
            (#"{a: 'sum(x)'}"#, #"{"x":[1e308,1e308]}"#, ""),
            (#"{a: 'sum(x)'}"#, #"{"x":[0.1,0.2]}"#, "a:number=0.30000000000000004"),
            (#"{a: 'length(x)'}"#, #"{"x":[1,2,3]}"#, "a:number=3"),
            // What people write.
            (#"{a: 'level || severity || `"none"`'}"#, #"{"severity":"warn"}"#, "a=warn"),
            (#"{a: 'level || severity || ''none'''}"#, "{}", "a=none"),
            (#"{a: 'not_null(level, lvl)'}"#, #"{"lvl":"x"}"#, "a=x"),
            (#"{a: 'tags[*].name | join('','', @)'}"#, #"{"tags":[{"name":"p"},{"name":"q"}]}"#, "a=p,q"),
            (
                #"{a: 'spans[?ms > `100`].name | [0]'}"#,
                #"{"spans":[{"name":"p","ms":7},{"name":"q","ms":107}]}"#, "a=q"
            ),
            (#"{a: 'x[1:]', b: 'x[::-1] | [0]'}"#, #"{"x":[1,2,3]}"#, "a:structure=[2,3] b:number=3"),
            (
                #"{a: '{u: user.id, m: method}'}"#, #"{"user":{"id":7},"method":"GET"}"#,
                #"a:structure={"m":"GET","u":7}"#
            ),
            (#"{a: 'length(msg) > `3`'}"#, #"{"msg":"four"}"#, "a:boolean=true"),
            (#"{a: 'to_number(ms)'}"#, #"{"ms":"1.50"}"#, "a:number=1.5"),
            (#"{a: 'to_number(ms)'}"#, #"{"ms":"+1"}"#, ""),
            (#"{a: 'contains(msg, ''err'')'}"#, #"{"msg":"an error"}"#, "a:boolean=true"),
            (#"{a: 'keys(@)'}"#, #"{"b":1,"a":2,"b":3}"#, #"a:structure=["b","a"]"#),
            (#"{a: '[b, a]'}"#, #"{"b":1,"a":2,"b":3}"#, "a:structure=[3,2]"),
            (#"{a: '!x.y'}"#, #"{"x":{"y":""}}"#, "a:boolean=true"),
            // Both kinds in one stage.
            (#"{a: x.y, b: 'x.y || z', c: 'abs(x.n)'}"#, #"{"x":{"y":"p","n":-2}}"#, "a=p b=p c:number=2"),
            (#"{a: x.y, b: 'x.*'}"#, "no json", ""),
            (#"{b: 'x.*'}"#, #"{"x":{"y":1}"#, ""),
            (#"{b: 'x.*'}"#, #"{"x":{"y":1}}}"#, ""),
            (#"{b: '[0]', a: '[*]'}"#, "[1]", ""),
            (#"{b: '@'}"#, "null", ""),
            (#"{b: 'abs(x)', a: 'y'}"#, #"{"x":"no number","y":1}"#, "a:number=1"),
        ] as [(String, String, String)])
    func expressionIsEvaluated(_ expressions: String, _ line: String, _ expected: String) throws {
        #expect(try extracted(expressions, Array(line.utf8)) == expected)
    }

    @Test func expressionThatGivesNullLeavesWhatWasExtracted() throws {
        let trial = try StageTrial(
            """
            - json: {expressions: {level: , inner: }}
            - json: {expressions: {level: 'level || lvl', n: 'length(@)'}, source: inner}
            - labels: {level: , n: }
            """)
        let outcomes = trial.run([
            #"{"level":"out","inner":"{\"lvl\":\"in\"}"}"#, #"{"level":"out","inner":"{\"x\":1}"}"#,
            #"{"level":"out","inner":"no json"}"#, #"{"level":"out","inner":"{\n\"lvl\":\n\"in\"}"}"#,
        ])
        #expect(
            outcomes.map(\.labels) == ["level=in,n=1", "level=out,n=1", "level=out", "level=in,n=1"])
    }

    @Test func malformedLinesAreDroppedWhenAskedTo() throws {
        let lines = [#"{"a":[1]}"#, "plain", "", "[1]", #"{"a":1"#, "{}", "null"]
        for expressions in ["{a: 'a[*]'}", "{a: 'a[*]', b: a}"] {
            let trial = try StageTrial("- json: {expressions: \(expressions), drop_malformed: true}")
            _ = trial.run(lines)
            let malformed = "malformed_json"
            #expect(
                trial.reasons == ["none", malformed, malformed, malformed, malformed, "none", malformed])
        }
    }

    @Test func lineThatAnEarlierStageWroteIsRead() throws {
        let trial = try StageTrial(
            """
            - json: {expressions: {inner: }}
            - output: {source: inner}
            - json: {expressions: {deep: 'x.* | [0]'}}
            - output: {source: deep}
            """)
        let lines = (0..<300).map { #"{"inner":"{\"x\":{\"y\":\"\\ttab \#($0) \\u00e9\"}}"}"# }
        #expect(trial.run(lines).map(\.text) == (0..<300).map { "\ttab \($0) é" })
    }

    @Test func expressionOverManyLinesIsOne() throws {
        let trial = try StageTrial(
            """
            - json:
                expressions:
                  slow: |
                    spans[?ms > `100`]
                      .name
                      | join(', ', @)
            - labels: {slow: }
            """)
        let line = #"{"spans":[{"name":"p","ms":700},{"name":"q","ms":107},{"name":"r","ms":1}]}"#
        #expect(try trial.run(line).labels == "slow=p, q")
        #expect(
            try findings(
                """
                - json:
                    expressions:
                      slow: |
                        spans[?ms > `100`]
                          | joint(', ', @)
                """) == [
                    "f:5:13: error: 'spans[?ms > `100`]…' is no JMESPath: JMESPath has no function 'joint'; did you mean 'join'?"
                ])
    }

    @Test(
        arguments: [
            ("length(x)", #"{"x":1}"#, "f:1:28: length(value) does not take a number"),
            ("y || sum(x)", #"{"x":[1,"2"]}"#, "f:1:33: sum(list) does not take such a list"),
            ("sort_by(x, &y)", #"{"x":[{"y":1},{}]}"#, "f:1:28: sort_by(list, &key) does not take null"),
            ("sum(x)", #"{"x":[1e308,1e308]}"#, "f:1:27: the result is larger than any number"),
            (
                (0..<40).map { _ in "[@,@]" }.joined(separator: "|"), "{}",
                "f:1:27: the expression takes more than 100,000 steps, or makes more than 1 MiB"
            ),
        ])
    func failureIsNotedWithItsPlace(_ expression: String, _ line: String, _ expected: String) throws {
        let trial = try StageTrial("- json: {expressions: {a: '\(expression)'}}")
        _ = try trial.run(line)
        let (count, first) = trial.pipeline.takeProblems()
        #expect(count == 1)
        #expect(first.map { "\($0.location): \($0.message)" } == expected)
        _ = try trial.run("no json")
        #expect(trial.pipeline.takeProblems().count == 0)
    }
}
