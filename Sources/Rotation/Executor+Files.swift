// Why this file exists: before a file is touched it is looked at once more, because it may be another one by now.

import Glibc
import Platform

extension Executor {
    /// A file that a step of the plan made gets the inode that it has.
    func resolve(_ subject: Subject) throws -> Subject {
        guard subject.isMade else { return subject }
        guard let identity = state.contents.pending?.made[subject.path] else {
            throw StepProblem.failed("\(subject.path) was not made")
        }
        return Subject(path: subject.path, identity: identity, size: 0)
    }

    /// What is at a path; nil if nothing is. A symlink is not followed.
    func status(at path: String) throws(SystemError) -> FileStatus? {
        do throws(SystemError) {
            return try FileStatus.of(path: path, follow: false)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return nil }
            throw error
        }
    }

    /// True if this file is at this path.
    func isFile(_ identity: FileIdentity, at path: String) throws(SystemError) -> Bool {
        guard let status = try status(at: path) else { return false }
        return status.isRegular && FileIdentity(status).isSameInode(as: identity)
    }

    /// Opens a file; a problem if another one is at its path.
    func open(_ subject: Subject, forWriting: Bool = false) throws -> File {
        // Opening some files has consequences: a FIFO's writer would go on.
        guard try isFile(subject.identity, at: subject.path) else { throw another(subject) }
        let file = try File(existing: subject.path, forWriting: forWriting)
        let status = try file.status()
        guard status.isRegular, FileIdentity(status).isSameInode(as: subject.identity) else {
            throw another(subject)
        }
        return file
    }

    func another(_ subject: Subject) -> StepProblem {
        .failed(
            "\(subject.path) is not there any more, or is another file than when the rotation was planned")
    }

    /// How many bytes in front of a file are a pad.
    func padLength(of file: File) throws(SystemError) -> Int64 {
        guard let pad = try file.pad(), Int64(pad.length) <= (try file.status().size) else { return 0 }
        return Int64(pad.length)
    }

    /// Has the file left alone until the body is done.
    /// - Parameter body: gets up to where lines of the file were handed over, in bytes from its first one.
    func pausing(_ subject: Subject, _ body: (Int64) throws -> Void) throws {
        let handedOver = try identities.outside { try custodian.pause(subject) }
        defer { release(subject) }
        try body(handedOver)
    }

    /// The last that is done about a file: whoever the thread is then, the next step asks.
    func release(_ subject: Subject) { try? identities.outside { custodian.release(subject) } }

    /// Tells the custodian, as whoever this process is.
    func move(_ file: Subject, into copy: Subject, contentSize: Int64) throws {
        try identities.outside { try custodian.move(file, into: copy, contentSize: contentSize) }
    }

    /// Tells the custodian, once, that a log's contents are in a copy and something else is in the log.
    func moveAll(
        _ log: Subject, into copy: Subject, _ archive: File, contentSize: Int64, _ number: Int
    ) throws {
        // What came last is not synced yet; if it cannot be, they have to know all the same.
        let isSynced = Result { try archive.sync() }
        try move(log, into: copy, contentSize: contentSize)
        state.append(.told(step: number))
        try isSynced.get()
    }

    /// True if `moveAll` was done before the process ended.
    func wasTold(_ number: Int) -> Bool { state.contents.pending?.told.contains(number) == true }

    /// Removes a file that this made, and nothing else.
    func removeMade(_ identity: FileIdentity, at path: String) throws {
        // Who is not who he should be cannot know what he removes; and what the custodian was told of is in use.
        if !identities.isAdrift, try isFile(identity, at: path) { try FileSystem.remove(path) }
    }

    /// Makes the names in a file's directory stay through a loss of power.
    func syncDirectory(of path: String) throws {
        try identities.outside { try FileSystem.syncDirectory(FileSystem.parent(of: path)) }
    }
}
