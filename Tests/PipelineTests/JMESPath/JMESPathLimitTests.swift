// Whatever an expression and a line are, an evaluation ends soon and takes little memory.

import Platform
import Testing

@testable import Pipeline

@Suite struct JMESPathLimitTests {
    private static let many = "[\((0..<1000).map { _ in "1" }.joined(separator: ","))]"

    @Test func elementsOfElementsHaveALimit() throws {
        let given = "{\"x\":\(Self.many)}"
        #expect(try searched("length(x)", given) == "1000")
        #expect(try searched("length(map(&@, x))", given) == "1000")
        #expect(try searched("[x, x][*].x", given) == "[]")
        // 150 times a thousand.
        let squared = "[\((0..<150).map { _ in Self.many }.joined(separator: ","))]"
        #expect(try searched("length(@[][])", squared) == "error: too much")
        #expect(try searched("@ == @ && `1` || `2`", squared) == "error: too much")
    }

    @Test func valueThatGrowsWithEveryPartHasALimit() throws {
        let twice = Array(repeating: "[@,@]", count: 40).joined(separator: "|")
        #expect(try searched(twice, "{}") == "error: too much")
        #expect(try searched("to_string(\(twice))", "{}") == "error: too much")
        #expect(try searched("(\(twice)) == (\(twice))", "{}") == "error: too much")
        let joined = Array(repeating: "join('', [@,@])", count: 40).joined(separator: "|")
        #expect(try searched("'x' | \(joined)", "{}") == "error: too much")
        let reversed = Array(repeating: "reverse(@)", count: 3).joined(separator: "|")
        let long = "\"\(String(repeating: "x", count: 500_000))\""
        #expect(try searched("reverse(@) | length(@)", long) == "500000")
        #expect(try searched("\(reversed) | length(@)", long) == "error: too much")
    }

    @Test func nestingOfWhatIsMadeHasALimit() throws {
        let deep = String(repeating: "[", count: 20) + "@" + String(repeating: "]", count: 20)
        let deeper = Array(repeating: deep, count: 60).joined(separator: "|")
        #expect(try searched(deeper, "{}") == "error: too much")
        #expect(try searched("(\(deeper)) == (\(deeper))", "{}") == "error: too much")
    }

    @Test func textsThatAreComparedAgainAndAgainHaveALimit() throws {
        let long = String(repeating: "x", count: 10_000)
        let texts = "[\((0..<100).map { "\"\(long)\($0)\"" }.joined(separator: ","))]"
        #expect(try searched("length(sort(@))", texts) == "error: too much")
        #expect(try searched("max(@) == min(@)", texts) == "false")
        #expect(try searched("@[?contains(@, '99')] | length(@)", texts) == "1")
    }

    @Test func keysThatAreManyAreReadSoon() throws {
        let keys = { (count: Int, step: Int) in
            "{\((0..<count).map { "\"k\($0 % step)\":\($0)" }.joined(separator: ","))}"
        }
        #expect(try searched("length(@)", keys(20_000, 20_000)) == "20000")
        #expect(try searched("[length(@), k7, keys(@)[0]]", keys(20_000, 1000)) == #"[1000,19007,"k0"]"#)
        #expect(try searched("[length(@), k7]", keys(9, 8)) == "[8,7]")
        #expect(try searched("[length(@), k0]", keys(9, 8)) == "[8,8]")
        #expect(try searched("[*].k19999 | length(@)", "[\(keys(20_000, 20_000))]") == "1")
    }

    @Test func evaluationBeyondTheLimitGivesNothingAndHindersNoOther() throws {
        let trial = try StageTrial(
            """
            - json: {expressions: {bad: 'x[*].[@, @][]', good: 'length(x)', plain: y}}
            - labels: {bad: , good: , plain: }
            """)
        let huge = "[\((0..<60_000).map { "\($0 % 10)" }.joined(separator: ","))]"
        let outcomes = trial.run([
            #"{"x":[1],"y":1}"#, "{\"x\":\(huge),\"y\":2}", #"{"x":[1,2],"y":3}"#,
        ])
        #expect(
            outcomes.map(\.labels) == [
                "bad=[1,1],good=1,plain=1", "good=60000,plain=2", "bad=[1,1,2,2],good=2,plain=3",
            ])
    }

    @Test func resultBeyondTheLimitGivesNothing() throws {
        let trial = try StageTrial(
            """
            - json: {expressions: {a: '@.x', b: '[x]', c: 'length(x)'}}
            - labels: {a: , b: , c: }
            """)
        let long = String(repeating: "x", count: 1 << 20)
        let outcome = try trial.run("{\"x\":\"\(long)\"}")
        #expect(outcome.labels == "a=\(long),c=1048576")
        #expect(try trial.run("{\"x\":\"\(long)y\"}").labels == "c=1048577")
    }
}
