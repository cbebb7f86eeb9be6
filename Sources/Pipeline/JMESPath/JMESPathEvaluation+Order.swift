// Why this file exists: the functions of JMESPath that put elements in order or find the first and the last in it.

import Platform

extension JMESPathEvaluation {
    /// The least or the greatest of numbers or texts; null for none.
    mutating func extreme(_ array: JSONValue, greatest: Bool) throws(JMESPathFailure) -> JSONValue {
        var best = JSONValue.null
        for index in array.range {
            let value = arena.elements[index]
            if try isBeyond(value, best, greatest: greatest) { best = value }
        }
        return best
    }

    /// The element for which an expression gives the least or the greatest number or text; the first of equals.
    mutating func extreme(_ array: JSONValue, by expression: Int32, in call: Int32, greatest: Bool)
        throws(JMESPathFailure) -> JSONValue
    {
        var best = JSONValue.null
        var bestKey = JSONValue.null
        for index in array.range {
            let element = arena.elements[index]
            let key = try sortKey(element, expression, like: bestKey, in: call)
            if try isBeyond(key, bestKey, greatest: greatest) {
                (best, bestKey) = (element, key)
            }
        }
        return best
    }

    /// True if a value comes before or behind the best so far, which is null at first.
    private mutating func isBeyond(_ value: JSONValue, _ best: JSONValue, greatest: Bool)
        throws(JMESPathFailure)
        -> Bool
    {
        guard best.kind != .null else { return true }
        try spend(bytes: Int(min(value.count, best.count)))
        return greatest ? order(value, best) > 0 : order(value, best) < 0
    }

    /// What an element is ordered by: a number or a text, and the same for all of them.
    private mutating func sortKey(
        _ element: JSONValue, _ expression: Int32, like other: JSONValue, in call: Int32
    ) throws(JMESPathFailure) -> JSONValue {
        let key = try evaluate(expression, element)
        guard key.kind == .number || key.kind == .string, other.kind == .null || other.kind == key.kind else {
            throw .invalidType(call, key.kind)
        }
        return key
    }

    /// The numbers or texts of an array in rising order.
    mutating func sort(_ array: JSONValue) throws(JMESPathFailure) -> JSONValue {
        try sort(array) { (_, element) throws(JMESPathFailure) in element }
    }

    /// The elements of an array in the rising order of what an expression gives for them; equals stay as they were.
    mutating func sort(_ array: JSONValue, by expression: Int32, in call: Int32) throws(JMESPathFailure)
        -> JSONValue
    {
        var like = JSONValue.null
        return try sort(array) { (evaluation, element) throws(JMESPathFailure) in
            like = try evaluation.sortKey(element, expression, like: like, in: call)
            return like
        }
    }

    private struct Entry: BitwiseCopyable {
        let key: JSONValue
        let element: JSONValue
    }

    private mutating func sort(
        _ array: JSONValue,
        _ key: (inout JMESPathEvaluation, JSONValue) throws(JMESPathFailure) -> JSONValue
    ) throws(JMESPathFailure) -> JSONValue {
        var entries: [Entry] = []
        entries.reserveCapacity(Int(array.count))
        var longest = 0
        for index in array.range {
            try spend()
            let element = arena.elements[index]
            let entry = Entry(key: try key(&self, element), element: element)
            longest = max(longest, Int(entry.key.count))
            entries.append(entry)
        }
        try spend(entries.count * (Int.bitWidth - entries.count.leadingZeroBitCount) * (1 + longest / 64))
        merge(&entries)
        let first = arena.openElements.count
        for entry in entries { arena.openElements.append(entry.element) }
        return arena.closeArray(from: first)
    }

    /// Merges ever longer runs, so that equal elements keep their order.
    private func merge(_ entries: inout [Entry]) {
        var other = entries
        var width = 1
        while width < entries.count {
            var start = 0
            while start < entries.count {
                let middle = min(start + width, entries.count)
                let end = min(start + 2 * width, entries.count)
                var (left, right) = (start, middle)
                for place in start..<end {
                    let takesLeft =
                        left < middle && (right >= end || order(entries[left].key, entries[right].key) <= 0)
                    other[place] = entries[takesLeft ? left : right]
                    if takesLeft { left += 1 } else { right += 1 }
                }
                start = end
            }
            swap(&entries, &other)
            width *= 2
        }
    }
}
