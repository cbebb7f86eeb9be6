// Threads and the counters through which they tell each other that there is something to do.

import Glibc
import Testing

@testable import Platform

/// What a thread leaves for the one that waits for it; the event counter orders the two.
private final class Note: @unchecked Sendable {
    var text = ""
    var mask = sigset_t()
}

@Suite struct ThreadTests {
    @Test func aThreadRunsItsBodyUnderItsName() throws {
        let done = try EventCounter(isBlocking: true)
        let note = Note()
        try Thread.start(name: "ferry-test") {
            note.text =
                (try? FileSystem.contents(of: "/proc/thread-self/comm")).map {
                    String(decoding: $0, as: UTF8.self)
                } ?? ""
            done.raise()
        }
        #expect(done.take())
        #expect(note.text == "ferry-test\n")
    }

    @Test func aNameThatIsTooLongIsCut() throws {
        let done = try EventCounter(isBlocking: true)
        let note = Note()
        try Thread.start(name: "a-name-of-twenty-byt") {
            note.text =
                (try? FileSystem.contents(of: "/proc/thread-self/comm")).map {
                    String(decoding: $0, as: UTF8.self)
                } ?? ""
            done.raise()
        }
        #expect(done.take())
        #expect(note.text == "a-name-of-twent\n")
    }

    @Test func aThreadTakesNoSignalsAndTheStarterKeepsItsOwnMask() throws {
        let done = try EventCounter(isBlocking: true)
        let note = Note()
        var before = sigset_t()
        var after = sigset_t()
        pthread_sigmask(SIG_SETMASK, nil, &before)
        try Thread.start(name: "ferry-test") {
            pthread_sigmask(SIG_SETMASK, nil, &note.mask)
            done.raise()
        }
        pthread_sigmask(SIG_SETMASK, nil, &after)
        #expect(done.take())
        for signal in [SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGCHLD, SIGPIPE] {
            #expect(sigismember(&note.mask, signal) == 1)
            #expect(sigismember(&before, signal) == sigismember(&after, signal))
        }
    }

    @Test func aThreadLetsGoOfItsBodyWhenItEnds() throws {
        final class Held: Sendable {
            let gone: EventCounter
            init(_ gone: EventCounter) { self.gone = gone }
            deinit { gone.raise() }
        }
        let gone = try EventCounter(isBlocking: true)
        try Thread.start(name: "ferry-test") { [held = Held(gone)] in _ = held }
        #expect(gone.take())
    }

    @Test func whatAThreadReturnsOrThrowsIsWaitedFor() async throws {
        let name = try await Thread.run(name: "ferry-test") {
            String(decoding: try FileSystem.contents(of: "/proc/thread-self/comm"), as: UTF8.self)
        }
        #expect(name == "ferry-test\n")
        await #expect(throws: SystemError.self) {
            try await Thread.run(name: "ferry-test") { _ = try File("/no/such/file", .read) }
        }
    }

    @Test func aStackThatCannotBeIsNoReasonToFail() throws {
        let done = try EventCounter(isBlocking: true)
        try Thread.start(name: "ferry-test", stackBytes: 0) { done.raise() }
        #expect(done.take())
    }
}

@Suite struct EventCounterTests {
    @Test func aCounterThatWasNotRaisedHasNothing() throws {
        let counter = try EventCounter(isBlocking: false)
        #expect(!counter.take())
    }

    @Test func raisedManyTimesItIsTakenOnce() throws {
        let counter = try EventCounter(isBlocking: false)
        for _ in 0..<1_000 { counter.raise() }
        #expect(counter.take())
        #expect(!counter.take())
        counter.raise()
        #expect(counter.take())
    }

    @Test func itsDescriptorIsReadableOnlyWhileItIsRaised() throws {
        let counter = try EventCounter(isBlocking: false)
        func isReadable() -> Bool {
            var watch = pollfd(fd: counter.descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&watch, 1, 0) == 1
        }
        #expect(!isReadable())
        counter.raise()
        #expect(isReadable())
        counter.take()
        #expect(!isReadable())
    }

    @Test func theDescriptorIsNotInheritedAndIsClosedWithTheObject() throws {
        var counter: EventCounter? = try EventCounter(isBlocking: false)
        let descriptor = try #require(counter?.descriptor)
        let flags = try FileSystem.contents(of: "/proc/self/fdinfo/\(descriptor)")
        let octal = String(decoding: flags, as: UTF8.self).split(separator: "\n").first {
            $0.hasPrefix("flags:")
        }
        let value = octal.flatMap { Int32($0.dropFirst(6).drop { $0 == "\t" }, radix: 8) } ?? 0
        #expect(value & O_CLOEXEC != 0)
        #expect(value & O_NONBLOCK != 0)
        // Another test may be given the number at once, so what it stands for is asked, not whether it is open.
        let before = try? FileStatus.of(path: "/proc/self/fd/\(descriptor)", follow: false)
        counter = nil
        let after = try? FileStatus.of(path: "/proc/self/fd/\(descriptor)", follow: false)
        #expect(before?.inode != after?.inode || after == nil)
    }
}
