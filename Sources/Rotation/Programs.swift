// Why this file exists: a script must end one day, whatever it starts and leaves behind, and must get nothing of the agent but
// what it is to have.

import CPlatform
import Glibc
import Platform

/// Programs of the host.
public final class Programs: ScriptRunning {
    /// What is kept of what a program says, in bytes.
    private static let outputBytes = 16 << 10
    /// So long after a program has ended its output is read that what it left behind holds open, in nanoseconds.
    private static let patience: Int64 = 200_000_000

    private let limitSeconds: Int

    /// - Parameter limitSeconds: how long a program may run before it and all of its process group are killed.
    public init(limitSeconds: Int = 3600) { self.limitSeconds = limitSeconds }

    /// See `ScriptRunning`.
    public func send(_ signal: Int32, to process: Int32) throws(SystemError) {
        guard kill(process, signal) == 0 else { throw .last("signal", "process \(process)") }
    }

    /// See `ScriptRunning`. The program has a process group of its own, no signal blocked, no descriptor but three, and
    /// nothing to read unless `input` is given.
    public func run(
        _ command: [String], input: Int32?, output: Int32?, as identity: Policy.Identity?,
        shouldStop: () -> Bool
    ) -> ScriptResult {
        do throws(StepProblem) {
            var ends: [Int32] = [-1, -1]
            guard lf_pipe(&ends) == 0 else {
                throw .failed("\(SystemError.last("make", "a pipe"))")
            }
            defer { close(ends[0]) }
            let process: pid_t
            do throws(StepProblem) {
                process = try start(
                    command, input: input, output: output ?? ends[1], errors: ends[1], as: identity)
            } catch {
                close(ends[1])
                throw error
            }
            close(ends[1])
            return wait(for: process, ends[0], shouldStop)
        } catch {
            if case .failed(let reason) = error { return ScriptResult(.notStarted(reason)) }
            return ScriptResult(.notStarted(""))
        }
    }

    private func start(
        _ command: [String], input: Int32?, output: Int32, errors: Int32, as identity: Policy.Identity?
    )
        throws(StepProblem) -> pid_t
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        _ = lf_spawn_closing_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        if let identity {
            let (user, group) = (try Identities.user(identity.user), try Identities.group(identity.group))
            let code = lf_take_identity(user, group, 1)
            guard code == 0 else {
                throw .failed("\(SystemError("act as", "user \(identity.user)", code: code))")
            }
        }
        var process: pid_t = 0
        let code = posix_spawnp(&process, command.first ?? "", &actions, &attributes, words, environ)
        // The program runs, and what is said of it matters; the next step of a file sees to the thread.
        if identity != nil { _ = lf_give_identity_back() }
        guard code == 0 else { throw .failed("\(SystemError("start", command.first ?? "", code: code))") }
        return process
    }

    /// Reads what a program says until it has ended.
    private func wait(for process: pid_t, _ descriptor: Int32, _ shouldStop: () -> Bool) -> ScriptResult {
        let start = System.linux.monotonic()
        var kept: [UInt8] = []
        var isOpen = true
        var milliseconds: Int32 = 1
        while true {
            isOpen = isOpen && read(descriptor, &kept, waiting: milliseconds)
            if !isOpen { poll(nil, 0, milliseconds) }
            milliseconds = min(milliseconds * 2, 50)
            if let ending = ending(of: process) {
                let end = System.linux.monotonic()
                while isOpen, System.linux.monotonic() - end < Self.patience {
                    isOpen = read(descriptor, &kept, waiting: 10)
                }
                return ScriptResult(ending, output: String(decoding: kept, as: UTF8.self))
            }
            let isLate = (System.linux.monotonic() - start) / 1_000_000_000 >= Int64(limitSeconds)
            guard isLate || shouldStop() else { continue }
            // The group, because what it started would go on.
            kill(-process, SIGKILL)
            var status: Int32 = 0
            while waitpid(process, &status, 0) == -1, errno == EINTR {}
            return ScriptResult(
                isLate ? .tookTooLong(seconds: limitSeconds) : .stopped,
                output: String(decoding: kept, as: UTF8.self))
        }
    }

    /// Reads what there is, or comes within a time.
    /// - Returns: false at the end.
    private func read(_ descriptor: Int32, _ kept: inout [UInt8], waiting milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, milliseconds) > 0 else { return true }
        var piece = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &piece, piece.count)
        if count > 0 { kept += piece[..<min(count, Self.outputBytes - kept.count)] }
        return count > 0 || count < 0 && (errno == EAGAIN || errno == EINTR)
    }

    /// How a process ended; nil if it has not.
    private func ending(of process: pid_t) -> ScriptResult.Ending? {
        var status: Int32 = 0
        switch waitpid(process, &status, WNOHANG) {
        case 0: return nil
        case process:
            let signal = status & 0x7F
            return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
        default:
            if errno == EINTR { return nil }
            return .notStarted("\(SystemError.last("wait for", "process \(process)"))")
        }
    }
}

extension ScriptResult {
    /// What is wrong with the end of a program, in a sentence about `name`.
    func sentence(_ name: String) -> String {
        let said = output.split(separator: "\n").last.map { ": \($0)" } ?? ""
        switch ending {
        case .exited(let status): return "\(name) ended with status \(status)\(said)"
        case .signalled(let signal): return "\(name) was ended by signal \(signal)\(said)"
        case .tookTooLong(let seconds):
            return "\(name) was killed because it took longer than \(seconds) seconds\(said)"
        case .stopped: return "\(name) was ended because logferry ends"
        case .notStarted(let reason): return reason
        }
    }
}
