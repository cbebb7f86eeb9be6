// Why this file exists: the demo application's log file and its rotation, on one thread and without the pacing.

import Platform

/// `app.log` and the files that it became: `app.log.1` is the newest of them.
final class ApplicationLog {
    private let path: String
    private let keptFiles: Int
    private var file: File
    private var clock = LogClock()
    private let block = ByteBuffer(capacity: blockSize + 4096)
    /// Lines since the last rotation.
    private var linesInFile: Int64 = 0

    /// Lines that were written.
    private(set) var lines: Int64 = 0
    /// Bytes that were written.
    private(set) var bytes: Int64 = 0
    /// How often the log was rotated.
    private(set) var rotations: Int64 = 0

    /// The most bytes that one write(2) takes, but for one line.
    private static let blockSize = 64 << 10

    init(path: String, keptFiles: Int) throws(SystemError) {
        self.path = path
        self.keptFiles = keptFiles
        file = try File(path, .append)
    }

    /// Writes the next lines, each with the time at which it is written; calls `wrote` after every block.
    func append(lines count: Int, wrote: () -> Void) throws(SystemError) {
        var waiting: Int64 = 0
        for _ in 0..<count {
            ApplicationLine.append(lines + waiting, at: Clock.realtime() / 1000, clock: &clock, to: block)
            waiting += 1
            if block.count >= Self.blockSize {
                try flush(&waiting)
                wrote()
            }
        }
        if waiting > 0 { try flush(&waiting) }
    }

    private func flush(_ waiting: inout Int64) throws(SystemError) {
        try file.write(block.bytes)
        bytes += Int64(block.count)
        lines += waiting
        linesInFile += waiting
        waiting = 0
        block.removeAll()
    }

    /// Renames the log, and every older one; removes the oldest. An empty log stays.
    func rotate() throws(SystemError) {
        guard linesInFile > 0 else { return }
        try FileSystem.remove("\(path).\(keptFiles)")
        let older = min(rotations, Int64(keptFiles) - 1)
        for number in stride(from: older, to: 0, by: -1) {
            try FileSystem.rename("\(path).\(number)", to: "\(path).\(number + 1)")
        }
        try FileSystem.rename(path, to: "\(path).1")
        file = try File(path, .append)
        linesInFile = 0
        rotations += 1
    }
}
