// Why this file exists: what Loki refuses for good is kept, with the reason, until someone looks at it.

import Glibc
import Platform

/// The directory of rejected entries: one gzip NDJSON file a batch, oldest out first.
///
/// A line is `{"v":1,"time":…,"client":…,"status":…,"reason":…,"tenant":…,"labels":{…},"timestamp":"ns","line":…}`,
/// with `"metadata":{…}` at the end where the entry has structured metadata, and
/// with `"certain":false` before the tenant where `RejectedEntry.isCertain` is false.
public final class RejectedStore {
    /// The directory, made when it is first needed.
    public let directory: String
    private let maximumBytes: Int64
    static let suffix = ".ndjson.gz"
    private var number = 0

    /// - Parameter maximumBytes: what the files may take together, in blocks of 4 KiB; the newest is always kept.
    public init(directory: String, maximumBytes: Int64) {
        self.directory = directory
        self.maximumBytes = maximumBytes
    }

    /// Entries of a batch that are kept for the same reason.
    public struct Refusal: Hashable, Sendable {
        /// What Loki answered.
        public var answer: PushAnswer
        /// Which entries it was about.
        public var entries: Sifted

        /// Takes both as they are.
        public init(_ answer: PushAnswer, _ entries: Sifted) {
            self.answer = answer
            self.entries = entries
        }
    }

    /// What became of entries that were to be kept.
    public struct Kept: Hashable, Sendable {
        /// The file that they are in.
        public var path: String
        /// Older files that had to go for it.
        public var removed = Removed()
        /// Why no room could be made, if it could not.
        public var failure: SystemError?
    }

    /// What was removed to make room.
    public struct Removed: Hashable, Sendable {
        /// How many files.
        public var files = 0
        /// What they took.
        public var bytes: Int64 = 0
        /// How many entries could be read in them.
        public var entries = 0
    }

    /// Writes entries of a batch and syncs them, so that they can be committed.
    ///
    /// The refusals of one batch come one by one, and each is safe before the next push; to end up in one file, all are
    /// written again with each. Should the file be gone meanwhile, since somebody sent it again, only the last is.
    /// - Parameters:
    ///   - refusals: all that were met in the batch so far; the last is new.
    ///   - path: the file with those before.
    ///   - client: the client's `ClientSettings.key`.
    public func keep(
        _ batch: Batch, _ refusals: [Refusal], in path: String? = nil, client: String, now realtime: Int64
    ) throws -> Kept {
        try FileSystem.makeDirectory(directory)
        let present = path.flatMap { path in (try? FileStatus.of(path: path)).map { _ in path } }
        let compressed = try text(
            batch, present == nil ? refusals.suffix(1) : refusals[...], client, realtime)
        let path = try present ?? nextPath(realtime)
        let file = try File(path + ".new", .replace)
        try file.write(compressed)
        try file.sync()
        try FileSystem.rename(path + ".new", to: path)
        try FileSystem.syncDirectory(directory)
        var kept = Kept(path: path)
        do throws(SystemError) {
            try makeRoom(for: path, &kept.removed)
        } catch {
            // The entries are safe: that is no reason to keep them again.
            kept.failure = error
        }
        return kept
    }

    private func text(
        _ batch: Batch, _ refusals: ArraySlice<Refusal>, _ client: String, _ realtime: Int64
    ) throws(PushError) -> ByteBuffer {
        let (line, compressed) = (ByteBuffer(capacity: 1 << 16), ByteBuffer(capacity: 1 << 16))
        let gzip = Gzip()
        gzip.start()
        for refusal in refusals {
            let prefix = Self.prefix(refusal.answer, client, realtime)
            for (index, isCertain) in refusal.entries.all {
                line.removeAll()
                line.append(prefix.bytes)
                if !isCertain { line.append(literal: ",\"certain\":false") }
                line.append(literal: ",\"tenant\":")
                JSONText.append(quoted: batch.tenant(of: index) ?? "", to: line)
                line.append(literal: ",\"labels\":{")
                for (index, label) in batch.labels(of: batch.streamIndex(of: index)).enumerated() {
                    if index > 0 { line.append(UInt8(ascii: ",")) }
                    JSONText.append(quoted: label.name, to: line)
                    line.append(UInt8(ascii: ":"))
                    JSONText.append(quoted: label.value, to: line)
                }
                line.append(literal: "},\"timestamp\":\"")
                line.append(decimal: batch.timestamp(of: index))
                line.append(literal: "\",\"line\":\"")
                JSONText.appendEscaped(batch.line(of: index), to: line)
                line.append(literal: "\"")
                for (number, cell) in batch.metadata(of: index).enumerated() {
                    line.append(literal: number == 0 ? ",\"metadata\":{\"" : ",\"")
                    JSONText.appendEscaped(batch.bytes(cell.name), to: line)
                    line.append(literal: "\":\"")
                    JSONText.appendEscaped(batch.bytes(cell.value), to: line)
                    line.append(literal: "\"")
                }
                if !batch.metadata(of: index).isEmpty { line.append(UInt8(ascii: "}")) }
                line.append(literal: "}\n")
                try gzip.write(line.bytes, to: compressed)
            }
        }
        try gzip.finish(to: compressed)
        return compressed
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

    private static func prefix(_ answer: PushAnswer, _ client: String, _ realtime: Int64) -> ByteBuffer {
        let text = ByteBuffer(capacity: 1024)
        text.append("{\"v\":\(RejectedEntry.version),\"time\":\"\(timestampText(ofRealtime: realtime))\"")
        text.append(literal: ",\"client\":")
        JSONText.append(quoted: client, to: text)
        text.append(",\"status\":\(answer.status),\"reason\":")
        JSONText.append(quoted: String(answer.message.prefix(2048)), to: text)
        return text
    }

    /// Removes the oldest files until the rest fits; `newest` stays, whatever the clock said when it was named.
    private func makeRoom(for newest: String, _ removed: inout Removed) throws(SystemError) {
        var total = Self.space(try FileStatus.of(path: newest).size)
        var older: [(path: String, size: Int64)] = []
        for name in try FileSystem.list(directory).entries.map(\.name).sorted() {
            let path = FileSystem.join(directory, name)
            // Half a file, of a run that was killed.
            if name.hasSuffix(Self.suffix + ".new") { try FileSystem.remove(path) }
            guard name.hasSuffix(Self.suffix), path != newest else { continue }
            // Who sends them again may have removed it meanwhile.
            guard let size = try? FileStatus.of(path: path).size else { continue }
            older.append((path, size))
            total += Self.space(size)
        }
        for (path, size) in older {
            if total <= maximumBytes { return }
            let entries = Self.countEntries(path)
            try FileSystem.remove(path)
            total -= Self.space(size)
            removed.files += 1
            removed.bytes += size
            removed.entries += entries
        }
    }

    /// What a file takes on the disk, about: it bounds the number of small files as well.
    private static func space(_ size: Int64) -> Int64 { (size + 4095) / 4096 * 4096 }

    /// How many lines a file has, as far as it can be read.
    private static func countEntries(_ path: String) -> Int {
        guard let file = try? File(path, .read) else { return 0 }
        let (gzip, text) = (Gunzip(file), ByteBuffer())
        var count = 0
        while (try? gzip.read(to: text)) == true {
            count += text.bytes.reduce(0) { $0 + ($1 == 10 ? 1 : 0) }
            text.removeAll()
        }
        return count
    }
}
