// What the agent costs while nothing happens: the usual state of most machines.

import Benchmarking
import Workbench

extension Kind {
    static let idle = Kind(name: "idle", cases: ["one file", "many files"]) { bench, names in
        let sizes = bench.sizes
        let many = sizes.directories * sizes.filesPerDirectory
        var watched: [IdleAgent] = []
        defer { for agent in watched { agent.end() } }
        if names.contains("one file") {
            watched.append(try IdleAgent(bench, "one file", directories: 1, files: 1, atMostWakeUps: 0.1))
        }
        if names.contains("many files") {
            watched.append(
                try IdleAgent(
                    bench, "\(many) files in \(sizes.directories) directories",
                    directories: sizes.directories,
                    files: sizes.filesPerDirectory, atMostWakeUps: 0.1))
        }
        bench.say("idle: nothing happens for \(sizes.idleSeconds) s")
        // What a start leaves to be done is done by then.
        try bench.rest(seconds: min(10, Double(sizes.idleSeconds)))
        for agent in watched { try agent.begin() }
        try bench.rest(seconds: Double(sizes.idleSeconds))
        let rows = try watched.map { try $0.row() }
        return Section(
            "idle",
            setting:
                "ten lines a file, shipped by an agent before; a start, and \(sizes.idleSeconds) s without anything",
            rows: rows)
    }
}

/// An agent that has nothing to do.
private final class IdleAgent {
    private let bench: Bench
    private let name: String
    private let files: LogFiles
    private let sink: Sink
    private let agent: RunningAgent
    private let firstSeconds: Double
    private let startSeconds: Double
    private let atMostWakeUps: Double
    private var before: (activity: Activity, time: ContinuousClock.Instant)?

    init(_ bench: Bench, _ name: String, directories: Int, files count: Int, atMostWakeUps: Double) throws {
        self.bench = bench
        self.name = name
        self.atMostWakeUps = atMostWakeUps
        bench.say("idle: \(name)")
        let files = try LogFiles(bench, directories: directories, files: count)
        for _ in 0..<10 { for index in 0..<files.count { try files.write(to: index) } }
        // Nobody writes any more.
        files.close()
        let folder = try bench.newFolder()
        let sink = try Sink(bench, in: folder)
        func start() throws -> (RunningAgent, Double) {
            let agent = try RunningAgent(
                bench, BacklogCase("idle"), following: files.pattern, pushingTo: sink.url, in: folder)
            do {
                return (agent, try agent.awaitFiles(directories * count))
            } catch {
                agent.end()
                throw error
            }
        }
        do {
            let (first, firstSeconds) = try start()
            defer { first.end() }
            var memory = ProcessMemory()
            _ = try first.awaitSent(files.lines, memory: &memory)
            _ = try first.stop(memory: &memory)
            self.firstSeconds = firstSeconds
            (agent, startSeconds) = try start()
        } catch {
            sink.end()
            throw error
        }
        self.sink = sink
        self.files = files
    }

    func end() {
        agent.end()
        sink.end()
    }

    func begin() throws { before = (try Activity(of: agent.child.pid), bench.clock.now) }

    /// What was seen since `begin`.
    func row() throws -> Row {
        guard let before else { return Row(name, skipped: "nothing was watched") }
        let activity = try Activity(of: agent.child.pid)
        let seconds = (bench.clock.now - before.time).inSeconds
        let wakeUps = Double(activity.wakeUps(since: before.activity)) / seconds
        let percent = activity.cpuPercent(since: before.activity, seconds: seconds)
        let resident = Double(procNumber("VmRSS", in: agent.status) ?? 0)
        return Row(
            name,
            [
                Figure("first start s", firstSeconds, .seconds, atMost: 2),
                Figure("start s", startSeconds, .seconds, atMost: 2),
                Figure("of a core", percent, .percent, atMost: 0.2),
                Figure("wake-ups a second", wakeUps, .perSecond, atMost: atMostWakeUps),
                Figure("resident", resident, .bytes, atMost: 40_000_000),
                Figure("anonymous", Double(procNumber("RssAnon", in: agent.status) ?? 0), .bytes),
            ])
    }
}
