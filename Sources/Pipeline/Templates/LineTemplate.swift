// Why this file exists: a template is run over lines of a chunk; what it names is found in their columns.

import Configuration
import Platform

/// A template that stages run over the rows of a chunk.
///
/// As in Promtail all that was extracted are texts, numbers as labels have them; null counts as missing. `.Value` is
/// what the stage is about, `.Entry` the line.
final class LineTemplate {
    /// What every template may call. As in Promtail, Sprig's `slice` stands in for Go's; here it takes texts, too.
    static let functions = TemplateFunctions([
        TemplateFunctions.builtIn, TemplateFunctions.sprig, TemplateFunctions.promtail,
    ])

    /// In which Sprig shows times.
    private static let localZone = (try? TimeZoneRules.load("Local")) ?? .utc

    /// Where what a template names is found.
    private enum Source {
        case value, entry
        case column(Int)
    }

    private let program: TemplateProgram
    private let machine: TemplateMachine
    private let node: Node
    private let problems: StageProblems
    /// So that two templates do not have the same random numbers for a line.
    private let salt: UInt64
    private let slots: SlotTable
    private let sources: [Source]
    private let inputs: UnsafeMutableBufferPointer<TemplateValue>
    private let output = ByteBuffer()
    /// All names, for templates that go through them; known when the pipeline is complete.
    private lazy var all: [(name: ByteBuffer, source: Source)] = {
        let columns = slots.all.map { ($0.name, Source.column($0.slot)) }
        return
            (columns.filter { $0.0 != "Value" && $0.0 != "Entry" } + [("Value", .value), ("Entry", .entry)])
            .map { name, source in
                let buffer = ByteBuffer()
                buffer.append(name)
                return (buffer, source)
            }
    }()

    /// Reads a template; nil after an error, which is reported at its place.
    /// - Parameter path: the key's name in messages.
    init?(_ text: String, of node: Node, path: String, _ compiler: StageCompiler) {
        do throws(TemplateSyntaxError) {
            program = try TemplateParser.program(Array(text.utf8), functions: Self.functions)
        } catch {
            compiler.diagnostics.error(
                Self.location(error.offset, text, node), "\(path): \(error.problem)", fix: error.remedy,
                isWithinText: true)
            return nil
        }
        self.node = node
        salt = Array(path.utf8).withUnsafeBytes { TextHash.of($0, seed: 0).hash }
        machine = TemplateMachine(context: TemplateContext(localZone: Self.localZone))
        problems = compiler.problems
        slots = compiler.slots
        sources = program.inputs.map { name in
            switch name {
            case "Value": .value
            case "Entry": .entry
            default: .column(compiler.slot(name))
            }
        }
        inputs = .allocate(capacity: sources.count)
        inputs.initialize(repeating: .null)
    }

    /// Where something stands that is so many bytes behind a text's start.
    private static func location(_ offset: Int, _ text: String, _ node: Node) -> Location {
        node.location(ofCharacter: text.utf8.prefix(offset).count { $0 & 0xC0 != 0x80 })
    }

    deinit {
        inputs.deinitialize()
        inputs.deallocate()
    }

    /// Puts the row's numbers into their form, for which the chunk's scratch space may grow; `run` lets it be.
    @inline(__always)
    func prepare(_ row: Int, _ chunk: Chunk) {
        for case .column(let slot) in sources { _ = chunk.text(ofValue: slot, row) }
        guard program.usesAll else { return }
        for case (_, .column(let slot)) in all { _ = chunk.text(ofValue: slot, row) }
    }

    /// Runs the template over a row that was prepared.
    /// - Parameter value: what `.Value` is; nil if it is missing.
    /// - Returns: what it puts out, until the next run; nil if that failed, which is noted.
    func run(_ row: Int, _ chunk: Chunk, value: UnsafeRawBufferPointer?) -> UnsafeRawBufferPointer? {
        let context = machine.context
        context.begin(now: chunk.givenTime(row), seed: chunk.seed(row) ^ salt)
        output.removeAll(shrinkingTo: 1 << 16)
        fill(row, chunk, value)
        defer { chunk.usesGivenTimes = chunk.usesGivenTimes || context.askedForTime }
        do throws(TemplateFailure) {
            try machine.run(
                program, inputs: UnsafeBufferPointer(inputs), all: { everything(row, chunk, value) },
                output: output)
            return output.bytes
        } catch {
            problems.note(
                StageProblem(
                    location: Self.location(error.offset, node.text ?? "", node), message: error.problem),
                row: row)
            return nil
        }
    }

    /// Puts in place what the template names.
    @inline(__always)
    private func fill(_ row: Int, _ chunk: Chunk, _ value: UnsafeRawBufferPointer?) {
        for index in sources.indices {
            switch sources[index] {
            case .value: inputs[index] = value.map { .text(TemplateText($0)) } ?? .null
            case .entry: inputs[index] = .text(TemplateText(chunk.bytes(chunk.contents[row])))
            case .column(let slot):
                inputs[index] =
                    chunk.text(ofValue: slot, row).map { .text(TemplateText(chunk.bytes($0))) } ?? .null
            }
        }
    }

    private func everything(_ row: Int, _ chunk: Chunk, _ value: UnsafeRawBufferPointer?) -> TemplateMap {
        let map = TemplateMap()
        for (name, source) in all {
            let text: TemplateText? =
                switch source {
                case .value: value.map { TemplateText($0) }
                case .entry: TemplateText(chunk.bytes(chunk.contents[row]))
                case .column(let slot): chunk.text(ofValue: slot, row).map { TemplateText(chunk.bytes($0)) }
                }
            if let text { map[TemplateText(name.bytes)] = .text(text) }
        }
        return map
    }
}
