// Why this file exists: a thread of the operating system waits for another one's answer, without a descriptor.

import Glibc

/// A semaphore of sem_overview(7), within this process.
public final class Semaphore: @unchecked Sendable {
    // A semaphore must not move in memory.
    let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    /// Nothing has been signalled.
    public init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    /// Lets one waiter go on.
    public func signal() { sem_post(semaphore) }

    /// Waits for a signal.
    public func wait() { while sem_wait(semaphore) != 0 {} }
}
