// Why this file exists: the parts of a journal's payload, each written in as few bytes as it takes.

import Platform

/// Which parts of a client's progress follow its offset.
private enum ProgressFlag {
    static let lastTimestamp: UInt8 = 1
    static let tail: UInt8 = 2
    static let runStart: UInt8 = 4
    static let runTimestamp: UInt8 = 8
    static let memory: UInt8 = 16
    static let runMemory: UInt8 = 32
    static let all: UInt8 = 63
}

/// Integers are LEB128, signed ones zig-zag, hashes eight bytes; texts are a length and UTF-8.
extension RecordCodec {
    static func put(_ value: UInt64, _ buffer: ByteBuffer) {
        var rest = value
        while rest >= 0x80 {
            buffer.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.append(UInt8(truncatingIfNeeded: rest))
    }

    static func put(signed value: Int64, _ buffer: ByteBuffer) { put(zigZag(value), buffer) }

    /// Small for numbers near zero on both sides of it.
    static func zigZag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }

    static func put(_ text: String, _ buffer: ByteBuffer) {
        put(UInt64(text.utf8.count), buffer)
        buffer.append(text)
    }

    static func put(_ fingerprint: Fingerprint, _ buffer: ByteBuffer) {
        put(UInt64(fingerprint.length), buffer)
        put(fingerprint.hash, buffer)
    }

    static func put(_ identity: FileIdentity, _ buffer: ByteBuffer) {
        put(identity.device, buffer)
        put(identity.inode, buffer)
        put(signed: identity.birth, buffer)
    }

    /// What is there as a byte of flags, the offset, then what is there, times and places as differences.
    static func put(_ progress: Progress, _ buffer: ByteBuffer) {
        var flags: UInt8 = 0
        if progress.lastTimestamp != nil { flags |= ProgressFlag.lastTimestamp }
        if progress.tail != nil { flags |= ProgressFlag.tail }
        if progress.runStart != nil { flags |= ProgressFlag.runStart }
        if progress.runTimestamp != nil { flags |= ProgressFlag.runTimestamp }
        if !progress.memory.isEmpty { flags |= ProgressFlag.memory }
        if !progress.runMemory.isEmpty { flags |= ProgressFlag.runMemory }
        buffer.append(flags)
        put(UInt64(bitPattern: progress.offset), buffer)
        if let last = progress.lastTimestamp { put(signed: last, buffer) }
        if let tail = progress.tail { withUnsafeBytes(of: tail.littleEndian) { buffer.append($0) } }
        if let start = progress.runStart { put(signed: progress.offset &- start, buffer) }
        if let time = progress.runTimestamp { put(signed: (progress.lastTimestamp ?? 0) &- time, buffer) }
        if !progress.memory.isEmpty { put(progress.memory, buffer) }
        if !progress.runMemory.isEmpty { put(progress.runMemory, buffer) }
    }

    static func put(_ words: [Int64], _ buffer: ByteBuffer) {
        put(UInt64(words.count), buffer)
        for word in words { put(signed: word, buffer) }
    }

    static func put(_ given: GivenTimestamps, _ buffer: ByteBuffer) {
        put(signed: given.range.lowerBound, buffer)
        put(signed: given.range.upperBound, buffer)
        put(signed: given.base, buffer)
    }

    static func put(_ record: GenerationRecord, _ buffer: ByteBuffer) {
        put(record.id.value, buffer)
        put(record.target, buffer)
        put(record.path, buffer)
        put(record.currentPath, buffer)
        put(record.identity, buffer)
        put(record.fingerprint, buffer)
        put(UInt64(record.progress.count), buffer)
        for (client, progress) in record.progress {
            put(client, buffer)
            put(progress, buffer)
        }
        put(UInt64(record.given.count), buffer)
        for given in record.given { put(given, buffer) }
        put(UInt64(record.boundaries.count), buffer)
        for boundary in record.boundaries { put(signed: boundary, buffer) }
        put(signed: record.size, buffer)
        buffer.append(record.isFinished ? 1 : 0)
        put(signed: record.seen, buffer)
    }
}

/// Takes the parts out of a payload one after the other; nil where there is no such part.
struct RecordReader {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func byte() -> UInt8? {
        guard at < bytes.count else { return nil }
        defer { at += 1 }
        return bytes[at]
    }

    /// Eight bytes, the lowest first.
    mutating func word() -> UInt64? {
        guard bytes.count - at >= 8 else { return nil }
        defer { at += 8 }
        return bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
    }

    /// Four bytes, the lowest first.
    mutating func halfWord() -> UInt32? {
        guard bytes.count - at >= 4 else { return nil }
        defer { at += 4 }
        return bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self).littleEndian
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

    mutating func identity() -> FileIdentity? {
        guard let device = unsigned(), let inode = unsigned(), let birth = signed() else { return nil }
        return FileIdentity(device: device, inode: inode, birth: birth)
    }

    mutating func progress(isVersion1: Bool) -> Progress? {
        if isVersion1 {
            // The lowest bit of the offset told whether a last timestamp follows.
            guard let value = unsigned() else { return nil }
            let offset = Int64(value >> 1)
            guard value & 1 == 1 else { return Progress(offset: offset) }
            return signed().map { Progress(offset: offset, lastTimestamp: $0) }
        }
        guard let flags = byte(), flags & ~ProgressFlag.all == 0,
            let offset = unsigned().flatMap({ Int64(exactly: $0) })
        else { return nil }
        var progress = Progress(offset: offset)
        if flags & ProgressFlag.lastTimestamp != 0 {
            guard let last = signed() else { return nil }
            progress.lastTimestamp = last
        }
        if flags & ProgressFlag.tail != 0 {
            guard let tail = word() else { return nil }
            progress.tail = tail
        }
        if flags & ProgressFlag.runStart != 0 {
            guard let length = signed() else { return nil }
            progress.runStart = progress.offset &- length
        }
        if flags & ProgressFlag.runTimestamp != 0 {
            guard let back = signed() else { return nil }
            progress.runTimestamp = (progress.lastTimestamp ?? 0) &- back
        }
        if flags & ProgressFlag.memory != 0 {
            guard let words = words() else { return nil }
            progress.memory = words
        }
        if flags & ProgressFlag.runMemory != 0 {
            guard let words = words() else { return nil }
            progress.runMemory = words
        }
        return progress
    }

    mutating func words() -> [Int64]? {
        guard let count = unsigned(), count <= UInt64(Progress.maximumWords) else { return nil }
        var words: [Int64] = []
        for _ in 0..<count {
            guard let word = signed() else { return nil }
            words.append(word)
        }
        return words
    }

    mutating func given() -> GivenTimestamps? {
        guard let start = signed(), let end = signed(), let base = signed() else { return nil }
        return GivenTimestamps(from: start, to: end, base: base)
    }

    mutating func record(isVersion1: Bool) -> GenerationRecord? {
        guard let id = id(), let target = text(), let path = text(), let current = text(),
            let identity = identity(), let fingerprint = fingerprint(), let count = unsigned()
        else { return nil }
        var record = GenerationRecord(
            id: id, target: target, path: path, currentPath: current, identity: identity,
            fingerprint: fingerprint)
        for _ in 0..<count {
            guard let client = text(), let progress = progress(isVersion1: isVersion1) else { return nil }
            record.progress[client] = progress
        }
        guard let runs = unsigned() else { return nil }
        for _ in 0..<runs {
            guard let given = given() else { return nil }
            record.given.append(given)
        }
        if isVersion1 { return record }
        guard let boundaries = unsigned() else { return nil }
        for _ in 0..<boundaries {
            guard let boundary = signed(), boundary >= record.boundaries.last ?? 0 else { return nil }
            record.boundaries.append(boundary)
        }
        guard let size = signed(), let isFinished = byte(), isFinished < 2, let seen = signed() else {
            return nil
        }
        record.seen = seen
        record.size = size
        record.isFinished = isFinished == 1
        return record
    }
}
