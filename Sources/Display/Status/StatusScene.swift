// Why this file exists: what `logferry status` shows is a function of this, so that every screen of it is a test.

import Telemetry

/// What is known of an agent when its status is shown.
public struct StatusScene: Sendable, Hashable {
    /// What it reported last; nil if it never did.
    public var report: StatusReport?
    /// What it reported before that; from both comes what it does now.
    public var previous: StatusReport?
    /// When the last report came, in nanoseconds since the Unix epoch.
    public var time: Int64
    /// Why it does not answer; nil if it does.
    public var silence: Silence?

    /// An agent that does not answer.
    public struct Silence: Sendable, Hashable {
        /// For how many seconds.
        public var seconds: Int64
        /// Why: a sentence.
        public var reason: String

        /// Takes both as they are.
        public init(seconds: Int64, reason: String) {
            self.seconds = seconds
            self.reason = reason
        }
    }

    /// Takes all as they are.
    public init(
        report: StatusReport?, previous: StatusReport? = nil, time: Int64, silence: Silence? = nil
    ) {
        self.report = report
        self.previous = previous
        self.time = time
        self.silence = silence
    }

    /// The part of one processor that the process took, lately if that is known, else since its start.
    var processorShare: Double? {
        guard let report, let taken = report.process?.cpuSeconds else { return nil }
        var (seconds, time) = (taken, report.uptime)
        if let previous, let before = previous.process?.cpuSeconds, previous.uptime < report.uptime,
            before <= taken
        {
            seconds -= before
            time -= previous.uptime
        }
        return time > 0 ? seconds / time : nil
    }
}
