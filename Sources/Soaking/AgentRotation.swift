// Why this file exists: the agent rotates logs by its own policies, as anybody would write them.

extension RotationKind {
    /// True if the agent rotates the file, and deletes what is surplus.
    public var isByAgent: Bool { policy != nil }

    /// True if the application is told to open its file anew.
    public var hasReopen: Bool {
        [.agentrename, .agentsignal, .agentcompress, .agentdelay, .agentdate].contains(self)
    }

    /// True if the application must not write while the file is rotated: what it wrote then would be gone.
    public var pausesWhenFull: Bool { self == .agenttruncate }

    /// What makes a policy of this kind, besides its path, size, and how many generations it keeps; nil if it is not the
    /// agent that rotates.
    fileprivate var policy: [String]? {
        switch self {
        case .agentrename: ["method: rename", "create: true"]
        case .agentsignal: ["create: true"]
        case .agentcompress: ["method: rename", "create: true", "compress: true"]
        case .agentdelay: ["method: rename", "compress: true", "delaycompress: true"]
        case .agentdate:
            [
                "method: rename", "create: true", "compress: true", "dateext: true",
                "dateformat: \"-%Y%m%d-%s\"",
            ]
        case .agentcollapse: ["method: collapse"]
        case .agentarchive: ["method: collapse", "compress: true"]
        case .agenttruncate: ["method: copytruncate", "compress: true"]
        default: nil
        }
    }
}

/// What the agent is told about one file that it rotates.
public struct AgentRotation: Sendable {
    /// How.
    public let kind: RotationKind
    /// The file.
    public let path: String
    /// When, in bytes.
    public let size: Int
    /// Generations kept; -1 for all.
    public let keeps: Int
    /// Where `agentdate` moves files.
    public let oldDirectory: String
    /// A file that is made when the application is to open its file anew.
    public let marker: String
    /// A file with the number of the process that `agentsignal` tells.
    public let pidFile: String

    /// Takes all as they are.
    public init(
        kind: RotationKind, path: String, size: Int, keeps: Int, oldDirectory: String, marker: String,
        pidFile: String
    ) {
        self.kind = kind
        self.path = path
        self.size = size
        self.keeps = keeps
        self.oldDirectory = oldDirectory
        self.marker = marker
        self.pidFile = pidFile
    }

    /// The policy as an element of `rotation`; nil if it is not the agent that rotates.
    public var text: String? {
        guard var lines = kind.policy else { return nil }
        lines.insert("paths: [\"\(path)\"]", at: 0)
        lines += ["size: \(size)", "rotate: \(keeps)", "missingok: true"]
        switch kind {
        case .agentsignal: lines.append("signal: {pidfile: \"\(pidFile)\", name: USR1}")
        case _ where kind.hasReopen: lines.append("postrotate: \"touch '\(marker)'\"")
        default: break
        }
        if kind == .agentdate { lines.append("olddir: \"\(oldDirectory)\"") }
        return "- " + lines.joined(separator: "\n  ") + "\n"
    }
}
