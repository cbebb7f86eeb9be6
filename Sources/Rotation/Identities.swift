// Why this file exists: a policy may have its files handled as another user, and the threads that ship must not notice.

import CPlatform
import Glibc
import Platform

/// Makes the calling thread act as another user, and only it: credentials(7) are a thread's own, and it is the C library
/// that spreads a change to all; here the kernel is asked. Used by one thread.
final class Identities {
    private var current: (user: UInt32, group: UInt32)?
    /// True when the thread is not who it is to be: then no more is done to files, until it can be again.
    private(set) var isAdrift = false
    /// What was meant last, to look names up once.
    private var known: (identity: Policy.Identity, user: UInt32, group: UInt32)?

    /// Runs a body as a user; as whoever this process is if there is none. Nothing is run as somebody else, whatever the
    /// kernel refuses.
    func within<Result>(_ identity: Policy.Identity?, _ body: () throws -> Result) throws -> Result {
        isAdrift = lf_recover_identity() != 0
        guard !isAdrift else { throw Self.lost }
        guard let identity else { return try body() }
        let (user, group) = try numbers(of: identity)
        guard user != geteuid() || group != getegid() else { return try body() }
        try take(user, group)
        current = (user, group)
        let result = Swift.Result { try body() }
        current = nil
        guard lf_give_identity_back() == 0 else { throw Self.lost }
        return try result.get()
    }

    /// Runs a body as whoever this process is, also inside `within`. The body runs in any case; an error besides its own
    /// says that what comes after it would be done as somebody else.
    func outside<Result>(_ body: () throws -> Result) throws -> Result {
        guard let (user, group) = current else { return try body() }
        current = nil
        let code = lf_give_identity_back()
        let result = Swift.Result { try body() }
        isAdrift = code != 0 || lf_take_identity(user, group, 0) != 0
        guard !isAdrift else { throw Self.lost }
        current = (user, group)
        return try result.get()
    }

    static let lost = StepProblem.failed(
        "the thread that rotates could not become itself again after su; nothing is rotated until it can: restart the agent"
    )

    private func take(_ user: UInt32, _ group: UInt32) throws(SystemError) {
        let code = lf_take_identity(user, group, 0)
        guard code == 0 else { throw SystemError("act as", "user \(user) and group \(group)", code: code) }
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
