// What is wrong with a metrics stage, said as the user reads it, all of it at once.

import Configuration
import Testing

@testable import Pipeline

@Suite struct MetricErrorTests {
    static let table = #"""
        - metrics: {}
            f:1:12: error: pipeline_stages[0].metrics names no metric; add 'lines_total: {type: Counter, config: {match_all: true, action: inc}}'
        - metrics:
            f:1:11: error: pipeline_stages[0].metrics names no metric; add 'lines_total: {type: Counter, config: {match_all: true, action: inc}}'
        - metrics: [a]
            f:1:12: error: pipeline_stages[0].metrics: expected a mapping, found a list; remove the '- ' before its keys
        - metrics: {a: }
            f:1:16: error: the key 'type' is missing in pipeline_stages[0].metrics.a; add 'type: Counter'
            f:1:16: error: the key 'config' is missing in pipeline_stages[0].metrics.a; add 'config: {action: inc}'
        - metrics: {a: {}}
            f:1:16: error: the key 'type' is missing in pipeline_stages[0].metrics.a; add 'type: Counter'
            f:1:16: error: the key 'config' is missing in pipeline_stages[0].metrics.a; add 'config: {action: inc}'
        - metrics: {a: [b]}
            f:1:16: error: pipeline_stages[0].metrics.a: expected a mapping, found a list; remove the '- ' before its keys
            f:1:16: error: the key 'type' is missing in pipeline_stages[0].metrics.a; add 'type: Counter'
            f:1:16: error: the key 'config' is missing in pipeline_stages[0].metrics.a; add 'config: {action: inc}'
        - metrics: {a: {type: Countr, config: {action: inc}}}
            f:1:23: error: pipeline_stages[0].metrics.a.type: must be one of Counter, Gauge, Histogram, found 'Countr'; did you mean 'Counter'?
        - metrics: {a: {type: Summary, desciption: x, config: [y]}}
            f:1:23: error: pipeline_stages[0].metrics.a.type: must be one of Counter, Gauge, Histogram, found 'Summary'; write one of them
            f:1:32: error: unknown key 'desciption' in pipeline_stages[0].metrics.a; did you mean 'description'?
            f:1:55: error: pipeline_stages[0].metrics.a.config: expected a mapping, found a list; remove the '- ' before its keys
        - metrics: {a: {type: Counter}}
            f:1:16: error: the key 'config' is missing in pipeline_stages[0].metrics.a; add 'config: {action: inc}'
        - metrics: {a: {type: Histogram, config: }}
            f:1:42: error: pipeline_stages[0].metrics.a.config: the value is missing; write 'config: {buckets: [0.1, 0.5, 1, 5]}'
        - metrics: {a: {type: Counter, config: {}}}
            f:1:40: error: the key 'action' is missing in pipeline_stages[0].metrics.a.config; add 'action: inc'
        - metrics: {a: {type: Counter, config: {action: set}}}
            f:1:49: error: pipeline_stages[0].metrics.a.config.action: must be one of inc, add, found 'set'; write one of them
        - metrics: {a: {type: Counter, config: {action: inc, buckets: [1], actoin: inc}}}
            f:1:54: error: unknown key 'buckets' in pipeline_stages[0].metrics.a.config; the keys known here are match_all, count_entry_bytes, value, action
            f:1:68: error: unknown key 'actoin' in pipeline_stages[0].metrics.a.config; did you mean 'action'?
        - metrics: {a: {type: Gauge, config: {action: st}}}
            f:1:47: error: pipeline_stages[0].metrics.a.config.action: must be one of set, inc, dec, add, sub, found 'st'; did you mean 'set'?
        - metrics: {a: {type: Gauge, config: {action: reset, bucket: 1}}}
            f:1:47: error: pipeline_stages[0].metrics.a.config.action: must be one of set, inc, dec, add, sub, found 'reset'; write one of them
            f:1:54: error: unknown key 'bucket' in pipeline_stages[0].metrics.a.config; the keys known here are value, action, match_all, count_entry_bytes
        - metrics: {a: {type: Counter, config: {match_all: true, value: x, action: inc}}}
            f:1:65: error: pipeline_stages[0].metrics.a.config.value: match_all looks at no value; remove 'value', or 'match_all'
        - metrics: {a: {type: Counter, config: {match_all: maybe, action: inc}}}
            f:1:52: error: pipeline_stages[0].metrics.a.config.match_all: 'maybe' is not a Boolean; write true or false
        - metrics: {a: {type: Counter, config: {count_entry_bytes: true, action: add}}}
            f:1:60: error: pipeline_stages[0].metrics.a.config.count_entry_bytes: the bytes of all lines are counted, or of none; add 'match_all: true'
        - metrics: {a: {type: Counter, config: {match_all: true, count_entry_bytes: true, action: inc}}}
            f:1:91: error: pipeline_stages[0].metrics.a.config.action: the bytes of a line are added, not one for each line; write 'action: add', or remove 'count_entry_bytes'
        - metrics: {a: {type: Counter, config: {count_entry_bytes: true, value: x, action: inc}}}
            f:1:60: error: pipeline_stages[0].metrics.a.config.count_entry_bytes: the bytes of all lines are counted, or of none; add 'match_all: true'
            f:1:84: error: pipeline_stages[0].metrics.a.config.action: the bytes of a line are added, not one for each line; write 'action: add', or remove 'count_entry_bytes'
        - metrics: {a: {type: Counter, config: {match_all: true, action: add}}}
            f:1:66: warning: pipeline_stages[0].metrics.a.config.action: match_all looks at no value, so nothing is ever added; write 'action: inc', or add 'count_entry_bytes: true'
        - metrics: {a: {type: Counter, max_idle_duration: 999ms, config: {action: inc}}}
            f:1:51: error: pipeline_stages[0].metrics.a.max_idle_duration: '999ms' is out of range; write a duration of at least 1s
        - metrics: {a: {type: Counter, max_idle_duration: 5, config: {action: inc}}}
            f:1:51: error: pipeline_stages[0].metrics.a.max_idle_duration: '5' has no unit; write a unit, for example 5s
        - metrics: {a: {type: Histogram, config: {buckets: []}}}
            f:1:52: error: pipeline_stages[0].metrics.a.config.buckets: 0 buckets; write from 1 to 1000 upper bounds, as in [0.1, 0.5, 1, 5]
        - metrics: {a: {type: Histogram, config: {buckets: 1}}}
            f:1:52: error: pipeline_stages[0].metrics.a.config.buckets: expected a list, found text; start each element with '- '
        - metrics: {a: {type: Histogram, config: {buckets: [1, x, ~, 2]}}}
            f:1:56: error: pipeline_stages[0].metrics.a.config.buckets[1]: 'x' is not a number; write a number
            f:1:59: error: pipeline_stages[0].metrics.a.config.buckets[2]: the element is empty; write a value after the '-', or remove it
        - metrics: {a: {type: Histogram, config: {buckets: [1, 3, 2]}}}
            f:1:59: error: pipeline_stages[0].metrics.a.config.buckets[2]: the bounds of buckets must rise; put them into order, and none twice
        - metrics: {a: {type: Histogram, config: {buckets: [1, 1.0]}}}
            f:1:56: error: pipeline_stages[0].metrics.a.config.buckets[1]: the bounds of buckets must rise; put them into order, and none twice
        - metrics: {a-b: {type: Counter, config: {action: inc}}}
            f:1:13: error: 'promtail_custom_a-b' is not a metric name; use letters, digits and _, not starting with a digit: 'promtail_custom_a_b'
        - metrics: {a: {type: Counter, prefix: 9_, config: {action: inc}}}
            f:1:13: error: '9_a' is not a metric name; use letters, digits and _, not starting with a digit: '_9_a'
        - metrics: {lines_total: {type: Counter, prefix: logferry_, config: {action: inc}}}
            f:1:13: error: the metric 'logferry_lines_total' begins like those of logferry itself; write another 'prefix'
        - metrics: {a: {type: Counter, source: [x], description: {}, config: {action: inc}}, b: {type: x, config: {action: inc}}, c: {type: Gauge, config: {action: x}}}
            f:1:40: error: pipeline_stages[0].metrics.a.source: expected text, found a list; write a single value, without '- ' or [ ]
            f:1:58: error: pipeline_stages[0].metrics.a.description: expected text, found a mapping; write a single value; put a text with ': ', or one that begins with {, in quotes
            f:1:96: error: pipeline_stages[0].metrics.b.type: must be one of Counter, Gauge, Histogram, found 'x'; write one of them
            f:1:157: error: pipeline_stages[0].metrics.c.config.action: must be one of set, inc, dec, add, sub, found 'x'; write one of them
        - metrics: {a: {type: Counter, config: {action: inc}}, promtail_custom_a: {type: Gauge, prefix: ' ', config: {action: inc}}}
            f:1:56: error: ' promtail_custom_a' is not a metric name; use letters, digits and _, not starting with a digit: '_promtail_custom_a'
        - metrics: {a: {type: Counter, config: {action: inc}}, custom_a: {type: Gauge, prefix: promtail_, config: {action: inc}}}
            f:1:56: error: the metric 'promtail_custom_a' is of another type, or has other buckets, at line 1; give one of them another name or prefix
        - metrics: {a: {type: Histogram, config: {buckets: [1]}}, a_count: {type: Gauge, config: {action: inc}}}
            f:1:59: error: the metric 'promtail_custom_a_count' takes a name of the metric 'promtail_custom_a' at line 1; give one of them another name or prefix
        - metrics: {a_sum: {type: Gauge, config: {action: inc}}, a: {type: Histogram, config: {buckets: [1]}}}
            f:1:58: error: the metric 'promtail_custom_a' takes a name of the metric 'promtail_custom_a_sum' at line 1; give one of them another name or prefix
        """#

    @Test(arguments: StageErrorTests.cases(table))
    func saysWhatToWriteInstead(_ stages: String, _ expected: [String]) throws {
        #expect(!expected.isEmpty)
        #expect(try findings(stages) == expected)
    }

    private static let same = "{type: Counter, description: all, config: {match_all: true, action: inc}}"

    /// Stages of two pipelines, each in a line, as one configuration has them.
    private func said(ofPipelines first: String, _ second: String) throws -> [String] {
        let (diagnostics, metrics) = (DiagnosticCollector(), MetricDefinitions())
        for node in try stageNodes("- \(first)\n- \(second)", diagnostics) {
            _ = Pipeline(
                decoding: [node], context: "stages", labels: LabelTable(), diagnostics: diagnostics,
                metrics: metrics)
        }
        return diagnostics.diagnostics.map(\.description)
    }

    @Test func pipelinesMayShareAMetric() throws {
        for other in [
            Self.same, "{type: Counter, config: {action: add}}",
            "{type: counter, max_idle_duration: 1h, source: x, config: {action: inc}}",
        ] {
            #expect(
                try said(ofPipelines: "metrics: {a: \(Self.same)}", "metrics: {a: \(other)}") == [])
        }
    }

    @Test func ofTwoDescriptionsTheFirstCounts() throws {
        let other = Self.same.replacing("all,", with: "some,")
        #expect(
            try said(ofPipelines: "metrics: {a: \(Self.same)}", "metrics: {a: \(other)}") == [
                "f:2:13: warning: the metric 'promtail_custom_a' has another description at line 1, which counts; describe it alike, or give one of them another name or prefix"
            ])
    }

    @Test func pipelinesMayNotMeanTwoThings() throws {
        let histogram = "{type: Histogram, config: {buckets: [1, 2]}}"
        for (first, second) in [
            (Self.same, "{type: Gauge, config: {action: inc}}"), (Self.same, histogram),
            (histogram, histogram.replacing("2", with: "3")),
        ] {
            #expect(
                try said(ofPipelines: "metrics: {a: \(first)}", "metrics: {a: \(second)}") == [
                    "f:2:13: error: the metric 'promtail_custom_a' is of another type, or has other buckets, at line 1; give one of them another name or prefix"
                ])
        }
    }
}
