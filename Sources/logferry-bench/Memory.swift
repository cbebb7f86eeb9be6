// Where the memory is that an agent with one file takes while nothing happens.

import Benchmarking
import Workbench

extension Kind {
    static let memory = Kind(name: "memory", cases: ["at rest, one file"]) { bench, _ in
        let files = try LogFiles(bench, directories: 1, files: 1)
        defer { files.close() }
        for _ in 0..<1_000 { try files.write(to: 0) }
        let folder = try bench.newFolder()
        let sink = try Sink(bench, in: folder)
        defer { sink.end() }
        let agent = try RunningAgent(
            bench, BacklogCase.usual, following: files.pattern, pushingTo: sink.url, in: folder)
        defer { agent.end() }
        var peaks = ProcessMemory()
        _ = try agent.awaitSent(files.lines, memory: &peaks)
        bench.say("memory: at rest")
        // What only a start needs is given back a little later.
        try bench.rest(seconds: 10)
        let status = agent.status
        let map = MemoryMap(smaps: readWhole("/proc/\(agent.child.pid)/smaps"))
        let figures = [
            Figure("resident", Double(procNumber("VmRSS", in: status) ?? 0), .bytes, atMost: 20_000_000),
            Figure("anonymous", Double(procNumber("RssAnon", in: status) ?? 0), .bytes),
            Figure("of files", Double(procNumber("RssFile", in: status) ?? 0), .bytes),
            Figure("peak resident", Double(procNumber("VmHWM", in: status) ?? 0), .bytes),
        ]
        return Section(
            "memory", setting: "\(BacklogCase.usual.name), 10 s after 1,000 lines were shipped",
            rows: [Row("at rest, one file", figures)],
            details: [
                Section("memory by mapping", setting: "what is resident, of what", rows: map.rows(20))
            ])
    }
}
