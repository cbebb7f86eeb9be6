// Why this file exists: the checkpoint is a value, changed by one function, so that disk and memory agree.

import Platform

/// One change of the checkpoint: what a journal record holds.
public enum Change: Hashable, Sendable {
    /// A generation was seen for the first time.
    case born(GenerationRecord)
    /// More of a short file's first bytes are known.
    case fingerprinted(GenerationID, Fingerprint)
    /// A generation was seen under another name.
    case renamed(GenerationID, to: String)
    /// A client's entries up to these offsets were answered.
    case acknowledged(client: String, [Acknowledgement])
    /// The agent gave timestamps to a chunk; recorded before the first of its entries is sent.
    case gave(GenerationID, GivenTimestamps)
    /// An unfinished last line was taken for finished at this offset; recorded before its entry is sent.
    case bounded(GenerationID, Int64)
    /// A generation goes on in another file, a copy or an archive of it, with the same offsets.
    case rehomed(GenerationID, FileIdentity, path: String)
    /// All of a generation was shipped and it was let go.
    case finished(GenerationID)
    /// A generation is gone and nothing of it is left to ship.
    case forgotten(GenerationID)
    /// A client's key was changed: `to` goes on where `from` was.
    case clientRenamed(from: String, to: String)
    /// A client is no longer configured: nothing is kept for it.
    case clientForgotten(String)
}

/// The part of an acknowledged batch that belongs to one generation.
public struct Acknowledgement: Hashable, Sendable {
    /// Which generation.
    public let generation: GenerationID
    /// How far the client has come in it.
    public let progress: Progress

    /// Takes both as they are.
    public init(_ generation: GenerationID, _ progress: Progress) {
        self.generation = generation
        self.progress = progress
    }
}

/// All that the agent remembers across restarts.
public struct CheckpointState: Hashable, Sendable {
    /// The generations that are followed or may come back, by name.
    public private(set) var generations: [GenerationID: GenerationRecord] = [:]
    /// The number the next generation gets.
    public private(set) var nextGeneration: UInt64 = 1
    /// The most runs of given timestamps kept for one generation. A run lives while a client has not
    /// committed it, so only a client that is far behind meets this bound; its oldest runs are kept.
    public static let maximumGivenRuns = 4096
    /// The most boundaries kept for one generation. A boundary lives while a client needs it; whoever follows the
    /// file sets no further one while there are as many, since it would not be kept.
    public static let maximumBoundaries = 4096

    /// An agent's first start.
    public init() {}

    init(generations: [GenerationRecord], nextGeneration: UInt64) {
        for record in generations { self.generations[record.id] = record }
        self.nextGeneration = generations.reduce(nextGeneration) { max($0, Self.number(after: $1.id)) }
    }

    /// Applies one change. A change to a generation that is not known has no effect: its `forgotten` came first.
    public mutating func apply(_ change: Change) {
        switch change {
        case .born(let record):
            generations[record.id] = record
            nextGeneration = max(nextGeneration, Self.number(after: record.id))
        case .fingerprinted(let id, let fingerprint):
            generations[id]?.fingerprint = fingerprint
        case .renamed(let id, let path):
            generations[id]?.currentPath = path
        case .acknowledged(let client, let parts):
            for part in parts { acknowledge(client, part) }
        case .gave(let id, let given):
            guard let known = generations[id]?.given.count, known < Self.maximumGivenRuns else { return }
            generations[id]?.given.append(given)
        case .bounded(let id, let offset):
            bound(id, at: offset)
        case .rehomed(let id, let identity, let path):
            generations[id]?.identity = identity
            generations[id]?.currentPath = path
            generations[id]?.isFinished = false
        case .finished(let id):
            generations[id]?.isFinished = true
            generations[id]?.given = []
            generations[id]?.boundaries = []
        case .forgotten(let id):
            generations[id] = nil
        case .clientRenamed(let from, let to):
            for index in generations.values.indices {
                guard let progress = generations.values[index].progress.remove(from) else {
                    continue
                }
                generations.values[index].progress[to] = progress
            }
        case .clientForgotten(let client):
            for index in generations.values.indices
            where generations.values[index].progress.remove(client) != nil {
                trim(index)
            }
        }
    }

    /// Numbers come from the disk, so the largest one must not bring the agent down.
    private static func number(after id: GenerationID) -> UInt64 { id.value == .max ? .max : id.value + 1 }

    private mutating func acknowledge(_ client: String, _ part: Acknowledgement) {
        guard let index = generations.index(forKey: part.generation) else { return }
        generations.values[index].progress[client] = part.progress
        trim(index)
    }

    private mutating func bound(_ id: GenerationID, at offset: Int64) {
        guard let boundaries = generations[id]?.boundaries, boundaries.count < Self.maximumBoundaries,
            !boundaries.contains(offset)
        else { return }
        let place = boundaries.firstIndex { $0 > offset } ?? boundaries.count
        generations[id]?.boundaries.insert(offset, at: place)
    }

    /// Drops what no client needs any more.
    private mutating func trim(_ index: Dictionary<GenerationID, GenerationRecord>.Index) {
        guard
            !generations.values[index].given.isEmpty || !generations.values[index].boundaries.isEmpty
        else { return }
        let needed = generations.values[index].needed
        generations.values[index].given.removeAll { $0.range.upperBound <= needed }
        generations.values[index].boundaries.removeAll { $0 <= needed }
        // Most generations have neither most of the time, and an empty array that was not takes memory.
        if generations.values[index].given.isEmpty { generations.values[index].given = [] }
        if generations.values[index].boundaries.isEmpty { generations.values[index].boundaries = [] }
    }

    /// A generation has this size, in bytes.
    mutating func note(size: Int64, of id: GenerationID) { generations[id]?.size = size }
}
