// A program that is tried out: started, watched, and in every case ended and waited for.

import CPlatform
@preconcurrency import Glibc
import Synchronization

/// A child process. Whoever starts one calls `end()` on every way out. Any thread may ask for it.
public final class Child: Sendable {
    /// How a child ended, and what it cost.
    public struct Ending: Equatable, Sendable {
        /// The exit status; nil when a signal ended it.
        public let exitStatus: Int32?
        /// The signal that ended it; nil when it exited.
        public let signal: Int32?
        /// User and system CPU seconds of the whole process (getrusage(2)).
        public let cpuSeconds: Double

        /// True for exit status 0.
        public var isSuccess: Bool { exitStatus == 0 }
    }

    /// The process' number.
    public let pid: pid_t
    private let ending = Mutex<Ending?>(nil)

    private init(pid: pid_t) {
        self.pid = pid
    }

    /// Starts `arguments[0]`, looked up in PATH when it has no slash, with an empty standard input; both its
    /// outputs go to the end of the file `output`, or its errors to the end of `errors`.
    ///
    /// Throws `WorkbenchError` when it cannot be started.
    public static func start(_ arguments: [String], output: String, errors: String? = nil) throws -> Child {
        guard let program = arguments.first else { throw WorkbenchError("no program was given to start") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let append = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, append, 0o600)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, append, 0o600)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        // A socket of the parent's that the child holds too stays open when the parent closes it.
        let code = lf_spawn_closing_from(&actions, 3)
        guard code == 0 else { throw WorkbenchError(cannot: "start \(program)", code: code) }

        // The parent's own view of signals is not the child's.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = signalSet([])
        var usual = signalSet([SIGPIPE, SIGCHLD, SIGINT, SIGTERM, SIGHUP])
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var words = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var pid: pid_t = 0
        let started = posix_spawnp(&pid, program, &actions, &attributes, &words, environ)
        guard started == 0 else { throw WorkbenchError(cannot: "start \(program)", code: started) }
        return Child(pid: pid)
    }

    /// How it ended; nil while it runs.
    public func poll() -> Ending? { ending.withLock { poll(&$0) } }

    private func poll(_ ending: inout Ending?) -> Ending? {
        if let ending { return ending }
        var status: Int32 = 0
        var usage = rusage()
        let waited = wait4(pid, &status, WNOHANG, &usage)
        if waited == pid {
            ending = Ending(status: status, usage: usage)
        } else if waited < 0, errno == ECHILD {
            // Somebody else has waited for it: it is gone, and what it cost is lost.
            ending = Ending(exitStatus: nil, signal: nil, cpuSeconds: 0)
        }
        return ending
    }

    /// Waits until it has ended, however long that takes.
    public func wait() -> Ending {
        while true {
            if let ending = poll() { return ending }
            var ended = siginfo_t()
            waitid(P_PID, id_t(pid), &ended, WEXITED | WNOWAIT)
        }
    }

    /// Sends `signal` if it still runs.
    public func send(_ signal: Int32) {
        // The number is not another process' as long as nobody takes note of the end.
        ending.withLock { if poll(&$0) == nil { kill(pid, signal) } }
    }

    /// Ends it if it still runs, by SIGTERM and after `graceMilliseconds` by SIGKILL, and waits for it.
    @discardableResult
    public func end(graceMilliseconds: Int = 3_000) -> Ending {
        send(SIGTERM)
        var waited = 0
        while true {
            if let ending = poll() { return ending }
            if waited >= graceMilliseconds { send(SIGKILL) }
            waitForChild(milliseconds: 5)
            waited += 5
        }
    }
}

extension Child.Ending {
    /// From a wait status, laid out as Linux does (wait(2)'s macros are not visible to Swift).
    fileprivate init(status: Int32, usage: rusage) {
        let signal = status & 0x7f
        self.init(
            exitStatus: signal == 0 ? (status >> 8) & 0xff : nil,
            signal: signal == 0 ? nil : signal,
            cpuSeconds: Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime))
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}

extension Child.Ending: CustomStringConvertible {
    /// The ending as the rest of a sentence: "exited with status 1", "was ended by signal 9".
    public var description: String {
        if let exitStatus { return "exited with status \(exitStatus)" }
        return signal.map { "was ended by signal \($0)" } ?? "is gone"
    }
}
