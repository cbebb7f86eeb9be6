// Why this file exists: every way in which a log is rotated is a value, and logrotate's ways are its directives.

/// How one log file is rotated, always the same way.
public enum RotationKind: String, CaseIterable, Sendable {
    /// logrotate, `create`: renamed, and a new file in its place.
    case create
    /// logrotate, `nocreate`: renamed; the application makes the new file.
    case nocreate
    /// logrotate, `dateext`: renamed to NAME-DATE.
    case dateext
    /// logrotate, `olddir`: renamed into another directory.
    case olddir
    /// logrotate, `compress`: renamed and compressed at once.
    case compress
    /// logrotate, `delaycompress`: renamed, and compressed by the next rotation.
    case delaycompress
    /// logrotate, `copytruncate`: copied, then cut to nothing.
    case copytruncate
    /// logrotate, `copytruncate` and `compress`.
    case copycompress
    /// By hand, once or several times in a row: NAME.1 to NAME.2, NAME to NAME.1.
    case move
    /// By hand, into another directory.
    case moveaway
    /// By hand, to a name that is followed too.
    case movewithin
    /// Deleted when it was delivered, and begun anew.
    case delete
    /// Deleted before it was delivered, while the agent has it open, and begun anew.
    case deleteunread
    /// Cut to nothing by the application when it was delivered.
    case rewrite
    /// By the agent, `create` and `postrotate`: renamed; a script has the application open the new file.
    case agentrename
    /// By the agent, `create` and `signal`: renamed; a signal has the application open the new file.
    case agentsignal
    /// By the agent, `create`, `postrotate` and `compress`.
    case agentcompress
    /// By the agent, `postrotate`, `compress` and `delaycompress`; the application makes the new file.
    case agentdelay
    /// By the agent, `create`, `postrotate`, `dateext`, `olddir` and `compress`.
    case agentdate
    /// By the agent, `collapse`: copied, and the front cut out while the application writes on.
    case agentcollapse
    /// By the agent, `collapse` and `compress`.
    case agentarchive
    /// By the agent, `copytruncate` and `compress`, while the application waits.
    case agenttruncate

    /// What logrotate is told about the file; nil if it has no part in it.
    /// - Parameter oldDirectory: where `olddir` moves files; must exist.
    public func directives(oldDirectory: String) -> [String]? {
        // Files are deleted by hand, when they were delivered.
        let always = ["rotate 100000", "missingok"]
        switch self {
        case .create: return always + ["create"]
        case .nocreate: return always + ["nocreate"]
        // A second rotation within one second would find the name taken, and not happen.
        case .dateext: return always + ["create", "dateext", "dateformat -%Y%m%d-%s"]
        case .olddir: return always + ["create", "olddir \(oldDirectory)"]
        case .compress: return always + ["create", "compress"]
        case .delaycompress: return always + ["create", "compress", "delaycompress"]
        case .copytruncate: return always + ["copytruncate"]
        case .copycompress: return always + ["copytruncate", "compress"]
        case .move, .moveaway, .movewithin, .delete, .deleteunread, .rewrite: return nil
        case .agentrename, .agentsignal, .agentcompress, .agentdelay, .agentdate, .agentcollapse,
            .agentarchive,
            .agenttruncate:
            return nil
        }
    }

    /// The text of a configuration for logrotate; nil if it has no part in it.
    public func configuration(path: String, oldDirectory: String) -> String? {
        directives(oldDirectory: oldDirectory).map { lines in
            "\"\(path)\" {\n" + lines.map { "    \($0)\n" }.joined() + "}\n"
        }
    }

    /// True if the application has to let go of the file first: what it wrote to the old one later would be gone,
    /// as logrotate's manual says of `compress`.
    public var closesFirst: Bool { self == .compress }

    /// True if the file stays and its contents go: the application writes on where it is.
    public var keepsInode: Bool { self == .copytruncate || self == .copycompress || self == .rewrite }

    /// True if the bytes are gone afterwards, so that what was written must have been delivered before.
    public var destroys: Bool { self == .delete || self == .rewrite }

    /// True if it leaves a file behind, which is deleted by hand.
    public var leavesArchive: Bool { !destroys && self != .deleteunread && !isByAgent }
}
