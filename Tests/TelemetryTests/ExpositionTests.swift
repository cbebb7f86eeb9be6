// The text that Prometheus reads, to the byte.

import TestSupport
import Testing

@testable import Telemetry

@Suite struct ExpositionTests {
    @Test func nothingIsAnEmptyText() {
        #expect(Exposition().text == "")
        #expect(Exposition().format.contentType == "text/plain; version=0.0.4; charset=utf-8")
    }

    @Test func aCounterAGaugeAndCountersWithLabels() {
        var text = Exposition()
        let counter = Counter()
        counter.add(41)
        counter.add()
        text.counter("lines_total", "Lines read.", counter)
        text.gauge("lag_bytes", "Bytes not shipped.", "-7.5")
        let family = CounterFamily(labels: ["client", "status"])
        family.with("b", "429").add(2)
        family.with("a", "500").add()
        family.with("b", "400").add()
        text.counters("refused_total", "Entries refused.", family)
        #expect(
            text.text == """
                # HELP lines_total Lines read.
                # TYPE lines_total counter
                lines_total 42
                # HELP lag_bytes Bytes not shipped.
                # TYPE lag_bytes gauge
                lag_bytes -7.5
                # HELP refused_total Entries refused.
                # TYPE refused_total counter
                refused_total{client="a",status="500"} 1
                refused_total{client="b",status="400"} 1
                refused_total{client="b",status="429"} 2

                """)
    }

    @Test func samplesMayBeWrittenOneByOne() {
        var text = Exposition()
        text.family("lag_bytes", .gauge, "By file.")
        text.sample("lag_bytes", [(name: "path", value: "/a")], "1")
        text.sample("lag_bytes", [], "2")
        #expect(
            text.text
                == "# HELP lag_bytes By file.\n# TYPE lag_bytes gauge\nlag_bytes{path=\"/a\"} 1\nlag_bytes 2\n"
        )
    }

    @Test(
        arguments: [
            (#"a"b"#, #"a\"b"#), (#"C:\new"#, #"C:\\new"#), ("a\nb", #"a\nb"#), ("\\\"\n", #"\\\"\n"#),
            ("a\r\nb", "a\r\\nb"), ("é日😀\u{1}", "é日😀\u{1}"), ("{},=", "{},="), ("", ""),
        ])
    func aLabelSValueIsEscaped(value: String, escaped: String) {
        var text = Exposition()
        text.sample("m", [(name: "l", value: value)], "1")
        #expect(text.text.utf8.elementsEqual("m{l=\"\(escaped)\"} 1\n".utf8))
    }

    @Test func aHelpTextKeepsItsQuotes() {
        var text = Exposition()
        text.family("m", .histogram, "say \"hi\"\nC:\\x")
        #expect(text.text == "# HELP m say \"hi\"\\nC:\\\\x\n# TYPE m histogram\n")
    }

    @Test func whatStandsThereAlreadyIsLeftOut() throws {
        var text = Exposition()
        text.gauge("a", "First.", "1")
        text.family("b", .gauge, "Other.")
        text.sample("b", [(name: "path", value: "/x")], "1")
        text.sample("b", [(name: "path", value: "/x")], "2")
        text.sample("b", [(name: "path", value: "/y")], "3")
        text.gauge("a", "Second.", "2")
        text.gauge("c", "Last.", "4")
        let families = try PrometheusText(text.text).families
        #expect(families.mapValues { $0.samples.map(\.value) } == ["a": [1], "b": [1, 3], "c": [4]])
        #expect(families["a"]?.help == "First.")
    }

    @Test func aHistogramSBucketsHoldAllThatIsBelowThem() {
        let histogram = Histogram(bounds: [0.25, 1, 10])
        for seconds in [0, 0.25, 0.5, 1, 1.5, 10, 10.25, 1000] { histogram.observe(seconds) }
        var text = Exposition()
        text.histogram("push_seconds", "Pushes.", [(labels: [], histogram: histogram)])
        #expect(
            text.text == """
                # HELP push_seconds Pushes.
                # TYPE push_seconds histogram
                push_seconds_bucket{le="0.25"} 2
                push_seconds_bucket{le="1"} 4
                push_seconds_bucket{le="10"} 6
                push_seconds_bucket{le="+Inf"} 8
                push_seconds_sum 1023.5
                push_seconds_count 8

                """)
    }

    @Test func histogramsOfOneFamilyDifferInTheirLabels() {
        let (one, two) = (Histogram(bounds: [1]), Histogram(bounds: [1]))
        two.observe(2)
        var text = Exposition()
        text.histogram(
            "s", "S.",
            [
                (labels: [(name: "c", value: "a")], histogram: one),
                (labels: [(name: "c", value: "\"")], histogram: two),
            ])
        #expect(
            text.text == """
                # HELP s S.
                # TYPE s histogram
                s_bucket{c="a",le="1"} 0
                s_bucket{c="a",le="+Inf"} 0
                s_sum{c="a"} 0
                s_count{c="a"} 0
                s_bucket{c="\\"",le="1"} 0
                s_bucket{c="\\"",le="+Inf"} 1
                s_sum{c="\\""} 2
                s_count{c="\\""} 1

                """)
    }
}
