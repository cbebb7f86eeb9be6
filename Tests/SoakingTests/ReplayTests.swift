// What may be sent again, and what may not: the line between the two is what "once" means.

import Testing

@testable import Soaking

@Suite struct ReplayTests {
    private var books: Books

    init() {
        books = Books(.json)
        books.account.write(file: 0, 100)
    }

    @Test mutating func aPushThatWasNotAcknowledgedMayComeAgain() {
        books.push(0...9, isAcknowledged: false)
        books.push(0...9, isAcknowledged: false)
        books.push(0...19)
        #expect(books.counts.faults == [:])
        #expect(books.counts.replayed == 20)
        // Each push is for itself.
        #expect(books.counts.longestReplay == 10)
        #expect(books.counts.longestReplayBytes == (0...9).reduce(0) { $0 + books.entry($1).line.utf8.count })
    }

    @Test mutating func anAcknowledgementThatCameTooLateMayBeUnknown() {
        books.push(0...9)
        books.push(0...9)
        #expect(books.counts.faults == [:])
        books.push(10...19)
        // Read late, from a connection that was given up.
        books.push(0...9)
        #expect(books.counts.faults == [:])
        #expect(books.counts.replayed == 20)
    }

    @Test mutating func whatWasFollowedBySomethingNewIsTakenNoteOf() {
        books.push(0...9)
        books.push(10...19)
        books.push(5...12)
        #expect(books.counts.faults == [.needless: 8])
    }

    @Test mutating func theLastPushOfAKilledRunMayComeAgain() {
        books.push(0...9)
        books.push(10...19)
        books.account.ended(run: 1, ofItself: false)
        books.push(10...25, run: 2)
        #expect(books.counts.faults == [:])
        #expect(books.counts.replayed == 10)
        books.push(5...9, run: 2)
        #expect(books.counts.faults == [.needless: 5])
    }

    @Test mutating func aCleanStopForgetsNothing() {
        books.push(0...9)
        books.account.ended(run: 1, ofItself: true)
        books.push(9...10, run: 2)
        #expect(books.counts.faults == [.needless: 1])
    }

    @Test mutating func whatAKilledRunHadSentMayBeReadLater() {
        books.push(0...9)
        books.account.ended(run: 1, ofItself: false)
        books.push(10...19, run: 2)
        books.push(20...29, run: 2)
        books.push(10...19, run: 1)
        #expect(books.counts.faults == [:])
        // It says nothing of what the present run takes note of.
        books.push(20...29, run: 2)
        #expect(books.counts.faults == [:])
    }

    @Test mutating func runsOfReplaysEndAtALineThatIsNew() {
        books.push(0...9, isAcknowledged: false)
        books.push(0...3)
        books.push(20...20)
        books.push(4...9)
        #expect(books.counts.replayed == 10)
        #expect(books.counts.longestReplay == 6)
    }
}
