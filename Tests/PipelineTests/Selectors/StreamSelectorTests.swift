// Selectors as tables: which labels and lines they mean, and what is said of those that are wrong.

import Testing

@testable import Pipeline

@Suite struct StreamSelectorTests {
    static let labels = [Label("app", "loki"), Label("env", "prod-1"), Label("job", "a\"b\\c")]

    @Test(
        arguments: [
            (#"{app="loki"}"#, true), (#"{app="lok"}"#, false), (#"{app="Loki"}"#, false), (#"{}"#, true),
            (#"{app!="loki"}"#, false), (#"{app!="x"}"#, true), (#" { app = "loki" , env != "x" } "#, true),
            (#"{app="loki",env="x"}"#, false),
            // Expressions match from end to end.
            (#"{app=~"grafana|loki"}"#, true), (#"{app=~"lok"}"#, false), (#"{app=~"lok."}"#, true),
            (#"{app=~".*"}"#, true), (#"{app!~"lok"}"#, true), (#"{app!~"lo.*"}"#, false),
            (#"{env=~"prod-\\d"}"#, true), ("{env=~`prod-\\d`}", true), (#"{app=~"(?i)LOKI"}"#, true),
            // A label that is not there is empty.
            (#"{pod=""}"#, true), (#"{pod!=""}"#, false), (#"{pod="x"}"#, false), (#"{pod!="x"}"#, true),
            (#"{pod=~".*"}"#, true), (#"{pod=~".+"}"#, false), (#"{pod!~".+"}"#, true), (#"{app=""}"#, false),
            // Go's strings.
            (#"{job="a\"b\\c"}"#, true), (#"{job="a\x22b\134c"}"#, true),
            (#"{job="\u0061\"b\U0000005cc"}"#, true),
            ("{job=`a\"b\\c`}", true),
        ] as [(String, Bool)])
    func labelsAreMatched(_ selector: String, _ isMeant: Bool) throws {
        #expect(try StreamSelector(selector).matches(Self.labels) == isMeant)
    }

    @Test(
        arguments: [
            ("", "any line", true), (#"|= "error""#, "an error here", true),
            (#"|= "error""#, "an ERROR", false),
            (#"|="error""#, "error", true), (#"!= "error""#, "an error", false),
            (#"!= "info""#, "an error", true),
            (#"|~ "err.r$""#, "an error", true), (#"|~ "^err""#, "an error", false),
            (#"!~ "err.r""#, "fine", true),
            (#"!~ "err.r""#, "error", false), (#"|~ ".*noisy error.*""#, "foo noisy error", true),
            (#"|= "a" |= "b" != "c" !~ "d+""#, "b a", true), (#"|= "a" |= "b" != "c""#, "b a c", false),
            (#"|= """#, "", true), (#"!= """#, "x", false), (#"|= "x""#, "", false),
            (#"|= "tab\there""#, "tab\there", true), ("|= `a\\d`", "a\\d", true), ("|~ `a\\d`", "a7", true),
            (#"|= "\xff""#, "x", false), (#"|= "é""#, "caf\u{e9}", true),
            // One of several.
            (#"|= "a" or "b""#, "b", true), (#"|= "a" or "b""#, "c", false), (#"!= "a" or "b""#, "b", false),
            (#"!= "a" or "b""#, "c", true), (#"|~ "a$" or "^b" |= "x""#, "bx", true),
        ] as [(String, String, Bool)])
    func linesAreFiltered(_ filters: String, _ line: String, _ isMeant: Bool) throws {
        let selector = try StreamSelector("{app=\"x\"} " + filters)
        #expect(Array(line.utf8).withUnsafeBytes { selector.matches($0) } == isMeant)
    }

    @Test func lineThatIsNotUTF8IsFilteredByItsBytes() throws {
        let selector = try StreamSelector(#"{} |= "\xff\x00""#)
        #expect(([0x61, 0xff, 0, 0x62] as [UInt8]).withUnsafeBytes { selector.matches($0) })
    }

    @Test(
        arguments: [
            ("", 1, "expected '{', found the end"), ("app=\"x\"", 1, "expected '{', found 'a'"),
            ("{", 2, "expected a label name, found the end"),
            ("{=\"x\"}", 2, "expected a label name, found '='"),
            ("{a-b=\"x\"}", 2, "'a-b' is not a label name"), ("{1a=\"x\"}", 2, "'1a' is not a label name"),
            ("{app}", 5, "expected =, !=, =~ or !~, found '}'"),
            ("{app==\"x\"}", 6, "expected a text in double quotes, found '='"),
            ("{app='x'}", 6, "expected a text in double quotes, found '''"),
            ("{app=x}", 6, "expected a text in double quotes, found 'x'"),
            ("{app=\"x}", 6, "the text that begins here does not end"),
            ("{app=`x}", 6, "the text that begins here does not end"),
            ("{app=\"x\" env=\"y\"}", 10, "expected ',' or '}', found 'e'"),
            ("{app=\"x\",}", 10, "expected a label name, found '}'"),
            (#"{app="\d"}"#, 7, #"'\d' is no escape here"#), (#"{app="\x4"}"#, 7, #"'\x' is no escape here"#),
            (#"{app="\477"}"#, 7, #"'\4' is no escape here"#),
            (#"{app="\ud800"}"#, 7, #"'\u' is no escape here"#),
            (#"{app="\"#, 7, #"'\' is no escape here"#), (#"{app=~"("}"#, 7, "a group is not closed in '('"),
            (#"{a="b"} x"#, 9, "expected |=, !=, |~ or !~, found 'x'"),
            (#"{a="b"} |= x"#, 12, "expected a text in double quotes, found 'x'"),
            (#"{a="b"} |~ "*""#, 12, "'*' repeats nothing"),
            (#"{a="b"} | json"#, 9, "parsers and label filters are not supported"),
            (#"{a="b"} |= "x" | level="y""#, 16, "parsers and label filters are not supported"),
            (#"{a="b"} |> "<_>x""#, 9, "pattern filters are not supported"),
            (#"{a="b"} |= ip("10.0.0.0/8")"#, 12, "line filters with ip() are not supported"),
            (#"{a="b"} |= "x" or"#, 18, "expected a text in double quotes, found the end"),
            (#"{ä="b"}"#, 2, "'ä' is not a label name"),
        ] as [(String, Int, String)])
    func whatIsWrongIsSaidWithItsColumn(_ selector: String, _ column: Int, _ problem: String) {
        let error = #expect(throws: SelectorError.self) { try StreamSelector(selector) }
        #expect(error?.column == column)
        #expect(error?.problem == problem)
        #expect(error?.remedy.isEmpty == false)
    }
}
