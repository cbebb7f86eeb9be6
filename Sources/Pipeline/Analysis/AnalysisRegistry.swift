// Why this file exists: what was analysed outlives a reload, and another thread asks for it.

import Analysis
import Synchronization

/// The analysis of everything that an agent reads. Lines are counted on one thread, a chunk at a time; any thread may
/// ask. Times are nanoseconds since the Unix epoch.
public final class AnalysisRegistry: Sendable {
    private let analyzer = Mutex<Analyzer?>(nil)

    /// Analyses nothing.
    public init() {}

    /// Goes on with the settings of another configuration. What was counted stays, unless nothing is analysed any more.
    /// - Parameter window: how far back a report may go, in nanoseconds, above 0; nil to analyse nothing.
    public func adopt(window: Int64?, now: Int64) {
        analyzer.withLock { analyzer in
            guard let window else {
                analyzer = nil
                return
            }
            if analyzer == nil { analyzer = Analyzer(.last(window)) }
            analyzer?.change(to: .last(window), now: now)
        }
    }

    /// Counts the chunk's rows that are left, from a row on, also those that a stage has dropped.
    /// - Parameter pipeline: the one whose stages the chunk has been through.
    public func count(_ chunk: Chunk, from row: Int = 0, of pipeline: Pipeline, now: Int64) {
        guard let columns = pipeline.analysis else { return }
        analyzer.withLock { analyzer in
            guard var taken = analyzer.take() else { return }
            for row in row..<max(row, chunk.count) where chunk.dropped[row] != .joined {
                _ = columns.take(row, chunk, given: chunk.timestamps[row], now: now, into: &taken)
            }
            analyzer = taken
        }
    }

    /// What was counted; nil if nothing is analysed.
    /// - Parameter range: how far back it goes, in nanoseconds; nil for as far as the window does, as for more.
    public func report(range: Int64? = nil, now: Int64) -> AnalysisReport? {
        analyzer.withLock { $0?.summary(range: range, now: now) }?.report
    }

    /// How far back a report may go, in nanoseconds; nil if nothing is analysed.
    public var window: Int64? {
        analyzer.withLock { analyzer in
            if case .last(let window) = analyzer?.span { window } else { nil }
        }
    }

    /// The entries that were looked at and not counted.
    public var ignored: Analyzer.Ignored { analyzer.withLock { $0?.ignored } ?? Analyzer.Ignored() }
}
