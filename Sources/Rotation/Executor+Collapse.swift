// Why this file exists: a program that cannot reopen its log keeps writing into it while what is copied is cut out of its front.

import Glibc
import Platform

/// A log whose front is being cut out, with all that is open meanwhile.
private struct Cutting {
    let subject: Subject
    let log: File
    let copy: Subject
    let archive: File
    let cut: Cut
}

extension Executor {
    /// Copies a log up to the end of a line, and cuts whole blocks of what was copied out of it; over the rest of it in
    /// front comes a `Pad`.
    ///
    /// Before the pad the copy is complete and synced, and what is to be done is in the journal; those who follow the log
    /// are paused until it is done.
    func collapse(_ subject: Subject, to target: String, _ number: Int) throws {
        if state.contents.pending?.truncating.contains(number) == true,
            state.contents.pending?.cuts[number] == nil
        {
            return try copyTruncate(subject, to: target, number)
        }
        if let made = try madeBefore(target, number) {
            if let cut = state.contents.pending?.cuts[number] {
                return try finishCollapse(subject, made.copy, made.file, cut, number)
            }
            try forget(made.copy, made.file, of: subject)
        }
        try checkWriters(subject)
        let log = try open(subject, forWriting: true)
        let start = try padLength(of: log)
        let size = try log.status().size
        guard size >= Int64(Pad.minimumLength) else { throw StepProblem.postponed(Self.tooShort(subject)) }
        let isWide = try Copying().lastLineEnd(in: log, from: start, to: size)?.isWide == true
        guard !isWide, let cluster = try cluster(for: subject) else {
            let reason =
                isWide ? "its characters have more than one byte each" : "its filesystem does not know how"
            self.log(
                .warning,
                "\(subject.path): the front cannot be cut out of it, because \(reason); it is copied and cut off, which may lose what is written in between (write method: copytruncate)"
            )
            state.append(.truncating(step: number))
            return try copyTruncate(subject, to: target, number)
        }
        let draft = try Draft(for: target)
        defer { draft.discard() }
        let copied = try copying.copyAll(log, from: start, into: draft.file, at: 0, upToRemaining: 1 << 20)
        try draft.file.sync()
        try pausing(subject) { handedOver in
            let end = try copyLines(log, start, copied, handedOver, to: draft.file)
            guard end >= Int64(Pad.minimumLength), end <= (try log.status().size) else {
                throw StepProblem.postponed(Self.tooShort(subject))
            }
            try draft.file.truncate(to: end - start)
            try dress(draft.file, like: log.status(), modified: nil)
            try draft.file.sync()
            let copy = try finish(draft, number, end: end)
            let length = (end - Int64(Pad.minimumLength)) / cluster * cluster
            let name = UInt64(bitPattern: System.calls.realtime())
            let cut = Cut(start: start, length: length, end: end, number: name)
            state.append(.cutting(step: number, cut))
            do {
                try state.sync()
            } catch {
                try removeMade(copy.identity, at: copy.path)
                throw error
            }
            try cutOut(Cutting(subject: subject, log: log, copy: copy, archive: draft.file, cut: cut), number)
        }
    }

    /// Removes a copy of which nobody was told: it is made anew. What the log has no more stays.
    private func forget(_ copy: Subject, _ file: File, of subject: Subject) throws {
        let log = try open(subject)
        guard try Copying().areSame(log, file, from: padLength(of: log), and: 0, length: copy.size) else {
            throw StepProblem.failed(
                "\(copy.path) is an unfinished copy of \(subject.path), which has other contents now; both are left as they are"
            )
        }
        try removeMade(copy.identity, at: copy.path)
    }

    private static func tooShort(_ subject: Subject) -> String {
        "\(subject.path) is too short for its front to be cut out, and is left alone"
    }

    /// Copies the rest of a log.
    /// - Returns: the end of the last line, or how far lines were handed over if that is further.
    private func copyLines(_ log: File, _ start: Int64, _ copied: Int64, _ handedOver: Int64, to file: File)
        throws
        -> Int64
    {
        let end = try copyRest(log, from: copied, into: file, at: copied - start)
        let least = max(handedOver, start)
        guard let line = try Copying().lastLineEnd(in: log, from: least, to: end) else { return least }
        return line.place
    }

    /// Puts the pad over what is copied, cuts out what is in front of it, and tells of it.
    private func cutOut(_ cutting: Cutting, _ number: Int) throws {
        let cut = cutting.cut
        var end = cut.end
        do {
            guard let pad = Pad(number: cut.number, length: Int(cut.end - cut.length)) else {
                throw StepProblem.failed(
                    "\(cutting.subject.path): no pad is \(cut.end - cut.length) bytes long")
            }
            try pad.bytes.withUnsafeBytes { try cutting.log.write($0, at: cut.length) }
            // The blocks that go must not be the only ones on the disk that are whole.
            try cutting.log.sync()
            do throws(SystemError) {
                if cut.length > 0 { try cutting.log.collapse(cut.length) }
            } catch {
                end = try cutOff(cutting, number, because: error)
            }
        } catch {
            try takeBack(cutting)
            throw error
        }
        try moveAll(
            cutting.subject, into: cutting.copy, cutting.archive, contentSize: end - cut.start, number)
    }

    /// Completes a cut that was begun before the process ended.
    private func finishCollapse(
        _ subject: Subject, _ copy: Subject, _ archive: File, _ cut: Cut, _ number: Int
    ) throws {
        if wasTold(number) { return }
        let log = try open(subject, forWriting: true)
        let cutting = Cutting(subject: subject, log: log, copy: copy, archive: archive, cut: cut)
        let isCut = try log.pad()?.number == cut.number
        let isUncut = try !isCut && isUncut(cutting)
        guard isCut || isUncut || state.contents.pending?.truncating.contains(number) == true else {
            throw StepProblem.failed(
                "\(subject.path) was changed while its front was about to be cut out: what it had is in \(copy.path), and it is left as it is"
            )
        }
        try pausing(subject) { _ in
            if isUncut { return try cutOut(cutting, number) }
            try moveAll(subject, into: copy, archive, contentSize: copy.size, number)
        }
    }

    /// True if what is to be cut out is there yet: where the pad comes, each byte is the archive's or the pad's.
    private func isUncut(_ cutting: Cutting) throws -> Bool {
        let cut = cutting.cut
        let length = Int(cut.end - cut.length)
        guard let pad = Pad(number: cut.number, length: length)?.bytes else { return false }
        let (found, kept) = (ByteBuffer(capacity: length), ByteBuffer(capacity: length))
        defer { withExtendedLifetime((found, kept)) {} }
        guard try cutting.log.read(at: cut.length, into: found.base, length: length) == length else {
            return false
        }
        // What an earlier pad had is not in the archive.
        let skipped = Int(max(0, cut.start - cut.length))
        let rest = length - skipped
        let from = max(cut.length - cut.start, 0)
        guard try cutting.archive.read(at: from, into: kept.base, length: rest) == rest else { return false }
        let bytes = UnsafeRawBufferPointer(start: found.base, count: length)
        let copied = UnsafeRawBufferPointer(start: kept.base, count: rest)
        return (0..<length).allSatisfy { place in
            bytes[place] == pad[place]
                || (place < skipped
                    ? bytes[place] == 0x20 || bytes[place] == 0x09 || bytes[place] == 0x0A
                    : bytes[place] == copied[place - skipped])
        }
    }

    /// The filesystem would not cut after all: the archive gets what was written since, and the log is cut off.
    /// - Returns: how far the archive goes then.
    private func cutOff(_ cutting: Cutting, _ number: Int, because reason: any Error) throws -> Int64 {
        let (cut, archive) = (cutting.cut, cutting.archive)
        log(
            .warning,
            "\(cutting.subject.path): \(reason); it is cut off instead, which may lose what is written in between"
        )
        state.append(.truncating(step: number))
        try state.sync()
        // An earlier attempt may have got so far.
        var end = max(cut.end, cut.start + (try archive.status().size))
        end = try copyRest(cutting.log, from: end, into: archive, at: end - cut.start)
        try archive.sync()
        end = try copyRest(cutting.log, from: end, into: archive, at: end - cut.start)
        try cutting.log.truncate(to: 0)
        return end
    }

    /// Puts back what the pad is over, as if nothing had been.
    private func takeBack(_ cutting: Cutting) throws {
        let cut = cutting.cut
        let from = max(cut.length, cut.start)
        if from > cut.length {
            // The end of an earlier pad, or all of it.
            let pad = cut.length > 0 ? nil : Pad(number: cut.number &+ 1, length: Int(from))?.bytes
            let spaces = Array(repeating: UInt8(0x20), count: Int(from - cut.length) - 1) + [0x0A]
            try (pad ?? spaces).withUnsafeBytes { try cutting.log.write($0, at: cut.length) }
        }
        let length = Int(cut.end - from)
        let content = ByteBuffer(capacity: length)
        content.advance(by: try cutting.archive.read(at: from - cut.start, into: content.end, length: length))
        try cutting.log.write(content, at: from)
        try removeMade(cutting.copy.identity, at: cutting.copy.path)
    }

    /// A problem if somebody writes at a place of his own: he would leave a hole where the front was.
    private func checkWriters(_ subject: Subject) throws {
        let file = try open(subject)
        guard let process = try identities.outside({ file.writerWithoutAppend() }), process > 0 else {
            return
        }
        let words = (try? FileSystem.contents(of: "/proc/\(process)/comm", limit: 64)) ?? []
        let name = String(decoding: words.prefix { $0 != 0x0A }, as: UTF8.self)
        throw StepProblem.failed(
            "\(name) (pid \(process)) writes \(subject.path) without O_APPEND, so its front cannot be cut out; have it open its log for appending, or write method: rename with a signal, or method: copytruncate"
        )
    }

    /// What the filesystem of a log allots at a time; nil where the front of a file cannot be cut out.
    private func cluster(for subject: Subject) throws -> Int64? {
        let device = subject.identity.device
        if let known = clusters[device] { return known }
        let directory = FileSystem.parent(of: subject.path)
        let block = max(512, try FileSystem.space(at: directory).block)
        let probe = try Draft(for: FileSystem.join(directory, "probe"))
        defer { probe.discard() }
        var found: Int64?
        // A block, or the clusters of ext4 with bigalloc: 16 blocks as mkfs has it, or more.
        for size in [block, block * 16, block * 256] where size <= Pad.maximumLength / 2 {
            do throws(SystemError) {
                try probe.file.truncate(to: 2 * size)
                try probe.file.collapse(size)
                found = size
                break
            } catch {
                if error.code == EINVAL { continue }
                guard [EOPNOTSUPP, EPERM, ENOSYS].contains(error.code) else { throw error }
                break
            }
        }
        clusters[device] = .some(found)
        return found
    }
}
