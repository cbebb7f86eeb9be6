// Why this file exists: what Loki refuses for good is kept, with the reason, until someone looks at it.

import Glibc
import Platform

/// The directory of rejected entries: one gzip NDJSON file a batch, oldest out first.
///
/// A line is `{"v":1,"time":…,"client":…,"status":…,"reason":…,"tenant":…,"labels":{…},"timestamp":"ns","line":…}`,
/// with `"certain":false` before the tenant where `RejectedEntry.isCertain` is false.
public final class RejectedStore {
    /// The directory, made when it is first needed.
    public let directory: String
    private let maximumBytes: Int64
    static let suffix = ".ndjson.gz"
    private var number = 0

    /// - Parameter maximumBytes: what the files may take together; the newest is always kept.
    public init(directory: String, maximumBytes: Int64) {
        self.directory = directory
        self.maximumBytes = maximumBytes
    }

    /// Writes the batch's entries and syncs them, so that its ranges can be committed.
    /// - Parameter client: the client's `ClientSettings.key`.
    /// - Returns: the file's path, and how many older files had to go for it.
    public func keep(_ batch: Batch, answer: PushAnswer, client: String, now realtime: Int64) throws
        -> (path: String, removed: Int)
    {
        try FileSystem.makeDirectory(directory)
        let text = ByteBuffer(capacity: 1 << 16)
        let compressed = ByteBuffer(capacity: 1 << 16)
        let gzip = Gzip()
        gzip.start()
        let prefix = Self.prefix(batch, answer, client, realtime)
        for entry in batch.entries.all {
            text.removeAll()
            text.append(prefix.bytes)
            text.append(batch.header(of: batch.streams[Int(entry.stream)]))
            let (timestamp, line) = Self.parts(batch.bytes(of: entry))
            text.append(literal: ",\"timestamp\":")
            text.append(timestamp)
            text.append(literal: ",\"line\":")
            text.append(line)
            text.append(literal: "}\n")
            try gzip.write(text.bytes, to: compressed)
        }
        try gzip.finish(to: compressed)
        let path = try nextPath(realtime)
        let file = try File(path + ".new", .replace)
        try file.write(compressed)
        try file.sync()
        try FileSystem.rename(path + ".new", to: path)
        try FileSystem.syncDirectory(directory)
        return (path, try makeRoom(for: path))
    }

    /// A path that no file has: an earlier run began at the same number.
    private func nextPath(_ realtime: Int64) throws(SystemError) -> String {
        while true {
            number += 1
            let digits = String(number)
            let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
            let path = FileSystem.join(directory, "\(realtime / 1_000_000)-\(padded)\(Self.suffix)")
            do {
                _ = try FileStatus.of(path: path, follow: false)
            } catch {
                guard error.code == ENOENT else { throw error }
                return path
            }
        }
    }

    private static func prefix(_ batch: Batch, _ answer: PushAnswer, _ client: String, _ realtime: Int64)
        -> ByteBuffer
    {
        let text = ByteBuffer(capacity: 1024)
        text.append(
            "{\"v\":\(RejectedEntry.version),\"time\":\"\(timestampText(ofRealtime: realtime))\",\"client\":")
        JSONText.append(quoted: client, to: text)
        text.append(",\"status\":\(answer.status),\"reason\":")
        JSONText.append(quoted: String(answer.message.prefix(2048)), to: text)
        text.append(",\"tenant\":")
        JSONText.append(quoted: batch.tenant ?? "", to: text)
        text.append(literal: ",\"labels\":")
        return text
    }

    /// An entry `["timestamp","line"],` as its two JSON strings.
    private static func parts(_ entry: UnsafeRawBufferPointer)
        -> (timestamp: UnsafeRawBufferPointer, line: UnsafeRawBufferPointer)
    {
        let comma = entry.firstIndex(of: UInt8(ascii: ",")) ?? 1
        return (
            UnsafeRawBufferPointer(rebasing: entry[1..<comma]),
            UnsafeRawBufferPointer(rebasing: entry[(comma + 1)..<(entry.count - 2)])
        )
    }

    /// Removes the oldest files until the rest fits; `newest` stays, whatever the clock said when it was named.
    private func makeRoom(for newest: String) throws -> Int {
        var total = try FileStatus.of(path: newest).size
        var older: [(path: String, size: Int64)] = []
        for name in try FileSystem.list(directory).entries.map(\.name).sorted() {
            let path = FileSystem.join(directory, name)
            // Half a file, of a run that was killed.
            if name.hasSuffix(Self.suffix + ".new") { try FileSystem.remove(path) }
            guard name.hasSuffix(Self.suffix), path != newest else { continue }
            // Who sends them again may have removed it meanwhile.
            guard let size = try? FileStatus.of(path: path).size else { continue }
            older.append((path, size))
            total += size
        }
        var removed = 0
        while total > maximumBytes, removed < older.count {
            try FileSystem.remove(older[removed].path)
            total -= older[removed].size
            removed += 1
        }
        return removed
    }
}
