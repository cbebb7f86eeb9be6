// Tasks stay on one thread of the program, which sleeps when there is nothing to run, and signals are told there.

import Glibc
import Synchronization
import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(1))) struct ThreadExecutorTests {
    /// Runs `body` on an executor of a thread of its own, and returns the thread's number and what came of it.
    private func onThread<Result: Sendable>(
        _ executor: ThreadExecutor = ThreadExecutor(), _ body: @escaping @Sendable () async -> Result
    ) async throws -> (thread: pthread_t, result: Result) {
        try await Thread.run(name: "test") {
            let found = Mutex<Result?>(nil)
            executor.run {
                let result = await body()
                found.withLock { $0 = result }
            }
            let result = found.withLock { $0 }
            return (pthread_self(), try #require(result))
        }
    }

    @Test func childTasksStayOnTheThread() async throws {
        let (thread, threads) = try await onThread {
            await withTaskGroup(of: pthread_t.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        await Task.yield()
                        return pthread_self()
                    }
                }
                return await group.reduce(into: Set([pthread_self()])) { $0.insert($1) }
            }
        }
        #expect(threads == [thread])
    }

    @Test func whatAnotherThreadAnswersGoesOnHere() async throws {
        let (thread, result) = try await onThread {
            let other = try? await Thread.run(name: "other") { pthread_self() }
            return (other, pthread_self())
        }
        #expect(result.1 == thread)
        #expect(result.0 != nil && result.0 != thread)
    }

    @Test func oneWithAThreadOfItsOwnTakesTasksFromAnywhere() async throws {
        let executor = try ThreadExecutor.withThread(name: "own")
        let first = await withTaskExecutorPreference(executor) { pthread_self() }
        let second = await withTaskExecutorPreference(executor) { pthread_self() }
        #expect(first == second)
        #expect(first != pthread_self())
    }

    @Test func aSignalIsToldInPlaceOfWhatItWouldDo() async throws {
        let (_, numbers) = try await onThread(.main) {
            var signals = ThreadExecutor.signals([SIGUSR1, SIGUSR2]).makeAsyncIterator()
            kill(getpid(), SIGUSR2)
            let first = await signals.next()
            kill(getpid(), SIGUSR1)
            return [first, await signals.next()]
        }
        #expect(numbers == [SIGUSR2, SIGUSR1])
    }
}
