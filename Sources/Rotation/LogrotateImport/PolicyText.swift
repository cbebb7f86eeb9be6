// Why this file exists: a policy as an administrator would have written it into agent.conf.

import Configuration
import Platform

/// Writes a policy as an element of `rotation`.
struct PolicyText {
    private var lines: [String] = []
    private var comments: [String: [String]]

    /// - Parameter comments: what stands in front of a key, by the key; each begins with `#`.
    private init(_ comments: [String: [String]]) { self.comments = comments }

    /// The lines of the element.
    static func lines(of policy: Policy, comments: [String: [String]] = [:]) -> [String] {
        var text = PolicyText(comments)
        text.writePaths(policy)
        text.writeTime(policy)
        text.writeKeeping(policy)
        text.writeMethod(policy)
        text.writeCompression(policy)
        text.writeNaming(policy.naming)
        text.writeScripts(policy.scripts)
        let element = text.lines.enumerated().map { $0 == 0 ? "  - \($1)" : $1.isEmpty ? "" : "    \($1)" }
        // What is about a key that the policy does not need is kept in front of it all.
        let left = text.comments.sorted { $0.key < $1.key }.flatMap(\.value).map { "  \($0)" }
        return left + element
    }

    private mutating func add(_ key: String, _ value: String) {
        lines += comments.removeValue(forKey: key) ?? []
        lines += "\(key): \(value)".split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private mutating func add(_ key: String, if condition: Bool) {
        if condition { add(key, "true") }
    }

    private mutating func add(_ key: String, quoting text: String?) {
        if let text { add(key, YAMLText.quoted(text)) }
    }

    private mutating func writePaths(_ policy: Policy) {
        // The element begins with this key, so what is said about it stands in front of the element.
        let quoted = policy.patterns.map(YAMLText.quoted)
        lines = ["paths: [\(quoted.joined(separator: ", "))]"]
        if lines[0].utf8.count > 110 {
            lines = ["paths:"] + quoted.map { "  - \($0)" }
        }
    }

    private mutating func writeTime(_ policy: Policy) {
        switch policy.interval {
        case .hourly: add("interval", "hourly")
        case .daily: add("interval", "daily")
        case .weekly(let day):
            add("interval", "weekly")
            let names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
            if day != 0 { add("weekday", names.indices.contains(day) ? names[day] : "7  # every seven days") }
        case .monthly: add("interval", "monthly")
        case .yearly: add("interval", "yearly")
        case nil: break
        }
        addSize("size", policy.size)
        addSize("minsize", policy.minimumSize)
        addSize("maxsize", policy.maximumSize)
        if let age = policy.minimumAge { add("minage", "\(age / CivilTime.secondsPerDay)d") }
    }

    private mutating func addSize(_ key: String, _ bytes: Int64?) {
        guard let bytes else { return }
        let unit = [("G", Int64(1) << 30), ("M", 1 << 20), ("k", 1 << 10)].first {
            bytes > 0 && bytes % $0.1 == 0
        }
        add(key, unit.map { "\(bytes / $0.1)\($0.0)" } ?? "\(bytes)")
    }

    private mutating func writeKeeping(_ policy: Policy) {
        add("rotate", "\(policy.keeps)")
        if let age = policy.maximumAge { add("maxage", "\(age / CivilTime.secondsPerDay)d") }
        add("shred", if: policy.shreds != nil)
        if let cycles = policy.shreds, cycles > 0 { add("shredcycles", "\(cycles)") }
        add("missingok", if: policy.allowsMissing)
        add("notifempty", if: !policy.rotatesEmpty)
        add("allowhardlink", if: policy.allowsHardLinks)
        add("ignoreduplicates", if: policy.ignoresDuplicates)
        if let identity = policy.identity {
            add("su", "{user: \(YAMLText.quoted(identity.user)), group: \(YAMLText.quoted(identity.group))}")
        }
    }

    private mutating func writeMethod(_ policy: Policy) {
        add("method", policy.method.rawValue)
        addOwnership("create", policy.creates)
    }

    private mutating func addOwnership(_ key: String, _ ownership: Policy.Ownership?) {
        guard let ownership else { return }
        var fields: [String] = []
        if let mode = ownership.mode {
            let digits = String(mode, radix: 8)
            fields.append(
                "mode: \"\(String(repeating: "0", count: max(0, 4 - digits.utf8.count)))\(digits)\"")
        }
        if let owner = ownership.owner { fields.append("owner: \(YAMLText.quoted(owner))") }
        if let group = ownership.group { fields.append("group: \(YAMLText.quoted(group))") }
        add(key, fields.isEmpty ? "true" : "{\(fields.joined(separator: ", "))}")
    }

    private mutating func writeCompression(_ policy: Policy) {
        guard let compression = policy.compression else { return }
        add("compress", "true")
        add("delaycompress", if: compression.isDelayed)
        if let command = compression.command, let program = command.first {
            add("compresscmd", quoting: program)
            if command.count > 1 {
                add("compressoptions", YAMLText.quoted(command.dropFirst().joined(separator: " ")))
            }
            add("compressext", quoting: compression.ending)
        } else {
            if compression.level != 6 { add("compress_level", "\(compression.level)") }
            if compression.ending != ".gz" { add("compressext", quoting: compression.ending) }
        }
    }

    private mutating func writeNaming(_ naming: Policy.Naming) {
        if naming.start != 1 { add("start", "\(naming.start)") }
        add("dateext", if: naming.usesDate)
        add("dateformat", quoting: naming.dateFormat)
        add("dateyesterday", if: naming.isYesterday)
        add("datehourago", if: naming.isHourAgo)
        add("extension", quoting: naming.keptEnding)
        add("addextension", quoting: naming.addedEnding)
        add("olddir", quoting: naming.directory)
        addOwnership("createolddir", naming.makesDirectory)
    }

    private mutating func writeScripts(_ scripts: Policy.Scripts) {
        add("sharedscripts", if: scripts.areShared)
        let all = [
            ("firstaction", scripts.first), ("prerotate", scripts.before), ("postrotate", scripts.after),
            ("lastaction", scripts.last), ("preremove", scripts.preremove),
        ]
        for case (let key, let script?) in all {
            add(key, YAMLText.block(script, indentation: 2))
        }
    }
}
