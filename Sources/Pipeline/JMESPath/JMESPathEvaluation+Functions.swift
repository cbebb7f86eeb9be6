// Why this file exists: the functions of JMESPath that need no further look into their arguments' order.

import Glibc
import Platform

extension JMESPathEvaluation {
    /// Calls a function, whose number of arguments the parser has checked.
    mutating func call(_ number: Int32, _ node: JMESPathNode, _ current: JSONValue)
        throws(JMESPathFailure) -> JSONValue
    {
        switch node.function {
        case .notNull:
            var result = JSONValue.null
            // All arguments are evaluated, as an error in one that is not needed is an error, too.
            for place in 0..<Int(node.count) {
                let value = try argument(place, of: number, current, .any)
                if result.kind == .null { result = value }
            }
            return result
        case .merge: return try merge(number, node, current)
        default: break
        }
        let parameters = node.function.parameters
        let first = try argument(0, of: number, current, parameters.0)
        let second = node.count > 1 ? try argument(1, of: number, current, parameters.1) : .null
        return try apply(number, node.function, first, second)
    }

    private mutating func argument(
        _ place: Int, of call: Int32, _ current: JSONValue, _ parameter: JMESPathFunction.Parameter
    ) throws(JMESPathFailure) -> JSONValue {
        let first = Int(program.nodes[Int(call)].first)
        let value = try evaluate(program.children[first + place], current)
        guard try fits(value, parameter) else { throw .invalidType(call, value.kind) }
        return value
    }

    private mutating func fits(_ value: JSONValue, _ parameter: JMESPathFunction.Parameter)
        throws(JMESPathFailure)
        -> Bool
    {
        switch parameter {
        case .any: return value.kind != .reference
        case .number: return value.kind == .number
        case .string: return value.kind == .string
        case .array: return value.kind == .array
        case .object: return value.kind == .object
        case .expression: return value.kind == .reference
        case .stringOrArray: return value.kind == .string || value.kind == .array
        case .stringArrayOrObject:
            return value.kind == .string || value.kind == .array || value.kind == .object
        case .numbers: return try isArray(value, of: .number)
        case .strings: return try isArray(value, of: .string)
        case .numbersOrStrings:
            if try isArray(value, of: .number) { return true }
            return try isArray(value, of: .string)
        }
    }

    private mutating func isArray(_ value: JSONValue, of kind: JSONValue.Kind) throws(JMESPathFailure) -> Bool
    {
        guard value.kind == .array else { return false }
        for index in value.range {
            try spend()
            if arena.elements[index].kind != kind { return false }
        }
        return true
    }

    private mutating func apply(
        _ call: Int32, _ function: JMESPathFunction, _ first: JSONValue, _ second: JSONValue
    ) throws(JMESPathFailure) -> JSONValue {
        switch function {
        case .abs: return .number(first.number.magnitude)
        case .ceil: return .number(first.number.rounded(.up))
        case .floor: return .number(first.number.rounded(.down))
        case .avg: return first.count == 0 ? .null : .number(sum(first) / Double(first.count))
        case .sum: return .number(sum(first))
        case .contains: return .boolean(try contains(first, second))
        case .startsWith: return .boolean(hasEdge(first, second, atEnd: false))
        case .endsWith: return .boolean(hasEdge(first, second, atEnd: true))
        case .join: return try join(second, separator: first)
        case .keys, .values: return try parts(of: first, keys: function == .keys)
        case .length: return .number(Double(try length(first)))
        case .map: return try map(second, Int32(first.start))
        case .max: return try extreme(first, greatest: true)
        case .min: return try extreme(first, greatest: false)
        case .maxBy: return try extreme(first, by: Int32(second.start), in: call, greatest: true)
        case .minBy: return try extreme(first, by: Int32(second.start), in: call, greatest: false)
        case .sort: return try sort(first)
        case .sortBy: return try sort(first, by: Int32(second.start), in: call)
        case .reverse: return try reverse(first)
        case .toArray: return first.kind == .array ? first : array([first])
        case .toNumber: return try toNumber(first)
        case .toString: return try toString(first)
        case .type: return text(first.typeName)
        case .merge, .notNull: return .null
        }
    }

    private func sum(_ value: JSONValue) -> Double {
        value.range.reduce(0) { $0 + arena.elements[$1].number }
    }

    private func array(_ values: [JSONValue]) -> JSONValue {
        let first = arena.openElements.count
        for value in values { arena.openElements.append(value) }
        return arena.closeArray(from: first)
    }

    private func text(_ literal: StaticString) -> JSONValue {
        let start = arena.text.count
        arena.text.append(literal: literal)
        return arena.string(from: start)
    }

    private mutating func parts(of object: JSONValue, keys: Bool) throws(JMESPathFailure) -> JSONValue {
        try spend(Int(object.count))
        let first = arena.openElements.count
        for index in object.range {
            let member = arena.members[index]
            arena.openElements.append(
                keys ? .string(Int(member.key.start), count: Int(member.key.length)) : member.value)
        }
        return arena.closeArray(from: first)
    }

    private mutating func merge(_ number: Int32, _ node: JMESPathNode, _ current: JSONValue)
        throws(JMESPathFailure) -> JSONValue
    {
        let first = arena.openMembers.count
        for place in 0..<Int(node.count) {
            let object = try argument(place, of: number, current, .object)
            try spend(Int(object.count))
            for index in object.range { arena.openMembers.append(arena.members[index]) }
        }
        return arena.closeObject(from: first)
    }

    private mutating func map(_ array: JSONValue, _ expression: Int32) throws(JMESPathFailure) -> JSONValue {
        let first = arena.openElements.count
        for index in array.range {
            let value = try evaluate(expression, arena.elements[index])
            arena.openElements.append(value)
        }
        return arena.closeArray(from: first)
    }
}

extension JSONValue {
    /// What the function `type` calls it.
    fileprivate var typeName: StaticString {
        switch kind {
        case .null, .reference: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
