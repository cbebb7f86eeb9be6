// Why this file exists: what is written with every line of ten thousand files must be a few bytes.

import Platform

/// What of a client's progress follows its offset, and what is as it was.
private enum ShortFlag {
    static let lastTimestamp: UInt64 = 1
    /// The tail, four bytes: its upper half is zero.
    static let shortTail: UInt64 = 2
    /// The run began where the progress before ended.
    static let runFromBefore: UInt64 = 4
    /// The memory is that of before.
    static let memoryOfBefore: UInt64 = 8
    static let runStart: UInt64 = 16
    static let runTimestamp: UInt64 = 32
    static let longTail: UInt64 = 64
    static let memory: UInt64 = 128
    static let runMemory: UInt64 = 256
    static let all: UInt64 = 511
}

/// In the lowest bits of the kind of given timestamps.
private enum GivenBits {
    /// The range does not begin where it was expected.
    static let startsElsewhere: UInt8 = 32
    /// The generation's number follows, since it is not among the next few.
    static let isFarAway: UInt8 = 31
}

extension CheckpointState {
    /// How far a client is; at the start of a generation in which it is not known.
    func progress(of client: String, in id: GenerationID) -> Progress {
        generations[id]?.progress[client] ?? Progress(offset: 0)
    }

    /// Where the next chunk probably starts that gets timestamps.
    func expectedStart(of id: GenerationID) -> Int64 {
        guard let record = generations[id] else { return 0 }
        return record.given.last?.range.upperBound ?? record.progress.values.map(\.offset).max() ?? 0
    }
}

/// Differences wrap around: whatever two numbers are, the second comes of the first and the difference.
extension RecordCodec {
    static func put(
        _ part: Acknowledgement, after before: Progress, _ reference: inout Reference, _ buffer: ByteBuffer
    ) {
        let progress = part.progress
        put(step: part.generation.value, &reference, buffer)
        var flags: UInt64 = 0
        if progress.lastTimestamp != nil { flags |= ShortFlag.lastTimestamp }
        if let tail = progress.tail {
            flags |= tail >> 32 == 0 ? ShortFlag.shortTail : ShortFlag.longTail
        }
        if progress.hasRun(from: before) {
            flags |= ShortFlag.runFromBefore
        } else {
            if progress.runStart != nil { flags |= ShortFlag.runStart }
            if progress.runTimestamp != nil { flags |= ShortFlag.runTimestamp }
            if !progress.runMemory.isEmpty { flags |= ShortFlag.runMemory }
        }
        if !progress.memory.isEmpty {
            flags |= progress.memory == before.memory ? ShortFlag.memoryOfBefore : ShortFlag.memory
        }
        put(flags, buffer)
        put(signed: progress.offset &- before.offset, buffer)
        if let last = progress.lastTimestamp { put(signed: last &- (before.lastTimestamp ?? 0), buffer) }
        if flags & ShortFlag.shortTail != 0, let tail = progress.tail {
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: tail).littleEndian) { buffer.append($0) }
        } else if let tail = progress.tail {
            withUnsafeBytes(of: tail.littleEndian) { buffer.append($0) }
        }
        if flags & ShortFlag.memory != 0 { put(progress.memory, buffer) }
        guard flags & ShortFlag.runFromBefore == 0 else { return }
        if let start = progress.runStart { put(signed: progress.offset &- start, buffer) }
        if let time = progress.runTimestamp { put(signed: (progress.lastTimestamp ?? 0) &- time, buffer) }
        if flags & ShortFlag.runMemory != 0 { put(progress.runMemory, buffer) }
    }

    static func put(
        _ given: GivenTimestamps, of id: GenerationID, expectedAt expected: Int64,
        _ reference: inout Reference, _ buffer: ByteBuffer
    ) {
        let step = zigZag(Int64(bitPattern: id.value &- reference.generation))
        let isNear = step < UInt64(GivenBits.isFarAway)
        let isExpected = given.range.lowerBound == expected
        var kind = Kind.gave | (isNear ? UInt8(truncatingIfNeeded: step) : GivenBits.isFarAway)
        if !isExpected { kind |= GivenBits.startsElsewhere }
        buffer.append(kind)
        if isNear { reference.generation = id.value } else { put(step: id.value, &reference, buffer) }
        if !isExpected { put(signed: given.range.lowerBound &- expected, buffer) }
        put(UInt64(bitPattern: given.range.upperBound &- given.range.lowerBound), buffer)
        put(signed: given.base &- reference.base, buffer)
        reference.base = given.base
    }

    /// A generation's number as the difference from the one that was named last.
    private static func put(step number: UInt64, _ reference: inout Reference, _ buffer: ByteBuffer) {
        put(signed: Int64(bitPattern: number &- reference.generation), buffer)
        reference.generation = number
    }
}

extension Progress {
    /// True if the run of possible twins began where another progress ended.
    fileprivate func hasRun(from other: Progress) -> Bool {
        runStart == other.offset && runTimestamp == other.lastTimestamp && runMemory == other.memory
    }
}

extension RecordReader {
    private mutating func generation(_ reference: inout RecordCodec.Reference) -> GenerationID? {
        guard let step = signed() else { return nil }
        reference.generation &+= UInt64(bitPattern: step)
        return GenerationID(reference.generation)
    }

    mutating func acknowledgement(
        of client: String, after state: CheckpointState, _ reference: inout RecordCodec.Reference
    ) -> Acknowledgement? {
        guard let id = generation(&reference), let flags = unsigned(), flags & ~ShortFlag.all == 0,
            let distance = signed()
        else { return nil }
        let before = state.progress(of: client, in: id)
        var progress = Progress(offset: before.offset &+ distance)
        guard progress.offset >= 0 else { return nil }
        if flags & ShortFlag.lastTimestamp != 0 {
            guard let time = signed() else { return nil }
            progress.lastTimestamp = (before.lastTimestamp ?? 0) &+ time
        }
        if flags & ShortFlag.shortTail != 0 {
            guard let tail = halfWord() else { return nil }
            progress.tail = UInt64(tail)
        } else if flags & ShortFlag.longTail != 0 {
            guard let tail = word() else { return nil }
            progress.tail = tail
        }
        if flags & ShortFlag.memoryOfBefore != 0 {
            progress.memory = before.memory
        } else if flags & ShortFlag.memory != 0 {
            guard let words = words() else { return nil }
            progress.memory = words
        }
        guard run(of: &progress, flags, after: before) else { return nil }
        return Acknowledgement(id, progress)
    }

    private mutating func run(of progress: inout Progress, _ flags: UInt64, after before: Progress) -> Bool {
        if flags & ShortFlag.runFromBefore != 0 {
            progress.runStart = before.offset
            progress.runTimestamp = before.lastTimestamp
            progress.runMemory = before.memory
            return true
        }
        if flags & ShortFlag.runStart != 0 {
            guard let length = signed() else { return false }
            progress.runStart = progress.offset &- length
        }
        if flags & ShortFlag.runTimestamp != 0 {
            guard let back = signed() else { return false }
            progress.runTimestamp = (progress.lastTimestamp ?? 0) &- back
        }
        if flags & ShortFlag.runMemory != 0 {
            guard let words = words() else { return false }
            progress.runMemory = words
        }
        return true
    }

    mutating func given(
        _ kind: UInt8, after state: CheckpointState, _ reference: inout RecordCodec.Reference
    ) -> (GenerationID, GivenTimestamps)? {
        let step = kind & GivenBits.isFarAway
        if step != GivenBits.isFarAway {
            let signed = Int64(step >> 1) ^ -Int64(step & 1)
            reference.generation &+= UInt64(bitPattern: signed)
        } else {
            guard generation(&reference) != nil else { return nil }
        }
        let id = GenerationID(reference.generation)
        var start = state.expectedStart(of: id)
        if kind & GivenBits.startsElsewhere != 0 {
            guard let distance = signed() else { return nil }
            start &+= distance
        }
        guard let length = unsigned(), let distance = signed() else { return nil }
        reference.base &+= distance
        return GivenTimestamps(
            from: start, to: start &+ Int64(bitPattern: length), base: reference.base
        ).map { (id, $0) }
    }
}
