// Why this file exists: when a log was rotated last decides when it is due again, and what was begun must be completed, also
// after a restart.

import Glibc
import Platform

/// What rotation remembers over restarts, in `rotation.journal` beside the positions. Used by the thread that rotates.
public final class RotationState {
    /// The file's name in the state directory.
    public static let fileName = "rotation.journal"

    /// True if something was ever rotated by who keeps its state in this directory.
    public static func exists(in directory: String) -> Bool {
        (try? FileStatus.of(path: FileSystem.join(directory, fileName))) != nil
    }

    /// When each log was rotated last, or seen first, in seconds since the Unix epoch, by who keeps its state in this
    /// directory: for those who only look, and make no file.
    public static func lastRotations(in directory: String) throws(SystemError) -> [String: Int64] {
        guard exists(in: directory) else { return [:] }
        var contents = JournalContents()
        try RotationJournal.read(FileSystem.join(directory, fileName)) { contents.apply($0) }
        return contents.lastRotations
    }

    /// A log that is gone is remembered so long, in seconds.
    private static let memorySeconds: Int64 = 400 * 86_400

    private let journal: RotationJournal
    private(set) var contents: JournalContents
    /// Why what is remembered is not on the disk; nil if it is.
    private(set) var failure: SystemError?

    /// Reads what is remembered in a directory; nothing, if there is no file yet.
    public init(directory: String) throws(SystemError) {
        var contents = JournalContents()
        var version: Int?
        let path = FileSystem.join(directory, Self.fileName)
        journal = try RotationJournal(path: path) { record in
            if case .version(let number) = record { version = number }
            contents.apply(record)
        }
        guard version ?? JournalContents.version <= JournalContents.version else {
            throw SystemError("read what a later version wrote to", path, code: EINVAL)
        }
        self.contents = contents
        if version == nil { append(.version(number: JournalContents.version)) }
        compact()
    }

    /// When each log was rotated last, or seen first, in seconds since the Unix epoch.
    public var lastRotations: [String: Int64] { contents.lastRotations }

    /// When a log was rotated last, or seen first; nil if it never was.
    public func lastRotation(of path: String) -> Int64? { contents.lastRotations[path] }

    /// Remembers that a log was rotated, or seen first.
    /// - Parameter now: seconds since the Unix epoch.
    public func note(_ path: String, at now: Int64) { append(.noted(path: path, at: now)) }

    /// Takes records, and writes them. If they cannot be written, they are remembered as long as the process lives, and
    /// written by the next `sync` that can.
    func append(_ records: JournalRecord...) {
        for record in records { contents.apply(record) }
        guard failure == nil else { return }
        do throws(SystemError) {
            try journal.append(records)
        } catch {
            failure = error
        }
    }

    /// Waits until what is remembered is on the disk; throws if it cannot be.
    func sync() throws(SystemError) {
        // What could not be written is missing in the middle: only the whole has a meaning.
        if failure != nil { try journal.replace(with: contents.records) } else { try journal.sync() }
        failure = nil
    }

    /// Writes the file anew if most of it has no meaning any more.
    func compact() {
        guard journal.size > RotationJournal.compactionBytes else { return }
        forget()
        let records = contents.records
        // A line is some 100 bytes.
        guard Int64(records.count) * 200 < journal.size else { return }
        do throws(SystemError) {
            try journal.replace(with: records)
            failure = nil
        } catch {
            failure = error
        }
    }

    /// Forgets logs that have been gone for long.
    private func forget() {
        guard let newest = contents.lastRotations.values.max() else { return }
        for (path, now) in contents.lastRotations where now < newest - Self.memorySeconds {
            var status = FileStatus()
            if System.calls.status(at: path, follow: false, &status) == -ENOENT {
                contents.lastRotations[path] = nil
            }
        }
    }
}
