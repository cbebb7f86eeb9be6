// What the agent costs while many files get a few lines each, and how late a line is.

import Benchmarking
import Workbench

extension Kind {
    static let busy = Kind(name: "busy", cases: ["five lines a second a file"]) { bench, _ in
        let (count, seconds, rate) = (bench.sizes.busyFiles, bench.sizes.busySeconds, 5)
        let files = try LogFiles(bench, directories: 20, files: count / 20)
        defer { files.close() }
        let watch = try Watch(bench, files, BacklogCase("busy"))
        defer { watch.end() }
        // Files are known and buffers have their size before anything is measured.
        try files.writeEvenly(bench, rate: rate, seconds: 2)
        bench.say("busy: \(count) files, \(rate) lines a second each, for \(seconds) s")
        let before = try watch.look()
        let first = files.lines
        try files.writeEvenly(bench, rate: rate, seconds: seconds)
        let after = try watch.look()
        let passed = Double(after.time - before.time) / 1e9
        let lateness = try watch.lateness(from: first)
        return Section(
            "busy", setting: "a line is about 110 bytes; batchwait 1 s; no stages; for \(seconds) s",
            rows: [
                Row(
                    "\(count) files, \(rate) lines a second each",
                    [
                        Figure(
                            "of a core", after.activity.cpuPercent(since: before.activity, seconds: passed),
                            .percent, atMost: 10)
                    ] + lateness.figures(atMost: 1_100)
                        + [
                            Figure(
                                "peak resident", Double(procNumber("VmHWM", in: watch.agent.status) ?? 0),
                                .bytes)
                        ])
            ])
    }

    static let quiet = Kind(name: "quiet", cases: ["one line at a time"]) { bench, _ in
        let (lines, batchWait) = (bench.sizes.quietLines, 100)
        let files = try LogFiles(bench, directories: 1, files: 1)
        defer { files.close() }
        let watch = try Watch(
            bench, files, BacklogCase("quiet", clientSettings: "batchwait: \(batchWait)ms"))
        defer { watch.end() }
        var random = SeededRandom(seed: bench.seed)
        bench.say("quiet: \(lines) lines, one by one")
        for _ in 0..<3 {
            try files.write(to: 0)
            try bench.interrupts.pause(milliseconds: 2 * batchWait)
        }
        let first = files.lines
        for _ in 0..<lines {
            try files.write(to: 0)
            // Longer than a line waits, and never in step with anything.
            try bench.interrupts.pause(milliseconds: 2 * batchWait + random.below(batchWait))
        }
        let lateness = try watch.lateness(from: first)
        return Section(
            "quiet", setting: "\(lines) lines one by one into one file; batchwait \(batchWait) ms; no stages",
            rows: [Row("one line at a time", lateness.figures(atMost: Double(batchWait + 10)))])
    }
}

/// An agent that follows files which are written to, and a receiver that notes what arrives.
final class Watch {
    let agent: RunningAgent
    private let bench: Bench
    private let files: LogFiles
    private let arrivals: Arrivals

    init(_ bench: Bench, _ files: LogFiles, _ backlogCase: BacklogCase) throws {
        self.bench = bench
        self.files = files
        let arrivals = try Arrivals()
        self.arrivals = arrivals
        do {
            agent = try RunningAgent(
                bench, backlogCase, following: files.pattern, pushingTo: arrivals.url, in: bench.newFolder())
        } catch {
            arrivals.end()
            throw error
        }
        do {
            _ = try agent.awaitFiles(files.count)
        } catch {
            end()
            throw error
        }
    }

    func end() {
        agent.end()
        arrivals.end()
    }

    /// What the agent has done up to now, and when that was, in nanoseconds.
    func look() throws -> (time: Int64, activity: Activity) {
        (monotonicNanoseconds(), try Activity(of: agent.child.pid))
    }

    /// Waits for all lines and says how late those from number `first` on were.
    func lateness(from first: Int) throws -> Lateness {
        var memory = ProcessMemory()
        _ = try agent.awaitSent(files.lines, memory: &memory, patience: 15)
        let lines = try arrivals.lines().map { push in
            (time: push.time, lines: push.lines.map { $0 - first })
        }
        return Lateness(written: Array(files.times[first...]), arrivals: lines)
    }
}
