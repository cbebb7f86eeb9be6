// Why this file exists: of one file: what was written, what of it arrived at one client, and what is wrong with that.

import Receiver
import Workbench

/// What became of the lines of one file on the way to one client.
struct FileAccount {
    /// What an arrival turned out to be.
    enum Arrival: Equatable {
        /// The line's first. `fault` says what is wrong with it, if anything is.
        case first(Int, fault: Fault?)
        /// The line again, the same to the byte.
        case replay(Int)
        /// Something that Loki would show besides what was written, or instead of it.
        case wrong(Int, Fault)
    }

    private struct Entry: Equatable {
        var time: Int64
        var labels: [NameValue]
    }

    let plan: FilePlan
    let lines: LogLines
    private let directory: String

    /// Lines that were written, or are just being written: those with numbers below this.
    private(set) var written = 0
    /// Lines that the application never finished, and how many bytes of them there are.
    private var cuts: [Int: Int] = [:]
    /// A bit each: arrived, settled.
    private var states: [UInt8] = []
    /// The times that lines without one of their own had when they arrived first.
    private var givenTimes: [Int: Int64] = [:]
    /// How a line was labelled and dated that did not arrive as it should have, or might have in several ways.
    private var oddities: [Int: Entry] = [:]
    /// All lines below this arrived.
    private var complete = 0
    private var expected: [UInt8] = []
    private var twins = (block: -1, originals: [Int]())

    /// Lines that arrived.
    private(set) var delivered = 0

    private static let arrived: UInt8 = 1
    private static let settled: UInt8 = 2

    init(plan: FilePlan, directory: String, seed: UInt64) {
        self.plan = plan
        self.directory = directory
        lines = LogLines(file: plan.number, format: plan.format, seed: seed)
    }

    /// The next `count` lines are about to be written.
    mutating func write(_ count: Int) {
        written += count
        states.append(contentsOf: repeatElement(0, count: count))
    }

    /// A line that was written is left without its end, of `bytes` bytes.
    mutating func cut(_ number: Int, bytes: Int) { cuts[number] = bytes }

    /// True if every line of the range arrived.
    func isDelivered(_ range: Range<Int>) -> Bool {
        guard complete < range.upperBound else { return true }
        return range.lowerBound > complete
            && range.allSatisfy { states.indices.contains($0) && states[$0] & Self.arrived != 0 }
    }

    /// The lines that did not arrive.
    var missing: [Int] { states.indices.filter { states[$0] & Self.arrived == 0 } }

    /// True if an arrival of the line was acknowledged, and something newer was sent since.
    func isSettled(_ number: Int) -> Bool { states[number] & Self.settled != 0 }

    /// The line's acknowledgement must be in the journal.
    mutating func settle(_ number: Int) { states[number] |= Self.settled }

    /// Checks what arrived and takes note of it.
    /// - Parameter original: the number that its text begins with.
    mutating func take(_ entry: ReceivedEntry, original: Int) -> Arrival {
        guard states.indices.contains(original), lines.original(of: original) == original else {
            return .wrong(original, .unknown)
        }
        guard hasText(entry, of: original) else { return .wrong(original, .text) }
        var facts = lines.facts(original)
        if cuts[original] != nil { facts = LogLines.Facts(time: nil, level: nil) }
        guard let number = number(of: entry, original: original, &facts) else {
            // One more than was written of lines that are alike.
            return .wrong(original, .repeated)
        }
        let arrival = Entry(time: entry.timestampNanoseconds, labels: entry.labels)
        guard states[number] & Self.arrived != 0 else {
            states[number] |= Self.arrived
            delivered += 1
            while complete < written, states[complete] & Self.arrived != 0 { complete += 1 }
            return .first(number, fault: note(arrival, of: number, facts))
        }
        let first = self.first(of: number, facts, arrival)
        return first == arrival ? .replay(number) : .wrong(number, .repeated)
    }

    private mutating func hasText(_ entry: ReceivedEntry, of number: Int) -> Bool {
        expected.removeAll(keepingCapacity: true)
        lines.appendText(number, to: &expected)
        return entry.line.utf8.elementsEqual(expected.prefix(cuts[number] ?? expected.count))
    }

    /// Which of the lines with this text it is: the agent moves the second by a nanosecond, the third by two. The facts
    /// come to have the time of that one. Nil if that one was not written.
    private mutating func number(of entry: ReceivedEntry, original: Int, _ facts: inout LogLines.Facts)
        -> Int?
    {
        guard lines.format == .twins, let time = facts.time else { return original }
        let index = entry.timestampNanoseconds &- time
        guard index != 0 else { return original }
        let all = numbers(withTextOf: original)
        // A time that none of them could have is a wrong time of the first.
        guard all.count > 1, (0..<Int64(LogLines.blockSize)).contains(index) else { return original }
        facts.time = entry.timestampNanoseconds
        return Int(index) < all.count ? all[Int(index)] : nil
    }

    /// The lines of one second that were written and have the same text.
    private mutating func numbers(withTextOf original: Int) -> [Int] {
        let block = original / LogLines.blockSize
        if twins.block != block { twins = (block, lines.originals(around: original)) }
        let start = block * LogLines.blockSize
        return twins.originals.indices.filter { twins.originals[$0] == original && start + $0 < written }.map
        {
            start + $0
        }
    }

    /// Keeps of a first arrival what cannot be told otherwise.
    private mutating func note(_ arrival: Entry, of number: Int, _ facts: LogLines.Facts) -> Fault? {
        if facts.time == nil { givenTimes[number] = arrival.time }
        let hasLabels = arrival.labels == labels(facts)
        let hasTime = facts.time == nil || facts.time == arrival.time
        if hasLabels, hasTime { return nil }
        oddities[number] = arrival
        if hasTime, hasLabelsOfAnotherName(arrival, facts) { return nil }
        return hasTime ? .labels : .time
    }

    private func first(of number: Int, _ facts: LogLines.Facts, _ arrival: Entry) -> Entry {
        if let oddity = oddities[number] { return oddity }
        return Entry(
            time: facts.time ?? givenTimes[number] ?? arrival.time, labels: labels(facts))
    }

    /// Sorted by their names, as those of an entry are.
    private func labels(_ facts: LogLines.Facts, filename: String? = nil) -> [NameValue] {
        [
            NameValue("filename", filename ?? "\(directory)/\(plan.name)"),
            NameValue("job", "soak"),
        ] + (facts.level.map { [NameValue("level", $0)] } ?? [])
    }

    private func hasLabelsOfAnotherName(_ arrival: Entry, _ facts: LogLines.Facts) -> Bool {
        guard let name = arrival.labels.first(where: { $0.name == "filename" })?.value,
            plan.mayBeCalled(name, in: directory)
        else { return false }
        return arrival.labels == labels(facts, filename: name)
    }
}
