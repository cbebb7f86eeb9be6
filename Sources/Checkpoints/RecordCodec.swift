// Why this file exists: the journal's payload, small because ten thousand quiet files write one a second.

import Platform

/// Writes and reads the payload of a journal record, version 1: one or more changes.
///
/// Integers are LEB128, signed ones zig-zag; texts are a length and UTF-8. Client keys are written out: a
/// batch names its client once.
enum RecordCodec {
    private enum Kind {
        static let born: UInt8 = 1
        static let fingerprinted: UInt8 = 2
        static let renamed: UInt8 = 3
        static let acknowledged: UInt8 = 4
        static let gave: UInt8 = 5
        static let forgotten: UInt8 = 6
    }

    static func encode(_ change: Change, to buffer: ByteBuffer) {
        switch change {
        case .born(let record):
            buffer.append(Kind.born)
            put(record.id.value, buffer)
            put(record.target, buffer)
            put(record.path, buffer)
            put(record.currentPath, buffer)
            put(record.identity.device, buffer)
            put(record.identity.inode, buffer)
            put(signed: record.identity.birth, buffer)
            put(record.fingerprint, buffer)
            put(UInt64(record.progress.count), buffer)
            for (client, progress) in record.progress.sorted(by: { $0.key < $1.key }) {
                put(client, buffer)
                put(progress, buffer)
            }
            put(UInt64(record.given.count), buffer)
            for given in record.given { put(given, buffer) }
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
                put(part.generation.value, buffer)
                put(part.progress, buffer)
            }
        case .gave(let id, let given):
            buffer.append(Kind.gave)
            put(id.value, buffer)
            put(given, buffer)
        case .forgotten(let id):
            buffer.append(Kind.forgotten)
            put(id.value, buffer)
        }
    }

    /// The changes in a payload, one after the other; nil if it is not one that version 1 writes.
    static func decode(_ payload: UnsafeRawBufferPointer) -> [Change]? {
        var reader = Reader(payload)
        var changes: [Change] = []
        while !reader.isAtEnd {
            guard let kind = reader.byte(), let change = decode(kind, &reader) else { return nil }
            changes.append(change)
        }
        return changes
    }

    private static func decode(_ kind: UInt8, _ reader: inout Reader) -> Change? {
        switch kind {
        case Kind.born: return born(&reader)
        case Kind.fingerprinted:
            guard let id = reader.id(), let fingerprint = reader.fingerprint() else { return nil }
            return .fingerprinted(id, fingerprint)
        case Kind.renamed:
            guard let id = reader.id(), let path = reader.text() else { return nil }
            return .renamed(id, to: path)
        case Kind.acknowledged:
            guard let client = reader.text(), let count = reader.unsigned() else { return nil }
            var parts: [Acknowledgement] = []
            for _ in 0..<count {
                guard let id = reader.id(), let progress = reader.progress() else { return nil }
                parts.append(Acknowledgement(id, progress))
            }
            return .acknowledged(client: client, parts)
        case Kind.gave:
            guard let id = reader.id(), let given = reader.given() else { return nil }
            return .gave(id, given)
        case Kind.forgotten:
            return reader.id().map { .forgotten($0) }
        default: return nil
        }
    }

    private static func born(_ reader: inout Reader) -> Change? {
        guard let id = reader.id(), let target = reader.text(), let path = reader.text(),
            let current = reader.text(), let device = reader.unsigned(), let inode = reader.unsigned(),
            let birth = reader.signed(), let fingerprint = reader.fingerprint(), let count = reader.unsigned()
        else { return nil }
        var record = GenerationRecord(
            id: id, target: target, path: path, currentPath: current,
            identity: FileIdentity(device: device, inode: inode, birth: birth), fingerprint: fingerprint)
        for _ in 0..<count {
            guard let client = reader.text(), let progress = reader.progress() else { return nil }
            record.progress[client] = progress
        }
        guard let runs = reader.unsigned() else { return nil }
        for _ in 0..<runs {
            guard let given = reader.given() else { return nil }
            record.given.append(given)
        }
        return .born(record)
    }

    private static func put(_ value: UInt64, _ buffer: ByteBuffer) {
        var rest = value
        while rest >= 0x80 {
            buffer.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.append(UInt8(truncatingIfNeeded: rest))
    }

    private static func put(signed value: Int64, _ buffer: ByteBuffer) {
        put(UInt64(bitPattern: (value << 1) ^ (value >> 63)), buffer)
    }

    private static func put(_ text: String, _ buffer: ByteBuffer) {
        put(UInt64(text.utf8.count), buffer)
        buffer.append(text)
    }

    private static func put(_ fingerprint: Fingerprint, _ buffer: ByteBuffer) {
        put(UInt64(fingerprint.length), buffer)
        put(fingerprint.hash, buffer)
    }

    /// The offset, its lowest bit telling whether a last timestamp follows.
    private static func put(_ progress: Progress, _ buffer: ByteBuffer) {
        put(UInt64(bitPattern: progress.offset) << 1 | (progress.lastTimestamp == nil ? 0 : 1), buffer)
        if let last = progress.lastTimestamp { put(signed: last, buffer) }
    }

    private static func put(_ given: GivenTimestamps, _ buffer: ByteBuffer) {
        put(signed: given.range.lowerBound, buffer)
        put(signed: given.range.upperBound, buffer)
        put(signed: given.base, buffer)
    }

    private struct Reader {
        private let bytes: UnsafeRawBufferPointer
        private var at = 0

        init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        var isAtEnd: Bool { at == bytes.count }

        mutating func byte() -> UInt8? {
            guard at < bytes.count else { return nil }
            defer { at += 1 }
            return bytes[at]
        }

        mutating func unsigned() -> UInt64? {
            var value: UInt64 = 0
            for shift in stride(from: UInt64(0), through: 63, by: 7) {
                guard let byte = byte() else { return nil }
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
            }
            return nil
        }

        mutating func signed() -> Int64? {
            unsigned().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
        }

        mutating func id() -> GenerationID? { unsigned().map { GenerationID($0) } }

        mutating func text() -> String? {
            guard let length = unsigned(), length <= UInt64(bytes.count - at) else { return nil }
            defer { at += Int(length) }
            return String(validating: bytes[at..<(at + Int(length))], as: UTF8.self)
        }

        mutating func fingerprint() -> Fingerprint? {
            guard let length = unsigned(), length <= UInt64(Fingerprint.maximumLength), let hash = unsigned()
            else { return nil }
            return Fingerprint(length: Int(length), hash: hash)
        }

        mutating func progress() -> Progress? {
            guard let value = unsigned() else { return nil }
            let offset = Int64(bitPattern: value >> 1)
            guard value & 1 == 1 else { return Progress(offset: offset) }
            return signed().map { Progress(offset: offset, lastTimestamp: $0) }
        }

        mutating func given() -> GivenTimestamps? {
            guard let start = signed(), let end = signed(), let base = signed(), start <= end else {
                return nil
            }
            return GivenTimestamps(range: start..<end, base: base)
        }
    }
}
