// Why this file exists: making a body takes as long as everything before it, so a large one is made beside the next batch.

import Platform
import Synchronization

/// Makes push bodies: at once, or, where it was made for that, large ones on a thread of its own. Used by one thread.
public final class BodyMaker {
    /// Batches of fewer bytes of lines are made at once: waking a thread would cost as much.
    public static let smallBytes = 1 << 17

    /// A body that was made on the other thread.
    public struct Completion: Sendable {
        /// Whose it is.
        public let tag: Int
        /// Which of the batch's entries.
        public let piece: Range<Int>
        /// How many bytes were replaced, see `PushBodyEncoder`.
        public let result: Result<Int, PushError>
    }

    private let encoder = PushBodyEncoder()
    private let workshop: Workshop?
    private var isRunning = false
    private var pending = 0

    /// Makes every body at once.
    public init() { workshop = nil }

    private init(_ workshop: Workshop) { self.workshop = workshop }

    /// Makes large bodies on a thread, which starts with the first of them.
    public static func withThread() throws(SystemError) -> BodyMaker {
        BodyMaker(Workshop(made: try EventCounter(isBlocking: false)))
    }

    deinit { workshop?.close() }

    /// Readable when `take` has something; nil where everything is made at once.
    public var descriptor: Int32? { workshop?.made.descriptor }

    /// Makes the body of some of a batch's entries. While it is under way, nobody may touch the batch or the body.
    ///
    /// - Parameter tag: whose it is; one body of each may be under way.
    /// - Returns: how many bytes were replaced; nil if the body is under way, and `take` gives it.
    public func make(
        _ batch: Batch, _ piece: Range<Int>, as encoding: ClientSettings.Encoding = .json,
        to body: ByteBuffer,
        tag: Int
    ) throws(PushError) -> Int? {
        // Who comes behind another waits, as there is one encoder.
        if let workshop, pending > 0 || batch.lineBytes >= Self.smallBytes, start(workshop) {
            pending += 1
            workshop.take(
                Job(encoder: encoder, batch: batch, piece: piece, encoding: encoding, body: body, tag: tag))
            return nil
        }
        return try encoder.encode(batch, piece, as: encoding, to: body)
    }

    /// The bodies that were made since the last call.
    public func take() -> [Completion] {
        let made = workshop?.takeMade() ?? []
        pending -= made.count
        return made
    }

    /// True if the thread runs. Without one everything is made at once, which is slower and no worse.
    private func start(_ workshop: Workshop) -> Bool {
        if !isRunning { isRunning = (try? Thread.start(name: "bodies") { workshop.work() }) != nil }
        return isRunning
    }
}

/// What is to be made. It changes hands under a lock, and only one thread has it at a time.
private struct Job: @unchecked Sendable {
    let encoder: PushBodyEncoder
    let batch: Batch
    let piece: Range<Int>
    let encoding: ClientSettings.Encoding
    let body: ByteBuffer
    let tag: Int

    func perform() -> BodyMaker.Completion {
        let result = Result { () throws(PushError) in try encoder.encode(batch, piece, as: encoding, to: body)
        }
        return BodyMaker.Completion(tag: tag, piece: piece, result: result)
    }
}

/// What both threads share.
private final class Workshop: Sendable {
    private struct Bench: Sendable {
        var jobs = Queue<Job>()
        var made: [BodyMaker.Completion] = []
        var isClosed = false
    }

    let made: EventCounter
    private let bench = Mutex(Bench())
    private let orders = Semaphore()

    init(made: EventCounter) { self.made = made }

    func take(_ job: Job) {
        bench.withLock { $0.jobs.append(job) }
        orders.signal()
    }

    func takeMade() -> [BodyMaker.Completion] {
        made.take()
        return bench.withLock { bench in
            defer { bench.made = [] }
            return bench.made
        }
    }

    func close() {
        bench.withLock { $0.isClosed = true }
        orders.signal()
    }

    /// The thread: until `close`.
    func work() {
        while true {
            orders.wait()
            let (job, isClosed) = bench.withLock { ($0.jobs.popFirst(), $0.isClosed) }
            guard let job else {
                if isClosed { return }
                continue
            }
            let completion = job.perform()
            bench.withLock { $0.made.append(completion) }
            made.raise()
        }
    }
}
