// Why this file exists: a plan is made from values, so somebody has to look at the disk first.

import Platform

/// Looks at what policies are about. One survey is one pass over all of them, in their order: a log belongs to the first that
/// names it.
public struct Survey {
    /// Seconds since the Unix epoch.
    public let now: Int64
    /// What days and hours are.
    public let clock: LocalClock
    /// Every log is due.
    public let isForced: Bool
    /// Only these logs; all if there are none.
    public let selection: Set<String>

    /// A pass that begins now.
    public init(now: Int64, clock: LocalClock = .host, isForced: Bool = false, selection: Set<String> = []) {
        self.now = now
        self.clock = clock
        self.isForced = isForced
        self.selection = selection
    }

    /// What there is for a policy.
    /// - Parameters:
    ///   - lastRotations: when logs were last rotated or first seen, in seconds since the Unix epoch, by path.
    ///   - custodian: asked about older generations that might go.
    public mutating func scene(
        of policy: Policy, lastRotations: [String: Int64], custodian: any Custodian
    ) throws(CustodianError) -> Scene {
        Scene(now: now, clock: clock)
    }
}
