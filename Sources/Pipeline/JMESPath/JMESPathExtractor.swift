// Why this file exists: expressions that compute are run over a line's values, which are read once for all of them.

import Configuration
import Glibc
import Platform

/// An expression of a stage.
struct JMESPathExpression {
    let program: JMESPathProgram
    /// The column that takes its value.
    let slot: Int
    /// Where it stands in the configuration.
    let node: Node

    /// What is said of a failure.
    fileprivate func problem(_ failure: JMESPathFailure) -> StageProblem {
        switch failure {
        case .invalidType(let call, let kind):
            let node = program.nodes[Int(call)]
            let offset = (self.node.text ?? "").utf8.prefix(node.index).count { $0 & 0xC0 != 0x80 }
            return StageProblem(
                location: self.node.location(ofCharacter: offset),
                message: "\(node.function.example) does not take \(kind.name)")
        case .tooMuch:
            return StageProblem(
                location: node.location,
                message: "the expression takes more than 100,000 steps, or makes more than 1 MiB")
        case .notFinite:
            return StageProblem(location: node.location, message: "the result is larger than any number")
        }
    }
}

/// Takes what expressions give for lines that are JSON objects into columns of the chunk. Used by one thread.
final class JMESPathExtractor {
    private let arena: JSONArena
    private let expressions: [JMESPathExpression]
    private let problems: StageProblems
    private let copy = ScannableCopy()

    /// - Parameters:
    ///   - arena: what the expressions were parsed for; nothing else is in it.
    ///   - problems: told when an expression fails.
    init(_ expressions: [JMESPathExpression], arena: JSONArena, problems: StageProblems) {
        self.arena = arena
        self.problems = problems
        self.expressions = expressions
        arena.seal()
    }

    /// Fills the columns of a row from `text`, a slice of the chunk. Where an expression gives null or fails, what was
    /// there stays.
    /// - Returns: false if the text is no JSON object from its first byte to its last.
    func extract(_ row: Int, from text: Span32, _ chunk: Chunk) -> Bool {
        arena.reset()
        guard let line = read(text, isLine: text == chunk.lines[row], chunk) else { return false }
        let mark = arena.mark
        for expression in expressions {
            var evaluation = JMESPathEvaluation(expression.program)
            let start = chunk.scratch.count
            do throws(JMESPathFailure) {
                if let value = try write(try evaluation.run(line), chunk) {
                    chunk.column(expression.slot)[row] = value
                }
            } catch {
                chunk.scratch.truncate(to: start)
                problems.note(expression.problem(error), row: row)
            }
            arena.release(to: mark)
        }
        return true
    }

    private func read(_ text: Span32, isLine: Bool, _ chunk: Chunk) -> JSONValue? {
        let bytes = chunk.bytes(text)
        if chunk.isInText(text), isLine || !hasLineBreak(bytes) {
            let start = Int(text.start)
            return JSONArenaReader.object(
                chunk.text, chunk.marks, start..<(start + Int(text.length)), into: arena)
        }
        copy.take(bytes)
        return JSONArenaReader.object(copy.text, copy.marks, 0..<Int(text.length), into: arena)
    }

    private func hasLineBreak(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress else { return false }
        return memchr(start, 10, bytes.count) != nil
    }

    /// What a result is as an extracted value: nil for null.
    private func write(_ result: JSONValue, _ chunk: Chunk) throws(JMESPathFailure) -> Value? {
        let scratch = chunk.scratch
        guard scratch.count < Chunk.maximumScratch else { return nil }
        let start = scratch.count
        var kind = Value.Kind.text
        switch result.kind {
        case .null, .reference: return nil
        case .boolean:
            kind = .boolean
            result.isTrue ? scratch.append(literal: "true") : scratch.append(literal: "false")
        case .number:
            kind = .number
            if result.count > 0 {
                scratch.append(arena.bytes(result))
            } else {
                guard result.number.isFinite else { throw .notFinite }
                NumberText.append(result.number, to: scratch)
            }
        case .string:
            guard Int(result.count) <= JMESPathLimits.outputBytes else { throw .tooMuch }
            scratch.append(arena.bytes(result))
        case .array, .object:
            kind = .structure
            try ArenaWriter.append(result, of: arena, to: scratch, limit: JMESPathLimits.outputBytes)
        }
        return Value(span: chunk.scratchSpan(from: start), kind: kind)
    }
}
