// What the tests of twins share: lines with times, a plain model of what becomes of them, and a way to feed a run.

import Platform
import TestSupport

@testable import Pipeline

/// A line as the stages leave it.
struct TwinLine: Hashable {
    var text: String
    var time: Int64
    /// Which of a few label sets it has.
    var labels = 0
    var hasOwnTime = true
    var isDropped = false
    /// Bytes that stand in the file for it; the text is what the stages made of them.
    var length = 8
}

/// What is promised, in the plainest way.
struct PlainTwins {
    private struct Taken: Hashable {
        let text: String
        let labels: Int
        let time: Int64
    }

    private var taken: Set<Taken> = []
    private var count = 0
    private var highest: Int64?
    private(set) var start: Int64?
    /// The last own time before the run's first line.
    private(set) var memory: Int64?

    /// The times of all lines, and after each line where its run began and what was remembered there.
    static func times(_ lines: [TwinLine]) -> (times: [Int64], starts: [Int64?], memories: [Int64?]) {
        var model = PlainTwins()
        var offset: Int64 = 0
        var last: Int64?
        var (times, starts, memories): ([Int64], [Int64?], [Int64?]) = ([], [], [])
        for line in lines {
            times.append(line.isDropped ? line.time : model.add(line, at: offset, last))
            starts.append(model.start)
            memories.append(model.memory)
            if line.hasOwnTime { last = line.time }
            offset += Int64(line.length)
        }
        return (times, starts, memories)
    }

    private mutating func add(_ line: TwinLine, at offset: Int64, _ last: Int64?) -> Int64 {
        let isOver =
            count == TwinRun.maximumLines || start.map { offset - $0 > TwinRun.maximumBytes } ?? true
        if highest.map({ line.time > $0 }) ?? true || isOver {
            taken = []
            count = 0
            highest = line.time
            start = offset
            memory = last
        }
        var time = line.time
        while taken.contains(Taken(text: line.text, labels: line.labels, time: time)) { time += 1 }
        taken.insert(Taken(text: line.text, labels: line.labels, time: time))
        count += 1
        highest = max(highest ?? time, time)
        return time
    }
}

/// A reader of a file of such lines: at a place, with a run.
final class TwinReader {
    let lines: [TwinLine]
    private let offsets: [Int64]
    private let chunk = Chunk()
    private let table = LabelTable()
    var run = TwinRun()
    private(set) var memory = PipelineMemory()
    private(set) var next = 0

    init(_ lines: [TwinLine]) {
        self.lines = lines
        var (offset, offsets): (Int64, [Int64]) = (0, [])
        for line in lines {
            offsets.append(offset)
            offset += Int64(line.length)
        }
        self.offsets = offsets
    }

    /// The next `count` lines as one chunk; returns their times.
    func read(_ count: Int, epochEnds: Bool = false) -> [Int64] {
        if epochEnds { table.reset() }
        let range = next..<min(lines.count, next + count)
        guard !range.isEmpty else { return [] }
        fill(range, memory)
        let before = memory
        memory = chunk.memory(after: chunk.count, from: memory)
        run.settle(chunk, at: offsets[range.lowerBound], memory: before, labels: table)
        next = range.upperBound
        return (0..<chunk.count).map { chunk.timestamps[$0] }
    }

    /// Goes on as a process does that knows no more than a checkpoint of this moment: `sizes` gives the chunks in which the
    /// run is read again.
    func restart(_ sizes: () -> Int) {
        guard let start = run.start, let first = offsets.firstIndex(of: start) else { return run = TwinRun() }
        var memory = run.memory
        var again = TwinRun()
        var row = first
        while row < next {
            let range = row..<min(next, row + sizes())
            fill(range, memory)
            let before = memory
            memory = chunk.memory(after: chunk.count, from: memory)
            again.settle(chunk, at: offsets[row], memory: before, labels: table)
            row = range.upperBound
        }
        run = again
        self.memory = memory
    }

    private func fill(_ range: Range<Int>, _ before: PipelineMemory) {
        chunk.text.removeAll()
        chunk.lines.removeAll()
        for row in range {
            // As far behind the one before as that says, whatever its text.
            chunk.lines.append(Span32(start: UInt32(offsets[row] - offsets[range.lowerBound]), length: 0))
        }
        let slot = MemorySlot(kind: .time, index: 0)
        chunk.prepare(slots: 0, memory: [slot], labelSet: table.number(of: []), base: 0)
        var last = before.lastTimestamp
        for (row, line) in lines[range].enumerated() {
            let start = chunk.scratch.count
            chunk.scratch.append(line.text)
            chunk.contents[row] = chunk.scratchSpan(from: start)
            chunk.timestamps[row] = line.time
            chunk.hasOwnTime[row] = line.hasOwnTime
            if line.hasOwnTime { last = line.time }
            chunk.remembered(slot)[row] = last ?? Chunk.nothing
            chunk.dropped[row] = line.isDropped ? .lineTooLong : .none
            chunk.labelSets[row] = table.number(of: [Label("n", "\(line.labels)")])
        }
    }
}

extension SeededGenerator {
    /// Lines whose times stand still, jump, go back and rise, with few texts.
    mutating func twinLines(_ count: Int) -> [TwinLine] {
        var time: Int64 = 1000
        let spread = Int64.random(in: 0...3, using: &self)
        let texts = Int.random(in: 1...6, using: &self)
        return (0..<count).map { _ in
            switch Int.random(in: 0..<12, using: &self) {
            case 0: time += Int64.random(in: 0...50, using: &self)
            case 1: time -= Int64.random(in: 0...20, using: &self)
            case 2, 3: time += spread
            default: break
            }
            return TwinLine(
                text: "text \(Int.random(in: 0..<texts, using: &self))",
                time: time + Int64.random(in: -spread...spread, using: &self),
                labels: Int.random(in: 0..<4, using: &self) / 3,
                hasOwnTime: Int.random(in: 0..<5, using: &self) > 0,
                isDropped: Int.random(in: 0..<9, using: &self) == 0,
                length: Int.random(in: 1...20, using: &self))
        }
    }
}
