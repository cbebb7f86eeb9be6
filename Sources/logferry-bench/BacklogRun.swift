// One run of the agent over a whole log, and the rounds of several.

import Benchmarking
import Workbench

extension Bench {
    /// Runs the agent over `input`, from its first line to the last that is sent, between the file and a sink.
    ///
    /// - Parameters:
    ///   - path: what the agent follows, if it is not `input` alone.
    ///   - link: what lies between agent and sink; nil for nothing.
    ///   - processor: the only one that the agent may run on; nil for all.
    func ship(
        _ backlogCase: BacklogCase, _ input: InputFile, path: String? = nil, link: SlowLink.Limits? = nil,
        processor: Int? = nil
    ) throws -> Measurement {
        let folder = try newFolder()
        let sink = try Sink(self, in: folder)
        defer { sink.end() }
        let slow = try link.map { try SlowLink(to: sink.port ?? 0, $0) }
        defer { slow?.close() }
        let agent = try RunningAgent(
            self, backlogCase, following: path ?? input.path, pushingTo: slow?.url ?? sink.url, in: folder,
            processor: processor)
        defer { agent.end() }
        var memory = ProcessMemory()
        let metrics = try agent.awaitSent(input.lines, memory: &memory)
        let wallSeconds = (clock.now - agent.start).inSeconds
        let ending = try agent.stop(memory: &memory)
        return Measurement(
            cpuSeconds: ending.cpuSeconds, wallSeconds: wallSeconds,
            peakAnonymousBytes: memory.peakAnonymousBytes, peakResidentBytes: memory.peakResidentBytes,
            wireBytes: sampleTotal("logferry_sent_bytes_total", in: metrics).flatMap {
                Int(exactly: $0.rounded())
            })
    }

    /// Why the agent cannot do what a case asks for, in its own words; nil if it can.
    func refusal(of backlogCase: BacklogCase) throws -> String? {
        let folder = try newFolder()
        let text = AgentConfiguration(
            backlogCase: backlogCase, logPath: "\(folder)/app.log",
            positionsPath: "\(folder)/positions.json",
            pushURL: "http://127.0.0.1:1/loki/api/v1/push", metricsPort: 1
        ).text
        try writeText(text, to: "\(folder)/agent.conf")
        let output = "\(folder)/check.out"
        let child = try Child.start([executable, "check", "\(folder)/agent.conf"], output: output)
        defer { child.end() }
        let ending = try wait(seconds: 10) {
            child.poll()
        } failure: {
            WorkbenchError("logferry check did not end within 10 s; \(lastLines(of: output))")
        }
        guard !ending.isSuccess else { return nil }
        // As in "agent.conf:8:5: error: unknown key 'x' in clients[0]; the keys known here are ...".
        let line = readText(output).split(separator: "\n").first ?? "logferry check \(ending)"
        let words = line.split(separator: ": error: ", maxSplits: 1).last ?? line
        return String(words.prefix { $0 != ";" })
    }

    /// Measures everything in turn, round by round, so that a machine that gets slower meanwhile is fair to all.
    func rounds(_ what: [(name: String, measure: () throws -> Measurement)]) throws -> [[Measurement]] {
        var results = [[Measurement]](repeating: [], count: what.count)
        for round in 1...sizes.rounds {
            for (index, one) in what.enumerated() {
                say("round \(round) of \(sizes.rounds): \(one.name)")
                results[index].append(try one.measure())
            }
        }
        return results
    }

    /// `gzip -1` of the whole input.
    func gzip(_ input: InputFile) throws -> Measurement {
        try input.fillPageCache(interrupts: interrupts)
        return try GzipRun(input: input, interrupts: interrupts).measure(in: folder.path)
    }
}
