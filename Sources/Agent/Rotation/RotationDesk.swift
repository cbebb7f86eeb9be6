// Why this file exists: an operator has logs rotated whether an agent runs or not.

import Checkpoints
import Glibc
import Logging
import Platform
import Rotation
import Telemetry

/// The rotation of a configuration: by the agent that runs on its state directory, else here, under that directory's lock.
public struct RotationDesk {
    /// What was asked for, and whether an agent answered.
    public struct Answer<Value> {
        /// What was asked for.
        public let value: Value
        /// True if an agent runs.
        public let isLive: Bool
    }

    private let settings: AgentSettings
    private let client: ControlClient
    private let log: Logger

    /// - Parameters:
    ///   - settings: with the policies, for where no agent runs; and where the state is.
    ///   - log: takes what an administrator should read besides.
    public init(settings: AgentSettings, log: Logger) {
        self.settings = settings
        self.log = log
        client = ControlClient(positions: settings.positions.filename)
    }

    /// One pass now.
    public func pass(_ order: RotationOrder) throws -> Answer<RotationOutcome> {
        try ask({ try client.rotate(order) }, isLooking: order.isDryRun) { $0.pass(order) }
    }

    /// How every log stands.
    public func standing() throws -> Answer<[PolicyStatus]> {
        try ask({ try client.rotationStanding() }, isLooking: true) { $0.standing() }
    }

    private func ask<Value>(
        _ agent: () throws -> Value, isLooking: Bool, _ disk: (RotorWork) throws -> Value
    ) throws -> Answer<Value> {
        let access = StateAccess(settings)
        let (value, isLive) = try access.ask(agent) {
            // Who only looks makes nothing.
            let isThere = (try? FileStatus.of(path: access.directory)) != nil
            if isLooking, !isThere { return try disk(work(nil, NoCustodian())) }
            defer { StateOwner.giveBack(access.directory) }
            if settings.clients.isEmpty {
                let lock = try StateLock(directory: access.directory)
                return try withExtendedLifetime(lock) {
                    try disk(work(isLooking ? nil : access.directory, NoCustodian()))
                }
            }
            let store = try CheckpointStore(path: settings.positions.filename)
            for note in store.notes { log.warning("\(note)") }
            let value = try disk(work(isLooking ? nil : access.directory, StoreCustodian(store, settings)))
            if !isLooking { try store.snapshotNow() }
            return value
        }
        return Answer(value: value, isLive: isLive)
    }

    /// - Parameter directory: where it is remembered what was rotated; nil for who only looks.
    private func work(_ directory: String?, _ custodian: any Custodian) throws -> RotorWork {
        let state = FileSystem.parent(of: settings.positions.filename)
        let executor = try directory.map { try Rotations.executor($0, custodian, log) }
        if let executor { for error in executor.recover().errors { log.error("\(error)") } }
        return RotorWork(
            policies: settings.rotation, executor: executor,
            remembered: executor == nil ? try RotationState.lastRotations(in: state) : [:],
            custodian: custodian, metrics: RotationMetrics(), log: log)
    }
}
