// Most unknown words in a configuration are known words with a slip of the fingers.

/// Finds the word that was probably meant.
public enum Suggestions {
    /// Longer words are not compared: nobody mistypes them, and the comparison takes the product of the lengths.
    static let longestWord = 64

    /// The candidate nearest to `word`, whatever the case; nil if none is near.
    ///
    /// Near means a Damerau-Levenshtein distance (insertion, deletion, substitution, exchange of two neighbours) of
    /// at most a third of the word's length, at least 1. Of equally near candidates the first is taken. A word of one
    /// character is near only to itself in the other case.
    public static func nearest(_ word: String, among candidates: [String]) -> String? {
        let wanted = Array(word.lowercased().unicodeScalars)
        guard !wanted.isEmpty, wanted.count <= longestWord else { return nil }
        let allowed = wanted.count == 1 ? 0 : max(1, wanted.count / 3)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().unicodeScalars)
            guard letters.count <= longestWord, abs(letters.count - wanted.count) <= allowed else { continue }
            let distance = distance(wanted, letters)
            guard distance <= allowed, distance < best?.distance ?? Int.max else { continue }
            best = (candidate, distance)
        }
        return best?.candidate
    }

    /// The distance by optimal string alignment: no part of the word is edited twice.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                let same = letter == other
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (same ? 0 : 1))
                if !same, row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
