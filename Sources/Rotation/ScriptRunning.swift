// Why this file exists: a rotation starts programs and sends signals, and a test wants to see which without doing so.

import Platform

/// Starts programs, and sends signals, for a rotation. Used by the thread that rotates, which waits.
public protocol ScriptRunning: AnyObject {
    /// Runs a program with its arguments, the first being its path or a name that is sought in PATH, and waits for it.
    /// - Parameters:
    ///   - input: the descriptor that is its standard input; nil for nothing.
    ///   - output: the descriptor that is its standard output; nil if what it says is to be handed over.
    ///   - identity: whom it runs as; nil for whoever this process is.
    ///   - shouldStop: asked now and then: true ends the program.
    func run(
        _ command: [String], input: Int32?, output: Int32?, as identity: Policy.Identity?,
        shouldStop: () -> Bool
    ) -> ScriptResult

    /// Sends a signal: kill(2).
    func send(_ signal: Int32, to process: Int32) throws(SystemError)
}

/// How a program ended.
public struct ScriptResult: Hashable, Sendable {
    /// In which way.
    public enum Ending: Hashable, Sendable {
        /// It ended with this status.
        case exited(Int32)
        /// A signal ended it.
        case signalled(Int32)
        /// It ran longer than it may, and was killed.
        case tookTooLong(seconds: Int)
        /// It was killed because the agent is about to end.
        case stopped
        /// It could not be started; with a sentence.
        case notStarted(String)
    }

    /// In which way it ended.
    public var ending: Ending
    /// What it wrote to its standard output and error, as far as it is kept.
    public var output: String

    /// Takes both as they are.
    public init(_ ending: Ending, output: String = "") {
        self.ending = ending
        self.output = output
    }
}
