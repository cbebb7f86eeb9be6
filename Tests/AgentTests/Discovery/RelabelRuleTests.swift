// Every action of relabel_configs, as Prometheus' documentation has it.

import Testing

@testable import Agent

@Suite struct RelabelRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let rules: String
        let before: [String]
        let after: [String]
        var testDescription: String { rules }

        init(_ rules: String, _ before: [String], _ after: [String]) {
            self.rules = rules
            self.before = before
            self.after = after
        }
    }

    static let replacing = [
        // The defaults: the whole source, under another name.
        Case("[{source_labels: [a], target_label: b}]", ["a=x"], ["a=x", "b=x"]),
        Case("[{action: replace, source_labels: a, target_label: a, replacement: y}]", ["a=x"], ["a=y"]),
        Case("[{target_label: env, replacement: prod}]", [], ["env=prod"]),
        Case("[{source_labels: [a, b], target_label: c}]", ["a=1", "b=2"], ["a=1", "b=2", "c=1;2"]),
        Case("[{source_labels: [a, none, b], target_label: c}]", ["a=1", "b=2"], ["a=1", "b=2", "c=1;;2"]),
        Case(
            "[{source_labels: [a, b], separator: '', target_label: c}]", ["a=1", "b=2"],
            ["a=1", "b=2", "c=12"]),
        Case(
            "[{source_labels: [a, b], separator: '--', target_label: c}]", ["a=1", "b=2"],
            ["a=1", "b=2", "c=1--2"]),
        // Anchored on both ends.
        Case("[{source_labels: [a], regex: x, target_label: b, replacement: y}]", ["a=xx"], ["a=xx"]),
        Case("[{source_labels: [a], regex: 'x|y', target_label: b}]", ["a=xy"], ["a=xy"]),
        Case(
            "[{source_labels: [a], regex: 'f(.*)', target_label: b, replacement: '$1'}]", ["a=foo"],
            ["a=foo", "b=oo"]),
        Case(
            "[{source_labels: [a], regex: '(.*)-(.*)', target_label: b, replacement: '${2}_${1}'}]",
            ["a=x-y"],
            ["a=x-y", "b=y_x"]),
        Case(
            "[{source_labels: [a], regex: '(?P<left>.*)-.*', target_label: b, replacement: 'is $left'}]",
            ["a=x-y"], ["a=x-y", "b=is x"]),
        // An expression that matches nothing sets nothing.
        Case("[{source_labels: [none], regex: '(.+)', target_label: b}]", ["a=x"], ["a=x"]),
        // An empty result takes the label away.
        Case("[{source_labels: [none], target_label: a}]", ["a=x", "b=y"], ["b=y"]),
        Case("[{target_label: a, replacement: ''}]", ["a=x", "b=y"], ["b=y"]),
        // The target may come out of the groups, unless that gives no name.
        Case(
            "[{source_labels: [a], regex: '(.*)=(.*)', target_label: 'l_$1', replacement: $2}]", ["a=x=y"],
            ["a=x=y", "l_x=y"]),
        Case(
            "[{source_labels: [a], regex: '(.*)', target_label: '${1}', replacement: y}]", ["a=b-c"],
            ["a=b-c"]),
        // One after the other.
        Case(
            "[{source_labels: [a], target_label: __tmp}, {source_labels: [__tmp], target_label: b}]", ["a=x"],
            ["__tmp=x", "a=x", "b=x"]),
        Case("[{source_labels: [a], target_label: b}]", ["a=é\u{FE0F}"], ["a=é\u{FE0F}", "b=é\u{FE0F}"]),
    ]

    static let choosing = [
        Case("[{action: keep, source_labels: [a], regex: 'x.*'}]", ["a=xy"], ["a=xy"]),
        Case("[{action: keep, source_labels: [a], regex: 'x.*'}]", ["a=yx"], ["dropped"]),
        Case("[{action: keep, source_labels: [none], regex: '.+'}]", ["a=yx"], ["dropped"]),
        Case("[{action: drop, source_labels: [a], regex: 'x.*'}]", ["a=xy"], ["dropped"]),
        Case("[{action: drop, source_labels: [a], regex: 'x'}]", ["a=xy"], ["a=xy"]),
        // An empty expression is one that only nothing matches.
        Case("[{action: drop, source_labels: [none], regex: ''}]", ["a=x"], ["dropped"]),
        Case("[{action: drop, source_labels: [a], regex: ''}]", ["a=x"], ["a=x"]),
        Case("[{action: drop, source_labels: [a, b], separator: '', regex: .+}]", ["c=x"], ["c=x"]),
        Case("[{action: drop, source_labels: [a, b], separator: '', regex: .+}]", ["b=x"], ["dropped"]),
        Case("[{action: keepequal, source_labels: [a], target_label: b}]", ["a=x", "b=x"], ["a=x", "b=x"]),
        Case("[{action: keepequal, source_labels: [a], target_label: b}]", ["a=x", "b=y"], ["dropped"]),
        Case("[{action: KeepEqual, source_labels: [a, c], target_label: b}]", ["b=;"], ["b=;"]),
        Case("[{action: dropequal, source_labels: [a], target_label: b}]", ["a=x", "b=x"], ["dropped"]),
        Case("[{action: dropequal, source_labels: [a], target_label: b}]", ["a=x", "b=y"], ["a=x", "b=y"]),
        Case("[{action: dropequal, source_labels: [a], target_label: b}]", ["c=z"], ["dropped"]),
    ]

    static let naming = [
        Case(
            "[{action: labelmap, regex: '__meta_(.+)'}]", ["__meta_zone=a", "b=c"],
            ["__meta_zone=a", "b=c", "zone=a"]),
        Case(
            "[{action: labelmap, regex: '__(a|b)_(.*)', replacement: '${2}_$1'}]", ["__a_x=1", "__b_x=2"],
            ["__a_x=1", "__b_x=2", "x_a=1", "x_b=2"]),
        // What is copied is not copied again.
        Case("[{action: labelmap, regex: 'a(.*)', replacement: 'aa$1'}]", ["a=1"], ["a=1", "aa=1"]),
        Case("[{action: labelmap, regex: '(.*)', replacement: '$1-'}]", ["a=1"], ["a=1"]),
        Case("[{action: labeldrop, regex: 'a.*'}]", ["a=1", "ab=2", "ba=3"], ["ba=3"]),
        Case("[{action: labelkeep, regex: 'a|b'}]", ["a=1", "ab=2", "b=3"], ["a=1", "b=3"]),
        Case("[{action: lowercase, source_labels: [a], target_label: b}]", ["a=ÀX1"], ["a=ÀX1", "b=àx1"]),
        Case("[{action: uppercase, source_labels: [a, a], target_label: a}]", ["a=xß"], ["a=XSS;XSS"]),
    ]

    @Test(arguments: replacing + choosing + naming)
    func doesWhatPrometheusDoes(_ row: Case) {
        #expect(relabelled(row.before, by: row.rules) == row.after)
    }

    /// The digests of RFC 1321, section A.5: their last eight bytes as one number.
    @Test(
        arguments: [
            ("", 0xe980_0998_ecf8_427e), ("a", 0x31c3_99e2_6977_2661), ("abc", 0xd696_3f7d_28e1_7f72),
            ("message digest", 0x525a_2f31_aaf1_61d0),
        ] as [(String, UInt64)])
    func hashIsTheEndOfMD5(_ text: String, _ expected: UInt64) {
        #expect(Digest.lastEightBytesOfMD5(of: text) == expected)
    }

    @Test(
        arguments: [
            ("[x]", 1, "0"), ("[x]", 10, "8"), ("[x]", 1000, "458"), ("[x]", Int.max, "6239244140557729651"),
            ("[address, job]", 7, "2"), ("[address, job]", 8, "6"), ("[address, job]", 100, "42"),
        ])
    func hashModIsTheRemainder(_ sources: String, _ modulus: Int, _ expected: String) {
        let rule = "{action: hashmod, source_labels: \(sources), target_label: shard, modulus: \(modulus)}"
        let labels = ["address=10.0.0.1", "job=web", "x=abc"]
        #expect(
            relabelled(labels, by: "[\(rule)]") == [
                "address=10.0.0.1", "job=web", "shard=\(expected)", "x=abc",
            ])
    }

    /// As documented for sharing targets among several agents.
    @Test func agentsShareTargetsByKeepingARemainder() {
        let rules = """
            [{action: hashmod, source_labels: [__address__], modulus: 2, target_label: __tmp_hash},
             {action: keep, source_labels: [__tmp_hash], regex: ^1$}]
            """
        let kept = (0..<100).filter { relabelled(["__address__=host-\($0)"], by: rules) != ["dropped"] }
        #expect((30...70).contains(kept.count))
    }
}
