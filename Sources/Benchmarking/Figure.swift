// One thing that was measured, with what it must not exceed: tables, verdicts and JSON come from this alone.

import Workbench

/// How a figure is written.
public enum FigureUnit: String, Encodable, Sendable {
    /// Seconds, to the hundredth.
    case seconds
    /// Milliseconds, to the whole one.
    case milliseconds
    /// A quotient, to the hundredth.
    case ratio
    /// Per cent, to the hundredth.
    case percent
    /// Bytes, shown as MB (1,000,000 bytes).
    case bytes
    /// Something a second, to the hundredth.
    case perSecond
    /// MB for a second of CPU or of time, to the whole one.
    case megabytesPerSecond
    /// A number of things.
    case count

    /// `value` as it stands in a table.
    public func text(_ value: Double) -> String {
        switch self {
        case .seconds, .ratio, .perSecond: fixed(value, decimals: 2)
        case .milliseconds: fixed(value, decimals: 0) + " ms"
        case .percent: fixed(value, decimals: 2) + " %"
        case .bytes: fixed(value / 1e6, decimals: 1) + " MB"
        case .megabytesPerSecond, .count: fixed(value, decimals: 0)
        }
    }

    /// `limit` as it stands behind its figure, which has the unit.
    func limitText(_ limit: Double) -> String {
        switch self {
        case .bytes: fixed(limit / 1e6, decimals: 0)
        case .percent: fixed(limit, decimals: limit < 1 ? 1 : 0)
        case .perSecond: fixed(limit, decimals: 1)
        case .milliseconds, .megabytesPerSecond, .count: fixed(limit, decimals: 0)
        case .seconds, .ratio: fixed(limit, decimals: 2)
        }
    }
}

/// A measured value and, if something was promised, its limit.
public struct Figure: Encodable, Equatable, Sendable {
    /// What was measured: the head of its column.
    public let name: String
    /// The value, in `unit`.
    public let value: Double
    /// What the value is counted in.
    public let unit: FigureUnit
    /// What the value must not exceed; nil where nothing was promised.
    public let atMost: Double?
    /// The value of each round, of which `value` is made; empty for a single round.
    public let rounds: [Double]

    /// A figure; see the properties.
    public init(
        _ name: String, _ value: Double, _ unit: FigureUnit, atMost: Double? = nil, rounds: [Double] = []
    ) {
        self.name = name
        self.value = value
        self.unit = unit
        self.atMost = atMost
        self.rounds = rounds
    }

    /// True if the value exceeds what was promised.
    public var isOver: Bool { atMost.map { value > $0 } ?? false }

    /// The value with its verdict: "0.25 (at most 0.33)".
    public var text: String {
        guard let atMost else { return unit.text(value) }
        return "\(unit.text(value)) (\(isOver ? "OVER" : "at most") \(unit.limitText(atMost)))"
    }
}
