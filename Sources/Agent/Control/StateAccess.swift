// Why this file exists: what an operator asks is answered by the agent that runs on a state directory, else by the directory.

import Checkpoints
import Glibc
import Platform

/// Access to a state directory whether an agent runs on it or not.
struct StateAccess {
    /// Why there is no answer.
    struct Failure: Error, CustomStringConvertible {
        /// One sentence.
        let description: String
    }

    let directory: String
    /// Where the agent listens.
    let socket: String
    /// An agent that starts holds the lock a moment before it listens.
    private static let attempts = 30
    private static let pause: UInt32 = 100_000

    init(_ settings: AgentSettings) {
        directory = FileSystem.parent(of: settings.positions.filename)
        socket = ControlSocket.path(inStateDirectoryOf: settings.positions.filename)
    }

    /// Asks the agent, or goes to the disk if none runs.
    /// - Parameter disk: takes the directory's lock itself.
    func ask<Value>(_ agent: () throws -> Value, _ disk: () throws -> Value) throws -> (
        value: Value, isLive: Bool
    ) {
        var attempt = 1
        while true {
            do {
                return (try agent(), true)
            } catch ControlClient.Failure.nobody {}
            do {
                return (try disk(), false)
            } catch CheckpointError.system(let error) {
                throw Failure(description: "\(error)" + ControlClient.remedy(error))
            } catch CheckpointError.locked(let directory, let holder) {
                guard attempt < Self.attempts else {
                    throw Failure(
                        description:
                            "\(directory) is in use by \(holder), which does not listen on \(socket); "
                            + "if that is an agent, its log says why")
                }
                attempt += 1
                usleep(Self.pause)
            }
        }
    }
}
