// Why this file exists: long-lived commands end on SIGTERM and SIGINT, in order.

import ArgumentParser
import Glibc
import Logging
import Platform
import ServiceLifecycle

/// Running services until a signal.
enum Services {
    /// Runs the services together. On SIGTERM or SIGINT they shut down from the last to the first; when one ends by
    /// itself, so do the others. A service that fails ends the command with status 1.
    /// - Parameter untilHangup: also on SIGHUP, which a terminal sends when it is closed.
    static func run(_ services: [any Service], untilHangup: Bool = false, log: Logger) async throws {
        // The group's own messages speak of services, which is nothing an operator knows.
        var quiet = log
        quiet.logLevel = .critical
        let group = ServiceGroup(
            configuration: .init(
                services: services.map {
                    .init(
                        service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                }, logger: quiet))
        let signals = ThreadExecutor.signals([SIGTERM, SIGINT] + (untilHangup ? [SIGHUP] : []))
        async let _: Void = {
            for await _ in signals { await group.triggerGracefulShutdown() }
        }()
        do {
            try await group.run()
        } catch {
            throw failure("\(error)", status: 1)
        }
    }
}
