// The agent under measurement is configured as a user would do it: by an agent.conf.

/// What one measured run of the agent needs to know.
public struct AgentConfiguration {
    /// The stages and client settings.
    public var backlogCase: BacklogCase
    /// The log files that the agent follows: a path or a pattern.
    public var logPath: String
    /// Where the agent keeps its positions.
    public var positionsPath: String
    /// Where the agent pushes to.
    public var pushURL: String
    /// The port of 127.0.0.1 on which the agent serves its metrics.
    public var metricsPort: UInt16

    /// A configuration; see the properties.
    public init(
        backlogCase: BacklogCase, logPath: String, positionsPath: String, pushURL: String,
        metricsPort: UInt16
    ) {
        self.backlogCase = backlogCase
        self.logPath = logPath
        self.positionsPath = positionsPath
        self.pushURL = pushURL
        self.metricsPort = metricsPort
    }

    /// The text of agent.conf, in Promtail's schema.
    public var text: String {
        var text = """
            server:
              http_listen_address: 127.0.0.1
              http_listen_port: \(metricsPort)
            positions:
              filename: \(quoted(positionsPath))
            clients:
              - url: \(quoted(pushURL))

            """
        text += indented(backlogCase.clientSettings, by: 4)
        text += indented(backlogCase.sections, by: 0)
        text += """
            scrape_configs:
              - job_name: benchmark
                static_configs:
                  - labels:
                      job: benchmark
                      __path__: \(quoted(logPath))

            """
        if !backlogCase.stages.isEmpty {
            text += "    pipeline_stages:\n" + indented(backlogCase.stages, by: 6)
        }
        return text
    }

    /// YAML's single quotes, in which only the quote itself is special.
    private func quoted(_ value: String) -> String {
        "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    private func indented(_ yaml: String, by spaces: Int) -> String {
        yaml.split(separator: "\n").map { String(repeating: " ", count: spaces) + $0 + "\n" }.joined()
    }
}
