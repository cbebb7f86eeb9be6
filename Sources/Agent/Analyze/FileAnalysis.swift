// Why this file exists: what the agent counts while it ships can be had of files, too, without an agent and without waiting.

import Analysis
import Glibc
import Pipeline
import Platform
import Synchronization
import Tailing

/// Analyses any number of files, several at once.
public final class FileAnalysis: Sendable {
    /// How far it is.
    public struct Progress: Sendable, Hashable {
        /// Bytes that were read, as they are in the files.
        public var bytes: Int64
        /// Bytes that there are; nil where that is not known, as in a pipe.
        public var total: Int64?
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// What was counted, of all files together.
        public var analyzer: Analyzer
        /// The lines.
        public var lines: UInt64 = 0
        /// Their bytes, decompressed.
        public var bytes: Int64 = 0
        /// The time of the latest entry, in nanoseconds since the Unix epoch; nil if none has one.
        public var newest: Int64?
        /// How many files were read, at least in part.
        public var files = 0
        /// What could not be read, a sentence each, in the order of the files.
        public var problems: [String] = []
    }

    /// The name that stands for standard input.
    public static let standardInput = "-"
    /// As much is read at once.
    private static let block = 1 << 20

    private let paths: [String]
    private let fields: AnalysisFields
    private let after: Int64?
    private let threads: Int
    private let total: Int64?
    private let done = Atomic<Int64>(0)
    private let next = Atomic<Int>(0)
    private let state: Mutex<State>
    private let ended = Semaphore()

    /// What one file gave.
    fileprivate struct Part {
        var analyzer: Analyzer
        var lines: UInt64 = 0
        var bytes: Int64 = 0
        var newest: Int64?
        var isOpened = false
        var problem: String?
    }

    private struct State {
        var outcome: Outcome
        /// What files gave whose turn has not come: results are put together in the order of the files, so that they do
        /// not depend on which was read first.
        var waiting: [Int: Part] = [:]
        var merged = 0
    }

    /// - Parameters:
    ///   - paths: files, of which those that end in `.gz`, `.z` or `.bz2` are decompressed; `-` is standard input.
    ///   - fields: where in a line the fields are.
    ///   - after: only entries later than this count, in nanoseconds since the Unix epoch; nil for all.
    ///   - threads: how many files are read at once; nil for as many as there are processors.
    public init(
        _ paths: [String], fields: AnalysisFields = AnalysisFields(), after: Int64? = nil, threads: Int? = nil
    ) {
        self.paths = paths
        self.fields = fields
        self.after = after
        let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        self.threads = min(max(1, threads ?? processors), max(1, paths.count))
        var total: Int64? = 0
        for path in paths {
            let status = path == Self.standardInput ? nil : try? FileStatus.of(path: path)
            // What is not there takes no time.
            if path != Self.standardInput, status == nil { continue }
            total = status.flatMap { status in status.isRegular ? total.map { $0 + status.size } : nil }
            if total == nil { break }
        }
        self.total = total
        state = Mutex(State(outcome: Outcome(analyzer: Analyzer(.everything(after: after)))))
    }

    /// How far it is. For any thread.
    public var progress: Progress { Progress(bytes: done.load(ordering: .relaxed), total: total) }

    /// Reads everything, on threads of its own. Once.
    /// - Parameter watch: called now and then while it reads, and returns how many milliseconds to wait until then.
    public func run(watch: ((Progress) -> Int32)? = nil) throws(SystemError) -> Outcome {
        let ticks = try EventCounter(isBlocking: false)
        for number in 0..<threads {
            try Thread.start(name: "analyze-\(number)") { [self] in
                work()
                ended.signal()
                ticks.raise()
            }
        }
        var running = threads
        while running > 0 {
            if let watch {
                var wait = pollfd(fd: ticks.descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&wait, 1, watch(progress)) > 0 else { continue }
                ticks.take()
            }
            ended.wait()
            running -= 1
        }
        return state.withLock { $0.outcome }
    }

    private func work() {
        let buffer = UnsafeMutableRawPointer.allocate(
            byteCount: Self.block + OfflineAnalysis.maximumLine + 1, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < paths.count else { return }
            let part = analyze(paths[index], buffer)
            state.withLock { state in
                state.waiting[index] = part
                while let part = state.waiting.removeValue(forKey: state.merged) {
                    state.merged += 1
                    state.outcome.take(part)
                }
            }
        }
    }

    private func analyze(_ path: String, _ buffer: UnsafeMutableRawPointer) -> Part {
        let analysis = OfflineAnalysis(fields: fields, after: after)
        var part = Part(analyzer: analysis.analyzer)
        do {
            let reader =
                path == Self.standardInput
                ? SequentialReader(descriptor: STDIN_FILENO, name: "standard input")
                : try SequentialReader(path: path)
            part.isOpened = true
            try read(reader, analysis, buffer, &part.bytes)
            part.problem = reader.damage.map { "\(path): \($0.rawValue); what is in front of that counts" }
        } catch {
            part.problem = "\(error)"
        }
        part.analyzer = analysis.analyzer
        part.lines = analysis.lines
        part.newest = analysis.newest
        return part
    }

    /// Reads to the end. What a block has of an unfinished line is put in front of the next.
    private func read(
        _ reader: SequentialReader, _ analysis: OfflineAnalysis, _ buffer: UnsafeMutableRawPointer,
        _ bytes: inout Int64
    ) throws(SystemError) {
        var held = 0
        // What was read counts also if no more can be.
        defer { _ = analysis.take(UnsafeRawBufferPointer(start: buffer, count: held), isLast: true) }
        while true {
            let before = reader.position
            let count = try reader.read(into: buffer + held, length: Self.block)
            done.add(reader.position - before, ordering: .relaxed)
            guard count > 0 else { return }
            bytes += Int64(count)
            held += count
            let taken = analysis.take(UnsafeRawBufferPointer(start: buffer, count: held))
            held -= taken
            if held > 0, taken > 0 { buffer.copyMemory(from: buffer + taken, byteCount: held) }
        }
    }
}

extension FileAnalysis.Outcome {
    fileprivate mutating func take(_ part: FileAnalysis.Part) {
        // Nothing moves with the clock where everything counts.
        analyzer.merge(part.analyzer, now: 0)
        lines += part.lines
        bytes += part.bytes
        newest = [newest, part.newest].compactMap { $0 }.max()
        if part.isOpened { files += 1 }
        if let problem = part.problem { problems.append(problem) }
    }
}
