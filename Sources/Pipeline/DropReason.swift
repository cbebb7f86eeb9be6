// Why this file exists: whoever takes an entry out says why, in a byte, and the metrics count it under a word.

import Synchronization

/// Why the pipeline or a limit takes an entry out; a number that stands for a word as long as the process lives.
public struct DropReason: Hashable, Sendable, BitwiseCopyable {
    /// The most words there are; whoever names more counts under the last, "other".
    public static let maximumCount = 200

    /// The number, below `maximumCount`.
    public let rawValue: UInt8

    /// It goes on.
    public static let none = DropReason(0)
    /// `limits_config.max_line_size`.
    public static let lineTooLong = DropReason(1)
    /// It became part of another entry.
    public static let joined = DropReason(2)
    /// It is hidden from the stages inside another stage, and goes on behind that.
    public static let aside = DropReason(3)

    private static let words = Mutex(["none", "line_too_long", "joined", "aside"])

    private init(_ rawValue: UInt8) { self.rawValue = rawValue }

    /// The reason that metrics call `word`. For when a configuration is read: it takes a lock.
    public init(named word: String) {
        rawValue = Self.words.withLock { words in
            if let known = words.firstIndex(of: word) { return UInt8(known) }
            if words.count == Self.maximumCount - 1 { words.append("other") }
            guard words.count < Self.maximumCount else { return UInt8(Self.maximumCount - 1) }
            words.append(word)
            return UInt8(words.count - 1)
        }
    }

    /// The value of the `reason` label in the metrics.
    public var label: String { Self.words.withLock { $0[Int(rawValue)] } }

    /// True if the entry is lost with it: it was neither kept nor made a part of another one.
    public var isLoss: Bool { rawValue != 0 && self != .joined && self != .aside }
}

/// How many entries were dropped, by reason: counted row by row, told once a chunk.
public struct DropCounts {
    private var counts = [Int](repeating: 0, count: DropReason.maximumCount)
    private var used: [DropReason] = []

    /// None yet.
    public init() {}

    /// Counts an entry that is lost with its reason; no other.
    public mutating func add(_ reason: DropReason) {
        guard reason.isLoss else { return }
        if counts[Int(reason.rawValue)] == 0 { used.append(reason) }
        counts[Int(reason.rawValue)] += 1
    }

    /// Calls `body` for each reason that occurred, and starts anew.
    public mutating func drain(_ body: (DropReason, Int) -> Void) {
        for reason in used {
            body(reason, counts[Int(reason.rawValue)])
            counts[Int(reason.rawValue)] = 0
        }
        used.removeAll(keepingCapacity: true)
    }
}
