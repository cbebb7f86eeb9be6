// Why this file exists: a configuration is put together from several places, and people ask what came of it.

extension Node {
    /// The value as YAML in the block style, a line each; what is secret is written as `<secret>`.
    /// - Parameter isSecret: told the keys that lead to a text, and the text; lists have no keys.
    public func text(isSecret: ([String], String) -> Bool) -> String {
        var lines: [String] = []
        write(to: &lines, indent: 0, keys: [], isSecret)
        return lines.map { $0 + "\n" }.joined()
    }

    private func write(
        to lines: inout [String], indent: Int, keys: [String], _ isSecret: ([String], String) -> Bool
    ) {
        let space = String(repeating: " ", count: indent)
        switch content {
        case .scalar: lines.append(space + scalar(keys, isSecret))
        case .mapping(let entries):
            for (key, value) in entries {
                let name = key.text ?? ""
                let head = space + Self.quotedIfNeeded(name) + ":"
                if let inline = value.inline(keys + [name], isSecret) {
                    lines.append(inline.isEmpty ? head : head + " " + inline)
                } else {
                    lines.append(head)
                    let isList = value.elements != nil
                    value.write(to: &lines, indent: indent + (isList ? 0 : 2), keys: keys + [name], isSecret)
                }
            }
        case .sequence(let elements):
            for element in elements {
                if let inline = element.inline(keys, isSecret) {
                    lines.append(inline.isEmpty ? space + "-" : space + "- " + inline)
                } else {
                    let first = lines.count
                    element.write(to: &lines, indent: indent + 2, keys: keys, isSecret)
                    lines[first] = space + "- " + lines[first].dropFirst(indent + 2)
                }
            }
        }
    }

    /// What fits behind its key; nil for what needs lines of its own.
    private func inline(_ keys: [String], _ isSecret: ([String], String) -> Bool) -> String? {
        switch content {
        case .scalar: scalar(keys, isSecret)
        case .mapping(let entries): entries.isEmpty ? "{}" : nil
        case .sequence(let elements): elements.isEmpty ? "[]" : nil
        }
    }

    private func scalar(_ keys: [String], _ isSecret: ([String], String) -> Bool) -> String {
        guard case .scalar(let scalar) = content, !isNull else { return "" }
        if isSecret(keys, scalar.text) { return "<secret>" }
        return Self.quotedIfNeeded(scalar.text, isPlain: scalar.isPlain)
    }

    /// The text as it can stand in YAML; a number that was quoted is quoted again.
    private static func quotedIfNeeded(_ text: String, isPlain: Bool = true) -> String {
        if text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
            return "\"" + text.unicodeScalars.map(escaped).joined() + "\""
        }
        guard !canStandPlain(text) || !isPlain && hasAMeaning(text) else { return text }
        return "'" + text.replacing("'", with: "''") + "'"
    }

    /// YAML 1.2, section 7.3.3, in block context.
    private static func canStandPlain(_ text: String) -> Bool {
        guard let first = text.first, first != " ", text.last != " ", text.last != ":" else { return false }
        if text.contains(": ") || text.contains(" #") || "#&*!|>'\"%@`,[]{}".contains(first) { return false }
        return !"-?:".contains(first) || text.count > 1 && !text.dropFirst().hasPrefix(" ")
    }

    /// True for what is a number, a Boolean or nothing where it stands without quotes.
    private static func hasAMeaning(_ text: String) -> Bool {
        ScalarForms.number(text) != nil || ScalarForms.boolean(text) != nil
            || ["~", "null"].contains(text.lowercased())
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        case "\"": "\\\""
        case "\\": "\\\\"
        case _ where scalar.value < 32 || scalar.value == 127:
            "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: String(scalar)
        }
    }
}
