// Why this file exists: scripts are run, and programs are told to reopen their logs.

import Glibc
import Platform

extension Executor {
    /// Runs a script of the policy, as logrotate(8) does: what follows `-c` is the script, its name, and its arguments.
    func runScript(_ name: Action.ScriptName, _ arguments: [String]) throws {
        guard let script = pass.conduct.script(name) else { return }
        // Scripts are not run as the policy's user: they are the administrator's.
        let result = scripts.run(
            ["/bin/sh", "-c", script, "logrotate_script"] + arguments, input: nil, output: nil, as: nil,
            shouldStop: pass.shouldStop)
        for line in result.output.split(separator: "\n") {
            log(.info, "\(pass.conduct.name): \(name.rawValue): \(line)")
        }
        if result.ending == .stopped { throw StepProblem.abandoned }
        guard result.ending == .exited(0) else {
            throw StepProblem.failed(result.sentence("the \(name.rawValue) script"))
        }
    }

    /// Sends a signal to who writes the logs.
    func send(_ signal: Policy.Signal) throws {
        let process = try process(of: signal.receiver)
        do throws(SystemError) {
            try scripts.send(signal.number, to: process)
        } catch {
            throw StepProblem.failed(
                "cannot send SIG\(signal.name) to process \(process): \(SystemError.text(of: error.code))")
        }
    }

    private func process(of receiver: Policy.Receiver) throws -> Int32 {
        switch receiver {
        case .pidFile(let path):
            let bytes = try FileSystem.contents(of: path, limit: 4096)
            return try number(String(decoding: bytes, as: UTF8.self), in: path)
        case .unit(let unit):
            let result = scripts.run(
                ["systemctl", "show", "--property=MainPID", "--value", "--", unit], input: nil, output: nil,
                as: nil,
                shouldStop: { false })
            guard result.ending == .exited(0) else {
                throw StepProblem.failed(
                    "the process of \(unit) cannot be found: \(result.sentence("systemctl"))")
            }
            return try number(result.output, in: "what systemctl says of \(unit)")
        }
    }

    /// A process to which a signal may go: not everybody, and not the system's first.
    private func number(_ text: String, in place: String) throws(StepProblem) -> Int32 {
        let word = text.split { " \t\n\r".contains($0) }.first ?? ""
        guard let number = Int32(word), number > 1 else {
            throw .failed(
                "there is no number of a running process in \(place): \(word.isEmpty ? "it is empty" : "\(word.prefix(20))")"
            )
        }
        return number
    }
}
