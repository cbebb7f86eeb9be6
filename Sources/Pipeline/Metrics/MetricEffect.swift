// Why this file exists: the keys under `config` of a metric differ by its type, and some of them exclude each other.

import Configuration

/// What `config` of a metric says.
struct MetricEffect {
    let kind: MetricDefinition.Kind
    let action: MetricNote.Action
    let amount: MetricSettings.Amount
    /// `value`
    let filter: [UInt8]?
    /// `match_all`
    let isForAll: Bool
}

extension MetricEffect {
    private typealias Effect = (action: MetricNote.Action, amount: MetricSettings.Amount)

    private static let gaugeActions: [(String, Effect)] = [
        ("set", (.set, .value(1))), ("inc", (.add, .fixed(1))), ("dec", (.add, .fixed(-1))),
        ("add", (.add, .value(1))), ("sub", (.add, .value(-1))),
    ]

    /// The `config` of a counter; nil after an error.
    init?(counter config: inout MappingReader) {
        let isForAll = config.bool("match_all") ?? false
        let countsBytes = config.bool("count_entry_bytes") ?? false
        let filter = config.string("value")
        config.require("action", example: "inc")
        let adds = config.word("action", [("inc", false), ("add", true)])
        let diagnostics = config.diagnostics
        if isForAll, filter != nil {
            diagnostics.error(
                config.location(of: "value"), "\(config.path(of: "value")): match_all looks at no value",
                fix: "remove 'value', or 'match_all'")
        }
        if countsBytes, !isForAll {
            diagnostics.error(
                config.location(of: "count_entry_bytes"),
                "\(config.path(of: "count_entry_bytes")): the bytes of all lines are counted, or of none",
                fix: "add 'match_all: true'")
        }
        if countsBytes, adds == false {
            diagnostics.error(
                config.location(of: "action"),
                "\(config.path(of: "action")): the bytes of a line are added, not one for each line",
                fix: "write 'action: add', or remove 'count_entry_bytes'")
        }
        if isForAll, adds == true, !countsBytes {
            diagnostics.warning(
                config.location(of: "action"),
                "\(config.path(of: "action")): match_all looks at no value, so nothing is ever added",
                fix: "write 'action: inc', or add 'count_entry_bytes: true'")
        }
        guard let adds else { return nil }
        let amount: MetricSettings.Amount = countsBytes ? .entryBytes : adds ? .value(1) : .fixed(1)
        self.init(
            kind: .counter, action: .add, amount: amount, filter: filter.map { Array($0.utf8) },
            isForAll: isForAll)
    }

    /// The `config` of a gauge; nil after an error.
    init?(gauge config: inout MappingReader) {
        let filter = config.string("value")
        config.require("action", example: "set")
        // Some write them as for a counter, without effect.
        config.passOver(.bool, "match_all", "count_entry_bytes")
        guard let effect = config.word("action", Self.gaugeActions) else { return nil }
        self.init(
            kind: .gauge, action: effect.action, amount: effect.amount,
            filter: filter.map { Array($0.utf8) }, isForAll: false)
    }

    /// The `config` of a histogram; nil after an error.
    init?(histogram config: inout MappingReader) {
        let filter = config.string("value")
        let bounds = Self.bounds(&config)
        config.passOver(.bool, "match_all", "count_entry_bytes")
        config.passOver(.text, "action")
        guard let bounds else { return nil }
        self.init(
            kind: .histogram(bounds: bounds), action: .observe, amount: .value(1),
            filter: filter.map { Array($0.utf8) }, isForAll: false)
    }
}

extension MetricEffect {
    private static let maximumBuckets = 1000
    /// Those of Prometheus' client libraries, in seconds.
    private static let usualBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private static func bounds(_ config: inout MappingReader) -> [Double]? {
        let (path, diagnostics) = (config.path(of: "buckets"), config.diagnostics)
        guard let node = config.node("buckets") else {
            diagnostics.warning(
                config.location(of: "buckets"), "\(path) is missing; those for seconds are taken",
                fix: "write 'buckets: \(usualBounds)'")
            return usualBounds
        }
        guard let nodes = node.list(diagnostics: diagnostics, what: path) else { return nil }
        guard (1...maximumBuckets).contains(nodes.count) else {
            diagnostics.error(
                node.location, "\(path): \(nodes.count) buckets",
                fix: "write from 1 to \(maximumBuckets) upper bounds, as in [0.1, 0.5, 1, 5]")
            return nil
        }
        let finite = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
        var bounds: [Double] = []
        var isGood = nodes.count == node.elements?.count
        for (index, node) in nodes.enumerated() {
            let what = "\(path)[\(index)]"
            guard let bound = node.double(in: finite, diagnostics: diagnostics, what: what) else {
                isGood = false
                continue
            }
            if let last = bounds.last, bound <= last {
                diagnostics.error(
                    node.location, "\(what): the bounds of buckets must rise",
                    fix: "put them into order, and none twice")
                return nil
            }
            bounds.append(bound)
        }
        return isGood ? bounds : nil
    }
}

extension MappingReader {
    /// One of the named options, in any case.
    mutating func word<T>(_ key: String, _ options: [(String, T)]) -> T? {
        let word = node(key)?.text?.lowercased()
        return options.first { $0.0.lowercased() == word }?.1 ?? choice(key, options)
    }
}
