// A directory of logs, the state beside it, and an executor that can be killed and started again.

import Glibc
import Platform
import TestSupport

@testable import Rotation

/// Programs that are not started but noted.
final class ScriptsModel: ScriptRunning {
    private(set) var runs: [String] = []
    var ending = ScriptResult.Ending.exited(0)
    var output = ""
    var isDead: () -> Bool = { false }
    /// The scripts that were run, each once.
    var texts: Set<Substring> { Set(runs.compactMap { $0.split(separator: "|").dropFirst(2).first }) }
    /// What a program does to files.
    var effect: (_ input: Int32?, _ output: Int32?) -> Void = { _, _ in }

    func run(
        _ command: [String], input: Int32?, output: Int32?, as identity: Policy.Identity?,
        shouldStop: () -> Bool
    ) -> ScriptResult {
        if isDead() { return ScriptResult(.stopped) }
        runs.append(command.joined(separator: "|"))
        effect(input, output)
        return ScriptResult(ending, output: self.output)
    }

    func send(_ signal: Int32, to process: Int32) throws(SystemError) {
        if !isDead() { runs.append("signal \(signal) to \(process)") }
    }
}

/// One host: its logs, its state, its reader.
final class ExecutorRig {
    let logs: ScratchDirectory
    let stateDirectory: ScratchDirectory
    let reader: ReaderModel
    let scripts = ScriptsModel()
    private(set) var messages: [(level: MessageLevel, text: String)] = []
    /// Seconds since the Unix epoch.
    let now: Int64 = 1_800_000_000

    init() throws {
        logs = try ScratchDirectory()
        stateDirectory = try ScratchDirectory()
        reader = ReaderModel(log: logs.path("app.log"))
    }

    func executor() throws -> Executor {
        try Executor(directory: stateDirectory.path, custodian: reader, scripts: scripts) { [unowned self] in
            messages.append(($0, $1))
        }
    }

    /// A file of the logs as a plan names it.
    func subject(_ name: String) throws -> Subject {
        let path = logs.path(name)
        let status = try FileStatus.of(path: path, follow: false)
        return Subject(path: path, identity: FileIdentity(status), size: status.size)
    }

    func status(_ name: String) throws -> FileStatus {
        try FileStatus.of(path: logs.path(name), follow: false)
    }

    /// Appends the lines of these numbers.
    /// - Parameter length: how long a line is at least, in bytes.
    func write(_ numbers: Range<Int>, length: Int = 0, to name: String = "app.log") throws {
        let text = numbers.map { number in
            let line = "line \(number)"
            return line + String(repeating: ".", count: max(0, length - line.count - 1)) + "\n"
        }
        try logs.append(text.joined(), to: name)
    }

    /// A plan for one log.
    func plan(_ actions: [Action], log: String = "app.log") -> Plan {
        var plan = Plan()
        plan.steps = actions.map { Step(logs.path(log), $0) }
        return plan
    }

    var policy: Policy { Policy(name: "rotation[0]", patterns: [logs.path("app.log")]) }

    /// Every file as its contents, decompressed and without a pad, and its mode; also below a directory `old`.
    func tree() throws -> [String: String] {
        var tree: [String: String] = [:]
        var names = logs.names
        if names.contains("old") {
            names.removeAll { $0 == "old" }
            tree["old"] = String(try status("old").mode, radix: 8)
            for entry in try FileSystem.list(logs.path("old")).entries { names.append("old/" + entry.name) }
        }
        for name in names {
            var bytes = try logs.read(name)
            if name.hasSuffix(".gz") { bytes = gunzipped(bytes) ?? Array("no gzip".utf8) }
            let pad = bytes.withUnsafeBytes { Pad(startOf: $0) }
            let mode = String(try status(name).mode & 0o7777, radix: 8)
            tree[name] = mode + " " + String(decoding: bytes.dropFirst(pad?.length ?? 0), as: UTF8.self)
        }
        return tree
    }

    /// The descriptors of this process on files of this host.
    var openFiles: [String] {
        var open: [String] = []
        for entry in (try? FileSystem.list("/proc/self/fd").entries) ?? [] {
            var target = [CChar](repeating: 0, count: 4096)
            let count = readlink("/proc/self/fd/\(entry.name)", &target, target.count)
            let path = String(
                decoding: target.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
            if path.hasPrefix(logs.path + "/") || path.hasPrefix(stateDirectory.path + "/") {
                open.append(path)
            }
        }
        return open
    }
}
