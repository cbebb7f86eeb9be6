// A soak is worth what its books are: they must not overlook a loss, and must not cry wolf.

import Receiver
import Testing

@testable import Soaking

@Suite struct AccountTests {
    @Test(arguments: LineFormat.allCases.filter { $0 != .twins })
    func linesThatArriveOnceAreRight(format: LineFormat) {
        var books = Books(format)
        books.account.write(file: 0, 10)
        #expect(!books.account.isComplete)
        books.push(0...4)
        books.push(5...9)
        #expect(books.account.isComplete)
        #expect(books.faults == [:])
        #expect(books.account.written == 10)
        #expect(books.account.delivered(client: 0) == 10)
    }

    @Test func whatDoesNotArriveIsLost() {
        var books = Books(.json, .plain)
        books.account.write(file: 0, 10)
        books.account.write(file: 1, 3)
        books.push(0...7)
        books.push(books.entry(0, file: 1), books.entry(2, file: 1))
        #expect(books.faults == [.lost: 3])
        books.account.close(time: 7)
        #expect(books.account.examples.map { $0.place?.file } == [0, 0, 1])
        #expect(books.account.examples.map { $0.place?.number } == [8, 9, 1])
    }

    @Test func whatDiffersFromItsFirstArrivalIsRepeated() {
        var books = Books(.plain)
        books.account.write(file: 0, 2)
        books.push(books.entry(0, time: 5), books.entry(1, time: 6), isAcknowledged: false)
        books.push(books.entry(0, time: 5), books.entry(1, time: 7))
        #expect(books.faults == [.repeated: 1])
        #expect(books.counts.replayed == 1)
    }

    @Test func wrongTextsLabelsAndTimesAreNamed() {
        var books = Books(.json)
        books.account.write(file: 0, 9)
        books.push(
            books.entry(0, time: 1), books.entry(1, filename: "/log/other.log"), books.entry(2, level: "odd"),
            books.entry(3, bytes: 60), books.entry(9))
        #expect(books.faults == [.time: 1, .labels: 2, .text: 1, .unknown: 1, .lost: 6])
        books.push(
            ReceivedEntry(tenant: "fake", labels: [], timestampNanoseconds: 0, line: "something"),
            ReceivedEntry(tenant: "fake", labels: [], timestampNanoseconds: 0, line: "7:1 another file"))
        #expect(books.faults[.unknown] == 3)
    }

    @Test func whatArrivedWronglyIsRepeatedWhenItComesRight() {
        var books = Books(.json)
        books.account.write(file: 0, 1)
        books.push(books.entry(0, time: 1), isAcknowledged: false)
        books.push(books.entry(0, time: 1), isAcknowledged: false)
        #expect(books.counts.replayed == 1)
        books.push(books.entry(0))
        #expect(books.faults == [.time: 1, .repeated: 1])
    }

    @Test func aLineThatWasNeverFinishedIsItsPart() {
        var books = Books(.json)
        books.account.write(file: 0, 2)
        books.account.cut(file: 0, 0, bytes: 50)
        books.push(books.entry(0, time: 77, bytes: 50), books.entry(1))
        #expect(books.faults == [:])
        books.push(books.entry(0, time: 78, bytes: 50))
        #expect(books.faults == [.repeated: 1])
        books.push(books.entry(0, time: 77))
        #expect(books.faults == [.repeated: 1, .text: 1])
    }

    @Test func onlyFilesThatAreRenamedAmongTheFollowedHaveOtherNames() {
        for (kind, faults) in [(RotationKind.movewithin, [:]), (.move, [Fault.labels: 1])] {
            var books = Books(.plain, kind: kind)
            let name = "/log/\(books.files[0].stem)~000000003.log"
            books.account.write(file: 0, 1)
            books.push(books.entry(0, filename: name), isAcknowledged: false)
            books.push(books.entry(0, filename: name))
            #expect(books.faults == faults)
            #expect(books.counts.replayed == 1)
            books.push(books.entry(0))
            #expect(books.faults[.repeated] == 1)
        }
    }

    @Test func deliveryOfARangeIsAllOfIt() {
        var books = Books(.json)
        books.account.write(file: 0, 10)
        #expect(books.account.isDelivered(file: 0, 0..<0))
        #expect(!books.account.isKnown(file: 0))
        books.push(3...5)
        #expect(books.account.isKnown(file: 0))
        #expect(books.account.isDelivered(file: 0, 3..<6))
        #expect(!books.account.isDelivered(file: 0, 3..<7))
        #expect(!books.account.isDelivered(file: 0, 0..<4))
        #expect(!books.account.isDelivered(file: 0, 5..<20))
        books.push(0...2)
        #expect(books.account.isDelivered(file: 0, 0..<6))
        #expect(books.counts.late == 3)
    }

    @Test func theRunThatSentALineIsKnown() {
        var books = Books(.json)
        books.account.write(file: 0, 10)
        books.push(0...3, run: 1)
        #expect(books.account.wasSent(file: 0, 0..<4, run: 1))
        #expect(!books.account.wasSent(file: 0, 4..<6, run: 1))
        // The same again says that the file is open, but not that what is new of it was seen.
        books.push(3...3, run: 2)
        #expect(!books.account.wasSent(file: 0, 0..<4, run: 2))
        books.push(4...4, run: 2)
        #expect(books.account.wasSent(file: 0, 4..<6, run: 2))
    }
}
