// A case is data; these tests see to it that the agent gets it as a configuration it can read.

import Testing
import Workbench

@testable import Benchmarking

@Suite struct CaseTests {
    @Test func configuration() {
        let backlogCase = BacklogCase(
            "all", stages: "- labels:\n    level:", clientSettings: "batchsize: 1\ntimeout: 5s",
            sections: "analysis: {}\nlimits_config:\n  max_streams: 3")
        let configuration = AgentConfiguration(
            backlogCase: backlogCase, logPath: "/tmp/it's/*.log", positionsPath: "/tmp/positions.json",
            pushURL: "http://127.0.0.1:1/push", metricsPort: 9080)
        #expect(
            configuration.text == """
                server:
                  http_listen_address: 127.0.0.1
                  http_listen_port: 9080
                positions:
                  filename: '/tmp/positions.json'
                clients:
                  - url: 'http://127.0.0.1:1/push'
                    batchsize: 1
                    timeout: 5s
                analysis: {}
                limits_config:
                  max_streams: 3
                scrape_configs:
                  - job_name: benchmark
                    static_configs:
                      - labels:
                          job: benchmark
                          __path__: '/tmp/it''s/*.log'
                    pipeline_stages:
                      - labels:
                          level:

                """)
    }

    @Test func noStagesLeavesTheirKeyOut() {
        let configuration = AgentConfiguration(
            backlogCase: BacklogCase("none"), logPath: "/a", positionsPath: "/b", pushURL: "http://c",
            metricsPort: 1)
        #expect(configuration.text.hasSuffix("          __path__: '/a'\n"))
    }

    @Test func namesDiffer() {
        #expect(Set(BacklogCase.all.map(\.name)).count == BacklogCase.all.count)
    }
}
