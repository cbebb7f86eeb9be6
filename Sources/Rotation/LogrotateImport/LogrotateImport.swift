// Why this file exists: `logferry import logrotate`, for whoever has logs rotated by logrotate today.

import Configuration
import Platform

/// logrotate's configuration as an agent.conf that does the same.
public struct LogrotateImport {
    /// Where the new agent keeps what it remembers, unless said otherwise.
    public static let defaultPositions = "/var/lib/logferry/positions.json"

    /// The agent.conf.
    public private(set) var text = ""
    /// What logrotate refuses, and what has no equal, in the order in which it was read.
    public private(set) var remarks: [LogrotateRemark]
    /// True if logrotate would end with status 1 for what it reads, or there is a block that a policy cannot be made of.
    public private(set) var isRefused: Bool
    /// The policies in the text.
    public private(set) var policies: [Policy] = []

    /// Reads logrotate's configuration.
    /// - Parameters:
    ///   - paths: files, and directories whose files are read in the order of their names; globals of one hold for the next.
    ///   - positions: `positions.filename` of the new agent.conf.
    public init(_ paths: [String], positions: String = Self.defaultPositions) {
        var reader = LogrotateReader()
        for path in paths { reader.read(path) }
        remarks = reader.remarks
        isRefused = reader.isRefused

        var body: [String] = []
        var heading: String?
        // A block of which an earlier one says ignoreduplicates may name its logs again.
        var passesOverDuplicates = false
        for item in reader.items {
            switch item {
            case .remark(let file, let comment):
                if heading != file {
                    body += ["", "  # \(YAMLText.comment(file)), for all that follows:"]
                    heading = file
                }
                body.append("  \(comment)")
            case .rule(let rule):
                heading = nil
                body.append("")
                if rule.isBad || rule.patterns.isEmpty {
                    body.append(
                        "  # \(YAMLText.comment(rule.file)):\(rule.line) is left out, as logrotate does.")
                    continue
                }
                passesOverDuplicates = passesOverDuplicates || rule.settings.ignoresDuplicates
                remark(on: rule, positions)
                var policy = rule.policy()
                policy.ignoresDuplicates = passesOverDuplicates
                let lines = Self.lines(of: policy, rule)
                let problems = Self.problems(lines)
                if problems.isEmpty {
                    policies.append(policy)
                    body += lines
                    continue
                }
                isRefused = true
                remarks += problems.map {
                    LogrotateRemark(rule.file, rule.line, .error, "this block is left out: \($0)")
                }
                body += lines.map { "  # " + $0.dropFirst(2) }
            }
        }
        text = """
            # Imported from logrotate's \(YAMLText.comment(paths.joined(separator: ", "))).

            positions:
              # What rotation remembers is kept beside this file, in a directory that belongs to this agent alone and holds no log.
              filename: \(YAMLText.quoted(positions))

            rotation:\(policies.isEmpty ? " []" : "")

            """
        text += body.map { $0 + "\n" }.joined()
    }

    private static func lines(of policy: Policy, _ rule: LogrotateRule) -> [String] {
        var comments: [String: [String]] = [:]
        for (key, comment) in rule.commentsByKey { comments[key, default: []].append(comment) }
        let before = rule.comments + (comments.removeValue(forKey: "paths") ?? [])
        return ["  # \(YAMLText.comment(rule.file)):\(rule.line)"] + before.map { "  \($0)" }
            + PolicyText.lines(of: policy, comments: comments) + rule.closingComments.map { "    \($0)" }
    }

    /// Why agent.conf cannot have this policy.
    private static func problems(_ lines: [String]) -> [String] {
        let diagnostics = DiagnosticCollector()
        let text = (["rotation:"] + lines).joined(separator: "\n") + "\n"
        if let root = YAML.parse(Array(text.utf8), file: "agent.conf", diagnostics: diagnostics) {
            var top = MappingReader(root, context: "", diagnostics: diagnostics)
            _ = Policy.decode(top.mappings("rotation") ?? [], diagnostics: diagnostics)
        }
        return diagnostics.diagnostics.filter { $0.severity == .error }.map { error in
            let message = error.message.split(
                separator: "rotation[0].", maxSplits: 1, omittingEmptySubsequences: false
            ).last
            return [message.map(String.init), error.remedy].compactMap(\.self).joined(separator: "; ")
        }
    }

    private mutating func remark(on rule: LogrotateRule, _ positions: String) {
        func say(_ kind: LogrotateRemark.Kind, _ text: String) {
            remarks.append(LogrotateRemark(rule.file, rule.line, kind, text))
        }
        let settings = rule.settings
        if settings.mail != nil {
            say(
                .warning,
                "mail has no equal; write a preremove script that mails the file in its first argument")
        }
        if settings.copies, settings.renamesAndCopies {
            say(.warning, "copy and renamecopy exclude each other, and logrotate fails; the policy copies")
        }
        if let options = settings.compressOptions,
            options.contains(where: { $0.isEmpty || $0.utf8.contains(UInt8(ascii: " ")) })
        {
            say(
                .warning,
                "a blank in a word of compressoptions cannot be said; write a script for compresscmd")
        }
        if settings.usesDate, settings.criterion == .size || settings.maximumSize != nil,
            settings.dateFormat.map({ !$0.contains("%s") && !$0.contains("%S") }) ?? true
        {
            say(
                .note,
                "logs may be rotated for their size more than once a day, and a name with a date is there but once; add "
                    + "dateformat: \"-%Y%m%d-%H%M%S\"")
        }
        let directory = FileSystem.parent(of: positions)
        if rule.patterns.contains(where: { FileSystem.parent(of: $0) == directory }) {
            say(
                .error,
                "\(directory) is for what logferry remembers, and may hold no log; choose another place by --positions"
            )
        }
    }
}
