// Why this file exists: a state directory outlives crashes, disks and versions; nothing in it may be believed unseen.

import Glibc
import Platform
import TestSupport

@testable import Checkpoints

extension Check {
    /// The payload of a journal record.
    static let record = Check(
        name: "record", seeds: changes.map { payload($0) } + [payload(changes), [1], []], findings: []
    ) { bytes in
        guard let changes = changesHeld(in: bytes) else { return nil }
        // Whatever could be read is applied, as after a crash.
        var state = CheckpointState()
        for change in changes { state.apply(change) }
        guard let again = changesHeld(in: payload(changes)) else {
            return "what was read cannot be read when it is written again: \(changes)"
        }
        for given in state.generations.values.flatMap(\.given) {
            // As whoever gives the times again will reckon.
            let count = given.range.upperBound.subtractingReportingOverflow(given.range.lowerBound)
            let last = given.base.addingReportingOverflow(count.partialValue)
            if count.overflow || last.overflow { return "\(given) cannot be reckoned with" }
        }
        if again != changes { return "written again, \(changes) is read as \(again)" }
        return snapshotProblem(state)
    }

    /// positions.json. What is fuzzed has no checksum, so that there is something to find behind it.
    static let snapshot = Check(
        name: "snapshot",
        seeds: [snapshotText(state(after: [])), snapshotText(state(after: changes))], findings: []
    ) { bytes in
        let sum = bytes.withUnsafeBytes { Snapshot.checksumText($0) }
        guard
            let snapshot = try? Snapshot.decode(
                bytes + "\"crc32\": \"\(sum)\"\n}\n".utf8, path: "positions.json")
        else { return nil }
        return snapshotProblem(snapshot.state)
    }

    /// The ring: what was appended is read back up to where it was damaged, and nothing else.
    static let journal = Check(
        name: "journal",
        seeds: [
            [3, 20, 60, 5, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [40, 200, 200, 200, 1, 2, 9, 0, 30, 255, 0, 40, 1],
            Array(repeating: 17, count: 60), [0],
        ],
        findings: []
    ) { bytes in
        do {
            return try JournalTrial().problem(with: bytes)
        } catch {
            return "\(error)"
        }
    }

    private static func payload(_ changes: [Change]) -> [UInt8] {
        let buffer = ByteBuffer()
        var (state, reference) = (CheckpointState(), RecordCodec.Reference())
        for change in changes {
            RecordCodec.encode(change, after: state, &reference, to: buffer)
            state.apply(change)
        }
        return copy(buffer)
    }

    private static func changesHeld(in payload: [UInt8]) -> [Change]? {
        var state = CheckpointState()
        var changes: [Change] = []
        let isWhole = payload.withUnsafeBytes { bytes in
            RecordCodec.replay(bytes, onto: &state) { changes.append($0) }
        }
        return isWhole ? changes : nil
    }

    private static func copy(_ buffer: ByteBuffer) -> [UInt8] {
        withExtendedLifetime(buffer) { Array(buffer.bytes) }
    }

    private static func payload(_ change: Change) -> [UInt8] { payload([change]) }

    private static func state(after changes: [Change]) -> CheckpointState {
        var state = CheckpointState()
        for change in changes { state.apply(change) }
        return state
    }

    /// The text without its checksum.
    private static func snapshotText(_ state: CheckpointState) -> [UInt8] {
        let text = copy(Snapshot(state: state, mark: .start).encode(writtenAt: 0))
        return Array(text.dropLast("\"crc32\": \"00000000\"\n}\n".utf8.count))
    }

    private static func snapshotProblem(_ state: CheckpointState) -> String? {
        let snapshot = Snapshot(state: state, mark: .start)
        let text = copy(snapshot.encode(writtenAt: 0))
        // No path has a NUL, and agent.conf may not.
        if String(decoding: text, as: UTF8.self).contains("\\u0000") { return nil }
        do {
            let again = try Snapshot.decode(text, path: "positions.json")
            return again == snapshot ? nil : "as a snapshot, \(snapshot) is read as \(again)"
        } catch {
            return "as a snapshot, \(snapshot) cannot be read: \(error)"
        }
    }

    /// One change of every kind.
    private static let changes: [Change] = {
        let id = GenerationID(7)
        var record = GenerationRecord(
            id: id, target: "app{env=\"prod\"}", path: "/var/log/app.log", currentPath: "/var/log/app.log.1",
            identity: FileIdentity(device: 1, inode: 2, birth: 3),
            fingerprint: Fingerprint(length: 9, hash: 10))
        record.progress["main"] = Progress(offset: 300, lastTimestamp: -5)
        record.given = [GivenTimestamps(range: 0..<128, base: 1_795_341_600_000_000_000)]
        record.boundaries = [100, 200]
        record.size = 400
        return [
            .born(record), .fingerprinted(id, Fingerprint(length: 1024, hash: .max)),
            .renamed(id, to: "/x\n\"é"),
            .acknowledged(client: "main", [Acknowledgement(id, Progress(offset: 301, lastTimestamp: nil))]),
            .gave(id, GivenTimestamps(range: 128..<256, base: 1)), .bounded(id, 250),
            .rehomed(id, FileIdentity(device: 1, inode: 5, birth: 6), path: "/var/log/app.log.1.gz"),
            .finished(id),
            .clientRenamed(from: "main", to: "other"), .clientForgotten("other"), .forgotten(id),
        ]
    }()
}

/// A small ring in a file that is in memory.
private struct JournalTrial {
    private static let size: Int64 = 512
    private let path: String
    private let descriptor: Int32

    init() throws {
        let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(folder)/logferry-fuzz.XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw SystemError.last("make a file in", folder) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The input is how many records there are, their sizes, and then bytes of the ring that are changed.
    func problem(with bytes: [UInt8]) throws -> String? {
        defer {
            unlink(path)
            close(descriptor)
        }
        var input = Input(bytes)
        var appended: [[UInt8]] = []
        var start = Journal.Mark.start
        let journal = try Journal(path: path, size: Self.size)
        for number in 0..<(input.byte() % 64) {
            if journal.wantsSnapshot {
                start = journal.mark
                appended = []
                journal.noteSnapshot()
            }
            let payload = [UInt8](repeating: UInt8(number), count: 1 + input.byte() % 90)
            try payload.withUnsafeBytes { try journal.append($0) }
            appended.append(payload)
        }
        while !input.isEmpty {
            // The header is read before anything else, and says which ring it is.
            var byte = UInt8(input.byte())
            let offset = 16 + input.word() % Int(Self.size - 16)
            pwrite(descriptor, &byte, 1, off_t(offset))
        }
        var replayed: [[UInt8]] = []
        let again = try Journal(path: path, size: Self.size)
        try again.replay(from: start) { payload in
            replayed.append(Array(payload))
            return true
        }
        guard appended.starts(with: replayed) else {
            return "of \(appended), \(replayed) came back"
        }
        // What is appended next has to come back with what is before it.
        guard again.hasRoom(forPayload: 3) else { return nil }
        try ([1, 2, 3] as [UInt8]).withUnsafeBytes { try again.append($0) }
        var third: [[UInt8]] = []
        try Journal(path: path, size: Self.size).replay(from: start) { payload in
            third.append(Array(payload))
            return true
        }
        return third.dropLast() == replayed[...] && third.count == replayed.count + 1
            ? nil : "after \(replayed) and one more, \(third) came back"
    }
}
