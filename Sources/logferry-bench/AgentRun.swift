// One run of the agent over the whole input, between a log file and a sink, as it would run anywhere.

import Benchmarking
import Glibc
import Workbench

/// One measured run.
struct AgentRun {
    let executable: String
    let benchmarkCase: BenchmarkCase
    let input: InputFile
    let interrupts: Interrupts

    /// How long nothing may move before the run is given up.
    private static let patienceSeconds = 60.0
    /// The agent promises to stop within 10 s; a little more is given to a busy machine.
    private static let stopSeconds = 15.0

    private let clock = ContinuousClock()

    /// Runs the agent and its sink with all their files in `folder`.
    func measure(in folder: String) throws -> Measurement {
        let sink = Program(
            name: "the sink (\(executable) receive)", log: "\(folder)/sink.err",
            child: try Child.start(
                [executable, "receive", "--listen", "127.0.0.1:0", "--discard"],
                output: "\(folder)/sink.out", errors: "\(folder)/sink.err"))
        defer { sink.child.end() }
        let configuration = AgentConfiguration(
            benchmarkCase: benchmarkCase, logPath: input.path, positionsPath: "\(folder)/positions.json",
            pushURL: try address(of: sink, announcedIn: "\(folder)/sink.out"),
            metricsPort: try Loopback.freePort())
        try writeText(configuration.text, to: "\(folder)/agent.conf")

        let start = clock.now
        let agent = Program(
            name: "the agent (\(executable) run)", log: "\(folder)/agent.log",
            child: try Child.start(
                [executable, "run", "--config", "\(folder)/agent.conf"], output: "\(folder)/agent.log"))
        defer { agent.child.end() }
        var memory = ProcessMemory()
        let metrics = try deliver(through: agent, to: sink, port: configuration.metricsPort, memory: &memory)
        let wallSeconds = (clock.now - start).inSeconds
        let ending = try stop(agent, memory: &memory)
        return Measurement(
            cpuSeconds: ending.cpuSeconds, wallSeconds: wallSeconds,
            peakAnonymousBytes: memory.peakAnonymousBytes,
            peakResidentBytes: memory.peakResidentBytes,
            wireBytes: sampleTotal("logferry_sent_bytes_total", in: metrics).flatMap {
                Int(exactly: $0.rounded())
            })
    }

    /// Waits for the sink's line `listening on URL` and returns the URL.
    private func address(of sink: Program, announcedIn path: String) throws -> String {
        let deadline = clock.now + .seconds(10)
        while clock.now < deadline {
            for line in readText(path).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                if line.hasPrefix("listening on http") {
                    return String(line.dropFirst("listening on ".count))
                }
            }
            try sink.assertRunning(interrupts)
            try interrupts.pause(milliseconds: 10)
        }
        throw WorkbenchError(
            "\(sink.name) did not say \"listening on URL\" within 10 s; \(lastLines(of: sink.log))")
    }

    /// Watches until every line is sent and returns the metrics that said so.
    private func deliver(
        through agent: Program, to sink: Program, port: UInt16, memory: inout ProcessMemory
    ) throws -> String {
        var delivery = Delivery(
            lineCount: input.lines, patienceSeconds: Self.patienceSeconds, startSeconds: 0)
        let start = clock.now
        var lastProblem = "no metrics were asked for"
        var looks = 0
        while true {
            try interrupts.pause(milliseconds: 10)
            try agent.assertRunning(interrupts)
            try sink.assertRunning(interrupts)
            memory.note(status: readText("/proc/\(agent.child.pid)/status"))
            looks += 1
            // An answer costs the agent CPU time that is no part of shipping.
            guard looks.isMultiple(of: 10) else { continue }

            var metrics = ""
            var sentCount: Int?
            do {
                metrics = try Loopback.get("/metrics", port: port)
                sentCount = sampleTotal("logferry_sent_entries_total", in: metrics).flatMap {
                    Int(exactly: $0)
                }
                lastProblem =
                    sentCount == nil
                    ? "its metrics have no logferry_sent_entries_total" : "its metrics say no more"
            } catch let error as WorkbenchError {
                lastProblem = error.description
            }
            switch delivery.observe(sentCount: sentCount, atSeconds: (clock.now - start).inSeconds) {
            case .waiting: continue
            case .complete: return metrics
            case .tooMany(let surplus):
                throw WorkbenchError(
                    "\(agent.name) sent \(surplus) entries more than the input's \(input.lines) lines; "
                        + lastLines(of: agent.log))
            case .stalled:
                throw WorkbenchError(
                    "\(agent.name) has not moved for \(Int(Self.patienceSeconds)) s, at \(delivery.sentCount) of "
                        + "\(input.lines) lines: \(lastProblem); \(lastLines(of: agent.log))")
            }
        }
    }

    /// Asks the agent to stop and waits for it, still looking at its memory.
    private func stop(_ agent: Program, memory: inout ProcessMemory) throws -> Child.Ending {
        agent.child.send(SIGTERM)
        let deadline = clock.now + .seconds(Self.stopSeconds)
        while clock.now < deadline {
            if let ending = agent.child.poll() {
                guard ending.isSuccess else {
                    throw WorkbenchError("\(agent.name) \(ending) after SIGTERM; \(lastLines(of: agent.log))")
                }
                return ending
            }
            memory.note(status: readText("/proc/\(agent.child.pid)/status"))
            try interrupts.pause(milliseconds: 10)
        }
        throw WorkbenchError(
            "\(agent.name) did not stop within \(Int(Self.stopSeconds)) s of SIGTERM; \(lastLines(of: agent.log))"
        )
    }
}

/// A child with the words for an error message about it.
private struct Program {
    let name: String
    let log: String
    let child: Child

    /// Throws when it has ended. Ctrl-C reaches it too, so its end is first taken for the user's.
    func assertRunning(_ interrupts: Interrupts) throws {
        guard let ending = child.poll() else { return }
        try interrupts.pause(milliseconds: 20)
        throw WorkbenchError("\(name) \(ending) before all lines were sent; \(lastLines(of: log))")
    }
}
