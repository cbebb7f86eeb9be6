// Why this file exists: the executor that Swift brings along wakes a thread every second once anything ran on it, and a host
// at rest should sleep.

import CPlatform
import Glibc
import Synchronization

/// Runs tasks on one thread of the program, the one that calls `run`, and has it sleep when there is nothing to run.
///
/// A task that was begun on it, and its child tasks, stay on it. What blocks such a task blocks them all.
public final class ThreadExecutor: TaskExecutor {
    /// The one that gets the process's signals.
    public static let main = ThreadExecutor()

    private let jobs = Mutex<[UnownedJob]>([])
    private let work = Semaphore()
    private let signals = Mutex<[Int32: AsyncStream<Int32>.Continuation]>([:])

    /// Nothing runs before `run` is called.
    public init() {}

    /// One with a thread of its own, for as long as the process lives.
    public static func withThread(name: String) throws(SystemError) -> ThreadExecutor {
        let executor = ThreadExecutor()
        try Thread.start(name: name) { while true { executor.turn() } }
        return executor
    }

    /// Takes a task's next piece of work, on any thread.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = jobs.withLock { jobs in
            jobs.append(job)
            return jobs.count == 1
        }
        if isFirst { work.signal() }
    }

    /// Runs `body`, and every task that is begun on this executor, until `body` has ended. To be called by one thread at
    /// a time.
    public func run(_ body: @escaping @Sendable () async -> Void) {
        let end = Flag()
        Task(executorPreference: self) {
            await body()
            end.isSet.store(true, ordering: .releasing)
        }
        while !end.isSet.load(ordering: .acquiring) { turn() }
    }

    /// Waits for something to run, and runs it.
    private func turn() {
        work.wait()
        if self === Self.main { deliverSignals() }
        let waiting = jobs.withLock { jobs in
            defer { jobs = [] }
            return jobs
        }
        for job in waiting { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }
}

extension ThreadExecutor {
    /// From here on these signals, of 1 to 63, are told in place of what they would do to the process, for as long as it
    /// lives and `main` runs. Whoever asks for a signal that was asked for before gets it from then on.
    public static func signals(_ numbers: [Int32]) -> AsyncStream<Int32> {
        lf_listen_for_signals(main.work.semaphore)
        return AsyncStream { continuation in
            for number in numbers {
                main.signals.withLock { $0[number] = continuation }
                lf_catch_signal(number)
            }
        }
    }

    private func deliverSignals() {
        var caught = lf_take_caught_signals()
        while caught != 0 {
            let number = Int32(caught.trailingZeroBitCount)
            caught &= caught - 1
            signals.withLock { $0[number] }?.yield(number)
        }
    }
}
