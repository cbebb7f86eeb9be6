// Why this file exists: rejected entries can be sent again, however many they are and whatever became of the file.

import Glibc
import Platform

/// What is wrong with a file of rejected entries.
public enum RejectedFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It cannot be opened or read.
    case system(SystemError)
    /// What follows so many entries cannot be decompressed. Nothing more of the file can be read.
    case damaged(path: String, entries: Int, reason: String)
    /// A line that says nothing of an entry; the lines after it can be read.
    case line(path: String, number: Int, reason: String)

    /// One sentence.
    public var description: String {
        switch self {
        case .system(let error): "\(error)"
        case .damaged(let path, let entries, let reason): "\(path), after \(entries) entries: \(reason)"
        case .line(let path, let number, let reason): "\(path), line \(number): \(reason)"
        }
    }
}

/// Reads a file of `RejectedStore` entry by entry: gzip (RFC 1952) of one JSON object a line. Used by one thread.
///
/// Takes as much memory as the longest line and some 200 KiB.
public final class RejectedFile {
    /// The longest line in bytes that is taken for one.
    public static let maximumLine = 64 << 20

    /// The path it was opened by.
    public let path: String
    /// How many entries were read so far.
    public private(set) var entries = 0

    private let gzip: Gunzip
    private let text = ByteBuffer(capacity: 1 << 17)
    /// Where in `text` the next line starts, and up to where no line break is.
    private var start = 0
    private var searched = 0
    private var number = 0
    private var isOver = false

    /// Opens a file.
    public init(_ path: String) throws(RejectedFileError) {
        self.path = path
        do throws(SystemError) {
            gzip = Gunzip(try File(path, .read))
        } catch {
            throw .system(error)
        }
    }

    /// The files of a store's directory, oldest first; none if there is no such directory.
    public static func list(in directory: String) throws(SystemError) -> [String] {
        do throws(SystemError) {
            return try FileSystem.list(directory).entries.map(\.name)
                .filter { $0.hasSuffix(RejectedStore.suffix) }.sorted()
                .map { FileSystem.join(directory, $0) }
        } catch {
            if error.code == ENOENT { return [] }
            throw error
        }
    }

    /// The next entry, nil at the end of the file.
    ///
    /// After an error it may be called again: it goes on behind the line in question, or, when the rest cannot be
    /// read, gives nil. What came before the damage was given before.
    public func next() throws(RejectedFileError) -> RejectedEntry? {
        guard let line = try nextLine() else { return nil }
        number += 1
        do throws(RejectedLineError) {
            let entry = try RejectedEntry(parsing: line)
            entries += 1
            return entry
        } catch {
            throw .line(path: path, number: number, reason: Self.text(of: error))
        }
    }

    /// The next line without its line break; valid until the next call.
    private func nextLine() throws(RejectedFileError) -> UnsafeRawBufferPointer? {
        while !isOver {
            if let end = nextLineBreak() {
                defer { (start, searched) = (end + 1, end + 1) }
                return UnsafeRawBufferPointer(rebasing: text.bytes[start..<end])
            }
            searched = text.count
            moveToFront()
            guard text.count <= Self.maximumLine else {
                throw end(.damaged(path: path, entries: entries, reason: "a line without an end"))
            }
            do throws(Gunzip.Damage) {
                if try gzip.read(to: text) { continue }
            } catch {
                // Whole lines may have come with the damage; the error comes back after them.
                if nextLineBreak() != nil { continue }
                throw end(damage(error))
            }
            let rest = text.count
            isOver = true
            // The store ends every line.
            if rest > 0 {
                throw .line(path: path, number: number + 1, reason: "it has no end: the file was cut short")
            }
        }
        return nil
    }

    private func nextLineBreak() -> Int? {
        memchr(text.base + searched, 10, text.count - searched).map { $0 - text.base }
    }

    /// Gives back the place of the lines that were read.
    private func moveToFront() {
        guard start > 0 else { return }
        let rest = text.count - start
        text.base.copyMemory(from: text.base + start, byteCount: rest)
        text.truncate(to: rest)
        (start, searched) = (0, rest)
    }

    private func end(_ error: RejectedFileError) -> RejectedFileError {
        isOver = true
        return error
    }

    private func damage(_ damage: Gunzip.Damage) -> RejectedFileError {
        switch damage {
        case .system(let error): .system(error)
        case .endsEarly:
            .damaged(path: path, entries: entries, reason: "the file ends too early; the rest is lost")
        case .corrupt:
            .damaged(
                path: path, entries: entries,
                reason: "what follows is not gzip, or its checksum does not match; the rest is lost")
        case .outOfMemory: .damaged(path: path, entries: entries, reason: "out of memory")
        }
    }

    private static func text(of error: RejectedLineError) -> String {
        switch error {
        case .malformed(let words): "it \(words)"
        case .version(let found):
            "it has version \(found), which a later logferry wrote; this one knows \(RejectedEntry.version)"
        }
    }
}
