// Why this file exists: the agent in a soak runs on a configuration like anyone's.

import Workbench

/// The agent.conf of a soak.
public struct SoakConfiguration: Sendable {
    /// The directory that is followed.
    public var logDirectory: String
    /// The directory that some rotations move files into.
    public var oldDirectory: String
    /// The agent's state directory.
    public var stateDirectory: String
    /// Where the clients push to, in order.
    public var pushURLs: [String]
    /// Which run of the agent it is for; every push says it, in the header `runHeader`.
    public var run: Int
    /// How often it was changed while that run was on; every change is of something that matters.
    public var change: Int
    /// What the agent rotates.
    public var rotations: [AgentRotation]
    /// How long the agent waits for an answer, in seconds.
    public var timeout = 2

    /// Takes all as they are.
    public init(
        logDirectory: String, oldDirectory: String, stateDirectory: String, pushURLs: [String], run: Int,
        change: Int = 0, rotations: [AgentRotation] = []
    ) {
        self.logDirectory = logDirectory
        self.oldDirectory = oldDirectory
        self.stateDirectory = stateDirectory
        self.pushURLs = pushURLs
        self.run = run
        self.change = change
        self.rotations = rotations
    }

    /// The header of pushes that says which run of the agent sent them.
    public static let runHeader = "X-Soak-Run"

    /// The text of the file.
    public var text: String {
        var text = """
            server: {http_listen_address: 127.0.0.1, http_listen_port: 0}
            positions: {filename: "\(stateDirectory)/positions.json", rotated_paths: ["\(oldDirectory)/*"]}
            clients:

            """
        for (index, url) in pushURLs.enumerated() {
            text += """
                - name: client-\(index)
                  url: \(url)
                  headers: {\(Self.runHeader): "\(run)"}
                  batchwait: \(change.isMultiple(of: 2) ? 50 : 20)ms
                  batchsize: 256KiB
                  timeout: \(timeout)s
                  backoff_config: {min_period: 10ms, max_period: 300ms}

                """
        }
        // Lines without a time have no stages, but those that stand among others.
        return text + """
            scrape_configs:
            - job_name: timed
              static_configs:
              - labels: {job: soak, __path__: "\(logDirectory)/*-{json,mixed,twins,crlf}*.log"}
              pipeline_stages:
              - json: {expressions: {level: level, time: time}}
              - labels: {level: }
              - timestamp: {source: time, format: RFC3339Nano}
            - job_name: plain
              static_configs:
              - labels: {job: soak, __path__: "\(logDirectory)/*-plain*.log"}

            """ + rotation
    }

    private var rotation: String {
        let policies = rotations.compactMap(\.text)
        return policies.isEmpty ? "" : "rotation:\n" + policies.joined()
    }
}
