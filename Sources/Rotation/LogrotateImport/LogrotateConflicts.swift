// Why this file exists: two programs that rotate one file take its older generations from each other.

import Glibc
import Platform

/// A log that a policy and a rule of logrotate both rotate.
public struct LogrotateConflict: Hashable, Sendable, CustomStringConvertible {
    /// The log's path, or a pattern if there is no such file yet.
    public var path: String
    /// The policy's name.
    public var policy: String
    /// Where logrotate's rule stands: `/etc/logrotate.d/app:3`.
    public var rule: String

    /// Takes all as they are.
    public init(path: String, policy: String, rule: String) {
        self.path = path
        self.policy = policy
        self.rule = rule
    }

    /// A sentence with what to do about it.
    public var description: String {
        "\(policy): \(path) is rotated by logrotate, too: \(rule); take it out of one of the two"
    }
}

/// What logrotate itself is told on a host.
public enum LogrotateRules {
    /// Where a distribution has logrotate's configuration.
    public static let usualPlaces = ["/etc/logrotate.conf", "/etc/logrotate.d"]

    /// The logs of policies on which logrotate is at work, too, each once for a policy.
    /// - Parameter places: files and directories of logrotate's configuration; those that do not exist are passed over.
    public static func conflicts(with policies: [Policy], in places: [String] = usualPlaces)
        -> [LogrotateConflict]
    {
        let rules = rules(in: places)
        guard !rules.isEmpty else { return [] }
        var owners: [String: String] = [:]
        for rule in rules {
            for path in rule.patterns.flatMap({ PathGlob.matches($0).paths }) where owners[path] == nil {
                owners[path] = rule.place
            }
        }
        var conflicts: [LogrotateConflict] = []
        var seen: Set<LogrotateConflict> = []
        for policy in policies {
            func add(_ path: String, _ rule: String) {
                let conflict = LogrotateConflict(path: path, policy: policy.name, rule: rule)
                if seen.insert(conflict).inserted { conflicts.append(conflict) }
            }
            let paths = policy.patterns.flatMap { PathGlob.matches($0).paths }
            for path in paths { owners[path].map { add(path, $0) } }
            // Logs that are yet to come.
            for pattern in policy.patterns.flatMap(PathGlob.withoutBraces) {
                for rule in rules {
                    guard let other = rule.patterns.first(where: { areBothAbout(pattern, $0) }) else {
                        continue
                    }
                    let path = isLiteral(other) ? other : pattern
                    if !paths.contains(where: { owners[$0] == rule.place }) { add(path, rule.place) }
                }
            }
        }
        return conflicts
    }

    private static func rules(in places: [String]) -> [(patterns: [String], place: String)] {
        var reader = LogrotateReader()
        for place in places where (try? FileStatus.of(path: place)) != nil { reader.read(place) }
        var seen: Set<String> = []
        return reader.items.compactMap { item in
            // A directory may be included by the file before it.
            guard case .rule(let rule) = item, !rule.isBad, seen.insert("\(rule.file):\(rule.line)").inserted
            else {
                return nil
            }
            return (rule.patterns, "\(rule.file):\(rule.line)")
        }
    }

    /// True if one pattern matches what the other says, read as a name.
    private static func areBothAbout(_ pattern: String, _ other: String) -> Bool {
        pattern == other || fnmatch(pattern, other, FNM_PATHNAME | FNM_PERIOD) == 0
            || fnmatch(other, pattern, FNM_PATHNAME | FNM_PERIOD) == 0
    }

    private static func isLiteral(_ pattern: String) -> Bool {
        !pattern.utf8.contains { "*?[".utf8.contains($0) }
    }
}
