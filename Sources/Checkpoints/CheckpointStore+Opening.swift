// Why this file exists: what is found in the state directory may be damaged, and then it matters what is said.

import Glibc
import Platform

extension CheckpointStore {
    /// What was found at the snapshot's path.
    struct Found {
        var snapshot: Snapshot?
        /// True if the file at the path is worth keeping beside the next one.
        var isPresent = false
        var note: String?
    }

    static func load(_ path: String, ignoresInvalid: Bool) throws(CheckpointError) -> Found {
        let previous = path + ".previous"
        let reason: String
        switch try look(path) {
        case .good(let snapshot): return Found(snapshot: snapshot, isPresent: true)
        case .missing:
            // Removed by hand, as who wants to start anew does: no kill leaves it like that.
            guard (try? FileStatus.of(path: previous)) != nil else { return Found() }
            return Found(
                note: "\(path) is not there, though \(previous) is, the snapshot before it; starting anew at "
                    + "positions.start_at")
        case .bad(let cause): reason = cause
        }
        let previousReason: String
        switch try look(previous) {
        case .good(let snapshot):
            let note = "\(path) cannot be read: \(reason); going on from the snapshot before it, \(previous)"
            return Found(snapshot: snapshot, note: note)
        case .missing: previousReason = "it is not there"
        case .bad(let cause): previousReason = cause
        }
        guard ignoresInvalid else {
            throw .lost(path: path, reason: reason, previous: previous, previousReason: previousReason)
        }
        let aside = try setAside(path)
        return Found(
            note: "\(path) cannot be read: \(reason), nor \(previous): \(previousReason); starting anew at "
                + "positions.start_at, as positions.ignore_invalid_yaml asks, and keeping what is there as \(aside)"
        )
    }

    private enum Look {
        case good(Snapshot)
        case missing
        case bad(String)
    }

    /// Only what another version wrote is an error here: it must not be passed over.
    private static func look(_ path: String) throws(CheckpointError) -> Look {
        let bytes: [UInt8]
        do {
            bytes = try read(path)
        } catch {
            // Short of descriptors or memory, the agent could not run anyway, and the file is as good as it was.
            if [EMFILE, ENFILE, ENOMEM].contains(error.code) { throw .system(error) }
            return error.code == ENOENT ? .missing : .bad("\(error)")
        }
        do {
            return .good(try Snapshot.decode(bytes, path: path))
        } catch {
            guard case .unreadable(_, let reason) = error else { throw error }
            return .bad(reason)
        }
    }

    /// Tries again what may pass: the snapshot before may lack what happened while the journal could not be written.
    private static func read(_ path: String) throws(SystemError) -> [UInt8] {
        for _ in 0..<2 {
            do {
                return try FileSystem.contents(of: path, limit: 1 << 30)
            } catch {
                if error.code == ENOENT { throw error }
            }
        }
        return try FileSystem.contents(of: path, limit: 1 << 30)
    }

    static func openJournal(
        _ path: String, size: Int64, ignoresInvalid: Bool, notes: inout [String]
    ) throws(CheckpointError) -> Journal {
        do {
            return try Journal(path: path, size: size)
        } catch {
            guard ignoresInvalid, case .foreign = error else { throw error }
        }
        let aside = try setAside(path)
        notes.append(
            "\(path) is not a journal of logferry and was renamed to \(aside), as positions.ignore_invalid_yaml "
                + "asks; what was shipped since the last snapshot is sent again")
        return try Journal(path: path, size: size)
    }

    /// Renames a file that cannot be read: a person may still make something of it.
    private static func setAside(_ path: String) throws(CheckpointError) -> String {
        let aside = path + ".damaged"
        do {
            try FileSystem.rename(path, to: aside)
        } catch {
            throw .system(error)
        }
        return aside
    }
}
