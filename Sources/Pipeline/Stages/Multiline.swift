// Why this file exists: the `multiline` stage, which makes one entry of a stack trace's lines.

import Configuration
import Platform

/// Joins lines into blocks that each begin with a line that `firstline` matches.
///
///     - multiline:
///         firstline: '^\[\d{4}-\d{2}-\d{2}'
///         max_wait_time: 3s   # the default: without a new line for so long, the block is complete
///         max_lines: 128      # the default: what comes after so many is a block of its own
///
/// The block gets the labels, the time and the extracted values of its first line. Lines of different label sets make
/// different blocks; a block is complete, too, after `OpenEntries.maximumGap` lines of others. Lines before the first
/// that matches in a file stay as they are.
final class MultilineStage: Stage {
    private let firstLine: RegularExpression
    private let quiet: Int64
    private let maximumLines: Int
    /// Whether a line that begins a block was seen in the file.
    private let started: MemorySlot
    private var open = OpenEntries()

    private init(firstLine: RegularExpression, quiet: Int64, maximumLines: Int, started: MemorySlot) {
        self.firstLine = firstLine
        self.quiet = quiet
        self.maximumLines = maximumLines
        self.started = started
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            let pattern = reader.requiredString("firstline", example: "'^START'")
            let quiet = reader.duration("max_wait_time", in: 1_000_000...86_400_000_000_000) ?? 3_000_000_000
            let lines = reader.int("max_lines", in: 1...1_000_000) ?? 128
            guard let pattern, let slot = compiler.flagSlot(at: reader.location) else { return nil }
            do throws(RegularExpressionError) {
                let expression = try RegularExpression(pattern)
                return MultilineStage(
                    firstLine: expression, quiet: quiet, maximumLines: lines, started: slot)
            } catch {
                compiler.diagnostics.error(
                    reader.location(of: "firstline"), "\(settings.context).firstline: \(error)")
                return nil
            }
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        let remembered = chunk.remembered(started)
        var hasStarted = memory[started] != nil
        for row in 0..<chunk.count {
            if chunk.dropped[row] == .none {
                let isFirst = firstLine.matches(chunk.bytes(chunk.contents[row]))
                if isFirst { hasStarted = true }
                if hasStarted { take(row, chunk, isFirst: isFirst) }
            }
            remembered[row] = hasStarted ? 1 : Chunk.nothing
        }
        if let first = open.finish(chunk, { chunk.join($0, separator: "\n") }) {
            chunk.wait(from: first, quiet: quiet)
        }
    }

    @inline(__always)
    private func take(_ row: Int, _ chunk: Chunk, isFirst: Bool) {
        let set = chunk.labelSets[row]
        if isFirst {
            open.close(set) { chunk.join($0, separator: "\n") }
        } else {
            open.closeIfLeftBehind(set, at: row) { chunk.join($0, separator: "\n") }
        }
        open.add(row, of: set)
        if open.length(of: set) >= maximumLines { open.close(set) { chunk.join($0, separator: "\n") } }
    }
}
