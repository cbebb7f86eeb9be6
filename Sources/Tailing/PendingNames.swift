// Why this file exists: while events wait, a directory already shows what the later of them tell.

import Platform

/// Names that events told of and that are looked at when there are no more events: only then does what a name
/// stands for belong to the name.
///
/// A file that was made and renamed meanwhile is found where it is now, and its labels come from where it was
/// made. Bounded by the events of one round.
struct PendingNames {
    /// A file, perhaps an unknown one, by the name that it has after the events so far.
    struct Sighting {
        /// The first name of it that a pattern matched.
        let bornAs: String
        /// The targets that it matched for.
        let targets: [Int]
        fileprivate let order: Int
    }

    /// What is known of a name that was moved, until the event that says where to.
    struct Move {
        let directory: WatchedDirectory
        let path: String
        let files: [FollowedFile]
        fileprivate let sightings: [Sighting]
    }

    private var byPath: [String: [Sighting]] = [:]
    private var moves: [UInt32: [Move]] = [:]
    private var count = 0

    /// A name was made, or what it stands for changed.
    mutating func see(_ path: String, for targets: [Int]) {
        guard !targets.isEmpty, byPath[path]?.contains(where: { $0.bornAs == path }) != true else { return }
        count += 1
        byPath[path, default: []].append(Sighting(bornAs: path, targets: targets, order: count))
    }

    /// A name is gone, or another file's now.
    mutating func forget(_ path: String) {
        if let sightings = byPath.removeValue(forKey: path) { forgotten += sightings }
    }

    /// Files that were gone before anybody looked, or are where nobody looks.
    var vanished: [Sighting] { forgotten + departed.flatMap(\.sightings) }
    private var forgotten: [Sighting] = []

    /// A name was moved away. What it stood for is looked at even if it seems to be known: it may have been
    /// looked at when the name was another file's already.
    mutating func moveAway(
        _ path: String, cookie: UInt32, from directory: WatchedDirectory, files: [FollowedFile],
        for targets: [Int]
    ) {
        see(path, for: targets)
        let move = Move(
            directory: directory, path: path, files: files, sightings: byPath.removeValue(forKey: path) ?? [])
        moves[cookie, default: []].append(move)
    }

    /// Something was moved to this name; the files that it was known as.
    mutating func arrive(_ path: String, cookie: UInt32, in directory: WatchedDirectory) -> [FollowedFile] {
        guard let waiting = moves[cookie] else { return [] }
        // One directory under two paths tells everything twice: each takes its own.
        let own = waiting.filter { $0.directory === directory }
        let arrived = own.isEmpty ? waiting : own
        moves[cookie] = own.isEmpty ? nil : waiting.filter { $0.directory !== directory }
        let sightings = arrived.flatMap(\.sightings)
        if !sightings.isEmpty { byPath[path, default: []] += sightings }
        return arrived.flatMap(\.files)
    }

    /// What was moved to where nobody looks.
    var departed: [Move] { moves.values.flatMap { $0 } }

    /// The names to look at, in the order in which they were first told of.
    var sightings: [(path: String, sighting: Sighting)] {
        byPath.flatMap { path, sightings in sightings.map { (path, $0) } }.sorted { $0.1.order < $1.1.order }
    }
}
