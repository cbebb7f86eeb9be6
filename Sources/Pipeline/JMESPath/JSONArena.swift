// Why this file exists: a line's JSON is taken apart without an allocation a value, into memory that the next line uses.

import Glibc
import Platform

/// Where values lie: the texts, the elements of all arrays and the members of all objects, one behind the other.
///
/// What is put in before `seal()` stays: the keys and literals of expressions. The rest goes with `reset()`. Used by
/// one thread.
final class JSONArena {
    /// Memory that is kept from line to line; what a huge line needed beyond it is given back.
    private static let keptBytes = 1 << 20
    private static let keptRecords = 1 << 15

    let text = ByteBuffer()
    let elements = RecordList<JSONValue>()
    let members = RecordList<JSONMember>()
    /// What belongs to arrays and objects that are not complete yet, the innermost last.
    let openElements = RecordList<JSONValue>()
    let openMembers = RecordList<JSONMember>()
    /// Room for what is written while `text` is read.
    let output = ByteBuffer()
    private let repeats = RepeatedKeys()
    private var sealed = Mark(text: 0, elements: 0, members: 0)

    /// How much there is.
    struct Mark {
        fileprivate let text: Int
        fileprivate let elements: Int
        fileprivate let members: Int
    }

    var mark: Mark { Mark(text: text.count, elements: elements.count, members: members.count) }

    /// Forgets what came after the mark.
    func release(to mark: Mark) {
        text.truncate(to: mark.text)
        elements.truncate(to: mark.elements)
        members.truncate(to: mark.members)
        openElements.truncate(to: 0)
        openMembers.truncate(to: 0)
    }

    /// Keeps all that is there now.
    func seal() { sealed = mark }

    /// Forgets what came after `seal()`.
    func reset() {
        release(to: sealed)
        let isLarge =
            max(elements.capacity, members.capacity) > Self.keptRecords || text.capacity > Self.keptBytes
        guard isLarge else { return }
        let kept = Array(text.bytes)
        text.removeAll(shrinkingTo: kept.count)
        kept.withUnsafeBytes { text.append($0) }
        output.removeAll(shrinkingTo: Self.keptBytes)
        elements.truncate(to: sealed.elements, shrinkingTo: Self.keptRecords)
        members.truncate(to: sealed.members, shrinkingTo: Self.keptRecords)
        openElements.truncate(to: 0, shrinkingTo: Self.keptRecords)
        openMembers.truncate(to: 0, shrinkingTo: Self.keptRecords)
    }

    /// The text of a string, or of a number that has one. Valid until `text` grows.
    func bytes(_ value: JSONValue) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.base + Int(value.start), count: Int(value.count))
    }

    /// Valid until `text` grows.
    func bytes(_ key: Span32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.base + Int(key.start), count: Int(key.length))
    }

    /// A string of what was appended to `text` from `start` on.
    func string(from start: Int) -> JSONValue { .string(start, count: text.count - start) }

    /// An array of the open elements from `first` on.
    func closeArray(from first: Int) -> JSONValue {
        let start = elements.count
        for index in first..<max(first, openElements.count) { elements.append(openElements[index]) }
        openElements.truncate(to: first)
        return .array(start, count: elements.count - start)
    }

    /// An object of the open members from `first` on. Of a repeated key the last value counts, at the first one's place.
    func closeObject(from first: Int) -> JSONValue {
        repeats.remove(from: first, of: openMembers, self)
        let start = members.count
        for index in first..<max(first, openMembers.count) { members.append(openMembers[index]) }
        openMembers.truncate(to: first)
        return .object(start, count: members.count - start)
    }

    /// The value of an object's key, nil if there is none.
    func value(of key: Span32, in object: JSONValue) -> JSONValue? {
        let base = text.base
        for index in object.range {
            let member = members[index]
            if member.key.length == key.length,
                memcmp(base + Int(member.key.start), base + Int(key.start), Int(key.length)) == 0
            {
                return member.value
            }
        }
        return nil
    }

    /// Below 0 if `a` stands before `b` in the order of their bytes, which is that of their code points.
    func order(_ a: Span32, _ b: Span32) -> Int {
        let shared = Int(min(a.length, b.length))
        let order = memcmp(text.base + Int(a.start), text.base + Int(b.start), shared)
        return order == 0 ? Int(a.length) - Int(b.length) : Int(order)
    }
}

extension JSONValue {
    /// Its text as a slice of the arena's.
    var span: Span32 { Span32(start: start, length: count) }
}
