// Why this file exists: one thread tells another that there is something to do, through a descriptor.

import CPlatform
import Glibc

/// A counter of eventfd(2): any thread raises it, one waits for it. Lives as long as the process needs it; the
/// descriptor is closed with the object.
public final class EventCounter: Sendable {
    /// Readable when the counter was raised.
    public let descriptor: Int32

    /// - Parameter isBlocking: whether `take` waits for the counter to be raised.
    public init(isBlocking: Bool) throws(SystemError) {
        descriptor = lf_event_counter(isBlocking ? 0 : 1)
        guard descriptor >= 0 else { throw .last("make", "an event counter") }
    }

    deinit { close(descriptor) }

    /// Raises the counter. Safe on any thread and in a signal handler.
    public func raise() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// Sets the counter back to zero; false if it was zero, or the wait was interrupted.
    @discardableResult
    public func take() -> Bool {
        var count: UInt64 = 0
        return read(descriptor, &count, 8) == 8
    }
}
