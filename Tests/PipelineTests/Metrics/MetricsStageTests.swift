// The metrics stage: the examples of Promtail's page, and every type with every action.

import Testing

@testable import Pipeline

@Suite struct MetricsStageTests {
    @Test func linesAndBytesOfEachStream() throws {
        let trial = try MetricTrial(
            """
            - json: {expressions: {app: }}
            - labels: {app: }
            - metrics:
                log_lines_total:
                  type: Counter
                  description: "total number of log lines"
                  prefix: my_promtail_custom_
                  max_idle_duration: 24h
                  config:
                    match_all: true
                    action: inc
                log_bytes_total:
                  type: Counter
                  description: "total bytes of log lines"
                  prefix: my_promtail_custom_
                  max_idle_duration: 24h
                  config:
                    match_all: true
                    count_entry_bytes: true
                    action: add
            """)
        trial.count([#"{"app":"a"}"#, #"{"app":"bb"}"#, #"{"app":"a"}"#, "", "zürich"])
        #expect(
            trial.values == [
                "my_promtail_custom_log_bytes_total 7.0", "my_promtail_custom_log_bytes_total{app=a} 22.0",
                "my_promtail_custom_log_bytes_total{app=bb} 12.0", "my_promtail_custom_log_lines_total 2.0",
                "my_promtail_custom_log_lines_total{app=a} 2.0",
                "my_promtail_custom_log_lines_total{app=bb} 1.0",
            ])
        let definition = trial.registry.families(now: 0)[1].definition
        #expect(definition.help == "total number of log lines")
        #expect(definition.kind == .counter)
        #expect(definition.idle == 86_400 * second)
    }

    @Test func whatWasExtractedIsCounted() throws {
        let trial = try MetricTrial(
            """
            - regex:
                expression: "^.*(?P<order_success>order successful).*$"
            - metrics:
                successful_orders_total:
                  type: Counter
                  description: "log lines with the message `order successful`"
                  source: order_success
                  config:
                    action: inc
            """)
        trial.count(["order successful", "order failed", "2: order successful!"])
        #expect(trial.values == ["promtail_custom_successful_orders_total 2.0"])
        #expect(trial.registry.families(now: 0).first?.definition.idle == 300 * second)
    }

    @Test func valueTellsWhatIsCounted() throws {
        let trial = try MetricTrial(
            """
            - regex:
                expression: "^.* order_status=(?P<order_status>.*?) .*$"
            - metrics:
                successful_orders_total:
                  type: Counter
                  description: "successful orders"
                  source: order_status
                  config:
                    value: success
                    action: inc
                failed_orders_total:
                  type: Counter
                  description: "failed orders"
                  source: order_status
                  config:
                    value: fail
                    action: inc
            """)
        trial.count(
            ["success", "fail", "failure", "fail", "", "Fail"].map { "an order_status=\($0) at last" })
        #expect(
            trial.values == [
                "promtail_custom_failed_orders_total 2.0", "promtail_custom_successful_orders_total 1.0",
            ])
    }

    @Test func gaugeAddsUp() throws {
        let trial = try MetricTrial(
            #"""
            - regex:
                expression: "^.* retries=(?P<retries>\\d+) .*$"
            - metrics:
                retries_total:
                  type: Gauge
                  description: "total retries"
                  source: retries
                  config:
                    action: add
            """#)
        trial.count(["a retries=3 b", "a retries=x b", "a retries=39 b"])
        #expect(trial.values == ["promtail_custom_retries_total 42.0"])
    }

    @Test func histogramPutsValuesIntoBuckets() throws {
        let trial = try MetricTrial(
            """
            - logfmt: {mapping: {response_time: }}
            - metrics:
                http_response_time_seconds:
                  type: Histogram
                  description: "length of each log line"
                  source: response_time
                  config:
                    buckets: [0.001,0.0025,0.005,0.010,0.025,0.050]
            """)
        trial.count(
            ["0.001", "0.0011", "1ms", "0.05", "51ms", "20", "-1", "-"].map { "response_time=\($0)" })
        #expect(
            trial.values == [
                "promtail_custom_http_response_time_seconds 19.1041 [3, 1, 0, 0, 0, 1, 2]"
            ])
    }

    static let gauge = [
        ("set", "-7.5"), ("inc", "4.0"), ("dec", "-4.0"), ("add", "8.5"), ("sub", "-8.5"), ("Set", "-7.5"),
        ("ADD", "8.5"),
    ]

    @Test(arguments: gauge)
    func gaugeHasActions(_ action: String, _ expected: String) throws {
        let trial = try MetricTrial(
            "- logfmt: {mapping: {n: }}\n- metrics: {n: {type: gauge, config: {action: \(action)}}}")
        let outcome = trial.count(["n=1", "m=4", "n=12", "n=3", "n=-7.5"])
        #expect(trial.values == ["promtail_custom_n \(expected)"])
        #expect(outcome == MetricRegistry.Outcome())
    }

    static let counter = [("inc", "4.0", 0), ("add", "3.5", 2), ("Inc", "4.0", 0)]

    @Test(arguments: counter)
    func counterOnlyRises(_ action: String, _ expected: String, _ unusable: Int) throws {
        let trial = try MetricTrial(
            "- logfmt: {mapping: {n: }}\n- metrics: {n: {type: COUNTER, config: {action: \(action)}}}")
        let outcome = trial.count(["n=1", "m=4", "n=-1", "n=x", "n=2.5"])
        #expect(trial.values == ["promtail_custom_n \(expected)"])
        #expect(outcome.unusable == unusable)
    }

    @Test func valueOfANumberIsItsTextAsALabel() throws {
        let trial = try MetricTrial(
            """
            - json: {expressions: {status: , ok: , none: }}
            - metrics:
                a: {type: Counter, source: status, config: {value: 200, action: inc}}
                b: {type: Counter, source: status, config: {value: 200, action: add}}
                c: {type: Gauge, source: ok, config: {value: true, action: add}}
                d: {type: Counter, source: none, config: {action: inc}}
            """)
        trial.count([
            #"{"status": 200, "ok": true, "none": null}"#, #"{"status": 2e2, "ok": "true"}"#,
            #"{"status": 404, "ok": false}"#, #"{"status": "200"}"#,
        ])
        #expect(
            trial.values == [
                "promtail_custom_a 3.0", "promtail_custom_b 600.0", "promtail_custom_c 1.0",
            ])
    }

    @Test func labelsAreThoseThatTheEntryHasByThen() throws {
        let trial = try MetricTrial(
            """
            - metrics: {early: {type: Counter, config: {match_all: true, action: inc}}}
            - static_labels: {team: x, le: "1"}
            - tenant: {value: t}
            - metrics:
                late: {type: Counter, config: {match_all: true, action: inc}}
                sizes: {type: Histogram, source: none, config: {buckets: [1]}}
                job: {type: Histogram, config: {buckets: [1]}}
            """)
        trial.count(["a"], labels: [Label("job", "7")])
        #expect(
            trial.values == [
                "promtail_custom_early{job=7} 1.0", "promtail_custom_job{job=7,team=x} 7.0 [0, 1]",
                "promtail_custom_late{job=7,le=1,team=x} 1.0",
            ])
    }

    @Test func rowsThatAreNotMeantOrDroppedBeforeAreNotCounted() throws {
        let trial = try MetricTrial(
            """
            - drop: {expression: "^drop before"}
            - match:
                selector: '{job="j"} |= "yes"'
                stages:
                - metrics: {inside: {type: Counter, config: {match_all: true, action: inc}}}
            - metrics: {all: {type: Counter, config: {match_all: true, action: inc}}}
            - drop: {expression: "^drop after"}
            """)
        trial.count(["drop before yes", "yes", "no", "drop after yes"], labels: [Label("job", "j")])
        #expect(trial.values == ["promtail_custom_all{job=j} 3.0", "promtail_custom_inside{job=j} 2.0"])
    }

    @Test func usualBucketsAreTakenWithAWarning() throws {
        let stages = "- metrics: {t: {type: Histogram, config: {}}}"
        #expect(
            try findings(stages) == [
                "f:1:42: warning: pipeline_stages[0].metrics.t.config.buckets is missing; those for seconds are taken; write 'buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]'"
            ])
        let trial = try MetricTrial("- logfmt: {mapping: {t: }}\n" + stages)
        trial.count(["t=100ms", "t=1m"])
        #expect(trial.values == ["promtail_custom_t 60.1 [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]"])
    }
}
