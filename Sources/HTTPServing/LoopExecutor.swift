// Fits the event loop to Swift's concurrency: handlers run on their connection's thread, so one thread is
// enough.

import NIOCore

/// A wait as the event loop takes it; one of more than a year would run over the end of its clock.
func timeAmount(_ duration: Duration) -> TimeAmount {
    TimeAmount(min(duration, .seconds(31_536_000)))
}

/// A task executor on top of an event loop.
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
