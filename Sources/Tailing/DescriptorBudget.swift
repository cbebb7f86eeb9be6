// Why this file exists: a process may have fewer descriptors than there are files to follow.

import Platform

/// Keeps the number of open files within a limit, by closing those that were not used for longest. They stay followed
/// and are opened again when it is their turn.
struct DescriptorBudget {
    private let limit: Int
    private var count = 0
    /// Open files in the order of a clock's hand: one that was used since it last passed gets another round.
    private var round = Queue<FollowedFile>()

    init(limit: Int) { self.limit = limit }

    /// Takes an open file in, and closes another one if there are too many.
    mutating func opened(_ file: FollowedFile) {
        count += 1
        file.wasUsed = true
        round.append(file)
        if count > limit { spare(besides: file) }
    }

    /// Closes a file.
    mutating func close(_ file: FollowedFile) {
        guard file.contents != nil else { return }
        file.contents = nil
        count -= 1
        // What is left of it in the round is passed over.
        if round.count > 2 * count + 64 { sweep() }
    }

    /// Closes a file that can be opened again; false if there is none.
    @discardableResult
    mutating func spare(besides needed: FollowedFile? = nil) -> Bool {
        for _ in 0..<(2 * round.count) {
            guard let file = round.popFirst() else { return false }
            guard file.contents != nil else { continue }
            if file === needed || file.wasUsed || !file.canBeOpenedAgain {
                file.wasUsed = false
                round.append(file)
            } else {
                file.contents = nil
                count -= 1
                return true
            }
        }
        return false
    }

    private mutating func sweep() {
        var kept = Queue<FollowedFile>()
        while let file = round.popFirst() { if file.contents != nil { kept.append(file) } }
        round = kept
    }
}
