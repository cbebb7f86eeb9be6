// Files of today end with the last irregular transition, often decades ago, and give the rest as a rule.
// Spelling the rule out for the years of logs leaves a table search a line instead of a computation.

import Platform

/// Transitions of a zone while its rules are put together.
struct ZoneTable {
    typealias Transition = (time: Int64, type: Int)

    private(set) var types: [TimeZoneRules.LocalTimeType]
    private(set) var transitions: [Transition]

    /// The years for which the footer is spelled out.
    private static let firstYear = 1900
    private static let lastYear = 2105

    init(types: [TimeZoneRules.LocalTimeType], transitions: [Transition]) {
        self.types = types
        self.transitions = transitions
    }

    /// Appends what the footer says about the time after the last transition.
    mutating func extend(by footer: ZoneFooter) {
        let last = transitions.last
        if let last {
            // The footer holds from the last transition on, whatever that one says.
            transitions[transitions.count - 1].type = index(of: footer.type(atUTC: last.time))
        }
        guard footer.daylight != nil else {
            if last == nil { types = [footer.standard] + types }
            return
        }
        var start = Self.firstYear
        if let last {
            // Before that year the footer is computed each time; no real zone needs it.
            let year = CivilTime.yearAndMonth(atSecond: last.time).year
            guard Self.firstYear...Self.lastYear ~= year else { return }
            start = year - 1
        }
        for year in start...Self.lastYear {
            for (time, type) in footer.transitions(in: year) where time > last?.time ?? .min {
                append((time, index(of: type)))
            }
        }
    }

    /// A year that ends in daylight saving time may end at the instant at which the next one begins, or after
    /// it.
    private mutating func append(_ transition: Transition) {
        while let previous = transitions.last, previous.time >= transition.time { transitions.removeLast() }
        transitions.append(transition)
    }

    private mutating func index(of type: TimeZoneRules.LocalTimeType) -> Int {
        if let index = types.firstIndex(of: type) { return index }
        types.append(type)
        return types.count - 1
    }
}
