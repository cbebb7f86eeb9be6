// Why this file exists: RE2 finds up to four groups in one pass over the text and without allocating memory, more of them
// only by trying one way after the other.

import CRE2
import Glibc
import Synchronization

/// An expression with many groups, compiled once more for each four of them, the others being `(?:...)`.
///
/// A group does not change what an expression matches. So the first variant finds the match, each further one matches
/// exactly that, and together they find what RE2 finds at once. That is faster where each byte has only one place in the
/// expression, as in `"([^"]*)"` (RE2 calls that one-pass), and slower where it may have two, as the last quote in
/// `"(\S+)"`. RE2 does not tell which it is, so the first lines with a match are matched both ways, and the way that took
/// less time more often stays. It finds the same either way.
final class GroupsByFour: Sendable {
    /// How many groups are matched at once: RE2 has room for five in one pass, one of which is the whole match.
    static let groupsAtOnce = 4
    /// With more groups the variants take as long as the whole, even in one pass.
    static let maximumGroups = 12
    /// How many lines decide.
    static let maximumTrials = 15

    /// An array takes no `~Copyable`.
    private final class Variant: Sendable {
        let expression: CompiledExpression

        init(_ expression: consuming CompiledExpression) { self.expression = expression }
    }

    private let variants: [Variant]
    private let trials = Atomic<Int>(0)
    private let wins = Atomic<Int>(0)

    /// Nil if the expression is better matched as it is.
    /// - Parameters:
    ///   - groupCount: how many groups RE2 has found, the whole match not counted.
    ///   - maximumMemory: what RE2 may use for all variants, in bytes.
    init?(_ notation: ExpressionNotation, groupCount: Int, maximumMemory: Int) {
        let count = (groupCount + Self.groupsAtOnce - 1) / Self.groupsAtOnce
        guard count > 1, groupCount <= Self.maximumGroups, notation.groupCount == groupCount else {
            return nil
        }
        var variants: [Variant] = []
        for index in 0..<count {
            let first = index * Self.groupsAtOnce
            let text = notation.text(capturing: first..<(first + Self.groupsAtOnce))
            guard let variant = try? CompiledExpression(text, maximumMemory: maximumMemory / count) else {
                return nil
            }
            variants.append(Variant(variant))
        }
        self.variants = variants
    }

    /// As `CompiledExpression.match` of the expression as it is, `whole`.
    func match(
        _ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int, _ anchor: lf_re2_anchor,
        _ groups: UnsafeMutablePointer<MatchedGroup>, _ count: Int, _ whole: borrowing CompiledExpression
    ) -> Bool {
        guard trials.load(ordering: .relaxed) >= Self.maximumTrials else {
            return matchBothWays(text, start, end, anchor, groups, count, whole)
        }
        return wins.load(ordering: .relaxed) > Self.maximumTrials / 2
            ? matchByFour(text, start, end, anchor, groups, count)
            : whole.match(text, start, end, anchor, groups, count)
    }

    /// As `CompiledExpression.match`, with the variants.
    func matchByFour(
        _ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int, _ anchor: lf_re2_anchor,
        _ groups: UnsafeMutablePointer<MatchedGroup>, _ count: Int
    ) -> Bool {
        let atOnce = Self.groupsAtOnce + 1
        let first = min(count, atOnce)
        guard variants[0].expression.match(text, start, end, anchor, groups, first) else { return false }
        let (from, to) = (Int(groups[0].start), Int(groups[0].end))
        for index in 1..<variants.count {
            let done = index * Self.groupsAtOnce
            guard done + 1 < count else { break }
            // Where a variant writes the whole match is the last group of the variant before.
            let place = groups + done
            let kept = place.pointee
            let rest = min(count - done, atOnce)
            guard variants[index].expression.match(text, from, to, LF_RE2_WHOLE, place, rest) else {
                return false
            }
            place.pointee = kept
        }
        return true
    }

    private func matchBothWays(
        _ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int, _ anchor: lf_re2_anchor,
        _ groups: UnsafeMutablePointer<MatchedGroup>, _ count: Int, _ whole: borrowing CompiledExpression
    ) -> Bool {
        let begin = Self.processorTime()
        guard matchByFour(text, start, end, anchor, groups, count) else { return false }
        let middle = Self.processorTime()
        let isFound = whole.match(text, start, end, anchor, groups, count)
        let last = Self.processorTime()
        if middle - begin < last - middle { wins.add(1, ordering: .relaxed) }
        trials.add(1, ordering: .relaxed)
        return isFound
    }

    /// Nanoseconds of this thread, so that it does not matter who else is at work.
    private static func processorTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
