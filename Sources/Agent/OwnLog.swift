// Why this file exists: what the agent says of itself, on standard error, never more than a person can read.

import Glibc
import Logging
import Platform

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

    /// A logger that writes to standard error.
    public func logger() -> Logger {
        var logger = Logger(label: "logferry") { _ in StandardErrorHandler(format: format) }
        logger.logLevel = level
        return logger
    }
}

private struct StandardErrorHandler: LogHandler {
    let format: LogSettings.Format
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(format: LogSettings.Format) { self.format = format }

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
        switch format {
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
