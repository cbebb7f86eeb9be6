// Why this file exists: what a line becomes may depend on lines before it, and a restart must know of them.

/// Where a stage keeps what it remembers. Given out when the pipeline is compiled.
struct MemorySlot: Hashable, Sendable {
    enum Kind: Int, Sendable { case time, flag }

    let kind: Kind
    let index: Int

    /// The column of a chunk that has it row by row.
    var column: Int { index * 2 + kind.rawValue }
}

/// What the stages must remember from one line of a generation to the next; part of its checkpoint.
///
/// Times and flags are counted apart: a pipeline that has a stage more than the one that wrote a checkpoint takes no
/// flag for a time.
public struct PipelineMemory: Hashable, Sendable {
    /// The most flags, and the most times.
    static let maximumSlots = 63

    /// The first timestamp stage's last time, nanoseconds since the Unix epoch: what `fudge` counts on from.
    public var lastTimestamp: Int64?
    private var furtherTimes: [Int64?] = []
    private var flags: UInt64 = 0

    /// The first timestamp stage's last time, and nothing else.
    public init(lastTimestamp: Int64? = nil) { self.lastTimestamp = lastTimestamp }

    /// What was remembered, out of a checkpoint; whatever `words` holds.
    public init(lastTimestamp: Int64?, words: [Int64]) {
        self.lastTimestamp = lastTimestamp
        flags = words.first.map { UInt64(bitPattern: $0) } ?? 0
        furtherTimes = words.dropFirst().prefix(Self.maximumSlots).map { $0 == Chunk.nothing ? nil : $0 }
        shorten()
    }

    /// All but `lastTimestamp`, for a checkpoint: empty if there is nothing else.
    public var words: [Int64] {
        if flags == 0, furtherTimes.isEmpty { return [] }
        return [Int64(bitPattern: flags)] + furtherTimes.map { $0 ?? Chunk.nothing }
    }

    subscript(slot: MemorySlot) -> Int64? {
        get {
            switch slot.kind {
            case .flag: flags >> UInt64(slot.index) & 1 == 1 ? 1 : nil
            case .time where slot.index == 0: lastTimestamp
            case .time: furtherTimes.indices.contains(slot.index - 1) ? furtherTimes[slot.index - 1] : nil
            }
        }
        set {
            switch slot.kind {
            case .flag:
                let bit: UInt64 = 1 << UInt64(slot.index)
                flags = newValue == nil ? flags & ~bit : flags | bit
            case .time where slot.index == 0: lastTimestamp = newValue
            case .time:
                while furtherTimes.count < slot.index { furtherTimes.append(nil) }
                furtherTimes[slot.index - 1] = newValue
                shorten()
            }
        }
    }

    /// So that equal memories are equal.
    private mutating func shorten() {
        while let last = furtherTimes.last, last == nil { furtherTimes.removeLast() }
    }
}
