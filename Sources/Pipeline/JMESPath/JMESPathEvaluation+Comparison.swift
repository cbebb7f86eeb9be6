// Why this file exists: which values are equal, and which is the lesser one.

import Glibc
import Platform

extension JMESPathEvaluation {
    /// Values of any kind are equal or not; only numbers are less or greater, anything else gives null.
    mutating func compare(_ left: JSONValue, _ right: JSONValue, by comparison: JMESPathToken.Comparison)
        throws(JMESPathFailure) -> JSONValue
    {
        switch comparison {
        case .equal: return .boolean(try isEqual(left, right))
        case .notEqual: return .boolean(!(try isEqual(left, right)))
        case .less, .lessOrEqual, .greater, .greaterOrEqual: break
        }
        guard left.kind == .number, right.kind == .number else { return .null }
        switch comparison {
        case .less: return .boolean(left.number < right.number)
        case .lessOrEqual: return .boolean(left.number <= right.number)
        case .greater: return .boolean(left.number > right.number)
        default: return .boolean(left.number >= right.number)
        }
    }

    /// True if two values are the same JSON, whatever the order of their keys.
    mutating func isEqual(_ left: JSONValue, _ right: JSONValue, depth: Int = 0) throws(JMESPathFailure)
        -> Bool
    {
        guard depth <= JMESPathLimits.depth * 2 else { throw .tooMuch }
        try spend()
        guard left.kind == right.kind else { return false }
        switch left.kind {
        case .null: return true
        case .boolean, .reference: return left.start == right.start
        case .number: return left.number == right.number
        case .string:
            guard left.count == right.count else { return false }
            try spend(bytes: Int(left.count))
            return order(left, right) == 0
        case .array:
            guard left.count == right.count else { return false }
            for (a, b) in zip(left.range, right.range) {
                let (first, second) = (arena.elements[a], arena.elements[b])
                guard try isEqual(first, second, depth: depth + 1) else { return false }
            }
            return true
        case .object:
            guard left.count == right.count else { return false }
            for index in left.range {
                let member = arena.members[index]
                try spend(Int(right.count) / 16)
                guard let other = arena.value(of: member.key, in: right),
                    try isEqual(member.value, other, depth: depth + 1)
                else { return false }
            }
            return true
        }
    }

    /// Below 0 if `left` stands before `right`; both are numbers, or both are strings.
    func order(_ left: JSONValue, _ right: JSONValue) -> Int {
        if left.kind == .number {
            return left.number < right.number ? -1 : left.number > right.number ? 1 : 0
        }
        return arena.order(left.span, right.span)
    }
}
