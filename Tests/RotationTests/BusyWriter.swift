// A program that writes as fast as it can while something is done to its log.

import Glibc
import Platform
import Synchronization
import TestSupport

/// Writes numbered lines, one a call, as many as it is allowed.
final class BusyWriter: Sendable {
    private let allowed = Atomic<Int>(0)
    private let written = Atomic<Int>(0)
    private let isEnding = Atomic<Bool>(false)
    private let hasEnded = Atomic<Bool>(false)

    /// How many lines it has written.
    var count: Int { written.load(ordering: .acquiring) }

    /// Starts it; it writes nothing yet.
    init(_ writer: ScratchWriter) throws {
        let end = Array(" of a program that never opens its log again\n".utf8)
        try Thread.start(name: "writer") { [self] in
            var number = 0
            while !isEnding.load(ordering: .acquiring) {
                guard number < allowed.load(ordering: .acquiring) else {
                    sched_yield()
                    continue
                }
                try? writer.write(Array("line \(number)".utf8) + end)
                number += 1
                written.store(number, ordering: .releasing)
            }
            hasEnded.store(true, ordering: .releasing)
        }
    }

    /// Lets it write while a body runs, `least` lines before that, and no more than `most` in all.
    func writing<Result>(least: Int, most: Int = 5000, _ body: () throws -> Result) rethrows -> Result {
        let start = count
        allowed.store(start + most, ordering: .releasing)
        while count < start + least { sched_yield() }
        defer { allowed.store(0, ordering: .releasing) }
        return try body()
    }

    /// Ends it.
    func stop() {
        isEnding.store(true, ordering: .releasing)
        while !hasEnded.load(ordering: .acquiring) { sched_yield() }
    }
}
