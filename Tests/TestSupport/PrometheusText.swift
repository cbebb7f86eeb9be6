// Prometheus drops a whole scrape for one bad line, so tests read /metrics as strictly as it does, and more so.

/// A text in Prometheus' format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).
public struct PrometheusText: Sendable {
    /// What is wrong with a text, and in which line.
    public struct Mistake: Error, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    /// A metric.
    public struct Family: Sendable {
        /// `counter`, `gauge` or `histogram`.
        public var type: String
        /// With escapes undone.
        public var help: String
        /// Name and labels as they are written, with escapes undone, and the value, in the text's order.
        public var samples: [Sample] = []
    }

    /// A line with a value.
    public struct Sample: Equatable, Sendable {
        /// As it is written, so with `_bucket`, `_sum` or `_count` in a histogram.
        public var name: String
        /// Names and values, with escapes undone.
        public var labels: [[String]]
        /// The value.
        public var value: Double
    }

    /// By name.
    public private(set) var families: [String: Family] = [:]
    /// The names in the text's order.
    public private(set) var names: [String] = []

    /// Reads a text. Throws `Mistake` for anything that a strict reader would not take.
    public init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else {
            throw Mistake(description: "no line end at the end")
        }
        var help: (name: String, text: String)?
        var seen: Set<String> = []
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let line = String(line)
            func check(_ isGood: Bool, _ problem: String) throws {
                if !isGood { throw Mistake(description: "\(problem): \(line)") }
            }
            if line.hasPrefix("# HELP ") {
                let parts = line.dropFirst(7).split(
                    separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
                try check(parts.count == 2 && Self.isName(parts[0]), "no help")
                let name = String(parts[0])
                try check(help == nil && families[name] == nil, "help comes twice")
                help = (name, try Self.unescaped(parts[1], allowed: ["\\": "\\", "n": "\n"]))
            } else if line.hasPrefix("# TYPE ") {
                let parts = line.dropFirst(7).split(separator: " ", omittingEmptySubsequences: false)
                try check(parts.count == 2 && help?.name == String(parts[0]), "type without help")
                try check(["counter", "gauge", "histogram"].contains(parts[1]), "no type")
                names.append(String(parts[0]))
                families[String(parts[0])] = Family(type: String(parts[1]), help: help?.text ?? "")
                help = nil
            } else {
                let sample = try Self.sample(line)
                try check(help == nil, "sample after a help")
                guard let family = names.last, let type = families[family]?.type else {
                    throw Mistake(description: "sample before the first family: \(line)")
                }
                let suffixes = type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                try check(suffixes.contains { sample.name == family + $0 }, "sample of another family")
                let key = "\(sample.name) \(sample.labels.sorted { $0[0] < $1[0] })"
                try check(seen.insert(key).inserted, "sample comes twice")
                families[family]?.samples.append(sample)
            }
        }
        if let help { throw Mistake(description: "help without a type: \(help.name)") }
        for (name, family) in families where family.type == "histogram" {
            try Self.checkHistogram(name, family)
        }
    }

    /// Buckets rise to `+Inf`, which holds as many as `_count`, and each series has a sum.
    private static func checkHistogram(_ name: String, _ family: Family) throws {
        var series: [[[String]]: (bounds: [Double], counts: [Double], count: Double?, sum: Double?)] = [:]
        for sample in family.samples {
            let key = sample.labels.filter { $0[0] != "le" }.sorted { $0[0] < $1[0] }
            let bounds = sample.labels.filter { $0[0] == "le" }.map {
                Double($0[1].replacing("+Inf", with: "inf"))
            }
            var one = series[key] ?? ([], [], nil, nil)
            if sample.name == name + "_bucket" {
                guard bounds.count == 1, let bound = bounds[0] else {
                    throw Mistake(description: "no bound in \(name)")
                }
                one.bounds.append(bound)
                one.counts.append(sample.value)
            } else if !bounds.isEmpty {
                throw Mistake(description: "le outside of buckets in \(name)")
            } else if sample.name == name + "_sum" {
                one.sum = sample.value
            } else {
                one.count = sample.value
            }
            series[key] = one
        }
        for (key, one) in series {
            let isRising = zip(one.bounds, one.bounds.dropFirst()).allSatisfy { $0 < $1 }
            let isCumulative = zip(one.counts, one.counts.dropFirst()).allSatisfy { $0 <= $1 }
            guard isRising, isCumulative, one.bounds.last == .infinity, one.counts.last == one.count,
                one.sum != nil
            else { throw Mistake(description: "no histogram: \(name)\(key)") }
        }
    }

    private static func sample(_ line: String) throws -> Sample {
        var rest = line[...]
        func fail(_ problem: String) -> Mistake { Mistake(description: "\(problem): \(line)") }
        let name = rest.prefix { $0 != "{" && $0 != " " }
        guard isName(name) else { throw fail("no metric name") }
        rest = rest.dropFirst(name.count)
        var labels: [[String]] = []
        if rest.first == "{" {
            repeat {
                rest = rest.dropFirst()
                let label = rest.prefix { $0 != "=" }
                guard isName(label), !label.contains(":"), !label.hasPrefix("__") else {
                    throw fail("no label name")
                }
                guard !labels.contains(where: { $0[0] == label }) else { throw fail("label comes twice") }
                rest = rest.dropFirst(label.count + 1)
                guard rest.first == "\"" else { throw fail("no quote") }
                rest = rest.dropFirst()
                var (value, isEscaped) = ("", false)
                while let next = rest.unicodeScalars.first, isEscaped || next != "\"" {
                    isEscaped = next == "\\" && !isEscaped
                    value.unicodeScalars.append(next)
                    rest = Substring(rest.unicodeScalars.dropFirst())
                }
                guard rest.first == "\"" else { throw fail("no end of a value") }
                labels.append([
                    String(label), try unescaped(value[...], allowed: ["\\": "\\", "n": "\n", "\"": "\""]),
                ])
                rest = rest.dropFirst()
            } while rest.first == ","
            guard rest.first == "}" else { throw fail("no end of the labels") }
            rest = rest.dropFirst()
        }
        guard rest.first == " ", let value = number(rest.dropFirst()) else { throw fail("no value") }
        return Sample(name: String(name), labels: labels, value: value)
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.allSatisfy { $0.isNumber || "+-.e".contains($0) } ? Double(text) : nil
        }
    }

    private static func isName(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (48...58).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
        }
    }

    private static func unescaped(_ text: Substring, allowed: [Unicode.Scalar: Unicode.Scalar]) throws
        -> String
    {
        var result = ""
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                guard let meant = allowed[scalar] else { throw Mistake(description: "no escape in \(text)") }
                result.unicodeScalars.append(meant)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        if isEscaped { throw Mistake(description: "half an escape in \(text)") }
        return result
    }
}
