// Why this file exists: a disk that takes seconds to sync must not hold up the shipping.

import Glibc
import Platform
import Synchronization

/// Syncs one file from a thread of its own, when asked.
final class BackgroundSync: Sendable {
    private let wake: EventCounter
    private let isBusy = Atomic<Bool>(false)
    private let failure = Atomic<Int32>(0)
    private let isStopping = Atomic<Bool>(false)

    /// `descriptor` must stay open until `stop()` returned.
    init(descriptor: Int32) throws(SystemError) {
        wake = try EventCounter(isBlocking: true)
        try Thread.start(name: "journal-sync", stackBytes: 64 << 10) { [self] in run(descriptor) }
    }

    private func run(_ descriptor: Int32) {
        while !isStopping.load(ordering: .acquiring) {
            guard wake.take() else { continue }
            if isStopping.load(ordering: .acquiring) { break }
            let code = fdatasync(descriptor) == 0 ? 0 : errno
            failure.store(code, ordering: .releasing)
            isBusy.store(false, ordering: .releasing)
        }
        isBusy.store(false, ordering: .releasing)
    }

    /// Asks for a sync; false if one is still running.
    func request() -> Bool {
        guard !isBusy.exchange(true, ordering: .acquiringAndReleasing) else { return false }
        wake.raise()
        return true
    }

    /// The `errno` of the last sync that failed, once.
    func takeFailure() -> Int32? {
        let code = failure.exchange(0, ordering: .acquiringAndReleasing)
        return code == 0 ? nil : code
    }

    /// Lets the thread end; a sync that is running is not waited for.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        wake.raise()
    }
}
