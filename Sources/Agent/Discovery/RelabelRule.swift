// Why this file exists: relabel_configs, as pure functions from labels to labels.

import Pipeline

/// One entry of `relabel_configs`, as Prometheus and Promtail document it:
/// https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
struct RelabelRule: Sendable {
    /// What is done.
    enum Action: Sendable {
        /// Sets the label to the replacement if the expression matches.
        case replace(RegularExpression, target: ReplacementTemplate, ReplacementTemplate)
        /// Drops a target that does not match.
        case keep(RegularExpression)
        /// Drops a target that matches.
        case drop(RegularExpression)
        /// Copies labels whose names match to the names that the replacement gives.
        case labelMap(RegularExpression, ReplacementTemplate)
        /// Removes labels whose names match.
        case labelDrop(RegularExpression)
        /// Removes labels whose names do not match.
        case labelKeep(RegularExpression)
        /// Sets the label to a number below the modulus, by the source's MD5.
        case hashMod(target: String, UInt64)
        /// Sets the label to the source in lower case.
        case lowercase(target: String)
        /// Sets the label to the source in upper case.
        case uppercase(target: String)
        /// Drops a target whose label is not the source.
        case keepEqual(target: String)
        /// Drops a target whose label is the source.
        case dropEqual(target: String)
    }

    /// The labels whose values, joined, are the source.
    var sourceLabels: [String] = []
    /// What stands between them.
    var separator = ";"
    /// What is done.
    var action: Action

    /// The labels after all rules, nil if one of them drops the target.
    static func apply(_ rules: [RelabelRule], to labels: LabelSet) -> LabelSet? {
        var labels = labels
        for rule in rules where !rule.apply(to: &labels) { return nil }
        return labels
    }

    /// Returns false if the target is dropped.
    private func apply(to labels: inout LabelSet) -> Bool {
        let source = sourceLabels.map { labels[$0] }.joined(separator: separator)
        switch action {
        case .replace(let expression, let target, let replacement):
            guard let match = WholeMatch(of: expression, in: source) else { return true }
            let name = target.filled(from: match)
            if LabelName.isValid(name) { labels[name] = replacement.filled(from: match) }
        case .keep(let expression): return expression.fullyMatches(source)
        case .drop(let expression): return !expression.fullyMatches(source)
        case .labelMap(let expression, let replacement):
            for entry in labels.entries {
                guard let match = WholeMatch(of: expression, in: entry.name) else { continue }
                let name = replacement.filled(from: match)
                if LabelName.isValid(name) { labels[name] = entry.value }
            }
        case .labelDrop(let expression): labels.keep { !expression.fullyMatches($0) }
        case .labelKeep(let expression): labels.keep { expression.fullyMatches($0) }
        case .hashMod(let target, let modulus):
            labels[target] = "\(Digest.lastEightBytesOfMD5(of: source) % max(1, modulus))"
        case .lowercase(let target): labels[target] = source.lowercased()
        case .uppercase(let target): labels[target] = source.uppercased()
        case .keepEqual(let target): return labels[target].utf8.elementsEqual(source.utf8)
        case .dropEqual(let target): return !labels[target].utf8.elementsEqual(source.utf8)
        }
        return true
    }
}

/// An expression's match with all of a text, and its groups.
struct WholeMatch {
    /// The names of the groups, the first that of the whole, which has none.
    let names: [String?]
    private let text: [UInt8]
    private let groups: [MatchedGroup]

    /// Nil if the expression does not match all of the text.
    init?(of expression: RegularExpression, in text: String) {
        let bytes = Array(text.utf8)
        var groups = expression.makeGroups()
        guard bytes.withUnsafeBytes({ expression.fullMatch(of: $0, groups: &groups) }) else { return nil }
        names = expression.groupNames
        self.text = bytes
        self.groups = groups
    }

    /// What a group matched; empty for one that is not there or has no part in the match.
    subscript(group: Int) -> String {
        guard groups.indices.contains(group), groups[group].isSet else { return "" }
        let range = Int(groups[group].start)..<Int(groups[group].end)
        guard range.upperBound <= text.count else { return "" }
        return String(decoding: text[range], as: UTF8.self)
    }
}

extension RegularExpression {
    /// Whether the expression matches all of a text.
    func fullyMatches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { fullyMatches(UnsafeRawBufferPointer($0)) }
    }
}
