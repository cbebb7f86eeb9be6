// Why this file exists: expressions that compute are run over a line's values, which are read once for all of them.

import Glibc
import Platform

/// Takes what expressions give for lines that are JSON objects into columns of the chunk. Used by one thread.
final class JMESPathExtractor {
    private let arena: JSONArena
    private let expressions: [(program: JMESPathProgram, slot: Int)]
    private let copy = ScannableCopy()

    /// - Parameter arena: what the expressions were parsed for; nothing else is in it.
    init(_ expressions: [(program: JMESPathProgram, slot: Int)], arena: JSONArena) {
        self.arena = arena
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
        for (program, slot) in expressions {
            var evaluation = JMESPathEvaluation(program)
            if let result = try? evaluation.run(line), let value = write(result, chunk) {
                chunk.column(slot)[row] = value
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

    /// What a result is as an extracted value: nil for null, and for what is too long.
    private func write(_ result: JSONValue, _ chunk: Chunk) -> Value? {
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
                guard result.number.isFinite else { return nil }
                NumberText.append(result.number, to: scratch)
            }
        case .string:
            guard Int(result.count) <= JMESPathLimits.outputBytes else { return nil }
            scratch.append(arena.bytes(result))
        case .array, .object:
            kind = .structure
            guard
                (try? ArenaWriter.append(
                    result, of: arena, to: scratch, limit: JMESPathLimits.outputBytes)) != nil
            else {
                scratch.truncate(to: start)
                return nil
            }
        }
        return Value(span: chunk.scratchSpan(from: start), kind: kind)
    }
}
