// Why this file exists: a million lines carry a handful of label sets; each is built once and then a number.

import Glibc
import Platform

/// A label: a name and a value.
public struct Label: Hashable, Comparable, Sendable {
    /// A valid label name.
    public let name: String
    /// Any UTF-8 text, not empty.
    public let value: String

    /// Takes both as they are.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// By name, then by value, as bytes.
    public static func < (a: Label, b: Label) -> Bool {
        a.name.utf8.elementsEqual(b.name.utf8)
            ? a.value.utf8.lexicographicallyPrecedes(b.value.utf8)
            : a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
    }

    /// Whether both are the same bytes: String takes differently composed characters for equal, Loki does not.
    public static func == (a: Label, b: Label) -> Bool {
        a.name.utf8.elementsEqual(b.name.utf8) && a.value.utf8.elementsEqual(b.value.utf8)
    }
}

/// The label sets that entries carry, each known by a number.
///
/// Setting a label is a step from one set to another, looked up by (set, name, value); only a step that was
/// never taken makes strings. Bounded: when `isFull`, whoever owns the table calls `reset` between two chunks,
/// which makes all numbers void. Used by one thread.
public final class LabelTable {
    /// The most sets and steps kept before `isFull`.
    public static let maximumSteps = 1 << 16
    /// The label that carries an entry's tenant, Promtail's name for it.
    public static let tenantLabel = "__tenant_id__"

    private struct Step {
        let hash: UInt64
        let from: UInt32
        let name: UInt32
        let valueStart: UInt32
        let valueLength: UInt32
        let to: UInt32
    }

    private var sets: [[Label]] = []
    private var contentHashes: [UInt64] = []
    private var numbers: [[Label]: UInt32] = [:]
    private var names: [String] = []
    private var steps: [Step] = []
    /// Open addressing: one more than an index into `steps`, 0 for a free place.
    private var places: [UInt32] = Array(repeating: 0, count: 1 << 10)
    private let values = ByteBuffer(capacity: 4096)
    /// Rises with every `reset`; a set number is good only in the epoch it was given in.
    public private(set) var epoch: UInt32 = 0

    /// A table without a set.
    public init() {}

    /// True when the table should be reset before the next chunk.
    public var isFull: Bool { steps.count >= Self.maximumSteps || values.count >= 8 << 20 }

    /// Forgets all sets. Names keep their numbers.
    public func reset() {
        epoch &+= 1
        sets = []
        contentHashes = []
        numbers = [:]
        steps = []
        places = Array(repeating: 0, count: 1 << 10)
        values.removeAll(shrinkingTo: 4096)
    }

    /// The number of a label name, for `set(_:of:to:)`; lives as long as the table.
    public func number(ofName name: String) -> UInt32 {
        if let known = names.firstIndex(of: name) { return UInt32(known) }
        names.append(name)
        return UInt32(names.count - 1)
    }

    /// The name that a number stands for.
    public func name(_ number: UInt32) -> String { names[Int(number)] }

    /// The number of a label set. Labels with an empty value are left out; of two with one name the last counts.
    public func number(of labels: [Label]) -> UInt32 {
        let sorted = Self.set(of: labels)
        if let known = numbers[sorted] { return known }
        let number = UInt32(sets.count)
        sets.append(sorted)
        contentHashes.append(Self.contentHash(of: sorted))
        numbers[sorted] = number
        return number
    }

    /// The labels of a set, sorted by name; the array itself if it is that, so that a file's labels are kept once.
    public static func set(of labels: [Label]) -> [Label] {
        let isSet =
            labels.allSatisfy { !$0.value.isEmpty }
            && zip(labels, labels.dropFirst()).allSatisfy {
                $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
            }
        if isSet { return labels }
        var byName: [String: String] = [:]
        for label in labels { byName[label.name] = label.value }
        return byName.filter { !$0.value.isEmpty }.map { Label($0.key, $0.value) }.sorted()
    }

    /// A hash of the set's names and values: the same in every epoch and in every process.
    public func contentHash(of set: UInt32) -> UInt64 { contentHashes[Int(set)] }

    private static func contentHash(of labels: [Label]) -> UInt64 {
        var hash: UInt64 = 0
        for label in labels {
            for var text in [label.name, label.value] {
                hash = text.withUTF8 { Hash64.of(UnsafeRawBufferPointer($0), seed: hash) }
            }
        }
        return hash
    }

    /// The labels of a set, sorted by name.
    public func labels(of set: UInt32) -> [Label] { sets[Int(set)] }

    /// The set that is `set` with the label `name` set to `value`; an empty value removes it.
    public func set(_ name: UInt32, of set: UInt32, to value: UnsafeRawBufferPointer) -> UInt32 {
        let hash = Hash64.of(value, seed: UInt64(set) << 32 | UInt64(name))
        var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
        while places[place] != 0 {
            let step = steps[Int(places[place]) - 1]
            if step.hash == hash, step.from == set, step.name == name, Int(step.valueLength) == value.count,
                isEqual(step, value)
            {
                return step.to
            }
            place = (place + 1) & (places.count - 1)
        }
        return takeStep(name, from: set, value, hash: hash)
    }

    private func isEqual(_ step: Step, _ value: UnsafeRawBufferPointer) -> Bool {
        guard let start = value.baseAddress else { return true }
        return memcmp(values.base + Int(step.valueStart), start, value.count) == 0
    }

    @inline(never)
    private func takeStep(_ name: UInt32, from set: UInt32, _ value: UnsafeRawBufferPointer, hash: UInt64)
        -> UInt32
    {
        let text = String(decoding: value, as: UTF8.self)
        let to = number(of: sets[Int(set)] + [Label(names[Int(name)], text)])
        let start = values.count
        values.append(value)
        steps.append(
            Step(
                hash: hash, from: set, name: name, valueStart: UInt32(start),
                valueLength: UInt32(value.count),
                to: to))
        if steps.count * 2 > places.count {
            places = Array(repeating: 0, count: places.count * 2)
            for index in steps.indices { insert(index) }
        } else {
            insert(steps.count - 1)
        }
        return to
    }

    private func insert(_ index: Int) {
        var place = Int(truncatingIfNeeded: steps[index].hash) & (places.count - 1)
        while places[place] != 0 { place = (place + 1) & (places.count - 1) }
        places[place] = UInt32(index + 1)
    }
}
