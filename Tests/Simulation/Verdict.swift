// The one sentence: what was delivered is what was written, each line once.

import Loki
import Platform

extension World {
    /// A line and how often it must and may arrive.
    private struct Expectation {
        var least = 0
        var most = 0
    }

    /// True once every line that must arrive has arrived at every Loki.
    var isAllDelivered: Bool {
        let expected = expectations()
        return lokis.allSatisfy { loki in
            let counts = delivered(loki)
            return expected.allSatisfy { (counts[$0.key] ?? 0) >= $0.value.least }
        }
    }

    /// Compares what arrived with what was written.
    func judge() {
        let expected = expectations()
        for (index, loki) in lokis.enumerated() {
            for text in loki.violations { violate("client \(index): \(text)") }
            let counts = delivered(loki)
            var missing: [Text] = []
            for (line, wanted) in expected.sorted(by: { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
            ) {
                let count = counts[line] ?? 0
                if count < wanted.least { missing.append(line) }
                if count > wanted.most + (loki.excused[line] ?? 0) {
                    violate(
                        "client \(index): delivered \(count) times, not \(wanted.most): \(Self.text(line))")
                }
            }
            for line in missing {
                note("missing: \(line.string), \(counts[line] ?? 0) times")
            }
            tally.lost += missing.count
            if let first = missing.first {
                violate("client \(index): \(missing.count) lines are missing, first \(Self.text(first))")
            }
            for line in counts.keys.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) })
            where expected[line] == nil {
                violate("client \(index): delivered but never written: \(Self.text(line))")
            }
        }
    }

    private static func text(_ line: Text) -> String { line.string.prefix(60).debugDescription }

    /// How often each line is in Loki, or among the entries that Loki refused.
    private func delivered(_ loki: ModelLoki) -> [Text: Int] {
        var counts: [Text: Int] = [:]
        for entry in loki.entries { counts[Generation.plain(entry.line.bytes[...]), default: 0] += 1 }
        // Without Kinds.refusal, too: a clock that is set an hour forward leaves what was written before too far behind.
        guard loki.statistics.refused > 0, let index = lokis.firstIndex(where: { $0 === loki }) else {
            return counts
        }
        for entry in rejected(client: "c\(index)") where !loki.contains(entry) {
            counts[Generation.plain(entry.line.bytes[...]), default: 0] += 1
        }
        return counts
    }

    /// The entries that were set aside for a client, each once.
    private func rejected(client: String) -> Set<PushedEntry> {
        System.$calls.withValue(ModelProcess(disk)) {
            var entries: Set<PushedEntry> = []
            do {
                for path in try RejectedFile.list(in: "/state/rejected") {
                    let file = try RejectedFile(path)
                    while let entry = try file.next() {
                        guard entry.client == client else { continue }
                        let labels = entry.labels.map { "\"\($0.name)\":\"\($0.value)\"" }
                        let stream = "{" + labels.joined(separator: ",") + "}"
                        entries.insert(
                            PushedEntry(
                                stream: Text(Array(stream.utf8)), timestamp: entry.timestamp,
                                line: Text(entry.line)))
                    }
                }
            } catch {
                violations.append("the rejected entries cannot be read: \(error)")
            }
            return entries
        }
    }

    private func expectations() -> [Text: Expectation] {
        let findable = findableInodes()
        var expected: [Text: Expectation] = [:]
        for generation in generations {
            var surviving = generation.obliged
            for holder in generation.holders
            where holder.isHeld && holder.generation === generation && findable.contains(holder.node.inode) {
                surviving = max(surviving, holder.length)
            }
            let (lines, rest) = generation.lines(
                upTo: generation.bytes.count, limit: shape.maximumLine)
            for line in lines {
                expected[line.text, default: Expectation()].most += 1
                if line.end <= surviving { expected[line.text]?.least += 1 }
            }
            for part in rest { expected[part, default: Expectation()].most += 1 }
            for end in generation.ends where end < generation.bytes.count {
                for part in generation.lines(upTo: end, limit: shape.maximumLine).rest {
                    expected[part, default: Expectation()].most += 1
                }
            }
        }
        return expected
    }

    /// The inodes whose lines an agent can find: those under the followed directory.
    private func findableInodes() -> Set<UInt64> {
        var inodes: Set<UInt64> = []
        for entry in disk.find("/logs").node?.entries ?? [] where entry.node.kind == .file {
            inodes.insert(entry.node.inode)
        }
        return inodes
    }
}
