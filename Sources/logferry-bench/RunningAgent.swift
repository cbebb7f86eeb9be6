// The agent under measurement, from its start to its end, as it would run anywhere.

import Benchmarking
import Glibc
import Workbench

/// An agent that was started for a measurement. Whoever starts one calls `end()` on every way out.
final class RunningAgent {
    /// The agent promises to stop within 10 s; a little more is given to a busy machine.
    private static let stopSeconds = 15.0

    let child: Child
    /// When it was started.
    let start: ContinuousClock.Instant

    private let bench: Bench
    private let port: UInt16
    private let log: String

    /// Starts one with everything it writes in `folder`, which may be one that an earlier agent left.
    ///
    /// - Parameter processor: the only one that it may run on; nil for all.
    init(
        _ bench: Bench, _ backlogCase: BacklogCase, following path: String, pushingTo url: String,
        in folder: String,
        processor: Int? = nil
    ) throws {
        self.bench = bench
        port = try Loopback.freePort()
        log = "\(folder)/agent.log"
        let configuration = "\(folder)/agent.conf"
        let text = AgentConfiguration(
            backlogCase: backlogCase, logPath: path, positionsPath: "\(folder)/positions.json", pushURL: url,
            metricsPort: port
        ).text
        try writeText(text, to: configuration)
        let pinned = processor.map { ["taskset", "--cpu-list", "\($0)"] } ?? []
        start = bench.clock.now
        child = try Child.start(
            pinned + [bench.executable, "run", "--config", configuration], output: log)
    }

    /// Ends it if it still runs.
    func end() { child.end() }

    /// What the kernel says of its memory.
    var status: String { readText("/proc/\(child.pid)/status") }

    /// Its metrics; nil if nobody answered.
    func metrics() throws -> String? {
        try assertRunning()
        do { return try Loopback.get("/metrics", port: port) } catch is WorkbenchError { return nil }
    }

    /// A number out of its metrics; nil if there was none to be had.
    func metric(_ name: String) throws -> Int? {
        try metrics().flatMap { sampleTotal(name, in: $0) }.flatMap { Int(exactly: $0.rounded()) }
    }

    /// Waits until it follows `files` files and returns the seconds since its start.
    func awaitFiles(_ files: Int, seconds: Double = 60) throws -> Double {
        try bench.wait(seconds: seconds) {
            try metric("logferry_files") ?? 0 >= files ? (bench.clock.now - start).inSeconds : nil
        } failure: {
            WorkbenchError("the agent does not follow \(files) files; \(lastLines(of: log))")
        }
    }

    /// Waits until it has sent exactly `lines` entries, looking at its memory, and returns the metrics that said so.
    ///
    /// - Parameter patience: for how many seconds nothing may move.
    func awaitSent(_ lines: Int, memory: inout ProcessMemory, patience: Double = 60) throws -> String {
        var delivery = Delivery(lineCount: lines, patienceSeconds: patience, startSeconds: 0)
        let begin = bench.clock.now
        var looks = 0
        while true {
            try bench.interrupts.pause(milliseconds: 10)
            try assertRunning()
            memory.note(status: status)
            looks += 1
            // Metrics are asked for seldom, as answering costs the agent CPU time that is no part of shipping.
            guard looks.isMultiple(of: 10) else { continue }
            let metrics = try metrics() ?? ""
            let sent = sampleTotal("logferry_sent_entries_total", in: metrics).flatMap { Int(exactly: $0) }
            switch delivery.observe(sentCount: sent, atSeconds: (bench.clock.now - begin).inSeconds) {
            case .waiting: continue
            case .complete: return metrics
            case .tooMany(let surplus):
                throw WorkbenchError(
                    "the agent sent \(surplus) entries more than \(lines) lines; \(lastLines(of: log))")
            case .stalled:
                throw WorkbenchError(
                    "the agent has not moved for \(Int(patience)) s, at \(delivery.sentCount) of \(lines) "
                        + "lines; \(lastLines(of: log))")
            }
        }
    }

    /// Asks it to stop and waits for that, still looking at its memory.
    func stop(memory: inout ProcessMemory) throws -> Child.Ending {
        child.send(SIGTERM)
        let ending = try bench.wait(seconds: Self.stopSeconds) {
            memory.note(status: status)
            return child.poll()
        } failure: {
            WorkbenchError(
                "the agent did not stop within \(Int(Self.stopSeconds)) s of SIGTERM; \(lastLines(of: log))")
        }
        guard ending.isSuccess else {
            throw WorkbenchError("the agent \(ending) after SIGTERM; \(lastLines(of: log))")
        }
        return ending
    }

    /// Throws when it has ended. Ctrl-C reaches it too, so its end is first taken for the user's.
    private func assertRunning() throws {
        guard let ending = child.poll() else { return }
        try bench.interrupts.pause(milliseconds: 20)
        throw WorkbenchError("the agent \(ending) before it was asked to; \(lastLines(of: log))")
    }
}
