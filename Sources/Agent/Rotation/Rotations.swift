// Why this file exists: the agent has one thread that rotates, from the first configuration with a policy to its end.

import Checkpoints
import Logging
import Platform
import Rotation
import Synchronization
import Telemetry

/// The agent's rotation: recovery before anything is followed, then a thread as soon as there is a policy.
final class Rotations: Sendable {
    let metrics = RotationMetrics()
    private let directory: String
    private let mailbox: Mailbox
    private let log: Logger
    private let rotor: Rotor
    private let phase = Mutex(Phase.starting([]))

    private enum Phase {
        /// No configuration is in effect yet: who asks waits for it.
        case starting([RotorRequest])
        /// There has been no policy.
        case idle
        /// The thread runs.
        case running
        /// The agent is about to end.
        case ended(wasRunning: Bool)
    }

    init(stateDirectory: String, mailbox: Mailbox, log: Logger) throws(SystemError) {
        directory = stateDirectory
        self.mailbox = mailbox
        self.log = log
        rotor = try Rotor()
    }

    /// Completes what a kill left undone, before any file is followed. On the thread that has the checkpoints.
    func recover(_ store: CheckpointStore, _ settings: AgentSettings) {
        // Where nothing was ever rotated there is nothing to do, and no file to make.
        guard RotationState.exists(in: directory) else { return }
        do {
            let custodian = StoreCustodian(store, settings)
            let report = try Self.executor(directory, custodian, log).recover()
            for error in report.errors { log.error("\(error)") }
            store.commit()
        } catch {
            log.error("what was rotated last cannot be read", metadata: ["error": "\(error)"])
        }
    }

    /// These policies are in effect from now on.
    func apply(_ policies: [Policy]) {
        let (waiting, begins) = phase.withLock { phase -> ([RotorRequest], Bool) in
            var waiting: [RotorRequest] = []
            switch phase {
            case .starting(let requests): waiting = requests
            case .idle: break
            case .running, .ended: return ([], false)
            }
            phase = policies.isEmpty ? .idle : .running
            return (waiting, !policies.isEmpty)
        }
        if begins { begin(policies) } else { rotor.send(.policies(policies)) }
        for request in waiting { rotor.send(request) }
    }

    private func begin(_ policies: [Policy]) {
        do {
            try rotor.start(
                { [self] in
                    let custodian = FerryCustodian(mailbox)
                    return RotorWork(
                        policies: policies, executor: try Self.executor(directory, custodian, log),
                        custodian: custodian, metrics: metrics, log: log)
                }, log: log)
        } catch {
            phase.withLock { $0 = .idle }
            log.error("nothing is rotated", metadata: ["error": "\(error)"])
        }
    }

    private func send(_ request: RotorRequest) {
        let waits = phase.withLock { phase in
            guard case .starting(let requests) = phase else { return false }
            phase = .starting(requests + [request])
            return true
        }
        if !waits { rotor.send(request) }
    }

    /// One pass now; nil if no policy is in effect, or the agent is about to end.
    func pass(_ order: RotationOrder) async -> RotationOutcome? {
        await withCheckedContinuation { continuation in
            send(.pass(order) { continuation.resume(returning: $0) })
        }
    }

    /// How every log stands; nil if no policy is in effect, or the agent is about to end.
    func standing() async -> [PolicyStatus]? {
        await withCheckedContinuation { continuation in
            send(.status { continuation.resume(returning: $0) })
        }
    }

    /// Ends rotating as soon as the step that is being done allows.
    func stop() {
        let waiting = phase.withLock { phase -> [RotorRequest] in
            defer {
                if case .running = phase {
                    phase = .ended(wasRunning: true)
                } else if case .ended = phase {
                } else {
                    phase = .ended(wasRunning: false)
                }
            }
            if case .starting(let requests) = phase { return requests }
            return []
        }
        for request in waiting { request.refuse() }
        rotor.stop()
    }

    /// Waits for that.
    func join() {
        if case .ended(wasRunning: true) = phase.withLock({ $0 }) { rotor.join() }
    }

    static func executor(_ directory: String, _ custodian: any Custodian, _ log: Logger) throws -> Executor {
        try Executor(directory: directory, custodian: custodian, scripts: Programs()) { level, message in
            log.log(level: Logger.Level(level), "\(message)")
        }
    }
}

extension Logger.Level {
    fileprivate init(_ level: MessageLevel) {
        switch level {
        case .debug: self = .debug
        case .info: self = .info
        case .warning: self = .warning
        case .error: self = .error
        }
    }
}
