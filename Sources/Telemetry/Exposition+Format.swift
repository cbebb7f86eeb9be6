// Why this file exists: Prometheus asks for OpenMetrics, people with a browser do not.

extension Exposition {
    /// A format of metrics.
    public enum Format: Hashable, Sendable {
        /// Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).
        case prometheus
        /// OpenMetrics 1.0.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/).
        case openMetrics

        /// The `Content-Type` of a text in this format.
        public var contentType: String {
            switch self {
            case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }

        /// The format that a request's `Accept` fields ask for (RFC 9110, section 12.5.1): OpenMetrics if it is named and
        /// no less wanted than plain text, else Prometheus' own. Nobody is refused: who wants neither gets the latter.
        public init(accepting fields: [String]) {
            let ranges = fields.flatMap { AcceptedRange.list($0) }
            let openMetrics = AcceptedRange.quality(
                of: ("application", "openmetrics-text"), versions: [nil, "1.0.0"], in: ranges)
            let text = AcceptedRange.quality(of: ("text", "plain"), versions: [nil, "0.0.4"], in: ranges)
            let isNamed = openMetrics.isNamed && openMetrics.quality > 0
            self = isNamed && openMetrics.quality >= text.quality ? .openMetrics : .prometheus
        }
    }
}

/// One element of an `Accept` field: `text/plain;version=0.0.4;q=0.5`.
private struct AcceptedRange {
    var type: String
    var subtype: String
    /// The `version` parameter; any other means nothing here.
    var version: String?
    /// From 0 to 1.
    var quality = 1.0

    /// The elements of a field that can be understood.
    static func list(_ field: String) -> [AcceptedRange] {
        split(field, at: ",").compactMap { AcceptedRange($0) }
    }

    private init?(_ text: Substring) {
        let parts = Self.split(text, at: ";").map(Self.trimmed)
        let names = parts.first.map { $0.split(separator: "/", omittingEmptySubsequences: false) } ?? []
        guard names.count == 2, !names.contains(where: \.isEmpty) else { return nil }
        (type, subtype) = (names[0].lowercased(), names[1].lowercased())
        for parameter in parts.dropFirst() {
            guard let equals = parameter.firstIndex(of: "=") else { continue }
            var value = Self.trimmed(parameter[parameter.index(after: equals)...])
            if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                value = value.dropFirst().dropLast()
            }
            switch Self.trimmed(parameter[..<equals]).lowercased() {
            case "version": version = String(value)
            case "q":
                guard let number = Double(value), (0...1).contains(number) else { return nil }
                quality = number
            default: break
            }
        }
    }

    /// How much a media type is wanted: the most specific range decides, and of these the one that wants it most.
    /// - Parameter versions: those that are had; nil for a range that names none.
    static func quality(
        of media: (type: String, subtype: String), versions: [String?], in ranges: [AcceptedRange]
    ) -> (quality: Double, isNamed: Bool) {
        var best = (specificity: -1, quality: 0.0)
        for range in ranges {
            let specificity: Int
            if range.type == media.type, range.subtype == media.subtype {
                guard versions.contains(range.version) else { continue }
                specificity = range.version == nil ? 2 : 3
            } else if range.type == media.type, range.subtype == "*" {
                specificity = 1
            } else if range.type == "*", range.subtype == "*" {
                specificity = 0
            } else {
                continue
            }
            if specificity > best.specificity
                || (specificity == best.specificity && range.quality > best.quality)
            {
                best = (specificity, range.quality)
            }
        }
        return (best.quality, best.specificity >= 2)
    }

    /// The parts between separators that do not stand in quotes.
    private static func split(_ text: some StringProtocol, at separator: Character) -> [Substring] {
        var isQuoted = false
        return Substring(text).split(omittingEmptySubsequences: false) { character in
            if character == "\"" { isQuoted.toggle() }
            return character == separator && !isQuoted
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return start.dropLast(start.reversed().prefix { $0 == " " || $0 == "\t" }.count)
    }
}
