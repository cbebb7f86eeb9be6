// The reader of queries that the tests of dashboards and alerts rely on.

import Testing

@Suite struct ExpressionTests {
    @Test(
        arguments: [
            ("up{job=\"a\"} == 0", ["up"]),
            ("sum by (le, a) (rate(x_bucket{b=~\"y{(\"}[5m])) or vector(0)", ["x_bucket"]),
            ("a - on (job) group_left (c) b offset 5m > 64 * 1024", ["a", "b"]),
            (
                "histogram_quantile(0.95, sum without (e) (rate(h_bucket[$__rate_interval]))) > 5",
                ["h_bucket"]
            ),
            ("time() - (a:b > 0)", ["a:b"]), ("topk(10, x)", ["x"]), ("vector(1)", []),
        ] as [(String, Set<String>)])
    func metricsAreFound(_ text: String, _ metrics: Set<String>) {
        let expression = Expression(text)
        #expect(expression.mistake == nil)
        #expect(expression.metrics == metrics)
    }

    @Test(arguments: ["sum(a", "a)", "rate(a[5m)]", "a{b=\"c}", "a{b=\"c\\\"}"])
    func bracketsHaveToFit(_ text: String) {
        #expect(Expression(text).mistake != nil)
    }

    @Test(
        arguments: [
            #"{a="b"}"#, #"{a=~"b", c!~`d\`} |= "x" | json | e > 1"#,
            #"sum by (a) (rate({a="b{"} |~ "c\"}" [5m])) > 1"#, #"rate({a!="b"}[$__auto])"#,
        ])
    func goodLogQLIsGood(_ text: String) {
        #expect(Expression(text).logQLMistake == nil)
    }

    @Test(arguments: [
        "rate(a[5m])", "{}", #"{a}"#, #"{a=b}"#, #"{a="b",}"#, #"rate({a="b"}[5])"#, #"{a="b""#,
    ])
    func badLogQLIsFound(_ text: String) {
        #expect(Expression(text).logQLMistake != nil)
    }
}
