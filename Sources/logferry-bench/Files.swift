// The few things that the benchmark does with files: write its input, read small ones, fill the page cache.

import Benchmarking
import Glibc
import Workbench

/// The log that is compressed and shipped.
struct InputFile {
    let path: String
    let bytes: Int
    let lines: Int

    /// What it is, for a report.
    var description: String {
        "\(Workbench.megabytes(bytes)), \(lines) lines of \(lines > 0 ? bytes / lines : 0) bytes"
    }

    /// Writes whole lines drawn from `seed` until the file has at least `megabytes` MB.
    static func write(_ kind: LogKind, to path: String, megabytes: Int, seed: UInt64, interrupts: Interrupts)
        throws
        -> InputFile
    {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw WorkbenchError(cannot: "create \(path)", code: errno) }
        defer { close(descriptor) }
        var log = kind.lines(seed: seed)
        var written = 0
        var chunk: [UInt8] = []
        chunk.reserveCapacity(chunkBytes + 4096)
        while written < megabytes * 1_000_000 {
            chunk.removeAll(keepingCapacity: true)
            while chunk.count < chunkBytes, written + chunk.count < megabytes * 1_000_000 {
                log.appendLine(to: &chunk)
            }
            try writeAll(chunk, to: descriptor, path: path)
            written += chunk.count
            try interrupts.pause(milliseconds: 0)
        }
        // What is not yet on the disk would be written while the first round is measured.
        guard fdatasync(descriptor) == 0 else { throw WorkbenchError(cannot: "write \(path)", code: errno) }
        return InputFile(path: path, bytes: written, lines: log.lineCount)
    }

    /// Reads it once, so that no round has to fetch from the disk what the agent dropped from the page cache
    /// in the last.
    func fillPageCache(interrupts: Interrupts) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw WorkbenchError(cannot: "read \(path)", code: errno) }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: Self.chunkBytes)
        while read(descriptor, &buffer, buffer.count) > 0 {
            try interrupts.pause(milliseconds: 0)
        }
    }

    /// A file of its own with the same lines.
    func copied(to other: String, interrupts: Interrupts) throws -> InputFile {
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw WorkbenchError(cannot: "read \(path)", code: errno) }
        defer { close(source) }
        let target = open(other, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard target >= 0 else { throw WorkbenchError(cannot: "create \(other)", code: errno) }
        defer { close(target) }
        var buffer = [UInt8](repeating: 0, count: Self.chunkBytes)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0 else { break }
            try Self.writeAll(buffer.prefix(count), to: target, path: other)
            try interrupts.pause(milliseconds: 0)
        }
        guard fdatasync(target) == 0 else { throw WorkbenchError(cannot: "write \(other)", code: errno) }
        return InputFile(path: other, bytes: bytes, lines: lines)
    }

    private static let chunkBytes = 1 << 20

    private static func writeAll(_ bytes: some Collection<UInt8>, to descriptor: Int32, path: String) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw WorkbenchError(cannot: "write \(path)", code: errno) }
            rest = rest.dropFirst(count)
        }
    }
}

/// The whole of a file that may be long, or in /proc, as far as it is UTF-8; empty when it cannot be read.
func readWhole(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0, text.count < 16 << 20 else { return String(decoding: text, as: UTF8.self) }
        text += buffer.prefix(count)
    }
}
