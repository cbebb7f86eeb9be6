// Why this file exists: what the stages do is looked at without an agent, a file or a Loki.

import Configuration
import Glibc
import Pipeline
import Platform
import Tailing

/// Runs lines through the stages of one scrape configuration and hands over what became of each.
public final class Inspection {
    /// Why there is nothing to look at.
    public struct Failure: Error, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    /// The most bytes that are looked at together, so that a joined entry of more than that is seen in parts.
    private static let maximumBytes = 1 << 20
    private static let maximumLine = 1 << 20

    /// The labels that every line has at first.
    public let labels: [Label]
    private let trace: PipelineTrace
    private let chunk = Chunk()

    /// - Parameters:
    ///   - job: the scrape configuration's `job_name`; nil for the first one.
    ///   - path: the file that the lines are of, for the label `filename`; nil for standard input.
    /// - Throws: `Failure` if there is none of that name.
    public init(_ settings: AgentSettings, job: String? = nil, path: String? = nil) throws(Failure) {
        let index: Int
        if let job {
            guard let found = settings.jobs.firstIndex(of: job) else {
                let names = settings.jobs.map { "'\($0)'" }.joined(separator: ", ")
                throw Failure(
                    description: "no scrape configuration has the job_name '\(job)'; there is \(names)")
            }
            index = found
        } else {
            index = 0
        }
        guard settings.stages.indices.contains(index) else {
            throw Failure(description: "there is no scrape configuration")
        }
        let target = settings.targets.first { $0.scrape == index }
        labels = (target?.labels ?? []) + (path.map { [Label("filename", $0)] } ?? [])
        trace = PipelineTrace(
            decoding: settings.stages[index].nodes, context: settings.stages[index].context, labels: labels,
            diagnostics: DiagnosticCollector())
    }

    /// Reads lines to the end and hands over what became of each, in order.
    /// - Parameter show: false ends it.
    /// - Throws: `SystemError` if reading fails.
    public func run(reading descriptor: Int32, named name: String, _ show: (LineTrace) -> Bool)
        throws(SystemError)
    {
        let rest = ByteBuffer()
        var offset: Int64 = 0
        var isEnded = false
        while !isEnded {
            // What comes slowly is shown as it comes.
            let isQuiet = rest.count > 0 && !hasInput(descriptor)
            if isQuiet || rest.count >= Self.maximumBytes {
                guard flush(rest, isEnded: false, &offset, show) else { return }
            }
            rest.reserve(1 << 16)
            let count = Glibc.read(descriptor, rest.end, 1 << 16)
            if count < 0 {
                if errno == EINTR { continue }
                throw .last("read", name)
            }
            isEnded = count == 0
            rest.advance(by: max(0, count))
        }
        _ = flush(rest, isEnded: true, &offset, show)
    }

    /// False if nothing came for a while.
    private func hasInput(_ descriptor: Int32) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 200) != 0
    }

    /// Hands over what became of the lines in `rest`, and takes them out of it; false if no more is wanted.
    private func flush(_ rest: ByteBuffer, isEnded: Bool, _ offset: inout Int64, _ show: (LineTrace) -> Bool)
        -> Bool
    {
        let consumed = frame(rest, isEnded: isEnded)
        for line in trace.run(chunk, offset: offset, base: Clock.realtime()) where !show(line) {
            return false
        }
        offset += Int64(consumed)
        let left = Array(rest.bytes[consumed...])
        rest.removeAll()
        left.withUnsafeBytes { rest.append($0) }
        return true
    }

    private func frame(_ bytes: ByteBuffer, isEnded: Bool) -> Int {
        chunk.lines.removeAll(keepingCapacity: true)
        let result = Framer.frame(
            bytes.bytes, limit: Self.maximumLine, isEnded: isEnded, into: &chunk.lines)
        chunk.text.removeAll()
        chunk.text.append(UnsafeRawBufferPointer(rebasing: bytes.bytes[..<result.consumed]))
        return result.consumed
    }
}
