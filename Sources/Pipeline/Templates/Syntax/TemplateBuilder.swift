// Why this file exists: the parser says what is to be done, and here it becomes a program.

/// Gathers the instructions of a template's blocks.
struct TemplateBuilder {
    /// A block in the making.
    struct Block {
        var code: [TemplateInstruction] = []
        var places: [Int32] = []
        /// Variables that can be named here, the innermost last.
        var scope: [(name: String, slot: Int32)] = []
        var used: Int32 = 0
        var variables: Int32 = 0
    }

    private(set) var blocks: [Block?] = [nil]
    /// The numbers of the templates by name, defined or only asked for.
    private(set) var numbers: [String: Int] = [:]
    /// Where a template was first asked for.
    private(set) var wanted: [(name: String, offset: Int)] = []
    private var functions: [TemplateFunction] = []
    private var functionNumbers: [String: Int32] = [:]
    private var constants: [TemplateProgram.Constant] = []
    private var constantNumbers: [TemplateProgram.Constant: Int32] = [:]
    private var names = TemplateNames()
    private var inputs = TemplateNames()
    private var literals: [UInt8] = []
    var usesAll = false
    /// The block that instructions go to.
    var current = Block()
    /// Where in the template what is emitted next comes from.
    var place = 0

    /// Adds an instruction and returns its place.
    @discardableResult
    mutating func emit(_ instruction: TemplateInstruction, at offset: Int? = nil) -> Int {
        current.code.append(instruction)
        current.places.append(Int32(clamping: offset ?? place))
        return current.code.count - 1
    }

    /// How far it is from an instruction to the one that comes next.
    func distance(from index: Int) -> Int32 { Int32(current.code.count - index) }

    /// Makes an instruction that jumps forward jump here.
    mutating func land(_ index: Int) {
        let distance = distance(from: index)
        isTarget = true
        switch current.code[index] {
        case .jump: current.code[index] = .jump(distance)
        case .jumpUnless: current.code[index] = .jumpUnless(distance)
        case .jumpKeeping(_, let ifTrue): current.code[index] = .jumpKeeping(distance, ifTrue: ifTrue)
        case .beginRange(let slot, _): current.code[index] = .beginRange(slot, distance)
        case .nextElement(let slot, _): current.code[index] = .nextElement(slot, distance)
        default: break
        }
    }

    /// Room for so many variables.
    mutating func reserve(_ count: Int32 = 1) -> Int32 {
        let slot = current.used
        current.used += count
        current.variables = max(current.variables, current.used)
        return slot
    }

    mutating func constant(_ constant: TemplateProgram.Constant) -> Int32 {
        if let known = constantNumbers[constant] { return known }
        let number = Int32(constants.count)
        constants.append(constant)
        constantNumbers[constant] = number
        return number
    }

    /// The text of a constant that an instruction pushes; nil if it pushes something else.
    func text(of instruction: TemplateInstruction) -> [UInt8]? {
        guard case .constant(let number) = instruction, case .text(let bytes) = constants[Int(number)] else {
            return nil
        }
        return bytes
    }

    mutating func function(_ function: TemplateFunction) -> Int32 {
        if let known = functionNumbers[function.name] { return known }
        let number = Int32(functions.count)
        functions.append(function)
        functionNumbers[function.name] = number
        return number
    }

    mutating func name(_ name: String) -> Int32 { names.number(of: name) }

    mutating func input(_ name: String) -> Int32 { inputs.number(of: name) }

    mutating func emit(text: ArraySlice<UInt8>) {
        let start = Int32(clamping: literals.count)
        literals += text
        if case .text(let before, let count)? = current.code.last, before + count == start, !isTarget {
            current.code[current.code.count - 1] = .text(start: before, count: count + Int32(text.count))
        } else {
            emit(.text(start: start, count: Int32(clamping: text.count)))
        }
        isTarget = false
    }

    /// Set where a jump may land, so that texts are not joined over it.
    var isTarget = false

    /// The number of a template that is asked for at `offset`.
    mutating func number(ofTemplate name: String, at offset: Int) -> Int32 {
        wanted.append((name, offset))
        return Int32(slot(of: name))
    }

    private mutating func slot(of name: String) -> Int {
        if let known = numbers[name] { return known }
        numbers[name] = blocks.count
        blocks.append(nil)
        return blocks.count - 1
    }

    /// Defines a template; false if there is one of that name.
    mutating func define(_ name: String, as block: Block) -> Bool {
        let number = slot(of: name)
        // As in Go a template without anything in it gives way.
        if let known = blocks[number], known.code.count > 1 { return block.code.count <= 1 }
        blocks[number] = block
        return true
    }

    /// The program; `main` is the template itself.
    func program(main: Block) -> TemplateProgram {
        var (code, places, starts) = ([TemplateInstruction](), [Int32](), [TemplateProgram.Block]())
        for block in [main] + blocks.dropFirst().map({ $0 ?? Block() }) {
            starts.append(TemplateProgram.Block(start: code.count, variables: Int(block.variables)))
            code += block.code
            places += block.places
        }
        return TemplateProgram(
            code: code, places: places, blocks: starts, functions: functions,
            inputs: inputs.all, usesAll: usesAll, constants: constants, names: names.all, literals: literals)
    }
}

/// Names, each with the number of its first appearance.
private struct TemplateNames {
    private(set) var all: [String] = []
    private var numbers: [String: Int32] = [:]

    mutating func number(of name: String) -> Int32 {
        if let known = numbers[name] { return known }
        let number = Int32(all.count)
        all.append(name)
        numbers[name] = number
        return number
    }
}
