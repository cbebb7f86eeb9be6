// The logs that are measured over: the usual one, and those of which one thing is not usual.

import Workbench

/// What kind of lines a backlog has.
public enum LogKind: Equatable, Sendable {
    /// `AccessLog`: a web application's JSON, about 430 bytes a line.
    case access
    /// The same with a `worker` that is one of 1,000, and a `service` that is always the same.
    case workers
    /// JSON with timestamp, level and a message, of exactly so many bytes a line with its newline, 90 at least.
    case sized(Int)

    /// A log of this kind that is the same for the same seed.
    public func lines(seed: UInt64) -> LogLines { LogLines(kind: self, seed: seed) }
}

/// An endless log.
public struct LogLines {
    /// The lines so far.
    public private(set) var lineCount = 0

    private let kind: LogKind
    private var log: AccessLog
    private var clock = LogClock(secondsSince1970: 1_767_261_600)
    /// What the next messages are cut out of.
    private var text: [UInt8] = []
    private var used = 0

    init(kind: LogKind, seed: UInt64) {
        self.kind = kind
        log = AccessLog(seed: seed)
    }

    /// Appends the next line, with its newline.
    public mutating func appendLine(to output: inout [UInt8]) {
        switch kind {
        case .access: log.appendLine(to: &output)
        case .workers:
            log.appendLine(to: &output)
            // In place of the closing brace and the newline.
            output.removeLast(2)
            output.append(string: ", \"worker\": \"w")
            // 7 and 1,000 have no common divisor, so all workers come in turn.
            output.append(decimal: lineCount * 7 % 1_000, width: 3)
            output.append(string: "\", \"service\": \"shop\"}\n")
        case .sized(let bytes): appendSized(bytes, to: &output)
        }
        lineCount += 1
    }

    private mutating func appendSized(_ bytes: Int, to output: inout [UInt8]) {
        let end = output.count + bytes
        clock.advance(microseconds: 1_000)
        output.append(string: "{\"timestamp\": \"")
        clock.append(to: &output)
        output.append(string: "\", \"level\": \"")
        output.append(string: lineCount % 100 == 0 ? "WARNING" : "INFO")
        output.append(string: "\", \"message\": \"")
        while end - output.count > 3 {
            if used == text.count { refill() }
            let piece = text[used...].prefix(end - output.count - 3)
            output.append(contentsOf: piece)
            used += piece.count
        }
        output.append(string: "\"}\n")
    }

    /// Takes the next line of the usual log, without what would have to be escaped.
    private mutating func refill() {
        text.removeAll(keepingCapacity: true)
        log.appendLine(to: &text)
        text.removeAll { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 0x20 }
        used = 0
    }
}
