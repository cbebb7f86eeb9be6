// What may happen in a world: switches, so that what is not served yet can be left out by name.

/// The kinds of events in a world.
package struct Kinds: OptionSet, Sendable {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Renamed to NAME.1 and so on, older ones moved up, and a new file made.
    package static let rename = Kinds(rawValue: 1 << 0)
    /// Renamed to another name that is followed as well.
    package static let renameWithin = Kinds(rawValue: 1 << 1)
    /// Renamed into another directory.
    package static let renameAway = Kinds(rawValue: 1 << 2)
    /// Removed, a new file made.
    package static let delete = Kinds(rawValue: 1 << 3)
    /// Emptied.
    package static let truncate = Kinds(rawValue: 1 << 4)
    /// Emptied and written anew at once, shorter or longer than before.
    package static let rewrite = Kinds(rawValue: 1 << 5)
    /// Copied, then emptied.
    package static let copyTruncate = Kinds(rawValue: 1 << 6)
    /// Renamed files are compressed.
    package static let compress = Kinds(rawValue: 1 << 7)
    /// A second name.
    package static let hardLink = Kinds(rawValue: 1 << 8)
    /// The followed path is a symlink whose target is exchanged.
    package static let symlink = Kinds(rawValue: 1 << 9)
    /// The directory is renamed, and made anew.
    package static let renameDirectory = Kinds(rawValue: 1 << 10)
    /// Permission to read is taken away and given back.
    package static let unreadable = Kinds(rawValue: 1 << 11)
    /// Writers without O_APPEND, which leave holes after a truncation.
    package static let hole = Kinds(rawValue: 1 << 12)
    /// Lines written in two parts.
    package static let partial = Kinds(rawValue: 1 << 13)
    /// Lines that end in CR LF.
    package static let carriageReturn = Kinds(rawValue: 1 << 14)
    /// Lines longer than the limit.
    package static let long = Kinds(rawValue: 1 << 15)
    /// The same line twice, with the same time.
    package static let twin = Kinds(rawValue: 1 << 16)
    /// The agent is killed at any system call.
    package static let kill = Kinds(rawValue: 1 << 17)
    /// The agent is stopped and started again.
    package static let stop = Kinds(rawValue: 1 << 18)
    /// The power goes: what was not synced of the agent's state may be lost.
    package static let powerCut = Kinds(rawValue: 1 << 19)
    /// The clock is set back, or forward.
    package static let clock = Kinds(rawValue: 1 << 20)
    /// The disk under the state directory is full for a while.
    package static let fullDisk = Kinds(rawValue: 1 << 21)
    /// System calls fail or move less than asked for.
    package static let fault = Kinds(rawValue: 1 << 22)
    /// Loki is down, slow, or loses acknowledgements.
    package static let outage = Kinds(rawValue: 1 << 23)
    /// Loki refuses entries for good.
    package static let refusal = Kinds(rawValue: 1 << 24)
    /// A second client.
    package static let twoClients = Kinds(rawValue: 1 << 25)
    /// inotify's queue overflows.
    package static let overflow = Kinds(rawValue: 1 << 26)
    /// The agent is down while files are rotated, so that whole generations come and go.
    package static let rotateWhileDown = Kinds(rawValue: 1 << 27)
    /// The world acts between two system calls of the agent.
    package static let race = Kinds(rawValue: 1 << 28)
    /// An unfinished last line in a file that nobody writes to any more.
    package static let unfinished = Kinds(rawValue: 1 << 29)

    /// Times of files in steps of 4 ms, as most kernels keep them.
    package static let coarseTime = Kinds(rawValue: 1 << 30)

    /// All of them, by name.
    package static let names: [(name: String, kind: Kinds)] = [
        ("rename", .rename), ("renameWithin", .renameWithin), ("renameAway", .renameAway),
        ("delete", .delete), ("truncate", .truncate), ("rewrite", .rewrite), ("copyTruncate", .copyTruncate),
        ("compress", .compress), ("hardLink", .hardLink), ("symlink", .symlink),
        ("renameDirectory", .renameDirectory), ("unreadable", .unreadable), ("hole", .hole),
        ("partial", .partial), ("carriageReturn", .carriageReturn), ("long", .long), ("twin", .twin),
        ("kill", .kill), ("stop", .stop), ("powerCut", .powerCut), ("clock", .clock),
        ("fullDisk", .fullDisk), ("fault", .fault), ("outage", .outage), ("refusal", .refusal),
        ("twoClients", .twoClients), ("overflow", .overflow), ("rotateWhileDown", .rotateWhileDown),
        ("race", .race), ("unfinished", .unfinished), ("coarseTime", .coarseTime),
    ]

    /// Those that happen in one world: all of them together leave little room for any.
    func drawn(using random: inout SeededRandom) -> Kinds {
        var drawn = self
        for (_, kind) in Self.names where contains(kind) {
            // The power goes seldom, since what the agent has just seen must not be rotated before it goes.
            let (part, whole) = kind == .powerCut ? (1, 5) : [.kill, .stop].contains(kind) ? (9, 10) : (3, 5)
            if !random.chance(part, whole) { drawn.remove(kind) }
        }
        return drawn
    }

    /// Those that the agent serves.
    package static let served: Kinds = [
        .rename, .renameWithin, .delete, .truncate, .unreadable, .hole, .partial, .carriageReturn, .long,
        .twin, .kill, .stop, .powerCut, .clock, .fullDisk, .fault, .outage, .refusal, .twoClients, .overflow,
        .rotateWhileDown, .race, .coarseTime,
    ]
}
