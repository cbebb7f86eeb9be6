// Why this file exists: a file that cannot be read is told once a minute, and has to be known for as long as it is so.

import Platform
import Telemetry

/// The files that cannot be read now, and since when. A file is no longer one of them when it was read, or when for a
/// while nobody has failed to.
struct UnreadableFiles {
    /// The most that are kept; more are not known one by one.
    static let maximum = 100
    /// A try fails at least once a minute.
    private static let forgotten: Int64 = 150 * 1_000_000_000

    private struct Trouble {
        let since: Int64
        var last: Int64
        var error: String
    }

    private var troubles: [String: Trouble] = [:]

    var isEmpty: Bool { troubles.isEmpty }

    /// A file could not be read.
    mutating func note(_ path: String, _ error: SystemError, now: Int64) {
        if let known = troubles[path], now - known.last < Self.forgotten {
            troubles[path] = Trouble(since: known.since, last: now, error: error.description)
        } else if troubles.count < Self.maximum || troubles[path] != nil {
            troubles[path] = Trouble(since: now, last: now, error: error.description)
        }
    }

    /// It could.
    mutating func settle(_ path: String) { if !troubles.isEmpty { troubles[path] = nil } }

    /// All that are known, the longest first.
    mutating func all(now: Int64) -> [StatusReport.Unreadable] {
        troubles = troubles.filter { now - $0.value.last < Self.forgotten }
        return troubles.sorted { ($0.value.since, $0.key) < ($1.value.since, $1.key) }.map {
            StatusReport.Unreadable(
                path: $0.key, error: $0.value.error, seconds: Double(max(0, now - $0.value.since)) / 1e9)
        }
    }
}
