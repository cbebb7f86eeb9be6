// Why this file exists: a template is run for every line, within bounds, and whatever it does, nothing else suffers.

import Platform

/// Why an execution ended without a result, and where.
struct TemplateFailure: Error, Hashable {
    let problem: String
    /// In bytes from the template's start.
    let offset: Int
}

/// Runs templates, one at a time. Used by one thread.
final class TemplateMachine {
    /// The most templates that call one another.
    static let maximumCalls = 500

    /// Where a template goes on that called another one.
    private struct Frame {
        let next: Int
        let variables: Int
        let dot: TemplateValue
    }

    let context: TemplateContext
    private let stack = TemplateStack()
    private let variables = TemplateStack()
    private var frames: [Frame] = []

    init(context: TemplateContext) { self.context = context }

    /// Runs a template over a line. `context` has begun.
    /// - Parameters:
    ///   - inputs: what the line has under the names of `program.inputs`; nil's value where it has nothing.
    ///   - all: all that the line has; asked for at most once.
    ///   - output: gets what the template puts out.
    func run(
        _ program: TemplateProgram, inputs: UnsafeBufferPointer<TemplateValue>, all: () -> TemplateMap,
        output: ByteBuffer
    ) throws(TemplateFailure) {
        defer {
            stack.truncate(to: 0)
            variables.truncate(to: 0)
            frames.removeAll(keepingCapacity: true)
        }
        var place = 0
        do {
            try run(program, &place, inputs, all, output)
        } catch {
            throw TemplateFailure(problem: error.problem, offset: Int(program.places[place]))
        }
    }

    private func run(
        _ program: TemplateProgram, _ place: inout Int, _ inputs: UnsafeBufferPointer<TemplateValue>,
        _ all: () -> TemplateMap, _ output: ByteBuffer
    ) throws(TemplateError) {
        var (dot, root, base) = (TemplateValue.null, TemplateMap?.none, 0)
        let limit = output.count + TemplateContext.maximumOutput
        try variables.extend(by: program.blocks[0].variables)
        while true {
            try context.spend(steps: 1)
            let instruction = program.code[place]
            var next = place + 1
            switch instruction {
            case .text(let start, let count):
                output.append(program.text(Int(start), Int(count)).bytes)
                if output.count > limit { throw TemplateContext.tooLong }
            case .print:
                let value = stack.pop()
                if case .text(let text) = value {
                    output.append(text.bytes)
                } else {
                    try value.appendResult(to: output)
                }
                if output.count > limit { throw TemplateContext.tooLong }
            case .constant(let number): try stack.push(program.constants[Int(number)])
            case .input(let number): try stack.push(inputs[Int(number)])
            case .root:
                let map = root ?? all()
                root = map
                try stack.push(.map(map))
            case .dot: try stack.push(dot)
            case .field(let name): try stack.push(field(program.names[Int(name)], of: stack.pop()))
            case .method(let name, let count): try call(method: program.names[Int(name)], count: Int(count))
            case .load(let slot): try stack.push(variables[base + Int(slot)])
            case .store(let slot): variables[base + Int(slot)] = stack.pop()
            case .call(let number, let count):
                try call(program.functions[Int(number)], count: Int(count))
            case .jump(let distance): next = place + Int(distance)
            case .jumpUnless(let distance):
                if !stack.pop().isTrue { next = place + Int(distance) }
            case .jumpKeeping(let distance, let ifTrue):
                if stack[stack.count - 1].isTrue == ifTrue {
                    next = place + Int(distance)
                } else {
                    _ = stack.pop()
                }
            case .enter(let slot):
                variables[base + Int(slot)] = dot
                dot = stack.pop()
            case .leave(let slot): dot = variables[base + Int(slot)]
            case .beginRange(let slot, let distance):
                if try !begin(stack.pop(), at: base + Int(slot), dot) { next = place + Int(distance) }
            case .nextElement(let slot, let distance):
                if let element = element(at: base + Int(slot)) {
                    dot = element
                } else {
                    next = place + Int(distance)
                }
            case .key(let slot): try stack.push(key(at: base + Int(slot)))
            case .invoke(let number):
                guard frames.count < Self.maximumCalls else { throw TemplateContext.tooManyCalls }
                let block = program.blocks[Int(number)]
                frames.append(Frame(next: next, variables: base, dot: dot))
                dot = stack.pop()
                base = variables.count
                try variables.extend(by: block.variables)
                variables[base] = dot
                next = block.start
            case .finish:
                guard let frame = frames.popLast() else { return }
                variables.truncate(to: base)
                (next, base, dot) = (frame.next, frame.variables, frame.dot)
            }
            place = next
        }
    }

    // MARK: Values

    private func call(_ function: TemplateFunction, count: Int) throws(TemplateError) {
        let start = stack.count - count
        let result: TemplateValue
        do {
            let arguments = TemplateArguments(values: stack.values(from: start))
            // What is long takes long.
            for value in arguments.values {
                if case .text(let text) = value { try context.spend(steps: text.count >> 8) }
            }
            result = try function.body(arguments, context)
        } catch {
            throw TemplateError("\(function.name): \(error.problem)")
        }
        stack.truncate(to: start)
        try stack.push(result)
    }

    private func call(method name: TemplateText, count: Int) throws(TemplateError) {
        let start = stack.count - count
        guard let method = TemplateMethods.method(name, of: stack[start]) else {
            throw TemplateError("'\(name.string)' is a value and takes no arguments")
        }
        guard method.arity.contains(count) else {
            throw TemplateError("\(method.name): called with \(count - 1) arguments")
        }
        try call(method, count: count)
    }

    private func field(_ name: TemplateText, of value: TemplateValue) throws(TemplateError) -> TemplateValue {
        switch value {
        case .map(let map): return map[name] ?? .null
        case .null: return .null
        default:
            guard let method = TemplateMethods.method(name, of: value) else {
                throw TemplateError("can't evaluate field \(name.string) in type \(value.typeName)")
            }
            try stack.push(value)
            try call(method, count: 1)
            return stack.pop()
        }
    }

    // MARK: Loops

    /// Takes what is gone through; false if there is nothing in it.
    private func begin(_ value: TemplateValue, at slot: Int, _ dot: TemplateValue) throws(TemplateError)
        -> Bool
    {
        switch value {
        case .null: return false
        case .list(let elements):
            if elements.isEmpty { return false }
            variables[slot] = value
        case .map(let map):
            if map.isEmpty { return false }
            // What the loop does to the map does not change what it goes through.
            variables[slot] = .map(TemplateMap(copying: map))
        case .int(let count):
            if count <= 0 { return false }
            variables[slot] = value
        default: throw TemplateError("range can't iterate over a value of type \(value.typeName)")
        }
        variables[slot + 1] = .int(-1)
        variables[slot + 2] = dot
        return true
    }

    private func element(at slot: Int) -> TemplateValue? {
        guard case .int(let before) = variables[slot + 1] else { return nil }
        let index = before + 1
        variables[slot + 1] = .int(index)
        switch variables[slot] {
        case .list(let elements): return index < elements.count ? elements[Int(index)] : nil
        case .map(let map): return index < map.count ? map.entries[Int(index)].value : nil
        case .int(let count): return index < count ? .int(index) : nil
        default: return nil
        }
    }

    private func key(at slot: Int) throws(TemplateError) -> TemplateValue {
        guard case .int(let index) = variables[slot + 1] else { return .null }
        switch variables[slot] {
        case .map(let map): return .text(map.entries[Int(index)].key)
        case .int: throw TemplateError("range over a number has one variable")
        default: return .int(index)
        }
    }
}
