// What the agent writes down while it ships: what it has read needs not be written once more.

import Benchmarking
import Workbench

extension Kind {
    static let disk = Kind(name: "disk", cases: ["a line a second a file"]) { bench, _ in
        let sizes = bench.sizes
        let lineBytes = 426
        let files = try LogFiles(
            bench, directories: sizes.directories, files: sizes.filesPerDirectory)
        defer { files.close() }
        let watch = try Watch(bench, files, BacklogCase("disk"))
        defer { watch.end() }
        // Every file is known and has had its first line.
        try files.writeEvenly(bench, rate: 1, seconds: 2, bytes: lineBytes)
        try bench.rest(seconds: 2)
        bench.say("disk: \(files.count) files, a line a second each, for \(sizes.busySeconds) s")
        let before = try watch.look()
        let first = files.bytes
        try files.writeEvenly(bench, rate: 1, seconds: sizes.busySeconds, bytes: lineBytes)
        // The last lines are acknowledged, and what is written down of that is on its way to the disk.
        try bench.rest(seconds: 3)
        let after = try watch.look()
        let read = Double(files.bytes - first)
        let passed = Double(after.time - before.time) / 1e9
        func share(_ bytes: Int) -> Double { Double(bytes) / read * 100 }
        return Section(
            "disk",
            setting: "lines of \(lineBytes) bytes for \(sizes.busySeconds) s; pages that reach the disk "
                + "(write_bytes of /proc/PID/io), and bytes given to write(2) (wchar)",
            rows: [
                Row(
                    "\(files.count) files, a line a second each",
                    [
                        Figure("read", read, .bytes),
                        Figure(
                            "written", Double(after.activity.diskBytes - before.activity.diskBytes), .bytes),
                        Figure(
                            "of what is read", share(after.activity.diskBytes - before.activity.diskBytes),
                            .percent, atMost: 5),
                        Figure(
                            "by write(2)", share(after.activity.writtenBytes - before.activity.writtenBytes),
                            .percent),
                        Figure(
                            "of a core", after.activity.cpuPercent(since: before.activity, seconds: passed),
                            .percent),
                        Figure(
                            "peak resident", Double(procNumber("VmHWM", in: watch.agent.status) ?? 0), .bytes),
                    ])
            ])
    }
}
