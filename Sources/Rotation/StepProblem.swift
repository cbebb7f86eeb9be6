// Why this file exists: a step that is not done is a failure, or is put off, or the agent ends.

import Platform

/// Why a step is not done.
enum StepProblem: Error {
    /// With a sentence.
    case failed(String)
    /// It is no mistake; with a sentence.
    case postponed(String)
    /// The agent ends.
    case abandoned

    /// What is not a problem of this kind is a failure that tells of itself.
    init(_ error: any Error) {
        self = error as? StepProblem ?? .failed("\(error)")
    }
}
