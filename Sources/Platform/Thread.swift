// Why this file exists: two loops block in system calls for their whole life and must not hold a pool's thread.

import CPlatform
import Glibc

/// A thread of the operating system.
public enum Thread {
    /// Starts a detached thread, named as prctl(2) allows (15 bytes), with a stack of
    /// `stackBytes` (virtual; touched pages count).
    ///
    /// Signals stay with the threads that were there before: the new one blocks them all.
    public static func start(name: String, stackBytes: Int = 1 << 20, _ body: @escaping @Sendable () -> Void)
        throws(SystemError)
    {
        let box = Unmanaged.passRetained(
            Body {
                lf_name_thread(name)
                body()
            })
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, stackBytes)
        var everything = sigset_t()
        var previous = sigset_t()
        sigfillset(&everything)
        pthread_sigmask(SIG_SETMASK, &everything, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw SystemError("start thread", name, code: code)
        }
    }

    /// Runs `body` on a thread as `start` does and waits for what it returns, without blocking the caller's thread.
    public static func run<Result: Sendable>(
        name: String, stackBytes: Int = 1 << 20, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try start(name: name, stackBytes: stackBytes) {
                    continuation.resume(with: Swift.Result { try body() })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
