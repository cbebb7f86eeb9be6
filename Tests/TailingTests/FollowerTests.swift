// Every event in every place a followed file can be, and what it leads to.

import Testing

@testable import Tailing

@Suite struct FollowerTests {
    private static let second: Int64 = 1_000_000_000
    private static let shipped = Follower.Reading(isShipped: true, unfinished: 0)
    private static let places: [Follower.Place] = [.matched, .retired, .away, .deleted]

    /// A file of 100 bytes that was first seen at 1,000 s.
    private func follower(_ place: Follower.Place) -> Follower {
        Follower(place: place, size: 100, now: 1_000 * Self.second)
    }

    @Test(arguments: places)
    func aFileThatIsAsLongAsBeforeIsUnchanged(place: Follower.Place) {
        var file = follower(place)
        let before = file
        #expect(
            file.observed(size: 100, links: place == .deleted ? 0 : 1, known: 40, now: 2_000 * Self.second)
                == .unchanged)
        #expect(file == before)
    }

    @Test(arguments: places)
    func aLongerFileGrewAndItsSilenceEnds(place: Follower.Place) {
        var file = follower(place)
        #expect(
            file.observed(size: 101, links: place == .deleted ? 0 : 1, known: 100, now: 2_000 * Self.second)
                == .grew)
        #expect(file.size == 101)
        #expect(file.lastGrowth == 2_000 * Self.second)
        #expect(file.place == place)
    }

    @Test(
        arguments: [
            (99, 100, Follower.Growth.truncated), (0, 1, .truncated), (0, 100, .truncated),
            (100, 100, .unchanged),
            (0, 0, .unchanged), (50, 50, .unchanged), (60, 50, .unchanged), (101, 100, .grew),
        ] as [(Int64, Int64, Follower.Growth)])
    func aFileIsTruncatedWhenItIsShorterThanWhatWasRead(size: Int64, read: Int64, growth: Follower.Growth) {
        var file = follower(.matched)
        #expect(file.observed(size: size, links: 1, known: read, now: 2_000 * Self.second) == growth)
        // What the old contents had is told to the owner, so the old size stays.
        #expect(file.size == (growth == .truncated ? 100 : size))
    }

    @Test(arguments: places)
    func aFileWithoutLinksIsDeleted(place: Follower.Place) {
        var file = follower(place)
        _ = file.observed(size: 100, links: 0, known: 0, now: 2_000 * Self.second)
        #expect(file.place == .deleted)
    }

    @Test(arguments: [
        (Follower.Place.matched, Follower.Place.retired, Follower.Place.retired), (.matched, .away, .away),
        (.away, .matched, .matched), (.retired, .matched, .matched), (.retired, .away, .away),
        (.away, .away, .away), (.deleted, .matched, .deleted), (.deleted, .away, .deleted),
    ])
    func aRenameLeadsWhereAPatternLooksOrNot(
        from: Follower.Place, name: Follower.Place, to: Follower.Place
    ) {
        var file = follower(from)
        file.renamed(to: name, now: 2_000 * Self.second)
        #expect(file.place == to)
    }

    @Test(
        arguments: [
            (Follower.Place.matched, 1, Follower.Place.away), (.matched, 0, .deleted), (.away, 2, .away),
            (.away, 0, .deleted), (.deleted, 0, .deleted),
        ] as [(Follower.Place, UInt64, Follower.Place)])
    func aLostNameIsARenameToWhereNobodyLooksOrADeletion(
        from: Follower.Place, links: UInt64, to: Follower.Place
    ) {
        var file = follower(from)
        file.lostName(links: links, now: 2_000 * Self.second)
        #expect(file.place == to)
    }

    /// A follower's verdict over what is shipped, how long it is silent, and whether somebody writes to the file.
    private func verdict(
        _ place: Follower.Place, isShipped: Bool = true, unfinished: Int64 = 0, seconds: Int64,
        isWritten: Bool? = false
    ) -> Follower.Verdict {
        follower(place).verdict(
            Follower.Reading(isShipped: isShipped, unfinished: unfinished),
            now: (1_000 + seconds) * Self.second
        ) { isWritten }
    }

    @Test(
        arguments: [
            // A file that a pattern matches is kept for ever.
            (Follower.Place.matched, true, 0, Follower.Verdict.keep(until: nil)),
            (.matched, true, 1_000_000, .keep(until: nil)),
            (.matched, false, 1_000_000, .keep(until: nil)),
            (.retired, true, 1_000_000, .keep(until: nil)),
            (.retired, false, 1_000_000, .keep(until: nil)),
            // One that was renamed away is closed after 300 s of silence, when it is shipped.
            (.away, true, 0, .keep(until: 1_300 * second)),
            (.away, true, 299, .keep(until: 1_300 * second)),
            (.away, true, 300, .close),
            (.away, false, 299, .keep(until: nil)),
            (.away, false, 1_000_000, .keep(until: nil)),
            // One that was deleted is forgotten after 5 s.
            (.deleted, true, 4, .keep(until: 1_005 * second)),
            (.deleted, true, 5, .forget),
            (.deleted, false, 4, .keep(until: nil)),
            (.deleted, false, 5, .keep(until: nil)),
        ] as [(Follower.Place, Bool, Int64, Follower.Verdict)])
    func aFileIsLetGoWhenItIsGoneSilentAndShipped(
        place: Follower.Place, isShipped: Bool, seconds: Int64, verdict: Follower.Verdict
    ) {
        #expect(self.verdict(place, isShipped: isShipped, seconds: seconds) == verdict)
    }

    @Test(arguments: [Follower.Place.away, .deleted])
    func aFileThatSomebodyWritesToIsKept(place: Follower.Place) {
        #expect(verdict(place, seconds: 1_000_000, isWritten: true) == .keep(until: nil))
        // Where that cannot be told, silence must do.
        #expect(verdict(place, seconds: 300, isWritten: nil) == (place == .away ? .close : .forget))
    }

    @Test(arguments: [Follower.Place.retired, .away, .deleted])
    func anUnfinishedLineIsFinishedWhenNobodyCanFinishIt(place: Follower.Place) {
        #expect(verdict(place, unfinished: 1, seconds: 4) == .keep(until: 1_005 * Self.second))
        #expect(verdict(place, unfinished: 1, seconds: 5) == .finishLine)
        #expect(verdict(place, unfinished: 1, seconds: 1_000, isWritten: true) == .keep(until: nil))
        #expect(
            verdict(place, unfinished: 1, seconds: 299, isWritten: nil) == .keep(until: 1_300 * Self.second))
        #expect(verdict(place, unfinished: 1, seconds: 300, isWritten: nil) == .finishLine)
        #expect(verdict(place, isShipped: false, unfinished: 1, seconds: 1_000) == .keep(until: nil))
    }

    @Test func anUnfinishedLineOfAFileInItsPlaceWaitsForEver() {
        #expect(verdict(.matched, unfinished: 1, seconds: 1_000_000) == .keep(until: nil))
    }

    @Test func aFileThatWasSilentBeforeItsRenameHasItsGraceAllTheSame() {
        // The writer goes on writing to it until it is told to reopen, however seldom it writes.
        var file = follower(.matched)
        file.renamed(to: .away, now: 9_000 * Self.second)
        #expect(
            file.verdict(Self.shipped, now: 9_299 * Self.second) { false }
                == .keep(until: 9_300 * Self.second))
        #expect(file.verdict(Self.shipped, now: 9_300 * Self.second) { false } == .close)
        var lost = follower(.matched)
        lost.lostName(links: 1, now: 9_000 * Self.second)
        #expect(
            lost.verdict(Self.shipped, now: 9_299 * Self.second) { false }
                == .keep(until: 9_300 * Self.second))
        var deleted = follower(.matched)
        deleted.lostName(links: 0, now: 9_000 * Self.second)
        #expect(
            deleted.verdict(Self.shipped, now: 9_004 * Self.second) { false }
                == .keep(until: 9_005 * Self.second))
        #expect(deleted.verdict(Self.shipped, now: 9_005 * Self.second) { false } == .forget)
        var held = follower(.matched)
        _ = held.observed(size: 100, links: 0, known: 100, now: 9_000 * Self.second)
        #expect(
            held.verdict(Self.shipped, now: 9_004 * Self.second) { false }
                == .keep(until: 9_005 * Self.second))
    }

    @Test func aFileRenamedTwiceIsNotKeptForEverByIt() {
        // app.log.1 becomes app.log.2 with the next rotation: no writer has it any more.
        var file = follower(.matched)
        file.renamed(to: .away, now: 2_000 * Self.second)
        file.renamed(to: .away, now: 2_200 * Self.second)
        #expect(file.verdict(Self.shipped, now: 2_300 * Self.second) { false } == .close)
    }

    @Test func writingToARenamedFileKeepsItOpen() {
        var file = follower(.matched)
        file.renamed(to: .away, now: 1_000 * Self.second)
        #expect(file.observed(size: 200, links: 1, known: 100, now: 1_250 * Self.second) == .grew)
        #expect(
            file.verdict(Self.shipped, now: 1_300 * Self.second) { false }
                == .keep(until: 1_550 * Self.second))
    }
}
