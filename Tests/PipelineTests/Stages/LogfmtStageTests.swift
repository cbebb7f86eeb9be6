// The logfmt stage as a table: a mapping, a line, and what was taken out of it.

import Testing

@testable import Pipeline

@Suite struct LogfmtStageTests {
    static let line =
        #"time=2012-11-01T22:08:41+00:00 app=loki level=WARN duration=125 message="this is a log line" extra="user=foo""#

    @Test(
        arguments: [
            // What the documentation shows, with the stray quote at its line's end.
            (
                "{timestamp: time, app: , duration: , unknown: }", line + "\"",
                "app=loki,duration=125,timestamp=2012-11-01T22:08:41+00:00"
            ),
            ("{message: , extra: }", line, "extra=user=foo,message=this is a log line"),
            // Space of any kind between pairs, also none behind a quote.
            ("{a: , b: }", "  a=1\t\t b=2 ", "a=1,b=2"),
            ("{a: , b: }", #"a="1"b=2"#, "a=1,b=2"),
            ("{a: , b: }", "a=1\u{1}b=2", "a=1,b=2"),
            // Keys of one and of many bytes; a key within a key is another one.
            (
                "{a: , b: a_key_of_many_bytes}", "aa=0 a=1 a_key_of_many_bytes=2 a_key_of_many_byte=3",
                "a=1,b=2"
            ),
            ("{a: größe}", "größe=9", "a=9"),
            // The last of repeated keys counts, also an empty one.
            ("{a: }", "a=1 a=2", "a=2"),
            ("{a: }", "a=1 a=", ""),
            // No value, an empty one, and one on the other side of a space.
            ("{a: , b: }", "a b=2", "b=2"),
            ("{a: , b: }", "b=2 a", "b=2"),
            ("{a: , b: }", "a= b=2", "b=2"),
            ("{a: , b: }", "a= 1 b=2", "b=2"),
            ("{a: , b: }", #"a="" b=2"#, "b=2"),
            // Numbers and Booleans are text.
            ("{a: , b: }", "a=1.50 b=true", "a=1.50,b=true"),
            // One key under two names.
            ("{a: k, b: k}", "k=1", "a=1,b=1"),
            // Escapes.
            ("{a: }", #"a="say \"hi\" to C:\\ \u00e9\t\/\'""#, "a=say \"hi\" to C:\\ é\t/'"),
            ("{a: , b: }", #"a="x\"y" b=2"#, "a=x\"y,b=2"),
            ("{a: }", #"a="= =""#, "a== ="),
            // Reading ends where it is no logfmt.
            ("{a: , b: }", #"a=1 b="2"#, "a=1"),
            ("{a: , b: }", #"a=1 b=x"2" a=3"#, "a=1"),
            ("{a: , b: }", "a=1 b=2=3", "a=1"),
            ("{a: , b: }", "a=1 =x b=2", "a=1"),
            ("{a: , b: }", #"a=1 "x" b=2"#, "a=1"),
            ("{a: , b: }", #"a=1 x"y" b=2"#, "a=1"),
            ("{a: , b: }", #"a=1 x="\q" b=2"#, "a=1"),
            ("{a: , b: }", #"a=1 b="\u12""#, "a=1"),
            ("{a: , b: }", #"a=1 b="\"#, "a=1"),
            ("{a: }", "", ""),
            ("{a: }", "   ", ""),
            ("{a: }", #"{"a":1}"#, ""),
        ] as [(String, String, String)])
    func takesValuesOutOfPairs(_ mapping: String, _ line: String, _ expected: String) throws {
        let trial = try StageTrial(
            "- logfmt: {mapping: \(mapping)}\n- labels: {timestamp: , app: , duration: , "
                + "unknown: , message: , extra: , a: , b: }")
        #expect(try trial.run(line).labels == expected)
    }

    @Test func keyWithoutAValueIsExtractedAsEmpty() throws {
        let trial = try StageTrial(
            "- static_labels: {a: old, b: old}\n- logfmt: {mapping: {a: , b: }}\n- labels: {a: , b: }")
        #expect(try trial.run("a b=").labels == "")
        #expect(try trial.run("c").labels == "a=old,b=old")
    }

    @Test func sourceIsReadInsteadOfTheLine() throws {
        let trial = try StageTrial(
            """
            - logfmt: {mapping: {extra: }}
            - logfmt: {mapping: {user: , note: }, source: extra}
            - labels: {extra: , user: , note: }
            """)
        let outcomes = trial.run([
            Self.line, #"extra="user=\"a b\" note=\"x\\ty\"""#, "user=foo", "extra=", "extra=user",
        ])
        #expect(
            outcomes.map(\.labels) == [
                "extra=user=foo,user=foo", "extra=user=\"a b\" note=\"x\\ty\",note=x\ty,user=a b", "", "",
                "extra=user",
            ])
    }

    @Test func escapedValuesFillTheScratchSpaceAndNoMore() throws {
        let trial = try StageTrial(
            "- logfmt: {mapping: {m: }}\n- output: {source: m}\n- logfmt: {mapping: {n: , o: }}\n- labels: {n: , o: }"
        )
        let lines = (0..<400).map { #"m="n=\"x\\t\#($0)\" o=\"\\ty\"""# }
        #expect(trial.run(lines).map(\.labels) == (0..<400).map { "n=x\t\($0),o=\ty" })
    }
}
