// Why this file exists: versions in log lines are compared by the rules of https://semver.org.

/// A version as the library behind Sprig's `semver` reads it: `v1.2.3-alpha.1+123`, the second and third number
/// optional.
struct SemanticVersion: Equatable {
    let major: UInt64
    let minor: UInt64
    let patch: UInt64
    /// The identifiers behind `-`; empty for a release.
    let prerelease: [ArraySlice<UInt8>]
    /// What is behind `+`.
    let metadata: ArraySlice<UInt8>

    init(major: UInt64, minor: UInt64, patch: UInt64, prerelease: [ArraySlice<UInt8>]) {
        (self.major, self.minor, self.patch) = (major, minor, patch)
        (self.prerelease, metadata) = (prerelease, [])
    }

    /// Nil for a text that is no version.
    init?(_ text: [UInt8]) {
        var rest = text[...]
        if rest.first == UInt8(ascii: "v") { rest = rest.dropFirst() }
        guard let suffixes = Suffixes(&rest) else { return nil }
        let numbers = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(
            Self.number)
        guard numbers.count <= 3, let major = numbers[0] else { return nil }
        guard let minor = numbers.count > 1 ? numbers[1] : 0, let patch = numbers.count > 2 ? numbers[2] : 0
        else { return nil }
        let hasLeadingZero = suffixes.prerelease.contains {
            $0.count > 1 && $0.first == UInt8(ascii: "0") && $0.allSatisfy { (48...57).contains($0) }
        }
        guard !hasLeadingZero else { return nil }
        (self.major, self.minor, self.patch) = (major, minor, patch)
        (prerelease, metadata) = (suffixes.prerelease, suffixes.metadata)
    }

    /// What is behind the numbers; taken off the rest. Nil where an identifier is none.
    struct Suffixes {
        var prerelease: [ArraySlice<UInt8>] = []
        var metadata: ArraySlice<UInt8> = []

        init?(_ rest: inout ArraySlice<UInt8>) {
            if let mark = rest.firstIndex(of: UInt8(ascii: "+")) {
                metadata = rest[(mark + 1)...]
                guard Self.identifiers(metadata) != nil else { return nil }
                rest = rest[..<mark]
            }
            if let mark = rest.firstIndex(of: UInt8(ascii: "-")) {
                guard let identifiers = Self.identifiers(rest[(mark + 1)...]) else { return nil }
                prerelease = identifiers
                rest = rest[..<mark]
            }
        }

        private static func identifiers(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
            let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let areValid = parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        switch byte {
                        case 48...57, 65...90, 97...122, UInt8(ascii: "-"): true
                        default: false
                        }
                    }
            }
            return areValid ? parts : nil
        }
    }

    /// The value of digits; nil for anything else, and beyond 64 bits.
    static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self))
    }
}

extension SemanticVersion: Comparable {
    /// By precedence; the metadata does not count.
    static func < (left: SemanticVersion, right: SemanticVersion) -> Bool { order(left, right) < 0 }

    /// True for the same precedence.
    static func == (left: SemanticVersion, right: SemanticVersion) -> Bool { order(left, right) == 0 }

    private static func order(_ left: SemanticVersion, _ right: SemanticVersion) -> Int {
        let (a, b) = ([left.major, left.minor, left.patch], [right.major, right.minor, right.patch])
        if a != b { return a.lexicographicallyPrecedes(b) ? -1 : 1 }
        switch (left.prerelease.isEmpty, right.prerelease.isEmpty) {
        case (true, true): return 0
        case (true, false): return 1
        case (false, true): return -1
        case (false, false): break
        }
        for (a, b) in zip(left.prerelease, right.prerelease) where a != b {
            switch (number(a), number(b)) {
            case (let a?, let b?): return a < b ? -1 : a == b ? 0 : 1
            case (_?, nil): return -1
            case (nil, _?): return 1
            case (nil, nil): return a.lexicographicallyPrecedes(b) ? -1 : 1
            }
        }
        return left.prerelease.count - right.prerelease.count
    }
}
