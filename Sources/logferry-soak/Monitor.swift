// Why this file exists: threads that write, rotate, kill and answer wait for one another's doings.

@preconcurrency import Glibc
import Platform

/// A state that threads share, and wait for.
final class Monitor<State>: @unchecked Sendable {
    // `state` is read and written with the mutex held only.
    private var state: State
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ state: State) {
        self.state = state
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Looks at the state, or changes it, and wakes whoever waits.
    @discardableResult
    func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
        return try body(&state)
    }

    /// Waits until `condition` holds, which may change the state then, or until `deadline` by `Clock.monotonic`.
    /// - Returns: whether it holds.
    @discardableResult
    func wait(until deadline: Int64 = .max, _ condition: (inout State) -> Bool) -> Bool {
        var time = timespec(
            tv_sec: time_t(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if condition(&state) {
                pthread_cond_broadcast(changed)
                return true
            }
            if Clock.monotonic() >= deadline { return false }
            pthread_cond_timedwait(changed, mutex, &time)
        }
    }
}
