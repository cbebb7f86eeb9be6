// Runs a built executable as a user does, and waits for what it says and how it ends.

import CPlatform
import Glibc
import Platform
import Synchronization

/// A running `logferry`, or another of the executables, killed when the last reference goes.
///
/// Its pipes and its end are waited for on threads of their own, so that no shared thread is blocked.
final class Command: Sendable {
    /// What is known of it so far.
    struct Output: Sendable {
        var standardOutput = ""
        var standardError = ""
        /// The exit status, or minus the signal's number; nil while it runs.
        var status: Int32?
        fileprivate var openPipes = 2
        /// True when it has ended and all that it wrote is here.
        var isComplete: Bool { status != nil && openPipes == 0 }
    }

    private struct Waiter {
        let isWanted: @Sendable (Output) -> Bool
        let continuation: CheckedContinuation<Output, any Error>
    }

    private struct State {
        var output = Output()
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
    }

    let pid: pid_t
    private let state: SharedState

    private final class SharedState: Sendable {
        let mutex = Mutex(State())

        /// Changes what is known and wakes those who waited for it.
        func update(_ change: (inout Output) -> Void) {
            let (output, ready) = mutex.withLock { state in
                change(&state.output)
                let output = state.output
                let ready = state.waiters.filter { $0.value.isWanted(output) }
                for id in ready.keys { state.waiters[id] = nil }
                return (output, ready.values.map(\.continuation))
            }
            for continuation in ready { continuation.resume(returning: output) }
        }
    }

    /// The executable of this name beside the test bundle.
    static func executable(_ name: String = "logferry") throws -> String {
        guard let own = realpath("/proc/self/exe", nil) else {
            throw SystemError.last("find", "/proc/self/exe")
        }
        defer { free(own) }
        return FileSystem.join(FileSystem.parent(of: String(cString: own)), name)
    }

    /// Starts it with these arguments.
    convenience init(_ arguments: String...) throws { try self.init(list: arguments) }

    /// Starts it with these arguments, with no signal blocked or ignored.
    /// - Parameters:
    ///   - name: one of the executables, or the path of another program.
    ///   - input: a file that it reads as standard input; nil for this process' own.
    init(_ name: String = "logferry", list arguments: [String], input: String? = nil) throws {
        let path = name.hasPrefix("/") ? name : try Self.executable(name)
        // A process that is started between a pipe and its flag would hold the pipe open.
        let (pid, out, error) = try Self.starting.withLock { _ in try Self.start(path, arguments, input) }
        self.pid = pid
        let state = SharedState()
        self.state = state
        try Thread.start(name: "stdout") {
            Self.drain(out) { text in state.update { $0.standardOutput += text } }
            state.update { $0.openPipes -= 1 }
        }
        try Thread.start(name: "stderr") {
            Self.drain(error) { text in state.update { $0.standardError += text } }
            state.update { $0.openPipes -= 1 }
        }
        try Thread.start(name: "waitpid") {
            var ended = siginfo_t()
            while waitid(P_PID, id_t(pid), &ended, WEXITED | WNOWAIT) < 0, errno == EINTR {}
            // The number is free for others from here on, so that it goes together with the status.
            state.update { output in
                var raw: Int32 = 0
                while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
                output.status = raw & 0x7f == 0 ? raw >> 8 & 0xff : -(raw & 0x7f)
            }
        }
    }

    private static let starting = Mutex(())

    private static func start(_ path: String, _ arguments: [String], _ input: String?) throws -> (
        pid_t, out: Int32, error: Int32
    ) {
        let (out, error) = (try Pipe(), try Pipe())
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0) }
        posix_spawn_file_actions_adddup2(&actions, out.writing, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, error.writing, STDERR_FILENO)
        // Sockets of other tests are not close-on-exec; held open here, they would go on listening.
        guard lf_spawn_closing_from(&actions, STDERR_FILENO + 1) == 0 else {
            throw SystemError("start", path, code: ENOMEM)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var list: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for argument in list { free(argument) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, &attributes, &list, environ)
        close(out.writing)
        close(error.writing)
        guard code == 0 else {
            close(out.reading)
            close(error.reading)
            throw SystemError("start", path, code: code)
        }
        return (pid, out.reading, error.reading)
    }

    deinit { signal(SIGKILL) }

    private struct Pipe {
        let reading: Int32
        let writing: Int32

        init() throws {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { throw SystemError.last("make", "a pipe") }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (reading, writing) = (ends[0], ends[1])
        }
    }

    private static func drain(_ descriptor: Int32, _ take: (String) -> Void) {
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            take(String(decoding: piece[..<count], as: UTF8.self))
        }
        close(descriptor)
    }

    /// What is known now.
    var output: Output { state.mutex.withLock { $0.output } }

    /// Sends it a signal, unless it has ended.
    func signal(_ number: Int32) {
        state.mutex.withLock { if $0.output.status == nil { _ = kill(pid, number) } }
    }

    /// Waits until it has ended and all that it wrote has been read.
    func end() async throws -> Output { try await wait { $0.isComplete } }

    /// Waits until what is known of it is what is wanted. Its end comes first if that never happens: then the
    /// output of a process that has ended is returned, for the test to look at.
    func wait(_ isWanted: @escaping @Sendable (Output) -> Bool) async throws -> Output {
        let id = state.mutex.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let wanted: @Sendable (Output) -> Bool = { $0.isComplete || isWanted($0) }
                let present: Result<Output, any Error>? = state.mutex.withLock { state in
                    if wanted(state.output) { return .success(state.output) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[id] = Waiter(isWanted: wanted, continuation: continuation)
                    return nil
                }
                if let present { continuation.resume(with: present) }
            }
        } onCancel: {
            let waiter = state.mutex.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}
