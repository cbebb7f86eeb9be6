// Random batches against a model of Loki's two checks: what it refused is kept, what it took is not said to be refused.

import TestSupport
import Testing

@testable import Loki

/// Loki with its default limits, a smaller line, and the streams' newest entries.
private struct ModelLoki {
    static let second: Int64 = 1_000_000_000
    static let maximumLine = 70_000
    /// 2024-05-07T12:00:00.4Z
    let now: Int64 = 1_715_083_200 * second + 400_000_000
    var newest: [String: Int64] = [:]
    /// Present versions count the distributor's errors; older ones tell of the last.
    var counts = true

    struct Entry {
        var app: String
        var time: Int64
        var length: Int
    }

    /// Which of a push's entries were refused, and what it says then.
    mutating func push(_ entries: [Entry]) -> (refused: Set<Int>, text: String?, isSure: Bool) {
        var (refused, errors): (Set<Int>, [String]) = ([], [])
        for (index, entry) in entries.enumerated() {
            guard let error = complaint(entry) else { continue }
            refused.insert(index)
            errors.append(error)
        }
        // A stream with bad labels is one error.
        if errors.contains(where: { $0.hasPrefix("stream") }) {
            var seen: Set<String> = []
            errors = errors.filter { !$0.hasPrefix("stream") || seen.insert($0).inserted }
        }
        var report: String?
        for app in Set(entries.map(\.app)).sorted() {
            let members = entries.indices.filter { entries[$0].app == app && !refused.contains($0) }
            guard let (late, text) = append(members.map { ($0, entries[$0].time) }, app) else { continue }
            refused.formUnion(late)
            report = text
        }
        // The ingester's word hides the distributor's.
        if let report { return (refused, report, false) }
        guard !errors.isEmpty else { return (refused, nil, true) }
        if !counts { return (refused, errors.last, errors.count == 1) }
        if errors.count == 1 { return (refused, errors[0], true) }
        let groups = Dictionary(grouping: errors) { $0 }.map { "\($1.count) errors like: \($0)" }
        return (refused, groups.joined(separator: "; "), true)
    }

    private func labels(_ app: String) -> String { "{app=\"\(app)\", service_name=\"\(app)\"}" }

    /// The distributor.
    private func complaint(_ entry: Entry) -> String? {
        if entry.app.utf8.count > 2048 {
            return "stream '\(labels(entry.app))' has label value too long: '\(entry.app)'"
        }
        let oldest = now - 7 * 86_400 * Self.second
        if entry.time < oldest {
            return "entry for stream '\(labels(entry.app))' has timestamp too old: \(text(entry.time)),"
                + " oldest acceptable timestamp is: \(text(oldest))"
        }
        if entry.time > now + 600 * Self.second {
            return "entry for stream '\(labels(entry.app))' has timestamp too new: \(text(entry.time))"
        }
        guard entry.length > Self.maximumLine else { return nil }
        return
            "Max entry size '\(Self.maximumLine)' bytes exceeded for stream '\(labels(entry.app))' while adding"
            + " an entry with length '\(entry.length)' bytes"
    }

    /// The ingester: nil if it took all.
    private mutating func append(_ entries: [(index: Int, time: Int64)], _ app: String) -> ([Int], String)? {
        var (late, lines): ([Int], [String]) = ([], [])
        for (index, time) in entries {
            if let head = newest[app], time < head - 3600 * Self.second {
                late.append(index)
                lines.append(
                    "entry with timestamp \(exactText(time)) ignored, reason: 'entry too far behind,"
                        + " oldest acceptable timestamp is: \(text(head - 3600 * Self.second))',\n")
            } else {
                newest[app] = max(newest[app] ?? time, time)
            }
        }
        guard !late.isEmpty else { return nil }
        let text =
            lines.prefix(10).joined()
            + "user 'fake', total ignored: \(late.count) out of \(entries.count) for stream: \(labels(app))"
        return (late, text)
    }

    private func text(_ time: Int64) -> String { date(time, "T") + "Z" }

    private func exactText(_ time: Int64) -> String {
        let nanoseconds = time - time / Self.second * Self.second
        var digits = String(nanoseconds + Self.second).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return date(time, " ") + (digits.isEmpty ? "" : ".\(digits)") + " +0000 UTC"
    }

    /// All times of the model are within a few days of one month.
    private func date(_ time: Int64, _ separator: String) -> String {
        let seconds = Int(time / Self.second) - 1_714_521_600 + 30 * 86_400
        let (day, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let month = day < 30 ? "04-\(two(day + 1))" : "05-\(two(day - 29))"
        return "2024-\(month)\(separator)\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
    }
}

@Suite struct SiftingModelTests {
    private static let badApp = String(repeating: "v", count: 2049)

    private func entries(_ now: Int64, _ generator: inout SeededGenerator) -> [ModelLoki.Entry] {
        let apps = ["a", "b", "c", Self.badApp].prefix(Int.random(in: 1...4, using: &generator))
        let unit = ModelLoki.second
        // Around every limit, and at times the same as another's.
        let ages: [Range<Int64>] = [
            0..<10 * unit, 0..<10 * unit, 3590 * unit..<3610 * unit, 0..<90_000 * unit,
            604_790 * unit..<604_810 * unit, -(610 * unit)..<0,
        ]
        let kinds = ages.shuffled(using: &generator).prefix(Int.random(in: 1...3, using: &generator))
        return (0..<Int.random(in: 1...40, using: &generator)).map { _ in
            let age = Int64.random(in: kinds.randomElement(using: &generator) ?? 0..<unit, using: &generator)
            let time = Bool.random(using: &generator) ? now - age : (now - age) / unit * unit
            let isLong = Int.random(in: 0..<40, using: &generator) == 0
            return ModelLoki.Entry(
                app: apps.randomElement(using: &generator) ?? "a", time: time,
                length: isLong ? Int.random(in: 69_999...70_002, using: &generator) : 3)
        }
    }

    @Test(arguments: 0..<16)
    func nothingThatWasRefusedIsLostAndNothingThatWasTakenIsCalledRefused(seed: UInt64) throws {
        for round in 0..<25 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed &* 1000 &+ round)
            var loki = ModelLoki()
            loki.counts = Bool.random(using: &generator)
            for app in ["a", "b", "c"] where Bool.random(using: &generator) {
                loki.newest[app] =
                    loki.now - Int64.random(in: -600...7200, using: &generator) * ModelLoki.second
            }
            let entries = entries(loki.now, &generator)
            let batch = Batch(tenant: nil)
            for entry in entries {
                batch.append(
                    String(repeating: "x", count: entry.length), at: entry.time, [("app", entry.app)])
            }
            let (refused, text, isSure) = loki.push(entries)
            guard let text else { continue }
            let comment: Comment = "seed \(seed), round \(round): \(text.prefix(300))"
            let refusal = try #require(PartialRefusal(PushAnswer(status: 400, message: text)), comment)
            let sifted = refusal.sift(batch, 0..<batch.count, now: loki.now)
            #expect(refused.isSubset(of: sifted.refused + sifted.doubtful), comment)
            #expect(refused.isSuperset(of: sifted.refused), comment)
            if isSure { #expect(sifted.refused == refused.sorted(), comment) }
            if refusal.isCounted { #expect(sifted.doubtful == [], comment) }
        }
    }
}
