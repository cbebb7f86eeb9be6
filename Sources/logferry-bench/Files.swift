// The few things that the benchmark does with files: write its input, read small ones, fill the page cache.

import Benchmarking
import Glibc
import Workbench

/// The log that is compressed and shipped.
struct InputFile {
    let path: String
    let bytes: Int
    let lines: Int

    /// Writes whole lines drawn from `seed` until the file has at least `megabytes` MB.
    static func write(to path: String, megabytes: Int, seed: UInt64, interrupts: Interrupts) throws
        -> InputFile
    {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw WorkbenchError(cannot: "create \(path)", code: errno) }
        defer { close(descriptor) }
        var log = AccessLog(seed: seed)
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

    private static let chunkBytes = 1 << 20

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw WorkbenchError(cannot: "write \(path)", code: errno) }
            rest = rest.dropFirst(count)
        }
    }
}
