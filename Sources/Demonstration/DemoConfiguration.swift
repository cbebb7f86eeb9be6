// Why this file exists: the agent of the demo runs on a configuration like anyone's, and it can be looked at.

/// The agent.conf of the demo.
public struct DemoConfiguration: Sendable, Hashable {
    /// The directory of the application's log.
    public var logDirectory: String
    /// The agent's state directory.
    public var stateDirectory: String
    /// Where entries are pushed to.
    public var pushURL: String
    /// Where the agent's endpoints listen; 0 takes a free port.
    public var statusPort: UInt16

    /// Takes all as they are.
    public init(logDirectory: String, stateDirectory: String, pushURL: String, statusPort: UInt16 = 0) {
        self.logDirectory = logDirectory
        self.stateDirectory = stateDirectory
        self.pushURL = pushURL
        self.statusPort = statusPort
    }

    /// The same with the paths and ports of a host rather than of one run of the demo.
    public static let example = DemoConfiguration(
        logDirectory: "/var/log/app", stateDirectory: "/var/lib/logferry",
        pushURL: "http://localhost:3100/loki/api/v1/push", statusPort: 9080)

    /// The text of the file.
    public var text: String {
        """
        # What the agent of `logferry demo` runs on.

        server:
          http_listen_address: 127.0.0.1
          http_listen_port: \(statusPort)\(statusPort == 0 ? "   # a free one" : "")

        positions:
          # What has been shipped is written down in this file's directory.
          filename: \(Self.quoted(stateDirectory + "/positions.json"))

        clients:
          - url: \(Self.quoted(pushURL))
            batchwait: 100ms   # somebody watches; 1s, the default, makes fewer and larger batches

        scrape_configs:
          - job_name: demo
            static_configs:
              - labels:
                  job: demo
                  __path__: \(Self.quoted(logDirectory + "/*.log"))
            pipeline_stages:
              - json:
                  expressions:
                    level:
                    timestamp:
              - labels:
                  level:
              - timestamp:
                  source: timestamp
                  format: "2006-01-02T15:04:05.999999"
                  location: UTC

        """
    }

    /// A double-quoted YAML scalar (YAML 1.2, section 7.3.1), whatever a path holds.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 32 || scalar.value == 127:
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
