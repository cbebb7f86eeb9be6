// Why this file exists: a generation goes only when what takes its place is complete, synced, and known to those who follow it.

import Platform

extension Executor {
    /// Compresses a generation, unless somebody still writes it.
    func compress(
        _ subject: Subject, to target: String, _ compression: Policy.Compression, _ number: Int
    ) throws {
        let compressor = Compressor(compression, scripts, identities, pass)
        try replace(subject, by: target, number, keepsTime: true, isLaterGood: true) {
            source, file, from, offset in
            try compressor.compress(source, from: from, into: file, at: offset)
        }
    }

    /// Puts a file with the same contents in the place of another.
    /// - Parameters:
    ///   - keepsTime: the new one has the time of the last write of the old one.
    ///   - isLaterGood: a file that is written by somebody is left for later.
    ///   - write: writes what is in the old file, from a place on, into the new one at a place.
    func replace(
        _ subject: Subject, by target: String, _ number: Int, keepsTime: Bool, isLaterGood: Bool = false,
        _ write: (File, File, Int64, Int64) throws -> Void
    ) throws {
        guard try isFile(subject.identity, at: subject.path) else {
            if try madeBefore(target, number) != nil {
                return release(subject)
            }
            throw another(subject)
        }
        let source = try open(subject)
        let start = try padLength(of: source)
        if let made = try madeBefore(target, number) {
            return try retire(
                subject, source, start, until: made.end, for: made.copy, made.file, number, write)
        }
        if try status(at: target) != nil {
            throw StepProblem.failed("\(target) exists already and is not replaced")
        }
        if isLaterGood { try checkNotWritten(source) }
        let draft = try Draft(for: target)
        defer { draft.discard() }
        let status = try writeUntilQuiet(source, start, draft.file, write)
        try dress(draft.file, like: status, modified: keepsTime ? status.modified : nil)
        try draft.file.sync()
        if isLaterGood { try checkNotWritten(source) }
        let copy = try finish(draft, number, end: status.size)
        try retire(subject, source, start, until: status.size, for: copy, draft.file, number, write)
    }

    /// Writes all of a file that does not grow meanwhile.
    /// - Returns: the file's status at the end.
    private func writeUntilQuiet(
        _ source: File, _ start: Int64, _ file: File, _ write: (File, File, Int64, Int64) throws -> Void
    ) throws -> FileStatus {
        var status = try source.status()
        for _ in 0..<4 {
            try file.truncate(to: 0)
            try write(source, file, start, 0)
            let now = try source.status()
            if now.size == status.size { return status }
            status = now
        }
        throw StepProblem.postponed("\(source.path) grows while it is read, and is left for later")
    }

    private func checkNotWritten(_ source: File) throws {
        // Where it cannot be told, nobody is known to.
        if try identities.outside({ source.isBeingWritten() }) == true {
            throw StepProblem.postponed("\(source.path) is still open for writing, and is left for later")
        }
    }

    /// Tells that a file's contents are in another one, and removes it.
    /// - Parameter end: how far `copy` has the contents.
    private func retire(
        _ subject: Subject, _ source: File, _ start: Int64, until end: Int64, for copy: Subject, _ file: File,
        _ number: Int, _ write: (File, File, Int64, Int64) throws -> Void
    ) throws {
        do {
            try move(subject, into: copy, contentSize: end - start)
        } catch {
            try removeMade(copy.identity, at: copy.path)
            throw error
        }
        // From here on the copy is what is followed: if the old file cannot be removed, it is a copy beside it.
        defer { release(subject) }
        let size = try source.status().size
        if size > end {
            // Behind the archive there is another: gzip(1) and the like read both as one.
            try write(source, file, end, file.status().size)
            try file.sync()
            state.append(.copied(step: number, path: copy.path, identity: copy.identity, end: size))
            try move(copy, into: copy, contentSize: size - start)
        }
        if try isFile(subject.identity, at: subject.path) { try destroy(subject.path) }
    }
}
