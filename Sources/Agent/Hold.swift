// Why this file exists: lines that wait for others, or for the clock, are decided about here, without a file.

import Pipeline

/// What a reader of a file waits for: more lines of the entry that begins at its offset, or a moment. A pure value; times
/// are nanoseconds on the monotonic clock, offsets bytes from the birth of the generation.
struct Hold: Hashable {
    /// An entry of several lines that is longer than this counts as complete, in bytes.
    static let maximumWindow = 8 << 20

    /// What to do now.
    enum Decision: Hashable {
        /// Read again, with a larger window.
        case readAgain
        /// Nothing before the file changes, or this moment.
        case wait(until: Int64)
        /// The entry counts as complete at this offset.
        case complete(at: Int64)
    }

    /// The reader's offset.
    private let start: Int64
    /// Up to where complete lines were seen.
    private var end: Int64
    /// When the last of them was seen first.
    private var since: Int64
    /// How many bytes to look at.
    private var window: Int
    /// Until when not to look at all.
    private var pause: Int64?

    /// Nothing is known of what stands at `start`.
    init(at start: Int64, now: Int64) {
        self.start = start
        end = start
        since = now
        window = 0
    }

    /// How many bytes to read from an offset on.
    func window(at offset: Int64) -> Int { offset == start ? window : 0 }

    /// True if nothing may be read yet.
    func isPaused(now: Int64) -> Bool { pause.map { now < $0 } ?? false }

    /// When to look again.
    func deadline(quiet: Int64) -> Int64 {
        if let pause { return pause }
        let (deadline, isOverflow) = since.addingReportingOverflow(quiet)
        return isOverflow ? .max : deadline
    }

    /// True if it is about what stands at `offset`.
    func isAbout(_ offset: Int64) -> Bool { offset == start }

    /// The lines up to `lines` were seen, and all of them wait.
    /// - Parameters:
    ///   - size: how long the file is.
    ///   - limit: how many bytes were looked at, at most.
    mutating func note(
        _ condition: Chunk.Waiting.Condition, lines: Int64, size: Int64, limit: Int, now: Int64
    ) -> Decision {
        pause = nil
        switch condition {
        case .clock(let until):
            pause = until
            return .wait(until: until)
        case .lines(let quiet):
            if lines > end {
                end = lines
                since = now
            }
            if size - start > Int64(limit) {
                if limit >= Self.maximumWindow { return .complete(at: end) }
                window = min(max(2 * limit, 1 << 18), Self.maximumWindow)
                return .readAgain
            }
            window = max(window, limit)
            let until = deadline(quiet: quiet)
            return now >= until ? .complete(at: end) : .wait(until: until)
        }
    }
}
