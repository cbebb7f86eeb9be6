// A case is data; these tests see to it that the agent gets it as a configuration it can read.

import Testing
import Workbench

@testable import Benchmarking

@Suite struct CaseTests {
    @Test(arguments: [
        ([], ["json + labels + timestamp", "no stages"]),
        (["JSON"], ["json + labels + timestamp"]),
        (["no st"], ["no stages"]),
        (["stages", "json", "timestamp"], ["json + labels + timestamp", "no stages"]),
    ])
    func matching(parts: [String], names: [String]) throws {
        #expect(try BenchmarkCase.matching(parts).map(\.name) == names)
    }

    @Test func unknownCaseNamesTheKnownOnes() {
        let error = #expect(throws: WorkbenchError.self) { try BenchmarkCase.matching(["json", "xml"]) }
        #expect(error?.description.contains("\"xml\"") == true)
        #expect(error?.description.contains("\"no stages\"") == true)
    }

    @Test func configuration() {
        let benchmarkCase = BenchmarkCase(
            name: "all", stages: "- labels:\n    level:", clientSettings: "batchsize: 1\ntimeout: 5s")
        let configuration = AgentConfiguration(
            benchmarkCase: benchmarkCase, logPath: "/tmp/it's/app.log", positionsPath: "/tmp/positions.json",
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
                scrape_configs:
                  - job_name: benchmark
                    static_configs:
                      - labels:
                          job: benchmark
                          __path__: '/tmp/it''s/app.log'
                    pipeline_stages:
                      - labels:
                          level:

                """)
    }

    @Test func noStagesLeavesTheirKeyOut() {
        let configuration = AgentConfiguration(
            benchmarkCase: BenchmarkCase(name: "none", stages: ""), logPath: "/a", positionsPath: "/b",
            pushURL: "http://c", metricsPort: 1)
        #expect(configuration.text.hasSuffix("          __path__: '/a'\n"))
    }
}
