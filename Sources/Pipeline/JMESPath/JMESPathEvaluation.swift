// Why this file exists: what an expression makes of a value, with a bound on how long it may take.

import Glibc
import Platform

/// One evaluation of an expression.
struct JMESPathEvaluation {
    let program: JMESPathProgram
    let arena: JSONArena
    private var steps = 0
    /// The arena's text may not grow beyond this.
    let textLimit: Int

    init(_ program: JMESPathProgram) {
        self.program = program
        arena = program.arena
        textLimit = program.arena.text.count + JMESPathLimits.outputBytes
    }

    /// What the whole expression gives for a value of its arena.
    mutating func run(_ value: JSONValue) throws(JMESPathFailure) -> JSONValue {
        try evaluate(program.root, value)
    }

    /// Takes note of work that was done or is to be.
    mutating func spend(_ count: Int = 1) throws(JMESPathFailure) {
        steps &+= count
        if steps > JMESPathLimits.steps { throw .tooMuch }
    }

    /// Takes note of bytes that are looked at.
    mutating func spend(bytes: Int) throws(JMESPathFailure) { try spend(1 + bytes / 64) }

    /// Fails if so many more bytes of text would be too many.
    func require(bytes: Int) throws(JMESPathFailure) {
        if arena.text.count + bytes > textLimit { throw .tooMuch }
    }

    mutating func evaluate(_ number: Int32, _ current: JSONValue) throws(JMESPathFailure) -> JSONValue {
        try spend()
        let node = program.nodes[Int(number)]
        switch node.operation {
        case .current: return current
        case .literal: return program.literals[Int(node.first)]
        case .field:
            guard current.kind == .object else { return .null }
            try spend(Int(current.count) / 16)
            return arena.value(of: node.key, in: current) ?? .null
        case .index: return element(node.index, of: current)
        case .slice: return try slice(program.slices[Int(node.first)], of: current)
        case .chain: return try evaluate(node.right, try evaluate(node.left, current))
        case .projection, .valueProjection, .filterProjection: return try project(node, current)
        case .flatten: return try flatten(try evaluate(node.left, current))
        case .comparison:
            let left = try evaluate(node.left, current)
            return try compare(left, try evaluate(node.right, current), by: node.comparison)
        case .or:
            let left = try evaluate(node.left, current)
            return left.isTrue ? left : try evaluate(node.right, current)
        case .and:
            let left = try evaluate(node.left, current)
            return left.isTrue ? try evaluate(node.right, current) : left
        case .not: return .boolean(!(try evaluate(node.left, current)).isTrue)
        case .list, .hash: return try make(node, current)
        case .call: return try call(number, node, current)
        case .reference: return .reference(Int(node.left))
        }
    }

    private func element(_ index: Int, of value: JSONValue) -> JSONValue {
        guard value.kind == .array else { return .null }
        let count = Int(value.count)
        let place = index < 0 ? index &+ count : index
        guard place >= 0, place < count else { return .null }
        return arena.elements[Int(value.start) + place]
    }

    private mutating func slice(_ slice: JMESPathSlice, of value: JSONValue) throws(JMESPathFailure)
        -> JSONValue
    {
        guard value.kind == .array else { return .null }
        let count = Int(value.count)
        let isForward = slice.step > 0
        /// Where a bound is, from -1 or 0 up to the count or the last element.
        func bound(_ bound: Int?, _ standard: Int) -> Int {
            guard let bound else { return standard }
            let place = bound < 0 ? bound &+ count : bound
            return isForward ? min(max(place, 0), count) : min(max(place, -1), count - 1)
        }
        var at = bound(slice.start, isForward ? 0 : count - 1)
        let end = bound(slice.stop, isForward ? count : -1)
        let first = arena.openElements.count
        while isForward ? at < end : at > end {
            try spend()
            arena.openElements.append(arena.elements[Int(value.start) + at])
            let (next, overflow) = at.addingReportingOverflow(slice.step)
            if overflow { break }
            at = next
        }
        return arena.closeArray(from: first)
    }

    private mutating func project(_ node: JMESPathNode, _ current: JSONValue) throws(JMESPathFailure)
        -> JSONValue
    {
        let base = try evaluate(node.left, current)
        let isObject = node.operation == .valueProjection
        guard base.kind == (isObject ? .object : .array) else { return .null }
        let first = arena.openElements.count
        for index in base.range {
            let element = isObject ? arena.members[index].value : arena.elements[index]
            if node.operation == .filterProjection, !(try evaluate(node.third, element)).isTrue { continue }
            let value = try evaluate(node.right, element)
            if value.kind != .null { arena.openElements.append(value) }
        }
        return arena.closeArray(from: first)
    }

    private mutating func flatten(_ value: JSONValue) throws(JMESPathFailure) -> JSONValue {
        guard value.kind == .array else { return .null }
        let first = arena.openElements.count
        for index in value.range {
            try spend()
            let element = arena.elements[index]
            guard element.kind == .array else {
                arena.openElements.append(element)
                continue
            }
            try spend(Int(element.count))
            for inner in element.range { arena.openElements.append(arena.elements[inner]) }
        }
        return arena.closeArray(from: first)
    }

    /// A list or an object of several expressions' values; of null there is neither.
    private mutating func make(_ node: JMESPathNode, _ current: JSONValue) throws(JMESPathFailure)
        -> JSONValue
    {
        guard current.kind != .null else { return .null }
        let isObject = node.operation == .hash
        let first = isObject ? arena.openMembers.count : arena.openElements.count
        for index in Int(node.first)..<Int(node.first + node.count) {
            let value = try evaluate(program.children[index], current)
            if isObject {
                arena.openMembers.append(JSONMember(key: program.keys[index], value: value))
            } else {
                arena.openElements.append(value)
            }
        }
        return isObject ? arena.closeObject(from: first) : arena.closeArray(from: first)
    }
}
