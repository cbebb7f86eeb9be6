// The loop's one place to wait: what ends it, and what does not.

import Glibc
import Platform
import Testing

@testable import Loki

@Suite(.timeLimit(.minutes(5))) struct TransportWaitTests {
    private typealias Watch = Transport.Watch

    @Test func aReadableDescriptorEndsAWaitAndOnlyItIsSaidToBeReadable() throws {
        let transport = try Transport()
        let (quiet, raised) = (try EventCounter(isBlocking: false), try EventCounter(isBlocking: false))
        raised.raise()
        var watches = [Watch(descriptor: quiet.descriptor), Watch(descriptor: raised.descriptor)]
        transport.wait(&watches, until: nil)
        #expect(watches.map(\.isReadable) == [false, true])
        raised.take()
        transport.wait(&watches, until: Clock.monotonic())
        #expect(watches.map(\.isReadable) == [false, false])
    }

    @Test func aDescriptorThatBecomesReadableMeanwhileEndsAWait() throws {
        let transport = try Transport()
        let counter = try EventCounter(isBlocking: false)
        try Thread.start(name: "raiser") { counter.raise() }
        var watches = [Watch(descriptor: counter.descriptor)]
        transport.wait(&watches, until: nil)
        #expect(watches[0].isReadable)
    }

    @Test func theWriterSEndOfAPipeThatClosesEndsAWait() throws {
        let transport = try Transport()
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[1])
        var watches = [Watch(descriptor: ends[0])]
        transport.wait(&watches, until: nil)
        #expect(watches[0].isReadable)
        close(ends[0])
    }

    @Test(arguments: [-1_000_000_000, -1, 0, 1, 999_999, 1_000_000, 20_000_000] as [Int64])
    func aDeadlineEndsAWaitNotBeforeItCame(delay: Int64) throws {
        let transport = try Transport()
        let deadline = Clock.monotonic() + delay
        var watches: [Watch] = []
        transport.wait(&watches, until: deadline)
        #expect(Clock.monotonic() >= deadline)
    }

    @Test(arguments: [0, Int64.min, Int64.min + 1, 1])
    func aDeadlineThatIsLongOverIsNoWaitAtAll(deadline: Int64) throws {
        var watches: [Watch] = []
        try Transport().wait(&watches, until: deadline)
    }

    @Test func wakingEndsThePresentWaitOrTheNext() throws {
        let transport = try Transport()
        var watches: [Watch] = []
        transport.wake()
        transport.wait(&watches, until: nil)
        transport.wake()
        transport.wake()
        transport.wait(&watches, until: .max)
    }

    @Test func anAnswerEndsAWait() throws {
        let server = try RawServer()
        let transport = try Transport()
        try transport.start(try request(settings(server.url)), tag: 3)
        var completions: [Transport.Completion] = []
        while completions.isEmpty {
            completions = transport.perform()
            var watches: [Watch] = []
            if completions.isEmpty { transport.wait(&watches, until: nil) }
        }
        #expect(completions.map(\.tag) == [3])
        #expect(completions.map(\.answer.status) == [204])
    }

    @Test func withNothingUnderWayThereIsNothingToPerform() throws {
        let transport = try Transport()
        #expect(transport.perform().isEmpty)
        #expect(transport.inFlight == 0)
        #expect(Transport.libraryVersion.hasPrefix("libcurl/"))
    }
}
