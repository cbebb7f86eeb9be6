// Why this file exists: a page that is opened after an incident has to show the hour before it.

/// What was done in each step of the last hour. Fed whenever the agent is awake anyway; steps that it slept through had
/// nothing to do.
public struct ActivityHistory: Sendable {
    /// The length of a step, in seconds.
    public static let step = 10
    /// How many steps are kept.
    public static let maximumSteps = 360

    /// What has been counted so far, and what is the case.
    public struct Reading: Hashable, Sendable {
        /// Lines read since the start.
        public var lines: UInt64
        /// Bytes read since the start.
        public var bytes: UInt64
        /// Entries accepted since the start.
        public var sent: UInt64
        /// Failures since the start.
        public var errors: UInt64
        /// Bytes that are not shipped now.
        public var lagBytes: Int64

        /// Takes all as they are.
        public init(lines: UInt64, bytes: UInt64, sent: UInt64, errors: UInt64, lagBytes: Int64) {
            self.lines = lines
            self.bytes = bytes
            self.sent = sent
            self.errors = errors
            self.lagBytes = lagBytes
        }
    }

    /// The number of the step in which the last reading was taken.
    private var current: Int64?
    private var last = Reading(lines: 0, bytes: 0, sent: 0, errors: 0, lagBytes: 0)
    private var steps: [Reading] = []
    /// Where the oldest step is, once there are as many as are kept.
    private var start = 0
    private var open = Reading(lines: 0, bytes: 0, sent: 0, errors: 0, lagBytes: 0)

    /// No step has passed.
    public init() {}

    /// Takes a reading.
    /// - Parameter seconds: of a clock that is never set back.
    public mutating func note(_ reading: Reading, at seconds: Int64) {
        let number = seconds / Int64(Self.step)
        // What was done since the last reading was done in its step: whoever wakes up in a later one takes a reading first.
        open.lines += reading.lines &- min(last.lines, reading.lines)
        open.bytes += reading.bytes &- min(last.bytes, reading.bytes)
        open.sent += reading.sent &- min(last.sent, reading.sent)
        open.errors += reading.errors &- min(last.errors, reading.errors)
        open.lagBytes = reading.lagBytes
        last = reading
        if let current, number > current {
            append(open)
            open = Reading(lines: 0, bytes: 0, sent: 0, errors: 0, lagBytes: reading.lagBytes)
            // Asleep: nothing was read, and what waited still did.
            for _ in 0..<min(number - current - 1, Int64(Self.maximumSteps)) { append(open) }
        }
        current = max(current ?? number, number)
    }

    /// The steps up to a moment, the oldest first; the one that is not over is not among them.
    public func activity(at seconds: Int64) -> StatusReport.Activity {
        var past = self
        past.note(last, at: seconds)
        var activity = StatusReport.Activity()
        activity.step = Self.step
        for index in past.steps.indices {
            let step = past.steps[(past.start + index) % past.steps.count]
            activity.lines.append(step.lines)
            activity.bytes.append(step.bytes)
            activity.sent.append(step.sent)
            activity.errors.append(step.errors)
            activity.lagBytes.append(step.lagBytes)
        }
        return activity
    }

    private mutating func append(_ step: Reading) {
        if steps.count < Self.maximumSteps {
            steps.append(step)
        } else {
            steps[start] = step
            start = (start + 1) % Self.maximumSteps
        }
    }
}
