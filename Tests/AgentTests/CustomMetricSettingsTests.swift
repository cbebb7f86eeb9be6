// What a configuration says of metrics as a whole: how many series there may be, and that no two mean one name.

import Testing

@testable import Agent

@Suite struct CustomMetricSettingsTests {
    @Test func seriesAreLimitedWithoutBeingAsked() {
        #expect(load(configuration("")).settings?.limits.maximumCustomMetrics == 10_000)
        #expect(
            load(configuration("limits_config: {max_custom_metrics: 7}")).settings?.limits
                .maximumCustomMetrics
                == 7)
        #expect(
            load(configuration("limits_config: {max_custom_metrics: 0}")).findings == [
                "f:3:37: error: limits_config.max_custom_metrics: '0' is out of range; write a whole number from 1 to 1000000"
            ])
    }

    /// Two scrape configurations, each with one metric.
    private func findings(_ first: String, _ second: String) -> [String] {
        load(
            """
            clients: [{url: http://localhost/push}]
            scrape_configs:
            - job_name: a
              static_configs: [{labels: {__path__: /a}}]
              pipeline_stages: [metrics: {\(first)}]
            - job_name: b
              static_configs: [{labels: {__path__: /b}}]
              pipeline_stages: [metrics: {\(second)}]
            """
        ).findings
    }

    @Test func scrapeConfigurationsShareAMetricTheyAgreeOn() {
        let lines = "lines: {type: Counter, description: lines, config: {match_all: true, action: inc}}"
        #expect(findings(lines, lines) == [])
        #expect(
            findings(lines, "lines: {type: Gauge, config: {action: set}}") == [
                "f:8:31: error: the metric 'promtail_custom_lines' is of another type, or has other buckets, at line 5; give one of them another name or prefix"
            ])
    }

    /// Promtail takes these keys and does nothing with them.
    @Test func whatIsOnlyForCountersMeansNothingElsewhere() {
        let (settings, found) = load(
            configuration(
                """
                scrape_configs:
                - job_name: a
                  static_configs: [{labels: {__path__: /a}}]
                  pipeline_stages:
                  - metrics:
                      longitude: {type: Gauge, config: {match_all: true, action: set}}
                      size: {type: Histogram, config: {match_all: true, action: inc, buckets: [1]}}
                """))
        #expect(found == [])
        let place = "scrape_configs[0].pipeline_stages[0].metrics"
        #expect(
            settings?.withoutMeaning.map(\.path) == [
                "\(place).longitude.config.match_all", "\(place).size.config.match_all",
                "\(place).size.config.action",
            ])
    }
}
