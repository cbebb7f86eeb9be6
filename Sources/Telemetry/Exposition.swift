// Why this file exists: metrics as the text that Prometheus reads.

/// Writes metrics in Prometheus' text format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
public struct Exposition: Sendable {
    /// The `Content-Type` of the text.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// A metric's type.
    public enum Kind: String, Sendable { case counter, gauge, histogram }

    /// The text so far.
    public private(set) var text = ""

    /// An empty text.
    public init() {}

    /// Starts a metric: its help and type lines.
    public mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Writes one sample of the metric that was started last.
    public mutating func sample(
        _ name: String, _ labels: [(name: String, value: String)] = [], _ value: String
    ) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
            text += "{" + pairs.joined(separator: ",") + "}"
        }
        text += " " + value + "\n"
    }

    /// Writes a counter without labels.
    public mutating func counter(_ name: String, _ help: String, _ counter: Counter) {
        family(name, .counter, help)
        sample(name, [], "\(counter.value)")
    }

    /// Writes a gauge without labels.
    public mutating func gauge(_ name: String, _ help: String, _ value: String) {
        family(name, .gauge, help)
        sample(name, [], value)
    }

    /// Writes counters with labels.
    public mutating func counters(_ name: String, _ help: String, _ counters: CounterFamily) {
        family(name, .counter, help)
        for (values, value) in counters.all {
            sample(name, Array(zip(counters.labels, values)).map { (name: $0.0, value: $0.1) }, "\(value)")
        }
    }

    /// Writes a histogram.
    public mutating func histogram(
        _ name: String, _ help: String,
        _ members: [(labels: [(name: String, value: String)], histogram: Histogram)]
    ) {
        family(name, .histogram, help)
        for (labels, histogram) in members {
            let (counts, sum) = histogram.snapshot
            var total: UInt64 = 0
            for (count, bound) in zip(counts, histogram.bounds.map { "\($0)" } + ["+Inf"]) {
                total += count
                sample(name + "_bucket", labels + [(name: "le", value: bound)], "\(total)")
            }
            sample(name + "_sum", labels, "\(sum)")
            sample(name + "_count", labels, "\(total)")
        }
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
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
