// The text in OpenMetrics to the byte, and what Prometheus' own tools say of both formats.

import TestSupport
import Testing

@testable import Telemetry

@Suite struct OpenMetricsTests {
    /// Something of every kind, with everything that has to be escaped.
    private func everything(_ format: Exposition.Format) -> Exposition {
        var text = Exposition(format)
        let counter = Counter()
        counter.add(42)
        text.counter("read_bytes_total", "Say \"bytes\"\nC:\\x", counter)
        text.gauge("lag_seconds", "Waited.", "7.5")
        text.family("up", .gauge, "By name.")
        text.sample("up", [(name: "name", value: "a\"b\\c\nd é日"), (name: "zone", value: "{},=")], "1")
        let histogram = Histogram(bounds: [0.25, 1, 1e6])
        for seconds in [0, 0.25, 0.5, 10, 2e6] { histogram.observe(seconds) }
        text.histogram("push_seconds", "Pushes.", [(labels: [(name: "c", value: "x")], histogram: histogram)])
        return text
    }

    @Test func aTextToTheByte() {
        #expect(
            everything(.openMetrics).text == #"""
                # HELP read_bytes Say \"bytes\"\nC:\\x
                # TYPE read_bytes counter
                # UNIT read_bytes bytes
                read_bytes_total 42
                # HELP lag_seconds Waited.
                # TYPE lag_seconds gauge
                # UNIT lag_seconds seconds
                lag_seconds 7.5
                # HELP up By name.
                # TYPE up gauge
                up{name="a\"b\\c\nd é日",zone="{},="} 1
                # HELP push_seconds Pushes.
                # TYPE push_seconds histogram
                # UNIT push_seconds seconds
                push_seconds_bucket{c="x",le="0.25"} 2
                push_seconds_bucket{c="x",le="1.0"} 3
                push_seconds_bucket{c="x",le="1e+06"} 4
                push_seconds_bucket{c="x",le="+Inf"} 5
                push_seconds_sum{c="x"} 2.00001075e+06
                push_seconds_count{c="x"} 5
                # EOF

                """#)
        #expect(Exposition(.openMetrics).text == "# EOF\n")
        #expect(
            Exposition.Format.openMetrics.contentType
                == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    }

    /// A counter that is called otherwise keeps its name, and its type is not told.
    @Test func aCounterWithoutTheSuffixIsOfUnknownType() throws {
        var text = Exposition(.openMetrics)
        text.family("logins", .counter, "Of a pipeline.")
        text.sample("logins", [], "3")
        text.family("_total", .counter, "A suffix alone.")
        text.sample("_total", [], "4")
        // Without its suffix the name would be that of a metric before it, or behind it.
        for (name, kind) in [
            ("a", Exposition.Kind.gauge), ("a_total", .counter), ("b_total", .counter), ("b", .gauge),
        ] {
            text.family(name, kind, "H.")
            text.sample(name, [], "1")
        }
        #expect(
            text.text == """
                # HELP logins Of a pipeline.
                # TYPE logins unknown
                logins 3
                # HELP _total A suffix alone.
                # TYPE _total unknown
                _total 4
                # HELP a H.
                # TYPE a gauge
                a 1
                # HELP a_total H.
                # TYPE a_total unknown
                a_total 1
                # HELP b_total H.
                # TYPE b_total unknown
                b_total 1
                # HELP b H.
                # TYPE b gauge
                b 1
                # EOF

                """)
        #expect(try Promtool.openMetricsFindings(in: text.text) == "")
    }

    @Test func prometheusTakesBoth() throws {
        for format in [Exposition.Format.prometheus, .openMetrics] {
            var text = everything(format)
            ProcessProbe().metrics().write(to: &text)
            HostProbe().metrics().write(to: &text)
            switch format {
            case .prometheus: #expect(try Promtool.findings(in: text.text) == "")
            case .openMetrics: #expect(try Promtool.openMetricsFindings(in: text.text) == "")
            }
        }
        // It does look.
        #expect(try Promtool.findings(in: "# TYPE a counter\na 1\n") != "")
        #expect(try Promtool.openMetricsFindings(in: "a 1\n") != "")
    }

    @Test(
        arguments: [
            // Prometheus 2.42, 2.50 and 3
            (
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                    + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics
            ),
            (
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                    + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2", .openMetrics
            ),
            // a browser, curl, and nobody in particular
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", .prometheus),
            ("*/*", .prometheus), ("", .prometheus), ("application/*", .prometheus),
            ("application/openmetrics-text", .openMetrics),
            ("APPLICATION/OpenMetrics-Text ; Version=\"1.0.0\" ; Q=1", .openMetrics),
            ("application/openmetrics-text;version=2.0.0", .prometheus),
            ("application/openmetrics-text;version=0.0.1", .prometheus),
            ("application/openmetrics-text;q=0", .prometheus),
            ("application/openmetrics-text;version=1.0.0;q=0,application/openmetrics-text", .prometheus),
            ("application/openmetrics-text;q=0.5,text/plain;q=0.6", .prometheus),
            ("application/openmetrics-text;q=0.5,text/*;q=0.6", .prometheus),
            ("application/openmetrics-text;q=0.5,*/*;q=0.6", .prometheus),
            ("application/openmetrics-text;q=0.6,text/plain;q=0.5", .openMetrics),
            ("application/openmetrics-text,text/plain", .openMetrics),
            ("application/openmetrics-text;q=0.5,text/plain;version=1.0.0", .openMetrics),
            ("text/plain;q=0.1,text/*;q=0.9,application/openmetrics-text;q=0.5", .openMetrics),
            ("application/openmetrics-text;q=2", .prometheus),
            ("application/openmetrics-text;q=nan", .prometheus),
            ("application/openmetrics-text;x=\";q=0,\"", .openMetrics),
            (",;=,/,a/,/b,q=1,application/openmetrics-text,", .openMetrics),
        ] as [(String, Exposition.Format)])
    func theFormatIsTheOneThatIsWanted(accept: String, format: Exposition.Format) {
        #expect(Exposition.Format(accepting: [accept]) == format)
    }

    @Test func fieldsOfOneNameAreOneList() {
        #expect(Exposition.Format(accepting: []) == .prometheus)
        #expect(
            Exposition.Format(accepting: ["text/plain;q=0.5", "application/openmetrics-text"]) == .openMetrics
        )
    }
}
