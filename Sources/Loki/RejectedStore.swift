// Why this file exists: what Loki refuses for good is kept, with the reason, until someone looks at it.

import Platform

/// The directory of rejected entries: one gzip NDJSON file a batch, oldest out first.
///
/// A line is `{"time":…,"client":…,"status":…,"reason":…,"tenant":…,"labels":{…},"timestamp":"ns","line":…}`.
public final class RejectedStore {
    /// The directory, made when it is first needed.
    public let directory: String
    private let maximumBytes: Int64
    private var number = 0

    /// - Parameter maximumBytes: what the files may take together; the newest is always kept.
    public init(directory: String, maximumBytes: Int64) {
        self.directory = directory
        self.maximumBytes = maximumBytes
    }

    /// Writes the batch's entries and syncs them, so that its ranges can be committed.
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
        let path = nextPath(realtime)
        let file = try File(path + ".new", .replace)
        try file.write(compressed)
        try file.sync()
        try FileSystem.rename(path + ".new", to: path)
        try FileSystem.syncDirectory(directory)
        return (path, try makeRoom())
    }

    private func nextPath(_ realtime: Int64) -> String {
        number += 1
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        return FileSystem.join(directory, "\(realtime / 1_000_000)-\(padded).ndjson.gz")
    }

    private static func prefix(_ batch: Batch, _ answer: PushAnswer, _ client: String, _ realtime: Int64) -> ByteBuffer {
        let text = ByteBuffer(capacity: 1024)
        text.append("{\"time\":\"\(timestampText(ofRealtime: realtime))\",\"client\":")
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

    /// Removes the oldest files until the rest fits.
    private func makeRoom() throws -> Int {
        let files = try FileSystem.list(directory).entries.map(\.name).filter { $0.hasSuffix(".ndjson.gz") }.sorted()
        var sizes: [(path: String, size: Int64)] = []
        for name in files {
            let path = FileSystem.join(directory, name)
            sizes.append((path, try FileStatus.of(path: path).size))
        }
        var total = sizes.reduce(0) { $0 + $1.size }
        var removed = 0
        while total > maximumBytes, removed < sizes.count - 1 {
            try FileSystem.remove(sizes[removed].path)
            total -= sizes[removed].size
            removed += 1
        }
        return removed
    }
}
