// What a rotation costs, which the agent does beside shipping: here by `logferry rotate`, alone and once.

import Benchmarking
import Glibc
import Workbench

extension Kind {
    /// How one log of the usual size is rotated.
    private static let methods: [(name: String, keys: [String])] = [
        ("copytruncate", ["method: copytruncate"]), ("collapse", ["method: collapse"]),
        ("compress", ["method: rename", "create: true", "compress: true"]),
    ]
    private static let manyLogs = "rename, 1,000 logs"

    static let rotation = Kind(
        name: "rotation", cases: [manyLogs] + methods.map(\.name)
    ) { bench, names in
        var rows: [Row] = []
        if names.contains(manyLogs) {
            let (count, folder) = (1_000, try bench.newFolder())
            for index in 0..<count { try writeText("a line\n", to: "\(folder)/app-\(index).log") }
            let cost = try bench.rotate(folder, ["method: rename", "create: true"])
            rows.append(
                Row(
                    manyLogs,
                    [
                        Figure("CPU s", cost.cpuSeconds, .seconds),
                        Figure("wall s", cost.wallSeconds, .seconds),
                        Figure("logs a second", Double(count) / max(1e-9, cost.wallSeconds), .count),
                    ]))
        }
        for (name, keys) in methods where names.contains(name) {
            let input = try bench.input(.access, megabytes: bench.sizes.backlogMegabytes)
            let folder = try bench.newFolder()
            let log = try input.copied(to: "\(folder)/app.log", interrupts: bench.interrupts)
            bench.say("rotation: \(name)")
            let cost = try bench.rotate(folder, keys)
            unlink(log.path)
            let bytes = Double(log.bytes) / 1e6
            rows.append(
                Row(
                    name,
                    [
                        Figure("CPU s", cost.cpuSeconds, .seconds),
                        Figure("wall s", cost.wallSeconds, .seconds),
                        Figure("MB a second", bytes / max(1e-9, cost.wallSeconds), .megabytesPerSecond),
                        Figure("MB per CPU s", bytes / max(1e-9, cost.cpuSeconds), .megabytesPerSecond),
                    ]))
        }
        return Section(
            "rotation",
            setting: "one `logferry rotate --force`, start and end included; logs of a line, or one of "
                + "\(bench.sizes.backlogMegabytes) MB that is in the page cache; what is copied is synced",
            rows: rows)
    }
}

extension Bench {
    /// Rotates every log in `folder` by a policy with these keys.
    fileprivate func rotate(_ folder: String, _ keys: [String]) throws -> Measurement {
        let state = try newFolder()
        let text = """
            positions:
              filename: '\(state)/positions.json'
            rotation:
              - paths: ['\(folder)/*.log']
                rotate: 3

            """
        try writeText(text + keys.map { "    \($0)\n" }.joined(), to: "\(state)/agent.conf")
        let output = "\(state)/rotate.out"
        let begin = clock.now
        let child = try Child.start(
            [executable, "rotate", "--force", "--config", "\(state)/agent.conf"], output: output)
        defer { child.end() }
        let ending = try wait(seconds: 600) {
            child.poll()
        } failure: {
            WorkbenchError("logferry rotate did not end within 600 s; \(lastLines(of: output))")
        }
        guard ending.isSuccess else {
            throw WorkbenchError("logferry rotate \(ending); \(lastLines(of: output))")
        }
        return Measurement(cpuSeconds: ending.cpuSeconds, wallSeconds: (clock.now - begin).inSeconds)
    }
}
