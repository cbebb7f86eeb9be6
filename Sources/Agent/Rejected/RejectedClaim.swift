// Why this file exists: a running agent may add to a file of rejected entries that is being sent again.

import Glibc
import Loki
import Platform

/// A file of rejected entries that was taken out of the agent's sight, and what became of its entries.
///
/// It is renamed while it is worked on, so that an agent that has more for it begins another one, and that nothing of
/// it is removed to make room. What a killed process left renamed is found by `recover`.
final class RejectedClaim {
    /// What became of an entry.
    enum Verdict: Hashable {
        /// It was not sent, or it is not known what became of it.
        case untried
        /// Loki has it.
        case accepted
        /// Loki refused it again. `isCertain` as in `RejectedEntry`.
        case refused(Refusal, isCertain: Bool)
    }

    /// Why entries were refused.
    final class Refusal: Hashable {
        let answer: PushAnswer
        /// When.
        let time: String

        init(_ answer: PushAnswer, time: String) {
            self.answer = answer
            self.time = time
        }

        static func == (left: Refusal, right: Refusal) -> Bool { left === right }
        func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
    }

    /// The name it had.
    let path: String
    private let claimed: String
    /// One for every entry that was read so far.
    private(set) var verdicts: [Verdict] = []
    /// What of it cannot be read.
    private(set) var damage: String?
    private let reader: RejectedFile

    private static let claimSuffix = ".sending"
    private static let partSuffix = ".part"
    private static let suffix = ".ndjson.gz"

    /// Takes a file; nil if it is gone.
    init?(_ path: String) throws {
        self.path = path
        claimed = path + Self.claimSuffix
        do throws(SystemError) {
            try FileSystem.rename(path, to: claimed)
        } catch {
            if error.code == ENOENT { return nil }
            throw error
        }
        do {
            reader = try RejectedFile(claimed)
        } catch {
            try? FileSystem.rename(claimed, to: path)
            throw error
        }
    }

    /// The next entry, whose index is the last one of `verdicts`; nil at the end of what can be read.
    func next() -> RejectedEntry? {
        while true {
            do {
                guard let entry = try reader.next() else { return nil }
                verdicts.append(.untried)
                return entry
            } catch {
                damage = damage ?? "\(error)".replacing(Self.claimSuffix, with: "")
            }
        }
    }

    func judge(_ index: Int, _ verdict: Verdict) { verdicts[index] = verdict }

    /// Removes the file if all of its entries were accepted; else leaves those that were not, with the reasons of now.
    /// - Returns: the file that is left, if any.
    func settle() throws -> String? {
        let left = verdicts.count { $0 != .accepted }
        if left == verdicts.count, damage == nil, verdicts.allSatisfy({ $0 == .untried }) {
            try FileSystem.rename(claimed, to: try freePath())
            return path
        }
        var kept: String?
        if left > 0 {
            let writer = RejectedWriter()
            try copy(to: writer)
            let part = path + Self.partSuffix
            try writer.finish(part)
            let place = try freePath()
            try FileSystem.rename(part, to: place)
            kept = place
        }
        if damage != nil {
            // Nothing of it is thrown away that nobody could read.
            let place = path + ".damaged"
            try FileSystem.rename(claimed, to: place)
            kept = kept ?? place
        } else {
            try FileSystem.remove(claimed)
        }
        try FileSystem.syncDirectory(FileSystem.parent(of: path))
        return kept
    }

    private func copy(to writer: RejectedWriter) throws {
        let file = try RejectedFile(claimed)
        var index = 0
        while index < verdicts.count {
            let next: RejectedEntry?
            do {
                next = try file.next()
            } catch {
                // As when it was read first: it goes on behind a bad line.
                continue
            }
            guard var entry = next else { throw SystemError("read again", claimed, code: EIO) }
            switch verdicts[index] {
            case .accepted: break
            case .untried: try writer.add(entry)
            case .refused(let refusal, let isCertain):
                entry.time = refusal.time
                entry.status = refusal.answer.status
                entry.reason = String(refusal.answer.message.prefix(2048))
                entry.isCertain = isCertain
                try writer.add(entry)
            }
            index += 1
        }
    }

    /// The name it had, or one like it if an agent has used that meanwhile.
    private func freePath() throws(SystemError) -> String { try Self.free(path) }

    private static func free(_ path: String) throws(SystemError) -> String {
        let stem = path.hasSuffix(suffix) ? String(path.dropLast(suffix.count)) : path
        var candidate = path
        var number = 1
        while true {
            do {
                _ = try FileStatus.of(path: candidate, follow: false)
            } catch {
                guard error.code == ENOENT else { throw error }
                return candidate
            }
            number += 1
            candidate = "\(stem)-\(number)" + (path.hasSuffix(suffix) ? suffix : "")
        }
    }

    /// Gives the files of a directory their names back that a killed process left renamed, and removes half files.
    static func recover(_ directory: String) throws(SystemError) {
        for name in try FileSystem.list(directory).entries.map(\.name).sorted() {
            let path = FileSystem.join(directory, name)
            if name.hasSuffix(suffix + partSuffix) { try FileSystem.remove(path) }
            guard name.hasSuffix(suffix + claimSuffix) else { continue }
            try FileSystem.rename(path, to: try free(String(path.dropLast(claimSuffix.count))))
        }
    }
}
