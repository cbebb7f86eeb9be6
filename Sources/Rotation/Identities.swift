// Why this file exists: a policy may have its files handled as another user, and the threads that ship must not notice.

import CPlatform
import Glibc
import Platform

/// Makes the calling thread act as another user, and only it: credentials(7) are a thread's own, and it is the C library
/// that spreads a change to all; here the kernel is asked. Used by one thread.
final class Identities {
    private var current: (user: UInt32, group: UInt32)?
    /// What was meant last, to look names up once.
    private var known: (identity: Policy.Identity, user: UInt32, group: UInt32)?

    /// Runs a body as a user; as whoever this process is if there is none.
    func within<Result>(_ identity: Policy.Identity?, _ body: () throws -> Result) throws -> Result {
        guard let identity else { return try body() }
        let (user, group) = try numbers(of: identity)
        guard user != geteuid() || group != getegid() else { return try body() }
        try take(user, group)
        current = (user, group)
        defer {
            current = nil
            giveBack()
        }
        return try body()
    }

    /// Runs a body as whoever this process is, also inside `within`.
    func outside<Result>(_ body: () throws -> Result) rethrows -> Result {
        guard let (user, group) = current else { return try body() }
        current = nil
        giveBack()
        defer {
            // What could be done a moment ago can be done again.
            try? take(user, group)
            current = (user, group)
        }
        return try body()
    }

    private func take(_ user: UInt32, _ group: UInt32) throws(SystemError) {
        let code = lf_take_identity(user, group, 0)
        guard code == 0 else { throw SystemError("act as", "user \(user) and group \(group)", code: code) }
    }

    private func giveBack() {
        // Who has saved his own user's number may have it again: setresuid(2).
        guard lf_give_identity_back() == 0 else { fatalError("the rotating thread cannot be itself again") }
    }

    private func numbers(of identity: Policy.Identity) throws(StepProblem) -> (UInt32, UInt32) {
        if let known, known.identity == identity { return (known.user, known.group) }
        let user = try Self.user(identity.user)
        let group = try Self.group(identity.group)
        known = (identity, user, group)
        return (user, group)
    }

    /// A user's number, by name: getpwnam_r(3). What no user is called may be a number.
    static func user(_ name: String) throws(StepProblem) -> UInt32 {
        var number: UInt32 = 0
        if lf_user_number(name, &number) == 0 { return number }
        guard let number = UInt32(name), number != .max else { throw .failed("there is no user \(name)") }
        return number
    }

    /// A group's number, by name: getgrnam_r(3). What no group is called may be a number.
    static func group(_ name: String) throws(StepProblem) -> UInt32 {
        var number: UInt32 = 0
        if lf_group_number(name, &number) == 0 { return number }
        guard let number = UInt32(name), number != .max else { throw .failed("there is no group \(name)") }
        return number
    }
}
