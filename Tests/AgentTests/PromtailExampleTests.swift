// The configurations that Promtail's documentation shows for files, in other words: each loads, and follows what its page
// says.

import Configuration
import Platform
import Tailing
import TestSupport
import Testing

@testable import Agent

@Suite struct PromtailExampleTests {
    /// Sections that nearly every example has.
    private static let head = """
        server:
          http_listen_port: 9080
          grpc_listen_port: 0
        positions:
          filename: /var/lib/promtail/positions.yaml
        clients:
        - url: http://loki.example:3100/loki/api/v1/push

        """

    /// What is followed, a line each: the pattern and the labels.
    private func followed(_ text: String, options: AgentSettings.Options = AgentSettings.Options()) throws
        -> [String]
    {
        let (settings, findings) = load(text, options: options)
        #expect(findings.filter { $0.contains(" error: ") } == [])
        return try #require(settings).targets.map { target in
            ([target.follow.include.description] + target.labels.map { "\($0.name)=\($0.value)" })
                .joined(separator: " ")
        }
    }

    @Test(arguments: ["targets:\n      - localhost\n     labels:", "labels:"])
    func staticConfigWithAndWithoutTargets(_ start: String) throws {
        let text =
            Self.head + """
                scrape_configs:
                 - job_name: system
                   pipeline_stages:
                   static_configs:
                   - \(start)
                      job: varlogs
                      host: a-host
                      __path__: /var/log/*.log
                """
        #expect(try followed(text) == ["/var/log/*.log job=varlogs host=a-host"])
        #expect(load(text).settings?.withoutMeaning.map(\.path) == ["server.grpc_listen_port"])
    }

    @Test func compressedFiles() throws {
        let text =
            Self.head + """
                scrape_configs:
                - job_name: archives
                  decompression: {enabled: true, initial_delay: 10s, format: gz}
                  static_configs:
                  - targets: [localhost]
                    labels: {job: varlogs, __path__: /var/log/**.gz}
                """
        #expect(try followed(text) == ["/var/log/**.gz job=varlogs"])
        let target = try #require(load(text).settings?.targets.first).follow
        #expect(target.include.matches("/var/log/syslog.2.gz"))
        #expect(target.decompression == Decompression(format: .gzip, initialDelay: 10_000_000_000))
    }

    @Test func targetsInFiles() throws {
        let directory = try ScratchDirectory()
        try directory.write(
            """
            - targets: ["localhost"]
              labels:
                job: dpkg
                __path__: /var/log/dpkg.log
            - targets: ["localhost"]
              labels:
                job: apt
                __path__: /var/log/apt/*.log
            """, to: "dpkg-apt.yaml")
        let text =
            Self.head + """
                scrape_configs:
                - job_name: packages
                  file_sd_configs:
                  - files: ["\(directory.path)/dpkg-apt.yaml"]
                    refresh_interval: 5m
                """
        #expect(try followed(text) == ["/var/log/dpkg.log job=dpkg", "/var/log/apt/*.log job=apt"])
    }

    /// Discovery by a cloud's API, of which only the files are logferry's.
    @Test func relabellingMakesPathAndHost() throws {
        let rules = """
              relabel_configs:
              - {source_labels: [__meta_tag_Name], target_label: name, action: replace}
              - {action: replace, replacement: /var/log/**.log, target_label: __path__}
              - {source_labels: [__meta_private_dns_name], regex: "(.*)", target_label: __host__}
            """
        let cloud =
            Self.head + "scrape_configs:\n- job_name: cloud\n  ec2_sd_configs:\n  - region: there\n" + rules
        #expect(load(cloud).settings == nil)
        var options = AgentSettings.Options()
        options.skipUnsupported = true
        #expect(try followed(cloud, options: options) == [])
        let here =
            Self.head
            + "scrape_configs:\n- job_name: here\n  static_configs:\n  - labels: {__meta_tag_Name: web}\n"
        #expect(try followed(here + rules) == ["/var/log/**.log name=web"])
    }

    @Test func relabellingForKubernetesPods() {
        let rules = """
            [{action: drop, regex: '', source_labels: [__service__]},
             {action: drop, regex: .+, separator: '', source_labels: [__meta_kubernetes_pod_label_name]},
             {action: replace, source_labels: [__meta_kubernetes_namespace], target_label: namespace},
             {action: labelmap, regex: __meta_kubernetes_pod_label_(.+)},
             {replacement: /var/log/pods/*$1/*.log, separator: /, source_labels: [__meta_kubernetes_pod_uid, __meta_kubernetes_pod_container_name], target_label: __path__}]
            """
        #expect(
            relabelled(
                [
                    "__service__=web", "__meta_kubernetes_namespace=prod",
                    "__meta_kubernetes_pod_label_app=x",
                    "__meta_kubernetes_pod_uid=u1", "__meta_kubernetes_pod_container_name=c",
                ], by: rules
            ).filter { !$0.hasPrefix("__meta") } == [
                "__path__=/var/log/pods/*u1/c/*.log", "__service__=web", "app=x", "namespace=prod",
            ])
        #expect(relabelled(["__meta_kubernetes_namespace=prod"], by: rules) == ["dropped"])
    }

    @Test func backoffOfAClient() throws {
        let text = """
            clients:
            - url: http://ingester/push
              backoff_config: {min_period: 100ms, max_period: 10s, max_retries: 10}
            scrape_configs: [{static_configs: [{labels: {__path__: /x}}]}]
            """
        let client = try #require(load(text).settings?.clients.first)
        #expect(client.backoff.minimum == 100_000_000)
        #expect(client.backoff.maximum == 10_000_000_000)
        #expect(client.backoff.maximumRetries == 10)
    }

    /// Pipelines of the pages on stages, as far as their stages are about files.
    @Test(
        arguments: [
            "[{docker: {}}]", "[{cri: {}}]",
            """
            [{match: {selector: '{name="promtail"}', stages: [
                {regex: {expression: '.*level=(?P<level>[a-zA-Z]+).*ts=(?P<timestamp>[T\\d-:.Z]*).*component=(?P<component>[a-zA-Z]+)'}},
                {labels: {level: , component: }}, {timestamp: {format: RFC3339Nano, source: timestamp}}]}},
             {match: {selector: '{name="nginx"} |= "GET"', stages: [
                {regex: {expression: '\\w{1,3}.\\w{1,3}.\\w{1,3}.\\w{1,3}(?P<output>.*)'}}, {output: {source: output}}]}},
             {match: {selector: '{app=~"grafana|prometheus"} != "info"', stages: [{json: {expressions: {level: level}}}, {labels: {level: }}]}}]
            """,
            """
            [{json: {expressions: {app: }}}, {labels: {app: }},
             {match: {selector: '{app="loki"}', stages: [{json: {expressions: {msg: message}}}]}},
             {match: {pipeline_name: app2, selector: '{app="pokey"}', action: keep, stages: [{json: {expressions: {msg: msg}}}]}},
             {match: {selector: '{app="promtail"} |~ ".*noisy error.*"', action: drop, drop_counter_reason: noisy}},
             {output: {source: msg}}]
            """,
            "[{json: {expressions: {stream: stream, traceID: traceID}}}, {labels: {stream: }}, {structured_metadata: {traceID: }}]",
            "[{structured_metadata: {pod_uid: , pod_host_ip: }}]",
            "[{regex: {expression: '(level|lvl|severity)=(?P<level>\\w+)'}}, {labels: {level: }}]",
            "[{multiline: {firstline: '^\\[\\d{4}-\\d{2}-\\d{2} \\d{1,2}:\\d{2}:\\d{2}\\]', max_wait_time: 3s}}]",
            "[{logfmt: {mapping: {timestamp: time, app: , duration: , unknown: }}}]",
            "[{replace: {expression: 'password (\\S+)', replace: '****'}}]",
            "[{limit: {rate: 10, burst: 10, drop: true, by_label_name: namespace}}]",
            "[{drop: {source: level, value: error}}, {drop: {older_than: 24h, longer_than: 8kb}}]",
            "[{pack: {labels: [container, pod], ingest_timestamp: false}}]", "[{sampling: {rate: 0.1}}]",
            "[{tenant: {value: team-a}}]",
            "[{labelallow: [a, b]}, {labeldrop: [c]}, {static_labels: {x: y}}]",
            "[{decolorize: }]", "[{eventlogmessage: {source: message, overwrite_existing: true}}]",
        ])
    func pipelines(_ stages: String) throws {
        let text =
            Self.head
            + "scrape_configs:\n- job_name: p\n  static_configs: [{labels: {__path__: /x}}]\n  pipeline_stages: "
            + stages.replacing("\n", with: " ")
        #expect(try followed(text) == ["/x"])
    }

    /// What the documentation shows for other sources is told apart from mistakes.
    @Test(
        arguments: [
            "journal: {max_age: 12h, labels: {job: systemd-journal}}",
            "syslog: {listen_address: 0.0.0.0:1514}",
            "loki_push_api: {server: {http_listen_port: 3500}}", "kafka: {brokers: [a:9092], topics: [b]}",
            "docker_sd_configs: [{host: unix:///var/run/docker.sock}]", "gcplog: {subscription_type: push}",
            "cloudflare: {api_token: x, zone_id: y}", "windows_events: {eventlog_name: Application}",
            "gelf: {listen_address: 0.0.0.0:12201}", "heroku_drain: {server: {http_listen_port: 8080}}",
        ])
    func otherSources(_ section: String) {
        let text =
            Self.head
            + "scrape_configs:\n- job_name: o\n  \(section)\n  relabel_configs: [{source_labels: [__x], target_label: y}]\n"
        let (settings, findings) = load(text)
        #expect(settings == nil)
        #expect(findings.count == 1)
        #expect(findings.first?.contains("logferry follows files and does not ") == true)
    }
}
