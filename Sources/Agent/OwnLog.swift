// Why this file exists: what the agent says of itself, on standard error, never more than a person can read.

import Glibc
import Logging
import Platform
import Synchronization

/// How the agent logs of itself.
public struct LogSettings: Sendable {
    /// The form of a log line.
    public enum Format: Sendable {
        /// `level=info msg="…" key=value`
        case logfmt
        /// One JSON object a line.
        case json
    }

    /// The least level that is written.
    public var level = Logger.Level.info
    /// The form of a line.
    public var format = Format.logfmt

    /// Information, as logfmt.
    public init() {}

    static let levels: [(String, Logger.Level)] = [
        ("debug", .debug), ("info", .info), ("warn", .warning), ("warning", .warning), ("error", .error),
    ]
}

/// The agent's own log on standard error. Its settings can be changed at any time, for every logger it gave.
public final class OwnLog: Sendable {
    fileprivate let settings: Mutex<LogSettings>

    /// A log with these settings.
    public init(_ settings: LogSettings) { self.settings = Mutex(settings) }

    /// Takes other settings from now on.
    public func apply(_ settings: LogSettings) { self.settings.withLock { $0 = settings } }

    /// A logger that writes to standard error.
    public var logger: Logger { Logger(label: "logferry") { [self] _ in StandardErrorHandler(log: self) } }
}

private struct StandardErrorHandler: LogHandler {
    let log: OwnLog
    /// The level of this logger alone, once it was set.
    private var ownLevel: Logger.Level?
    var metadata: Logger.Metadata = [:]

    init(log: OwnLog) { self.log = log }

    var logLevel: Logger.Level {
        get { ownLevel ?? log.settings.withLock { $0.level } }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
        let pairs =
            [
                ("ts", timestampText(ofRealtime: Clock.realtime())),
                ("level", event.level == .warning ? "warn" : event.level.rawValue),
                ("msg", event.message.description),
            ] + fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
        let line = ByteBuffer(capacity: 256)
        switch log.settings.withLock({ $0.format }) {
        case .logfmt:
            for (index, (key, value)) in pairs.enumerated() {
                if index > 0 { line.append(UInt8(ascii: " ")) }
                line.append(key + "=")
                if value.utf8.allSatisfy({ $0 > 32 && $0 != 34 && $0 != 61 && $0 < 127 }), !value.isEmpty {
                    line.append(value)
                } else {
                    JSONText.append(quoted: value, to: line)
                }
            }
        case .json:
            for (index, (key, value)) in pairs.enumerated() {
                line.append(index == 0 ? "{" : ",")
                JSONText.append(quoted: key, to: line)
                line.append(UInt8(ascii: ":"))
                JSONText.append(quoted: value, to: line)
            }
            line.append(UInt8(ascii: "}"))
        }
        line.append(10)
        // One write, so that lines of several threads do not mix; a closed standard error is no reason to stop.
        withExtendedLifetime(line) { _ = write(STDERR_FILENO, line.base, line.count) }
    }
}

/// Says the same thing at most once a minute, and then how often it was left unsaid. Used by one thread.
struct LogLimiter {
    private struct Subject {
        var next: Int64
        var unsaid: Int
    }

    /// Nanoseconds between two lines about one subject.
    static let interval: Int64 = 60 * 1_000_000_000
    private static let maximumSubjects = 1000
    private var subjects: [String: Subject] = [:]

    /// Nil if nothing is to be said now, else how many times nothing was said before.
    mutating func admit(_ subject: String, now: Int64) -> Int? {
        if let known = subjects[subject], now < known.next {
            subjects[subject]?.unsaid += 1
            return nil
        }
        if subjects.count >= Self.maximumSubjects { subjects = subjects.filter { $0.value.next > now } }
        if subjects.count >= Self.maximumSubjects { subjects = [:] }
        let unsaid = subjects[subject]?.unsaid ?? 0
        subjects[subject] = Subject(next: now + Self.interval, unsaid: 0)
        return unsaid
    }
}
