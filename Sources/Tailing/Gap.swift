// Why this file exists: what happened to a path while nobody looked, concluded from what lies beside it, as a value.

import Platform

/// Decides which files beside a followed path are its older generations.
///
/// Between two looks a file may have been renamed, copied and cut off, compressed, several times over. What is left is
/// files: each is a generation that is known (the same first bytes, and the same bytes before the offset up to which
/// it was read), one that came and went meanwhile, or nothing of this path's.
enum Gap {
    /// A generation that the follower or its checkpoints know.
    struct Known: Hashable {
        let id: GenerationID
        /// True if its own file is open.
        let isPlaced: Bool
        /// True if all of it is shipped.
        let isFinished: Bool
        /// True if it was empty when it was last looked at: nothing of it can be compared.
        let isBlank: Bool
        /// When it was first seen, in nanoseconds since the Unix epoch.
        let seen: Int64

        var needsHome: Bool { !isPlaced && !isFinished }
    }

    /// A file beside the path, none of those that are followed.
    struct Sibling: Hashable {
        let path: String
        /// Its last write, in nanoseconds since the Unix epoch; rotations and gzip(1) keep it.
        let modified: Int64
        let form: RotatedName.Form
        /// True if it can be a generation that nobody knows: its name says so, and nobody follows it for itself.
        let canBeMissed: Bool
        /// True if it was written to a moment ago: it may be a copy in the making.
        let isFresh: Bool
        /// True if a known generation was in this very file: what else is in it now was written after that, whatever the
        /// clock said then.
        let wasKnown: Bool
    }

    /// How a file compares with a known generation.
    enum Likeness: Hashable {
        /// Other first bytes, or other bytes before the offset.
        case other
        /// The same first bytes, but shorter than what was read: half a copy, or another one with the same header.
        case beginning
        /// A copy, as far as the generation was read.
        case same
        /// It cannot be opened now.
        case unreadable
    }

    /// What follows from it all. Siblings are indices.
    struct Plan: Hashable {
        /// Generations that go on in another file.
        var homes: [Home] = []
        /// Generations nobody has seen, oldest first.
        var missed: [Int] = []
        /// Generations with no file left, as far as can be seen.
        var homeless: [GenerationID] = []
        /// Archives that may hold what is missing, but cannot be read.
        var unreadable: [Int] = []
        /// True if something is being copied, so that another look is needed.
        var isUnsettled = false
        /// True if a file could not be compared: another look may tell, with the next one through the directories.
        var isBlocked = false
    }

    struct Home: Hashable {
        let generation: GenerationID
        let sibling: Int
    }

    /// Filesystems take the time of a write from a clock that moves with the kernel's ticks, 10 ms apart at most.
    static let clockTick: Int64 = 10_000_000

    /// - Parameters:
    ///   - known: all that is known of the path, oldest first.
    ///   - since: when the newest generation was first seen that was known before, in nanoseconds since the Unix epoch.
    ///   - compare: how a sibling compares with a known generation.
    static func plan(
        known: [Known], siblings: [Sibling], since: Int64, compare: (_ known: Int, _ sibling: Int) -> Likeness
    ) -> Plan {
        var plan = Plan()
        // What was last written before the newest known generation was seen was there to be seen then, too.
        let since = known.filter(\.needsHome).map(\.seen).reduce(since, min) - clockTick
        let isLater = siblings.map { $0.canBeMissed && ($0.wasKnown || $0.modified >= since) }
        var isExplained = siblings.map { if case .foreign = $0.form { true } else { false } }
        for (index, generation) in known.enumerated() {
            var alike: [Int] = []
            for sibling in siblings.indices
            where !isExplained[sibling] && (generation.needsHome || isLater[sibling]) {
                switch compare(index, sibling) {
                case .other: break
                case .same: alike.append(sibling)
                case .beginning where siblings[sibling].isFresh:
                    isExplained[sibling] = true
                    plan.isUnsettled = true
                case .beginning: break
                case .unreadable:
                    isExplained[sibling] = true
                    plan.isBlocked = true
                }
            }
            for sibling in alike { isExplained[sibling] = true }
            guard generation.needsHome else { continue }
            // While gzip runs, the original and half an archive both exist. Of several copies the last has the most.
            let best = alike.max { a, b in
                let (first, second) = (siblings[a], siblings[b])
                return (first.form == .plain ? 1 : 0, first.modified)
                    < (second.form == .plain ? 1 : 0, second.modified)
            }
            if let best {
                plan.homes.append(Home(generation: generation.id, sibling: best))
            } else {
                plan.homeless.append(generation.id)
            }
        }
        plan.missed = siblings.indices.filter { isLater[$0] && !isExplained[$0] }.sorted {
            (siblings[$0].modified, siblings[$0].path) < (siblings[$1].modified, siblings[$1].path)
        }
        plan.findBlankHomes(known, siblings)
        plan.unreadable = siblings.indices.filter {
            if case .foreign = siblings[$0].form { isLater[$0] } else { false }
        }
        return plan
    }
}

extension Gap.Plan {
    /// A generation that was empty when it was last looked at is the oldest of those that nobody knows, also if its
    /// file is there: that has been cut off since.
    fileprivate mutating func findBlankHomes(_ known: [Gap.Known], _ siblings: [Gap.Sibling]) {
        for generation in known where generation.isBlank && !generation.isFinished {
            guard
                let index = missed.firstIndex(where: {
                    siblings[$0].modified >= generation.seen - Gap.clockTick
                })
            else {
                continue
            }
            homes.append(Gap.Home(generation: generation.id, sibling: missed.remove(at: index)))
            homeless.removeAll { $0 == generation.id }
        }
    }
}
