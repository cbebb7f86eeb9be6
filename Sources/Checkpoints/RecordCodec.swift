// Why this file exists: the journal's payload, small because ten thousand quiet files write one a second.

import Platform

/// Writes and reads the payload of a journal record: one or more changes. Reads what versions 1 and 2 wrote, too.
///
/// Client keys are written out: a batch names its client once. What comes with every line, acknowledgements and given
/// timestamps, is written as the difference from what the checkpoints have before the change, and from what the same
/// payload named last. How the parts of a change are written stands in `RecordFields.swift` and `ShortFields.swift`.
enum RecordCodec {
    enum Kind {
        /// Version 1's birth, without boundaries and size.
        static let bornBefore: UInt8 = 1
        static let fingerprinted: UInt8 = 2
        static let renamed: UInt8 = 3
        /// Version 1's acknowledgement, with offset and last timestamp alone.
        static let acknowledgedBefore: UInt8 = 4
        /// Version 2's given timestamps, all numbers written out.
        static let gaveBefore: UInt8 = 5
        static let forgotten: UInt8 = 6
        /// Version 2's acknowledgement, all numbers written out.
        static let acknowledgedInFull: UInt8 = 7
        static let born: UInt8 = 8
        static let bounded: UInt8 = 9
        static let rehomed: UInt8 = 10
        static let finished: UInt8 = 11
        static let clientRenamed: UInt8 = 12
        static let clientForgotten: UInt8 = 13
        static let acknowledged: UInt8 = 14
        /// And the 63 after it, whose lower bits are part of what they hold.
        static let gave: UInt8 = 64
    }

    /// What numbers are differences from, besides the checkpoints: what was named last in the same payload.
    struct Reference {
        var generation: UInt64 = 0
        var base: Int64 = 0
    }

    /// - Parameters:
    ///   - state: the checkpoints before the change.
    ///   - reference: new for each payload.
    static func encode(
        _ change: Change, after state: CheckpointState, _ reference: inout Reference, to buffer: ByteBuffer
    ) {
        switch change {
        case .born(let record):
            buffer.append(Kind.born)
            put(record, buffer)
        case .fingerprinted(let id, let fingerprint):
            buffer.append(Kind.fingerprinted)
            put(id.value, buffer)
            put(fingerprint, buffer)
        case .renamed(let id, let path):
            buffer.append(Kind.renamed)
            put(id.value, buffer)
            put(path, buffer)
        case .acknowledged(let client, let parts):
            buffer.append(Kind.acknowledged)
            put(client, buffer)
            put(UInt64(parts.count), buffer)
            for part in parts {
                let before = state.progress(of: client, in: part.generation)
                put(part, after: before, &reference, buffer)
            }
        case .gave(let id, let given):
            put(given, of: id, expectedAt: state.expectedStart(of: id), &reference, buffer)
        case .bounded(let id, let offset):
            buffer.append(Kind.bounded)
            put(id.value, buffer)
            put(signed: offset, buffer)
        case .rehomed(let id, let identity, let path):
            buffer.append(Kind.rehomed)
            put(id.value, buffer)
            put(identity, buffer)
            put(path, buffer)
        case .finished(let id):
            buffer.append(Kind.finished)
            put(id.value, buffer)
        case .forgotten(let id):
            buffer.append(Kind.forgotten)
            put(id.value, buffer)
        case .clientRenamed(let from, let to):
            buffer.append(Kind.clientRenamed)
            put(from, buffer)
            put(to, buffer)
        case .clientForgotten(let client):
            buffer.append(Kind.clientForgotten)
            put(client, buffer)
        }
    }

    /// Applies the changes in a payload one after the other; false if it is not one that any version up to this one writes.
    /// What stands in front of what cannot be read is applied.
    static func replay(
        _ payload: UnsafeRawBufferPointer, onto state: inout CheckpointState,
        _ each: (Change) -> Void = { _ in }
    ) -> Bool {
        var reader = RecordReader(payload)
        var reference = Reference()
        while !reader.isAtEnd {
            guard let kind = reader.byte(), let change = decode(kind, after: state, &reference, &reader)
            else {
                return false
            }
            each(change)
            state.apply(change)
        }
        return true
    }

    private static func decode(
        _ kind: UInt8, after state: CheckpointState, _ reference: inout Reference,
        _ reader: inout RecordReader
    ) -> Change? {
        switch kind {
        case Kind.born, Kind.bornBefore:
            return reader.record(isVersion1: kind == Kind.bornBefore).map { .born($0) }
        case Kind.fingerprinted:
            guard let id = reader.id(), let fingerprint = reader.fingerprint() else { return nil }
            return .fingerprinted(id, fingerprint)
        case Kind.renamed:
            guard let id = reader.id(), let path = reader.text() else { return nil }
            return .renamed(id, to: path)
        case Kind.acknowledged:
            return acknowledged(&reader, after: state, &reference)
        case Kind.acknowledgedInFull, Kind.acknowledgedBefore:
            return acknowledged(&reader, isVersion1: kind == Kind.acknowledgedBefore)
        case Kind.gave..<(Kind.gave + 64):
            return reader.given(kind, after: state, &reference).map { .gave($0, $1) }
        case Kind.gaveBefore:
            guard let id = reader.id(), let given = reader.given() else { return nil }
            return .gave(id, given)
        case Kind.bounded:
            guard let id = reader.id(), let offset = reader.signed(), offset >= 0 else { return nil }
            return .bounded(id, offset)
        case Kind.rehomed:
            guard let id = reader.id(), let identity = reader.identity(), let path = reader.text() else {
                return nil
            }
            return .rehomed(id, identity, path: path)
        case Kind.finished:
            return reader.id().map { .finished($0) }
        case Kind.forgotten:
            return reader.id().map { .forgotten($0) }
        case Kind.clientRenamed:
            guard let from = reader.text(), let to = reader.text() else { return nil }
            return .clientRenamed(from: from, to: to)
        case Kind.clientForgotten:
            return reader.text().map { .clientForgotten($0) }
        default: return nil
        }
    }

    private static func acknowledged(
        _ reader: inout RecordReader, after state: CheckpointState, _ reference: inout Reference
    ) -> Change? {
        guard let client = reader.text(), let count = reader.unsigned() else { return nil }
        var parts: [Acknowledgement] = []
        for _ in 0..<count {
            guard let part = reader.acknowledgement(of: client, after: state, &reference) else { return nil }
            parts.append(part)
        }
        return .acknowledged(client: client, parts)
    }

    private static func acknowledged(_ reader: inout RecordReader, isVersion1: Bool) -> Change? {
        guard let client = reader.text(), let count = reader.unsigned() else { return nil }
        var parts: [Acknowledgement] = []
        for _ in 0..<count {
            guard let id = reader.id(), let progress = reader.progress(isVersion1: isVersion1) else {
                return nil
            }
            parts.append(Acknowledgement(id, progress))
        }
        return .acknowledged(client: client, parts)
    }
}
