// Why this file exists: a template is read once and run for every line, so it becomes instructions for a stack machine.

import Platform

/// One step of the machine. Jumps are relative to the instruction itself.
enum TemplateInstruction: BitwiseCopyable {
    /// Puts a part of the literals out.
    case text(start: Int32, count: Int32)
    /// Takes a value off the stack and puts it out.
    case print
    /// Pushes a constant.
    case constant(Int32)
    /// Pushes what the line has under a name.
    case input(Int32)
    /// Pushes all that the line has, as a map.
    case root
    /// Pushes the dot.
    case dot
    /// Replaces a value by what it has under a name.
    case field(Int32)
    /// Calls a method with its receiver and its arguments.
    case method(name: Int32, count: Int32)
    /// Pushes a variable.
    case load(Int32)
    /// Takes a value off the stack into a variable.
    case store(Int32)
    /// Calls a function with so many values of the stack.
    case call(Int32, count: Int32)
    case jump(Int32)
    /// Takes a value off the stack and jumps if it is not true.
    case jumpUnless(Int32)
    /// Jumps if the value on the stack is true, or is not; else takes it off.
    case jumpKeeping(Int32, ifTrue: Bool)
    /// Takes a value off the stack for the dot, and keeps the dot before it in a variable.
    case enter(Int32)
    /// Brings a dot back.
    case leave(Int32)
    /// Takes a value off the stack to go through: it, the index and the dot before it fill three variables. Jumps if
    /// there is nothing in it.
    case beginRange(Int32, Int32)
    /// Makes the next element the dot; jumps if there is none.
    case nextElement(Int32, Int32)
    /// Pushes the key of the element.
    case key(Int32)
    /// Runs another template with a value of the stack as its dot.
    case invoke(Int32)
    /// Ends the template.
    case finish
}

/// A template, ready to be run.
final class TemplateProgram {
    /// One of the templates in it; the first one is the main one.
    struct Block {
        /// Where its instructions begin.
        let start: Int
        /// How many variables it has.
        let variables: Int
    }

    let code: [TemplateInstruction]
    /// For each instruction the place in the template that it comes from, in bytes.
    let places: [Int32]
    let blocks: [Block]
    let functions: [TemplateFunction]
    /// What the main template takes out of the line by name.
    let inputs: [String]
    /// True if the template goes through all that the line has.
    let usesAll: Bool
    let constants: [TemplateValue]
    /// Names of fields and methods.
    let names: [TemplateText]
    /// The text if it is nothing else.
    var fixedText: TemplateText? {
        guard code.count <= 2, blocks.count == 1 else { return nil }
        guard case .text(let start, let count) = code[0] else { return code.count == 1 ? .empty : nil }
        return text(Int(start), Int(count))
    }
    private let literals: ByteBuffer

    /// A constant before its bytes have their place.
    enum Constant: Hashable {
        case null, bool(Bool), int(Int64), float(Double), text([UInt8])
    }

    init(
        code: [TemplateInstruction], places: [Int32], blocks: [Block], functions: [TemplateFunction],
        inputs: [String], usesAll: Bool, constants: [Constant], names: [String], literals: [UInt8]
    ) {
        (self.code, self.places, self.blocks, self.functions) = (code, places, blocks, functions)
        (self.inputs, self.usesAll) = (inputs, usesAll)
        // All bytes are put in first: what grows moves.
        let buffer = ByteBuffer(capacity: literals.count)
        literals.withUnsafeBytes { buffer.append($0) }
        func place(_ bytes: [UInt8]) -> Range<Int> {
            let start = buffer.count
            bytes.withUnsafeBytes { buffer.append($0) }
            return start..<buffer.count
        }
        let texts = constants.map { constant in
            if case .text(let bytes) = constant { place(bytes) } else { 0..<0 }
        }
        let namePlaces = names.map { place(Array($0.utf8)) }
        func text(_ range: Range<Int>) -> TemplateText {
            TemplateText(UnsafeRawBufferPointer(rebasing: buffer.bytes[range]))
        }
        self.constants = zip(constants, texts).map { constant, range in
            switch constant {
            case .null: .null
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .float(let value): .float(value)
            case .text: .text(text(range))
            }
        }
        self.names = namePlaces.map(text)
        self.literals = buffer
    }

    /// A part of the literals.
    @inline(__always)
    func text(_ start: Int, _ count: Int) -> TemplateText {
        TemplateText(UnsafeRawBufferPointer(start: literals.base + start, count: count))
    }
}
