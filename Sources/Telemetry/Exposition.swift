// Why this file exists: metrics as the text that Prometheus reads.

/// Writes metrics as text, in Prometheus' own format or in OpenMetrics.
///
/// A family that was begun before is left out with its samples, and so is a sample whose name and labels the family has
/// already, since a reader refuses a text that has either twice.
public struct Exposition: Sendable {
    /// A metric's type.
    public enum Kind: String, Sendable { case counter, gauge, histogram }

    /// What is written.
    public let format: Format

    /// A metric with its samples; without a name, samples that stand before the first metric.
    private struct Family: Sendable {
        var name = ""
        var kind = Kind.gauge
        var help = ""
        var samples = ""
    }

    private var families: [Family] = []
    private var names: Set<String> = []
    private var isLeavingOut = false
    /// Names and labels of the family's samples so far.
    private var series: Set<String> = []

    /// An empty text.
    public init(_ format: Format = .prometheus) { self.format = format }

    /// All that was written, whole: nothing can follow it.
    public var text: String {
        var text = ""
        for family in families {
            if !family.name.isEmpty { text += header(family) }
            text += family.samples
        }
        return format == .openMetrics ? text + "# EOF\n" : text
    }

    /// Starts a metric: its help and type lines.
    ///
    /// A counter's name should end in `_total`. OpenMetrics knows no other counters, and there one without it is of
    /// unknown type, so that its samples have the same name in both formats.
    public mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        isLeavingOut = !names.insert(name).inserted
        series = []
        if !isLeavingOut { families.append(Family(name: name, kind: kind, help: help)) }
    }

    /// Writes one sample of the metric that was started last.
    public mutating func sample(
        _ name: String, _ labels: [(name: String, value: String)] = [], _ value: String
    ) {
        guard !isLeavingOut else { return }
        if families.isEmpty { families.append(Family()) }
        var line = name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
            line += "{" + pairs.joined(separator: ",") + "}"
        }
        guard series.insert(line).inserted else { return }
        families[families.count - 1].samples += line + " " + value + "\n"
    }

    private func header(_ family: Family) -> String {
        guard format == .openMetrics else {
            return """
                # HELP \(family.name) \(Self.escaped(family.help, quotes: false))
                # TYPE \(family.name) \(family.kind.rawValue)

                """
        }
        var (name, type) = (family.name, family.kind.rawValue)
        if family.kind == .counter {
            let base = name.hasSuffix("_total") ? String(name.dropLast("_total".count)) : ""
            // A metric of another type may have the name that is left.
            if base.isEmpty || names.contains(base) {
                type = "unknown"
            } else {
                name = base
            }
        }
        let unit = ["seconds", "bytes"].first { name.hasSuffix("_" + $0) }
        return "# HELP \(name) \(Self.escaped(family.help, quotes: true))\n# TYPE \(name) \(type)\n"
            + (unit.map { "# UNIT \(name) \($0)\n" } ?? "")
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        guard text.utf8.contains(where: { $0 == 0x5c || $0 == 0x0a || $0 == 0x22 }) else { return text }
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
