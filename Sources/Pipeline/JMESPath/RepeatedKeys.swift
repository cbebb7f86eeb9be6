// Why this file exists: an object may have a key twice, and one of a hundred thousand keys must not take their square.

import Glibc
import Platform

/// Takes repeated keys out of objects. Keeps its memory; used by one thread.
final class RepeatedKeys {
    /// Up to so many members each is compared with each.
    private static let few = 8

    /// A table with open addressing; a place is taken if it carries the present round.
    private struct Place: BitwiseCopyable {
        var round: UInt32
        var index: UInt32
    }

    private var table: [Place] = []
    /// Whoever writes a log must not know which keys collide.
    private let seed = UInt64.random(in: .min ... .max)
    private var round: UInt32 = 0

    /// Leaves each key once among the members from `first` on, where it stood first, with the last of its values.
    func remove(from first: Int, of members: RecordList<JSONMember>, _ arena: JSONArena) {
        let count = members.count - first
        guard count > 1 else { return }
        var kept = first + 1
        if count > Self.few { prepare(count) }
        if count > Self.few { _ = place(first, members[first].key, first: first, members, arena) }
        for index in (first + 1)..<members.count {
            let member = members[index]
            let known =
                count > Self.few
                ? place(kept, member.key, first: first, members, arena)
                : earlier(member.key, first..<kept, members, arena)
            if let known {
                members[known].value = member.value
            } else {
                if kept != index { members[kept] = member }
                kept += 1
            }
        }
        members.truncate(to: kept)
    }

    private func earlier(
        _ key: Span32, _ range: Range<Int>, _ members: RecordList<JSONMember>, _ arena: JSONArena
    ) -> Int? {
        let (all, base) = (members.all, arena.text.base)
        for index in range {
            let other = all[index].key
            if other.length == key.length,
                memcmp(base + Int(other.start), base + Int(key.start), Int(key.length)) == 0
            {
                return index
            }
        }
        return nil
    }

    private func isEqual(_ a: Span32, _ b: Span32, _ arena: JSONArena) -> Bool {
        a.length == b.length
            && memcmp(arena.text.base + Int(a.start), arena.text.base + Int(b.start), Int(a.length)) == 0
    }

    private func prepare(_ count: Int) {
        var size = 32
        while size < count * 2 { size *= 2 }
        if table.count < size || table.count > 1 << 16 {
            table = Array(repeating: Place(round: 0, index: 0), count: size)
            round = 0
        }
        round &+= 1
        if round == 0 {
            for index in table.indices { table[index].round = 0 }
            round = 1
        }
    }

    /// Where the key stands already; else it is remembered as standing at `index`.
    private func place(
        _ index: Int, _ key: Span32, first: Int, _ members: RecordList<JSONMember>, _ arena: JSONArena
    ) -> Int? {
        let mask = table.count - 1
        var at = Int(truncatingIfNeeded: TextHash.of(arena.bytes(key), seed: seed).hash) & mask
        while table[at].round == round {
            let known = first + Int(table[at].index)
            if isEqual(members[known].key, key, arena) { return known }
            at = (at + 1) & mask
        }
        table[at] = Place(round: round, index: UInt32(truncatingIfNeeded: index - first))
        return nil
    }
}
