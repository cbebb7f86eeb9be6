// Why this file exists: a disk that takes seconds to sync must not hold up the shipping.

import Platform
import Synchronization

/// Syncs one file from a thread of its own, when asked.
final class BackgroundSync: Sendable {
    private let file: File
    private let wake: EventCounter
    private let isBusy = Atomic<Bool>(false)
    private let failure = Atomic<Int32>(0)
    private let isStopping = Atomic<Bool>(false)

    /// The file stays open until the thread has ended.
    init(_ file: File) throws(SystemError) {
        self.file = file
        wake = try EventCounter(isBlocking: true)
        guard file.allowsThreads else { return }
        try Thread.start(name: "journal-sync", stackBytes: 64 << 10) { [self] in run() }
    }

    private func run() {
        while !isStopping.load(ordering: .acquiring) {
            guard wake.take() else { continue }
            if isStopping.load(ordering: .acquiring) { break }
            sync()
        }
        isBusy.store(false, ordering: .releasing)
    }

    private func sync() {
        do {
            try file.sync()
            failure.store(0, ordering: .releasing)
        } catch {
            failure.store(error.code, ordering: .releasing)
        }
        isBusy.store(false, ordering: .releasing)
    }

    /// Asks for a sync; false if one is still running.
    func request() -> Bool {
        guard !isBusy.exchange(true, ordering: .acquiringAndReleasing) else { return false }
        if file.allowsThreads { wake.raise() } else { sync() }
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
