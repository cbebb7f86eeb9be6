// Why this file exists: reading `relabel_configs` and saying what is wrong with it.

import Configuration
import Pipeline

extension RelabelRule {
    private enum Kind: String, CaseIterable {
        case replace, keep, drop, labelmap, labeldrop, labelkeep, hashmod, lowercase, uppercase, keepequal
        case dropequal
    }

    /// Reads the rules in their order; one that is wrong is reported and left out.
    static func decode(_ readers: [MappingReader]) -> [RelabelRule] { readers.compactMap(decode) }

    private static func decode(_ source: MappingReader) -> RelabelRule? {
        var reader = source
        let kind = kind(&reader)
        let sources = reader.strings("source_labels") ?? []
        let separator = reader.string("separator") ?? ";"
        let target = reader.string("target_label") ?? ""
        let expression = expression(&reader)
        let replacement = reader.string("replacement") ?? "$1"
        let modulus = reader.int("modulus", in: 0...Int.max) ?? 0
        reader.finish()
        guard let kind, let expression,
            let action = action(kind, expression, target, replacement, modulus, &reader)
        else { return nil }
        return RelabelRule(sourceLabels: sources, separator: separator, action: action)
    }

    private static func kind(_ reader: inout MappingReader) -> Kind? {
        guard let node = reader.node("action") else { return .replace }
        // Kubernetes' operators write HashMod for hashmod, and Prometheus takes either.
        if let text = node.text, let kind = Kind(rawValue: text.lowercased()) { return kind }
        return reader.choice("action", Kind.allCases.map { ($0.rawValue, $0) })
    }

    private static func expression(_ reader: inout MappingReader) -> RegularExpression? {
        let text = reader.string("regex") ?? "(.*)"
        do {
            return try RegularExpression(text)
        } catch {
            reader.diagnostics.error(
                reader.location(of: "regex"), "\(reader.path(of: "regex")): \(error.problem)",
                fix: error.remedy)
            return nil
        }
    }

    private static func action(
        _ kind: Kind, _ expression: RegularExpression, _ target: String, _ replacement: String,
        _ modulus: Int, _ reader: inout MappingReader
    ) -> Action? {
        switch kind {
        case .keep: return .keep(expression)
        case .drop: return .drop(expression)
        case .labeldrop: return .labelDrop(expression)
        case .labelkeep: return .labelKeep(expression)
        case .labelmap:
            let template = ReplacementTemplate(replacement)
            if let name = template.constant, !LabelName.isValid(name) {
                refuse(name, "replacement", reader)
                return nil
            }
            return .labelMap(expression, template)
        case .replace, .hashmod, .lowercase, .uppercase, .keepequal, .dropequal: break
        }
        guard !target.isEmpty else {
            reader.diagnostics.error(
                reader.location(of: "target_label"),
                "\(reader.context): the action \(kind.rawValue) needs a target_label",
                fix: "add 'target_label: ' with the name of a label")
            return nil
        }
        let template = ReplacementTemplate(target)
        if kind != .replace || template.constant != nil, !LabelName.isValid(template.constant ?? target) {
            refuse(target, "target_label", reader)
            return nil
        }
        switch kind {
        case .replace: return .replace(expression, target: template, ReplacementTemplate(replacement))
        case .lowercase: return .lowercase(target: target)
        case .uppercase: return .uppercase(target: target)
        case .keepequal: return .keepEqual(target: target)
        case .dropequal: return .dropEqual(target: target)
        default: break
        }
        guard modulus > 0 else {
            reader.diagnostics.error(
                reader.location(of: "modulus"),
                "\(reader.context): the action hashmod needs a modulus above 0",
                fix: "add 'modulus: 4', for numbers from 0 to 3")
            return nil
        }
        return .hashMod(target: target, UInt64(modulus))
    }

    private static func refuse(_ name: String, _ key: String, _ reader: MappingReader) {
        reader.diagnostics.error(
            reader.location(of: key), "\(reader.path(of: key)): '\(name)' is not a label name",
            fix: "use letters, digits and _, not starting with a digit: '\(LabelName.repaired(name))'")
    }
}
