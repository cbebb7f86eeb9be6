// Why this file exists: the parts of the demo, wired together and taken down in order.

import Agent
import ArgumentParser
import Demonstration
import HTTPServing
import Logging
import Platform
import Receiver
import ServiceLifecycle
import Synchronization

/// One run of the demo: a receiver, the agent, the application and the view of them.
final class DemoRun: Sendable {
    /// How long nothing may arrive, after the application has stopped, before the rest is given up.
    private static let patience: Int64 = 10_000_000_000

    private let start = Clock.monotonic()
    private let receiver: Receiver
    private let tally: Tally
    private let agent: Agent
    private let hasAgentEnded = Atomic(false)
    private let messages: DemoMessages
    private let application: Application
    private let screen: DemoScreen
    private let surroundings: Mutex<Surroundings>

    /// Starts the receiver and makes everything else ready; `untilTheEnd` sets it going.
    static func start(
        in directory: TemporaryDirectory, rate: Int, rotateEvery: Int64, duration: Int64?
    ) async throws -> DemoRun {
        do {
            let tally = Tally()
            let receiver = try await Receiver.start(
                listen: ListenAddress(host: "127.0.0.1", port: 0), sink: tally)
            var application = Application.Settings(directory: try directory.directory("log"))
            application.rate = rate
            application.rotateEvery = rotateEvery
            application.duration = duration
            let configuration = DemoConfiguration(
                logDirectory: application.directory, stateDirectory: try directory.directory("state"),
                pushURL: receiver.pushURL)
            let path = FileSystem.join(directory.path, "agent.conf")
            let text = Array(configuration.text.utf8)
            try text.withUnsafeBytes { try File(path, .replace).write($0) }
            return try DemoRun(receiver, tally, application, configuration, configurationPath: path)
        } catch let error as ExitCode {
            throw error
        } catch {
            throw failure("\(error)", status: 1)
        }
    }

    private init(
        _ receiver: Receiver, _ tally: Tally, _ settings: Application.Settings,
        _ configuration: DemoConfiguration,
        configurationPath: String
    ) throws {
        self.receiver = receiver
        self.tally = tally
        messages = DemoMessages()
        agent = try Agent(
            settings: try ConfigurationFile.load(configurationPath, .init()), log: messages.logger)
        application = try Application(settings)
        screen = try DemoScreen()
        var surroundings = Surroundings()
        surroundings.rotateEvery = settings.rotateEvery
        surroundings.keptFiles = settings.keptFiles
        surroundings.duration = settings.duration
        surroundings.stateDirectory = configuration.stateDirectory
        self.surroundings = Mutex(surroundings)
    }

    /// Runs until a signal, the end of the time or a failure, and prints the summary.
    /// - Returns: true if every line arrived once and as it was written.
    func untilTheEnd() async throws -> Bool {
        var failure: (any Error)?
        do {
            // The last one is shut down first: the application, then the agent, then the receiver.
            try await Services.run(
                [ReceiverService(receiver: receiver), DemoAgent(run: self), DemoApplication(run: self)],
                untilHangup: true, log: messages.logger)
        } catch {
            failure = error
        }
        let comparison = tally.comparison(written: application.counts.lines)
        var ending = Summary.Ending(reading: reading())
        (ending.warnings, ending.lastWarning) = messages.warnings
        // Where nothing began, the error says enough.
        if failure == nil || comparison.written > 0 { screen.print(Summary.lines(comparison, ending)) }
        if let failure { throw failure }
        return comparison.isPerfect
    }

    /// The agent as a service, which notes its end: nobody has to wait for what it will not ship.
    private struct DemoAgent: Service {
        let run: DemoRun

        func run() async throws {
            defer { run.hasAgentEnded.store(true, ordering: .relaxed) }
            try await run.agent.run()
        }
    }

    /// The application as a service, with the view of all three.
    private struct DemoApplication: Service {
        let run: DemoRun

        func run() async throws { try await run.watchTheApplication() }
    }

    private func watchTheApplication() async throws {
        async let watching: Void = screen.run(
            reading: { [self] in reading() }, surroundings: { [self] in present() },
            onLost: { [application] in application.stop() })
        var failure: (any Error)?
        do {
            try await withGracefulShutdownHandler {
                try await application.run { [tally] in $0 - tally.counts.bytes }
            } onGracefulShutdown: { [application] in
                application.stop()
            }
        } catch {
            failure = error
        }
        surroundings.withLock { $0.isStopping = true }
        await waitForTheRest()
        screen.finish()
        await watching
        if let failure { throw failure }
    }

    /// Waits until all that was written has arrived, or nothing has for a while, or nothing can any more.
    private func waitForTheRest() async {
        let written = application.counts.lines
        var received = tally.counts.received
        var deadline = Clock.monotonic() + Self.patience
        while received < written, Clock.monotonic() < deadline, !hasAgentEnded.load(ordering: .relaxed) {
            try? await Task.sleep(for: .milliseconds(20))
            let now = tally.counts.received
            if now > received { deadline = Clock.monotonic() + Self.patience }
            received = now
        }
    }

    /// Taken from the end of the way to its beginning, so that no line seems to arrive before it was written.
    private func reading() -> Reading {
        var reading = Reading(time: Clock.monotonic() - start)
        reading.wireBytes = Int64(receiver.counters.bodyBytes)
        let (read, sent) = agent.progress
        reading.shipped = Int64(clamping: sent)
        reading.received = tally.counts
        reading.written = application.counts
        // The application counts a line a moment after it can be read.
        reading.read = min(Int64(clamping: read), reading.written.lines)
        return reading
    }

    private func present() -> Surroundings {
        surroundings.withLock { surroundings in
            if surroundings.metricsURL == nil, let address = agent.statusAddress {
                surroundings.metricsURL = "http://\(address)/metrics"
            }
            surroundings.warning = messages.warnings.last
            return surroundings
        }
    }
}
