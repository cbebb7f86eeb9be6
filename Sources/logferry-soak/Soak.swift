// Why this file exists: the parts of a soak, started together and waited for.

import HTTPServing
import Platform
import Receiver
import Soaking
import Workbench

/// One soak from the first line to the report.
struct Soak {
    let world: World

    /// Runs it.
    /// - Parameter trial: what is done besides answering pushes, on a thread of its own; nil for what the plan says.
    /// - Throws: what kept it from being carried out.
    func run(_ trial: (@Sendable ([String]) throws -> Void)? = nil) async throws -> SoakReport {
        var receivers: [Receiver] = []
        for client in 0..<world.plan.settings.clients {
            receivers.append(
                try await Receiver.start(
                    listen: ListenAddress(host: "127.0.0.1", port: 0), sink: DiscardingSink(),
                    script: world.script(client: client)))
        }
        let failure = await failure(of: receivers.map(\.pushURL), trial)
        var refused = 0
        for receiver in receivers {
            refused += receiver.counters.refusedRequests
            await receiver.shutdown(grace: .zero)
        }
        if let failure { throw failure }
        let (now, end) = (world.now, refused)
        return world.present.withLock { present in
            if end > 0 { present.failures.append("\(end) pushes were not what a receiver can read") }
            present.account.close(time: now)
            return SoakReport(
                plan: world.plan, seconds: Double(now) / 1e9, counts: present.counts,
                account: present.account,
                history: present.history, failures: present.failures)
        }
    }

    /// Carries the plan out; the first error that kept it from that.
    private func failure(of pushURLs: [String], _ trial: (@Sendable ([String]) throws -> Void)?) async
        -> (any Error)?
    {
        await withTaskGroup(of: (any Error)?.self) { group in
            let world = world
            func start(_ name: String, _ body: @escaping @Sendable () throws -> Void) {
                group.addTask {
                    do {
                        try await Thread.run(name: name, body)
                        return nil
                    } catch {
                        // The others are not to go on for nothing.
                        world.present.withLock { $0.isInterrupted = true }
                        return error
                    }
                }
            }
            if let trial {
                start("trial") { try trial(pushURLs) }
            } else {
                for index in world.plan.applications.indices {
                    start("application") { try ApplicationRun(world: world, index: index).run() }
                }
                for client in pushURLs.indices {
                    start("weather") { WeatherRun(world: world, client: client).run() }
                }
                start("agent") { try AgentLife(world: world, pushURLs: pushURLs).run() }
            }
            var first: (any Error)?
            for await error in group { first = first ?? error }
            return first
        }
    }
}
