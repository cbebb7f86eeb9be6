// Why this file exists: the `regex` stage, which takes values out of a line by a regular expression.

import Configuration
import Platform

/// Extracts what the named groups of a regular expression match.
///
///     - regex:
///         expression: '^(?P<ip>\S+) .* (?P<status>\d{3})$'
///         source: message        # default: the line
///
/// A line that does not match keeps the values that it has. In one that does, a group without a part in the match is
/// an empty text. Groups without a name extract nothing.
final class RegexStage: Stage {
    private let expression: RegularExpression
    private let source: RowText
    private let assignments: [(group: Int, slot: Int)]

    private init(
        expression: RegularExpression, source: RowText, assignments: [(group: Int, slot: Int)]
    ) {
        self.expression = expression
        self.source = source
        self.assignments = assignments
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            let source = RowText(reader.string("source"), compiler)
            guard reader.require("expression", example: "'level=(?P<level>\\w+)'"),
                let expression = settings.expression("expression", &reader)
            else { return nil }
            let assignments = expression.groupNames.enumerated().compactMap { group, name in
                name.map { (group: group, slot: compiler.slot($0)) }
            }
            if assignments.isEmpty {
                settings.diagnostics.warning(
                    reader.location(of: "expression"),
                    "the expression names no group, so nothing is extracted",
                    fix: "write (?P<name>...) around what is wanted")
            }
            return RegexStage(expression: expression, source: source, assignments: assignments)
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        guard let last = assignments.last?.group else { return }
        var groups = [MatchedGroup](repeating: .unset, count: last + 1)
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            guard let span = source.span(row, chunk),
                expression.firstMatch(in: chunk.bytes(span), groups: &groups)
            else { continue }
            for (group, slot) in assignments {
                let match = groups[group]
                let text = match.isSet ? span.part(Int(match.start), match.count) : span.part(0, 0)
                chunk.column(slot)[row] = Value(span: text, kind: .text)
            }
        }
    }
}
