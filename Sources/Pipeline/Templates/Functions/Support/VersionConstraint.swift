// Why this file exists: `semverCompare` asks whether a version is within a range, which has a notation of its own.

/// Ranges of versions in the notation of https://github.com/Masterminds/semver: `>= 1.2, < 3.0.0 || ~4.x`.
struct VersionConstraint {
    /// All of one row must hold, of one row at least.
    private let rows: [[Comparison]]

    /// A comparison with one version, of which numbers may be open.
    private struct Comparison {
        enum Relation {
            case equal, unequal, above, below, atLeast, atMost, tilde, caret
        }

        let relation: Relation
        /// Zero for the numbers that are open.
        let version: SemanticVersion
        /// How many numbers are given, 0...3.
        let given: Int
    }

    /// Nil for a text that is no range.
    init?(_ text: TemplateText) {
        var rows: [[Comparison]] = []
        for row in String(decoding: text.bytes, as: UTF8.self).split(
            separator: "|", omittingEmptySubsequences: false
        )
        .joinedPairs() {
            guard let comparisons = Self.comparisons(Array(row.utf8)) else { return nil }
            rows.append(comparisons)
        }
        guard !rows.isEmpty else { return nil }
        self.rows = rows
    }

    /// True for a version in the range. A prerelease is in none whose comparisons name no prerelease.
    func allows(_ version: SemanticVersion) -> Bool {
        rows.contains { $0.allSatisfy { Self.holds($0, version) } }
    }

    private static func comparisons(_ row: [UInt8]) -> [Comparison]? {
        let spaces: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0C, 0x0D]
        let words = row.split { spaces.contains($0) || $0 == UInt8(ascii: ",") }
        var comparisons: [Comparison] = []
        var index = 0
        while index < words.count {
            var word = words[index]
            index += 1
            let operation = word.prefix { "=!<>~^".utf8.contains($0) }
            word = word.dropFirst(operation.count)
            guard let relation = relation(operation) else { return nil }
            // The operator may stand apart.
            if word.isEmpty, index < words.count {
                word = words[index]
                index += 1
            }
            guard let comparison = comparison(relation, word) else { return nil }
            let isRange = operation.isEmpty && index + 1 < words.count && words[index].elementsEqual("-".utf8)
            guard isRange else {
                comparisons.append(comparison)
                continue
            }
            guard let first = self.comparison(.atLeast, word),
                let last = self.comparison(.atMost, words[index + 1])
            else { return nil }
            comparisons += [first, last]
            index += 2
        }
        return comparisons.isEmpty ? nil : comparisons
    }

    private static func relation(_ operation: ArraySlice<UInt8>) -> Comparison.Relation? {
        switch String(decoding: operation, as: UTF8.self) {
        case "", "=": .equal
        case "!=": .unequal
        case ">": .above
        case "<": .below
        case ">=", "=>": .atLeast
        case "<=", "=<": .atMost
        case "~", "~>": .tilde
        case "^": .caret
        default: nil
        }
    }

    private static func comparison(_ relation: Comparison.Relation, _ word: ArraySlice<UInt8>) -> Comparison?
    {
        var rest = word
        if rest.first == UInt8(ascii: "v") { rest = rest.dropFirst() }
        guard let suffixes = SemanticVersion.Suffixes(&rest) else { return nil }
        let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { return nil }
        var numbers: [UInt64] = []
        var isOpen = false
        for part in parts {
            if part.elementsEqual("x".utf8) || part.elementsEqual("X".utf8) || part.elementsEqual("*".utf8) {
                isOpen = true
            } else {
                guard let number = SemanticVersion.number(part) else { return nil }
                if !isOpen { numbers.append(number) }
            }
        }
        let given = numbers.count
        numbers += Array(repeating: 0, count: 3 - given)
        let version = SemanticVersion(
            major: numbers[0], minor: numbers[1], patch: numbers[2], prerelease: suffixes.prerelease)
        return Comparison(relation: relation, version: version, given: given)
    }

    private static func holds(_ comparison: Comparison, _ version: SemanticVersion) -> Bool {
        let bound = comparison.version
        let isOpen = comparison.given < 3
        if !version.prerelease.isEmpty, bound.prerelease.isEmpty, comparison.relation != .unequal || isOpen {
            return false
        }
        switch comparison.relation {
        case .equal: return isOpen ? isNear(comparison, version) : version == bound
        case .unequal: return isOpen ? !isWithin(comparison, version) : version != bound
        case .above: return version > bound && !(isOpen && isWithin(comparison, version))
        case .below: return version < bound
        case .atLeast: return version >= bound
        case .atMost: return version <= bound || isOpen && isWithin(comparison, version)
        case .tilde: return isNear(comparison, version)
        case .caret: return isCompatible(comparison, version)
        }
    }

    /// The numbers that are given are the version's.
    private static func isWithin(_ comparison: Comparison, _ version: SemanticVersion) -> Bool {
        let bound = comparison.version
        return (comparison.given < 1 || version.major == bound.major)
            && (comparison.given < 2 || version.minor == bound.minor)
            && (comparison.given < 3 || version.patch == bound.patch)
    }

    /// `~`: at least the version, with the same minor number if one is given.
    private static func isNear(_ comparison: Comparison, _ version: SemanticVersion) -> Bool {
        let bound = comparison.version
        guard version >= bound else { return false }
        let isAny = (bound.major, bound.minor, bound.patch) == (0, 0, 0) && [0, 3].contains(comparison.given)
        return isAny || version.major == bound.major && (comparison.given < 2 || version.minor == bound.minor)
    }

    /// `^`: at least the version, with the same first number that is not zero.
    private static func isCompatible(_ comparison: Comparison, _ version: SemanticVersion) -> Bool {
        let bound = comparison.version
        guard version >= bound else { return false }
        if comparison.given == 0 { return true }
        guard version.major == bound.major else { return false }
        if bound.major > 0 || comparison.given == 1 { return true }
        guard version.minor == bound.minor else { return false }
        return bound.minor > 0 || comparison.given == 2 || version.patch == bound.patch
    }
}

extension [Substring] {
    /// The texts between `||`, out of those between `|`; a lone `|` gives one that is no range.
    fileprivate func joinedPairs() -> [Substring] {
        guard count > 1 else { return self }
        var texts: [Substring] = []
        for (index, text) in enumerated() {
            if index % 2 == 0 { texts.append(text) } else if !text.isEmpty { return ["|"] }
        }
        return count % 2 == 1 ? texts : ["|"]
    }
}
