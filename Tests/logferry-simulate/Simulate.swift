// The simulation from the command line: many seeds, or one with its history.

import ArgumentParser
import Glibc
import Platform
import Simulation
import Synchronization

@main
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logferry-simulate",
        abstract: "Runs the agent through random histories of rotations, kills and failures, one a seed.",
        discussion: """
            A history comes from its seed alone: --seed N --verbose tells what happened in one that failed, with the
            kinds that it was run with.
            """)

    @Option(help: "The first seed.") var first: UInt64 = 1
    @Option(help: "How many seeds.") var seeds: UInt64 = 10_000
    @Option(help: "Only this seed.") var seed: UInt64?
    @Option(
        help: "Kinds of events, separated by commas; with + or - before each, a change of the usual ones.")
    var kinds = ""
    @Option(help: "Stop after so many failing seeds.") var failures = 1
    @Option(help: "Threads; as many as there are processors unless given.") var threads: Int?
    @Flag(help: "Tell the history of the seed.") var verbose = false

    func run() async throws {
        Self.makeHashingDeterministic()
        let kinds = try Self.kinds(kinds)
        if let seed {
            let tell: ((String) -> Void)? = verbose ? { Self.tell($0) } : nil
            let outcome = Simulation.run(seed: seed, kinds: kinds, tell: tell)
            Self.report(outcome)
            if outcome.violations.isEmpty { print("seed \(seed): all is well") }
            if !outcome.violations.isEmpty { throw ExitCode.failure }
            return
        }
        let progress = Progress(first: first)
        let (end, limit) = (first + seeds, failures)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<max(1, threads ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) {
                group.addTask {
                    try await Thread.run(name: "world \(number)", stackBytes: 8 << 20) {
                        Self.work(kinds, progress, end: end, limit: limit)
                    }
                }
            }
            try await group.waitForAll()
        }
        let (sum, done, failed) = progress.state.withLock { ($0.sum, $0.done, $0.failed) }
        print(
            "\(done) seeds: \(sum.lines) lines, \(sum.rotations) rotations, \(sum.kills) kills, "
                + "\(sum.pushes) pushes, \(sum.failedPushes) of them failed, \(sum.replays) entries sent again, "
                + "at most \(sum.largestReplay) bytes at once, \(sum.calls) system calls, "
                + "\(sum.time / 3_600_000_000_000) hours; \(failed) seeds failed")
        if failed > 0 { throw ExitCode.failure }
    }

    /// What the threads share.
    private final class Progress: Sendable {
        struct State {
            var next: UInt64
            var done = 0
            var failed = 0
            var sum = Outcome.Tally()
        }

        let state: Mutex<State>

        init(first: UInt64) { state = Mutex(State(next: first)) }
    }

    private static func work(_ kinds: Kinds, _ progress: Progress, end: UInt64, limit: Int) {
        while true {
            let seed = progress.state.withLock { progress -> UInt64? in
                guard progress.next < end, progress.failed < limit else { return nil }
                defer { progress.next += 1 }
                return progress.next
            }
            guard let seed else { return }
            let outcome = Simulation.run(seed: seed, kinds: kinds)
            progress.state.withLock { progress in
                progress.done += 1
                progress.sum += outcome.tally
                if !outcome.violations.isEmpty { progress.failed += 1 }
            }
            report(outcome)
        }
    }

    private static func report(_ outcome: Outcome) {
        for violation in outcome.violations.prefix(3) { tell("seed \(outcome.seed): \(violation)") }
        if outcome.violations.count > 3 {
            tell("seed \(outcome.seed): and \(outcome.violations.count - 3) more")
        }
    }

    /// At once, so that a seed that never ends tells why.
    private static func tell(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }

    private static func kinds(_ text: String) throws -> Kinds {
        var kinds = text.isEmpty || text.first == "+" || text.first == "-" ? Kinds.served : []
        for word in text.split(separator: ",") {
            let name = word.drop { $0 == "+" || $0 == "-" }
            guard let kind = Kinds.names.first(where: { $0.name == name })?.kind else {
                let known = Kinds.names.map(\.name).joined(separator: ", ")
                throw ValidationError("there is no kind \(name); there are \(known)")
            }
            if word.first == "-" { kinds.remove(kind) } else { kinds.insert(kind) }
        }
        return kinds
    }

    /// The order in which a dictionary gives its keys is otherwise another in every process, and so is what happens:
    /// the program starts itself anew with the variable that the standard library reads first of all.
    private static func makeHashingDeterministic() {
        let name = "SWIFT_DETERMINISTIC_HASHING"
        guard getenv(name) == nil else { return }
        setenv(name, "1", 1)
        var arguments = CommandLine.arguments.map { strdup($0) }
        arguments.append(nil)
        execv("/proc/self/exe", arguments)
    }
}
