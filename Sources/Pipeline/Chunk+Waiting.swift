// Why this file exists: an entry may be made of several lines, and the last of them may not be there yet.

import Platform

extension Chunk {
    /// Where the lines of a chunk are.
    public struct Place: Hashable, Sendable {
        /// The generation's number.
        public var generation: UInt64
        /// Bytes from the generation's birth to the chunk's first one.
        public var offset: Int64
        /// True if nothing can come behind the last line that belongs to it: no row may wait.
        public var isEnded: Bool
        /// True if the lines were shipped before and are only looked at again.
        public var isReplay: Bool

        /// By default the start of some file, complete.
        public init(
            generation: UInt64 = 0, offset: Int64 = 0, isEnded: Bool = true, isReplay: Bool = false
        ) {
            self.generation = generation
            self.offset = offset
            self.isEnded = isEnded
            self.isReplay = isReplay
        }
    }

    /// Why rows were taken out of the chunk again, to be read once more later.
    public struct Waiting: Hashable, Sendable {
        /// What they wait for.
        public enum Condition: Hashable, Sendable {
            /// Lines that belong to them. After so many nanoseconds without a new one, none is expected any more.
            case lines(quiet: Int64)
            /// A moment of the monotonic clock, in nanoseconds.
            case clock(until: Int64)
        }

        /// The first of them.
        var row: Int
        /// Where it starts, in bytes from the chunk's start.
        public internal(set) var start = 0
        /// What they wait for.
        public let condition: Condition
    }

    /// Where a row starts, in bytes from the generation's birth.
    func offset(_ row: Int) -> Int64 { place.offset &+ Int64(lines[row].start) }

    /// A number that looks like chance and is the same whenever this line is read.
    func seed(_ row: Int) -> UInt64 {
        // The finaliser of SplitMix64, over generation and offset.
        var z = place.generation &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(bitPattern: offset(row))
        for factor in [0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB] as [UInt64] {
            z = (z ^ (z >> 30)) &* factor
        }
        return z ^ (z >> 31)
    }

    /// True if a stage found rows that cannot be judged yet.
    var isWaiting: Bool { waiting != nil }

    /// The rows from `row` on belong to an entry whose end is not known yet.
    /// - Parameter quiet: after so many nanoseconds without a new line the entry is taken for complete.
    func wait(from row: Int, quiet: Int64) {
        guard !place.isEnded else { return }
        if case .lines(let other) = waiting?.condition {
            // Nothing ends sooner than it is meant to.
            let longer = max(quiet, other)
            waiting = Waiting(row: min(row, waiting?.row ?? row), condition: .lines(quiet: longer))
        } else if row < waiting?.row ?? .max {
            waiting = Waiting(row: row, condition: .lines(quiet: quiet))
        }
    }

    /// The rows from `row` on may not go before a moment of the monotonic clock, in nanoseconds.
    func pause(from row: Int, until: Int64) {
        guard !place.isReplay, row < waiting?.row ?? .max else { return }
        waiting = Waiting(row: row, condition: .clock(until: until))
    }

    /// Takes the rows that wait out of the chunk.
    func setWaitingAside() {
        guard let row = waiting?.row, row < lines.count else { return }
        let cut = self.cut(atMost: row)
        waiting?.row = cut
        waiting?.start = Int(lines[cut].start)
        truncate(to: cut)
    }

    /// Makes one entry of several rows: their texts, one behind the other with `separator` between, become the first
    /// row's; the others are parts of it. Without room for that, the rows stay as they are.
    /// - Parameter rows: rising.
    func join(_ rows: [Int], separator: StaticString) {
        guard let first = rows.first, let last = rows.last, rows.count > 1 else { return }
        if let span = neighbours(rows, separator: separator) {
            contents[first] = span
        } else {
            let length = rows.reduce(0) { $0 + Int(contents[$1].length) + separator.utf8CodeUnitCount }
            guard scratch.count + length < Self.maximumScratch else { return }
            let start = scratch.count
            for row in rows {
                if row != first { scratch.append(literal: separator) }
                // What is copied may lie in what grows.
                scratch.reserve(Int(contents[row].length))
                scratch.append(bytes(contents[row]))
            }
            contents[first] = scratchSpan(from: start)
        }
        for row in rows.dropFirst() { dropped[row] = .joined }
        joins.append(first...last)
    }

    /// The text from the first row's start to the last one's end, if that is what joining the rows gives.
    private func neighbours(_ rows: [Int], separator: StaticString) -> Span32? {
        guard separator.utf8CodeUnitCount == 1, separator.utf8Start.pointee == 10 else { return nil }
        var end = -1
        for row in rows {
            let span = contents[row]
            guard isInText(span), end < 0 || Int(span.start) == end + 1 else { return nil }
            end = Int(span.start) + Int(span.length)
            // The byte between two lines is a newline, unless a long line was cut into parts.
            guard row == rows.last || text.bytes[end] == 10 else { return nil }
        }
        return rows.first.map { Span32(Int(contents[$0].start), end) }
    }

    /// The last row, not above `row`, before which the chunk can be cut without cutting through an entry.
    public func cut(atMost row: Int) -> Int {
        var row = row
        // Behind the first join that is cut through there may be one that reaches back further.
        while let join = joins.first(where: { $0.lowerBound < row && row <= $0.upperBound }) {
            row = join.lowerBound
        }
        return row
    }

    /// The first row, not below `row`, before which the chunk can be cut so.
    public func cut(atLeast row: Int) -> Int {
        var row = row
        while let join = joins.first(where: { $0.lowerBound < row && row <= $0.upperBound }) {
            row = join.upperBound + 1
        }
        return min(row, count)
    }
}
