// Why this file exists: what goes wrong with a line in a stage must not stop the line, and must not be silent either.

import Configuration

/// Why a stage left a line as it was.
public struct StageProblem: Hashable, Sendable {
    /// Where in the configuration the part stands that failed.
    public let location: Location
    /// What went wrong, without a full stop.
    public let message: String
}

/// What went wrong in the stages of one pipeline. Used by one thread.
final class StageProblems {
    /// The most that are kept at once; what goes beyond is counted.
    private static let maximum = 64

    private var kept: [(row: Int, problem: StageProblem)] = []
    private var count = 0

    /// Notes what went wrong with a row of the chunk.
    func note(_ problem: StageProblem, row: Int) {
        count += 1
        if kept.count < Self.maximum { kept.append((row, problem)) }
    }

    /// What was noted since the last call.
    func take() -> (count: Int, kept: [(row: Int, problem: StageProblem)]) {
        guard count > 0 else { return (0, []) }
        defer { (kept, count) = ([], 0) }
        return (count, kept)
    }
}
