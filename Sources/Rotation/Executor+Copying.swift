// Why this file exists: copies of a log, one that leaves it as it is, one after which it goes, and one after which it is cut off.

import Platform

extension Executor {
    var copying: Copying { Copying(shouldStop: pass.shouldStop) }

    /// Makes a copy look like its original; it gets its owner only from those who may give it.
    /// - Parameter modified: the time of the last write, in nanoseconds since the Unix epoch; nil for now.
    func dress(_ file: File, like status: FileStatus, modified: Int64?) throws(SystemError) {
        var mode = status.mode & 0o7777
        let own = try file.status()
        if own.owner != status.owner || own.group != status.group {
            do throws(SystemError) {
                try file.setOwner(status.owner, group: status.group)
            } catch {
                // The group that it has now may be one that was not to read it.
                mode &= 0o700
            }
        }
        try file.setMode(mode)
        if let modified { try file.setModified(modified) }
    }

    /// Gives a complete and synced copy its name. It stays there through a loss of power, and is known to be this step's.
    /// - Parameter end: how far the original's contents are in it.
    func finish(_ draft: Draft, _ number: Int, end: Int64) throws -> Subject {
        let status = try draft.file.status()
        let identity = FileIdentity(status)
        state.append(.copied(step: number, path: draft.target, identity: identity, end: end))
        try state.sync()
        try draft.keep()
        do {
            try syncDirectory(of: draft.target)
        } catch {
            try removeMade(identity, at: draft.target)
            throw error
        }
        return Subject(path: draft.target, identity: identity, size: status.size)
    }

    /// The copy that this step made before the process ended, opened; nil if there is none that is complete.
    func madeBefore(_ target: String, _ number: Int) throws -> (copy: Subject, file: File, end: Int64)? {
        guard let (identity, end) = state.contents.pending?.copies[number].map({ ($0.identity, $0.end) })
        else { return nil }
        let temporary = Draft.path(for: target)
        if try isFile(identity, at: temporary) { try FileSystem.renameToNew(temporary, to: target) }
        guard try isFile(identity, at: target) else { return nil }
        try syncDirectory(of: target)
        let file = try File(existing: target, forWriting: true)
        return (Subject(path: target, identity: identity, size: try file.status().size), file, end)
    }

    /// A copy of a log, which stays as it is or, if it was renamed before, goes then.
    func copy(_ subject: Subject, to target: String, removesSource: Bool, _ number: Int) throws {
        guard removesSource else {
            if try madeBefore(target, number) != nil { return }
            let source = try open(subject)
            let draft = try Draft(for: target)
            defer { draft.discard() }
            let end = try copying.copy(source, from: padLength(of: source), into: draft.file, at: 0)
            try dress(draft.file, like: source.status(), modified: nil)
            try draft.file.sync()
            _ = try finish(draft, number, end: end)
            return
        }
        let copying = copying
        try replace(subject, by: target, number, keepsTime: false) { source, file, from, offset in
            _ = try copying.copyAll(source, from: from, into: file, at: offset, upToRemaining: 0)
        }
    }

    /// Copies a log and cuts it off. What is written between the last piece and the cut is lost.
    ///
    /// The log is cut before those who follow it are told, because they would take longer than a busy program waits; the
    /// journal knows of the copy by then, and so does the next start.
    func copyTruncate(_ subject: Subject, to target: String, _ number: Int) throws {
        if let made = try madeBefore(target, number) {
            return try finishCopyTruncate(subject, made.copy, made.file, number)
        }
        let source = try open(subject, forWriting: true)
        let start = try padLength(of: source)
        let draft = try Draft(for: target)
        defer { draft.discard() }
        let end = try copying.copyAll(source, from: start, into: draft.file, at: 0, upToRemaining: 1 << 20)
        try draft.file.sync()
        try pausing(subject) { _ in
            let end = try copyRest(source, from: end, into: draft.file, at: end - start)
            try dress(draft.file, like: source.status(), modified: nil)
            try draft.file.sync()
            let copy = try finish(draft, number, end: end)
            let size = try cutOff(source, from: start, until: end, copy, draft.file)
            try moveAll(subject, into: copy, draft.file, contentSize: size, number)
        }
    }

    /// Copies what came while the process was not there, and cuts the log off, unless that was done.
    private func finishCopyTruncate(_ subject: Subject, _ copy: Subject, _ file: File, _ number: Int) throws {
        guard !wasTold(number), try isFile(subject.identity, at: subject.path) else { return }
        let source = try open(subject, forWriting: true)
        let start = try padLength(of: source)
        let isUncut = try copying.areSame(source, file, from: start, and: 0, length: copy.size)
        try pausing(subject) { _ in
            // An empty log was cut off as well as not.
            var size = copy.size
            if isUncut, size > 0 { size = try cutOff(source, from: start, until: start + size, copy, file) }
            try moveAll(subject, into: copy, file, contentSize: size, number)
        }
    }

    /// Copies until nothing more comes; not to be stopped, because the reader waits.
    func copyRest(_ source: File, from start: Int64, into target: File, at offset: Int64) throws -> Int64 {
        try Copying().copyAll(source, from: start, into: target, at: offset, upToRemaining: 0)
    }

    /// Cuts a log off whose contents, from one place to another, are in a copy; what is behind them is copied before.
    /// - Returns: how many bytes are in the copy then.
    private func cutOff(
        _ source: File, from start: Int64, until end: Int64, _ copy: Subject, _ file: File
    ) throws -> Int64 {
        var (synced, place) = (end, end)
        do {
            for _ in 0..<8 {
                place = try copyRest(source, from: place, into: file, at: place - start)
                if place == synced { break }
                try file.sync()
                synced = place
            }
            // For a program that writes faster than a disk syncs.
            place = try copyRest(source, from: place, into: file, at: place - start)
            try source.truncate(to: 0)
        } catch {
            try removeMade(copy.identity, at: copy.path)
            throw error
        }
        return place - start
    }
}
