// Ctrl-C must end the programs that are tried out too, so signals are taken in turn with the work instead of by
// a handler.

import Glibc

/// Thrown where a program was waiting when somebody asked it to stop.
public struct Interrupted: Error, Equatable, Sendable {
    /// SIGINT, SIGTERM or SIGHUP.
    public let signal: Int32
}

/// The signals that ask a program to stop, held back until it is ready for them.
public struct Interrupts: Sendable {
    /// Holds back SIGINT, SIGTERM and SIGHUP, and SIGCHLD to be woken by it, in the calling thread, and
    /// ignores SIGPIPE.
    ///
    /// To be called once, before any thread is started.
    public init() {
        // A parent that ignores SIGCHLD hands that down, and then no child's CPU time can be asked for.
        signal(SIGCHLD, SIG_DFL)
        signal(SIGPIPE, SIG_IGN)
        var all = signalSet([SIGINT, SIGTERM, SIGHUP, SIGCHLD])
        pthread_sigmask(SIG_BLOCK, &all, nil)
    }

    /// Waits `milliseconds` or until a child has ended.
    ///
    /// Throws `Interrupted` as soon as one is asked to stop.
    public func pause(milliseconds: Int) throws {
        let taken = take([SIGINT, SIGTERM, SIGHUP, SIGCHLD], milliseconds: milliseconds)
        if taken == SIGINT || taken == SIGTERM || taken == SIGHUP { throw Interrupted(signal: taken) }
    }
}

/// Waits `milliseconds` or, where SIGCHLD is held back, until a child has ended.
func waitForChild(milliseconds: Int) {
    _ = take([SIGCHLD], milliseconds: milliseconds)
}

/// The first pending signal of the list within `milliseconds`, else -1 (sigtimedwait(2)).
private func take(_ signals: [Int32], milliseconds: Int) -> Int32 {
    var set = signalSet(signals)
    var limit = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    return sigtimedwait(&set, nil, &limit)
}

/// The set of these signals.
func signalSet(_ signals: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
}
