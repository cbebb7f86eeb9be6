// Lines that an application really wrote twice must both be there, and no third.

import Testing

@testable import Soaking

@Suite struct TwinTests {
    private var books: Books
    /// The lines of the first second that have one text, at least three.
    private let twins: [Int]

    init() throws {
        books = Books(.twins)
        let lines = LogLines(file: 0, format: .twins, seed: 1)
        let groups = Dictionary(grouping: 0..<64) { lines.original(of: $0) }
        twins = try #require(groups.values.first { $0.count >= 3 }).sorted()
        books.account.write(file: 0, 64)
    }

    /// Sends the text of the twins at the `index`th nanosecond of its second.
    private mutating func push(_ index: Int64) {
        let time = LogLines(file: 0, format: .twins, seed: 1).facts(twins[0]).time ?? 0
        books.push(books.entry(twins[0], time: time + index), isAcknowledged: false)
    }

    @Test mutating func allOfThemArriveANanosecondApart() {
        for index in twins.indices { push(Int64(index)) }
        #expect(books.faults == [.lost: 64 - twins.count])
        #expect(books.account.delivered(client: 0) == twins.count)
    }

    @Test mutating func oneThatDoesNotArriveIsLost() {
        push(0)
        push(2)
        #expect(books.faults == [.lost: 62])
        #expect(!books.account.isDelivered(file: 0, twins[1]..<twins[1] + 1))
        #expect(books.account.isDelivered(file: 0, twins[2]..<twins[2] + 1))
    }

    @Test mutating func oneMoreThanWasWrittenIsRepeated() {
        push(Int64(twins.count))
        #expect(books.faults[.repeated] == 1)
    }

    @Test mutating func theSameNanosecondIsAReplay() {
        push(1)
        push(1)
        #expect(books.counts.faults == [:])
        #expect(books.counts.replayed == 1)
    }

    @Test mutating func anotherSecondIsAWrongTime() {
        push(1_000_000_000)
        #expect(books.counts.faults == [.time: 1])
    }

    @Test mutating func oneThatIsNotWrittenYetIsOneTooMany() {
        var early = Books(.twins)
        early.account.write(file: 0, twins[1])
        early.push(books.entry(twins[0]))
        let time = LogLines(file: 0, format: .twins, seed: 1).facts(twins[0]).time ?? 0
        early.push(books.entry(twins[0], time: time + 1))
        #expect(early.counts.faults == [.repeated: 1])
    }
}
