// Why this file exists: a reader whose lines wait for others, or for the clock, is woken here.

import Checkpoints
import Pipeline
import Platform
import Tailing

extension Ferry {
    /// A reader whose turn it is to wait.
    struct Waiter: Hashable {
        let file: GenerationID
        let lane: Int
    }

    /// All lines of `range` wait, and are read again.
    func wait(
        for waiting: Chunk.Waiting, from range: Range<Int64>, limit: Int, _ file: FollowedFile,
        _ shipping: FileShipping, _ lane: ClientLane, _ tailer: Tailer, now: Int64
    ) {
        let start = range.lowerBound
        var hold =
            shipping.holds[lane.index].flatMap { $0.isAbout(start) ? $0 : nil } ?? Hold(at: start, now: now)
        let decision = hold.note(
            waiting.condition, lines: range.upperBound, size: file.follower.size, limit: limit, now: now)
        shipping.holds[lane.index] = hold
        switch decision {
        case .readAgain: tailer.wake(file, reader: lane.index)
        case .wait(let until):
            if until < .max { remind(file, lane, at: until) }
            keepWaiting(file, shipping, lane, tailer)
        case .complete(let end):
            // Journalled before anything that rests on it is sent, so that a restart decides the same.
            if tailer.bound(file, at: end) {
                tailer.wake(file, reader: lane.index)
            } else {
                remind(file, lane, at: now + 1_000_000_000)
                keepWaiting(file, shipping, lane, tailer)
            }
        }
    }

    /// The reader wants nothing of the file before it changes or is woken.
    func keepWaiting(
        _ file: FollowedFile, _ shipping: FileShipping, _ lane: ClientLane, _ tailer: Tailer
    ) {
        let offset = file.readers[lane.index].offset
        tailer.advance(file, reader: lane.index, to: offset, text: chunk.text, waits: true)
    }

    private func remind(_ file: FollowedFile, _ lane: ClientLane, at time: Int64) {
        waiters[Waiter(file: file.id, lane: lane.index)] = time
        nextWaiter = min(nextWaiter, time)
    }

    /// Has those look again whose time has come.
    func wakeWaiters(_ tailer: Tailer, now: Int64) {
        guard now >= nextWaiter else { return }
        nextWaiter = .max
        for (waiter, until) in waiters {
            guard now >= until else {
                nextWaiter = min(nextWaiter, until)
                continue
            }
            waiters[waiter] = nil
            if let file = files[waiter.file] { tailer.wake(file, reader: waiter.lane) }
        }
    }
}
