// Why this file exists: a right password costs as much to check as a wrong one, and neither may stop the server.

import CCrypto
import Platform
import Synchronization

/// Lets requests through that give the name and password of a user (RFC 7617); without users, all of them.
///
/// A password takes a processor tens of milliseconds to check, so one is checked at a time, off the threads that serve
/// connections, and those that were right lately are remembered by a digest with a key that nobody else has.
public final class BasicAuthenticator: Sendable {
    /// How many passwords may wait to be checked; one more is answered 503.
    public static let maximumWaiting = 16
    /// How many right ones are remembered.
    static let maximumRemembered = 8

    private struct State {
        var users: [String: PasswordHash] = [:]
        /// The hash that is checked for a user who does not exist, so that it takes as long.
        var decoy: PasswordHash?
        /// Digests of what was right, the latest last.
        var remembered: [[UInt8]] = []
        var waiting = 0
        var refused: UInt64 = 0
    }

    private let state = Mutex(State())
    private let key: [UInt8]
    private let checker = Checker()
    private let maximumWaiting: Int
    private let check: @Sendable (PasswordHash, [UInt8]) -> Bool

    /// A check takes long enough to have a thread of its own, so that whoever asks for something else need not wait.
    private static let executor: any TaskExecutor =
        (try? ThreadExecutor.withThread(name: "passwords")) ?? globalConcurrentExecutor

    /// Checks one password at a time.
    private actor Checker {
        func check(_ work: () -> Bool) -> Bool { work() }
    }

    /// - Parameter users: by name.
    public convenience init(users: [String: PasswordHash] = [:]) {
        self.init(users: users, maximumWaiting: Self.maximumWaiting) { $0.matches($1) }
    }

    /// - Parameter check: whether a hash is that of a password.
    init(
        users: [String: PasswordHash], maximumWaiting: Int,
        check: @escaping @Sendable (PasswordHash, [UInt8]) -> Bool
    ) {
        self.maximumWaiting = maximumWaiting
        self.check = check
        // From the kernel, see getrandom(2).
        var random = SystemRandomNumberGenerator()
        key = (0..<4).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }
        setUsers(users)
    }

    /// Puts these users in the place of those there are, for every request from now on.
    public func setUsers(_ users: [String: PasswordHash]) {
        state.withLock {
            $0.users = users
            $0.decoy = users.values.max { $0.text.dropFirst(4).prefix(2) < $1.text.dropFirst(4).prefix(2) }
            $0.remembered = []
        }
    }

    /// Whether everybody is let through.
    public var isOpen: Bool { state.withLock { $0.users.isEmpty } }

    /// How many requests were not let through.
    public var refusedRequests: UInt64 { state.withLock { $0.refused } }

    /// Nil if a request may be answered, else the refusal: 401 with a challenge, or 503 if too many are being checked.
    public func refusal(of head: HTTPRequest.Head) async -> HTTPResponse? {
        if isOpen { return nil }
        let fields = head.headers.values(of: "Authorization")
        guard fields.count == 1, let credentials = BasicCredentials(fields[0]) else { return unauthorized() }
        let (hash, isUser) = state.withLock { state in
            let own = state.users[credentials.user]
            return (own ?? state.decoy, own != nil)
        }
        // Without users since a moment ago.
        guard let hash else { return nil }
        let digest = digest(credentials, hash)
        if isUser, isRemembered(digest) { return nil }
        guard startWaiting() else { return tooMany() }
        defer { state.withLock { $0.waiting -= 1 } }
        let isRight = await withTaskExecutorPreference(Self.executor) {
            await checker.check { [self] in
                // Whoever waited may have waited for the same.
                if isUser, isRemembered(digest) { return true }
                return !Task.isCancelled && check(hash, credentials.password)
            }
        }
        guard isRight, isUser else { return unauthorized() }
        remember(digest, credentials.user, hash)
        return nil
    }

    private func startWaiting() -> Bool {
        state.withLock {
            guard $0.waiting < maximumWaiting else { return false }
            $0.waiting += 1
            return true
        }
    }

    /// A digest with a key can be compared byte by byte: what is told by the time it takes cannot be used without the key.
    private func isRemembered(_ digest: [UInt8]?) -> Bool {
        guard let digest else { return false }
        return state.withLock { state in
            guard let index = state.remembered.firstIndex(of: digest) else { return false }
            state.remembered.append(state.remembered.remove(at: index))
            return true
        }
    }

    private func remember(_ digest: [UInt8]?, _ user: String, _ hash: PasswordHash) {
        guard let digest else { return }
        state.withLock {
            guard $0.users[user] == hash, !$0.remembered.contains(digest) else { return }
            if $0.remembered.count >= Self.maximumRemembered { $0.remembered.removeFirst() }
            $0.remembered.append(digest)
        }
    }

    /// SHA-256 of the key and what belongs together, the parts of unknown length told apart by the first one's length.
    private func digest(_ credentials: BasicCredentials, _ hash: PasswordHash) -> [UInt8]? {
        let length = withUnsafeBytes(of: UInt64(credentials.user.utf8.count)) { Array($0) }
        let message =
            key + length + Array(credentials.user.utf8) + Array(hash.text.utf8) + credentials.password
        var digest = [UInt8](repeating: 0, count: 64)
        let count = lf_digest(LF_SHA2_256, message, message.count, &digest)
        return count > 0 ? Array(digest.prefix(count)) : nil
    }

    /// RFC 9110, section 15.5.2.
    private func unauthorized() -> HTTPResponse {
        state.withLock { $0.refused += 1 }
        return .text(
            "a name and a password are needed here\n", status: 401,
            headers: [("WWW-Authenticate", "Basic realm=\"logferry\", charset=\"UTF-8\"")])
    }

    private func tooMany() -> HTTPResponse {
        state.withLock { $0.refused += 1 }
        return .text(
            "too many passwords are being checked: try again\n", status: 503, headers: [("Retry-After", "1")])
    }
}
