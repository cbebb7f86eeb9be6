// Why this file exists: what commands print, and how they end.

import ArgumentParser
import Glibc
import Platform

/// Lines on the standard streams, each written at once.
enum Output {
    /// A line on standard output, flushed, also when it is a file.
    static func line(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// A line on standard error.
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Text as it is on standard error.
    static func rawError(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Text as it is on standard output.
    static func raw(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// True if standard output is a terminal.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count, let start = bytes.baseAddress {
                let count = Glibc.write(descriptor, start + done, bytes.count - done)
                // Nobody reads any more: there is nowhere left to say so.
                if count <= 0 { return }
                done += count
            }
        }
    }
}

/// The end of a command that cannot go on: a sentence on standard error and an exit status.
func failure(_ message: String, status: Int32) -> ExitCode {
    Output.error("logferry: \(message)")
    return ExitCode(status)
}

/// A time in nanoseconds since the Unix epoch, as RFC 3339 has it: to the millisecond, or to the nanosecond if it has more.
func timestampText(ofNanoseconds time: Int64) -> String {
    let text = timestampText(ofRealtime: time)
    let rest = ((time % 1_000_000) + 1_000_000) % 1_000_000
    guard rest != 0 else { return text }
    let digits = String(rest)
    return text.dropLast() + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
}
