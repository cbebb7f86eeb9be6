// Why this file exists: the `replace` stage, which changes a line where a regular expression matches.

import Configuration
import Platform

/// Replaces what the groups of a regular expression match, wherever it does.
///
///     - replace:
///         expression: 'password=(\S+)'
///         source: message        # default: the line
///         replace: '****'        # default: nothing, so that what matches goes away
///
/// What is put in may be a template whose `.Value` is what the group matched: `replace: '{{ ToUpper .Value }}'`. Where it
/// fails, the group's text stays. All groups are replaced, with a name or without; one inside another goes with that. For the named ones of the last
/// match, what stands for them is extracted. As in Promtail what is outside of all groups stays, so that an expression
/// without a group changes nothing.
final class ReplaceStage: Stage {
    private let expression: RegularExpression
    private let source: RowText
    private let replacement: Replacement
    /// The column for each group; -1 for one without a name.
    private let slots: [Int]
    /// Where each group's new text is in the new line; nil for one that had no part in any match.
    private var places: [Span32?]
    /// Where each group that lay inside another one was in the old line.
    private var inner: [MatchedGroup?]
    private let inserted = ByteBuffer()

    private init(
        expression: RegularExpression, source: RowText, replacement: Replacement, slots: [Int]
    ) {
        self.expression = expression
        self.source = source
        self.replacement = replacement
        self.slots = slots
        places = Array(repeating: nil, count: slots.count)
        inner = Array(repeating: nil, count: slots.count)
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            let source = RowText(reader.string("source"), compiler)
            let replacement = Replacement(
                reader.string("replace") ?? "", of: reader.node("replace"), path: reader.path(of: "replace"),
                compiler)
            guard reader.require("expression", example: "'password=(\\S+)'"),
                let expression = settings.expression("expression", &reader), let replacement
            else { return nil }
            if expression.groupNames.count == 1 {
                settings.diagnostics.warning(
                    reader.location(of: "expression"), "the expression has no group, so nothing is replaced",
                    fix: "write ( ) around what has to be replaced")
            }
            return ReplaceStage(
                expression: expression, source: source, replacement: replacement,
                slots: expression.groupNames.map { $0.map { compiler.slot($0) } ?? -1 })
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        guard slots.count > 1 else { return }
        var groups = expression.makeGroups()
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            replacement.prepare(row, chunk)
            guard let span = source.span(row, chunk) else { continue }
            change(row, span, chunk, &groups)
        }
    }

    /// Makes the new line beside `scratch`, as the old one may lie in there.
    private func change(_ row: Int, _ span: Span32, _ chunk: Chunk, _ groups: inout [MatchedGroup]) {
        let text = chunk.bytes(span)
        let line = chunk.lineScratch
        let room = Chunk.maximumScratch - chunk.scratch.count
        var (copied, isFound) = (0, false)
        expression.eachMatch(in: text, groups: &groups) { groups in
            if !isFound {
                isFound = true
                line.removeAll(shrinkingTo: 1 << 16)
                for index in slots.indices { (places[index], inner[index]) = (nil, nil) }
            }
            for index in 1..<groups.count where groups[index].isSet {
                let (start, end) = (Int(groups[index].start), Int(groups[index].end))
                guard start >= copied else {
                    inner[index] = groups[index]
                    continue
                }
                line.append(UnsafeRawBufferPointer(rebasing: text[copied..<start]))
                let place = line.count
                replacement.append(
                    for: UnsafeRawBufferPointer(rebasing: text[start..<end]), row, chunk, to: line)
                (places[index], inner[index]) = (Span32(place, line.count), nil)
                copied = end
            }
            return line.count < room
        }
        guard isFound, line.count + text.count - copied < room else { return }
        line.append(UnsafeRawBufferPointer(rebasing: text[copied...]))
        let start = chunk.scratch.count
        chunk.scratch.append(line.bytes)
        let whole = chunk.scratchSpan(from: start)
        extract(row, of: span, whole, chunk)
        source.replace(row, by: whole, chunk)
    }

    private func extract(_ row: Int, of old: Span32, _ new: Span32, _ chunk: Chunk) {
        for (index, slot) in slots.enumerated() where slot >= 0 {
            var value = Value(span: Span32(start: 0, length: 0), kind: .text)
            if let group = inner[index] {
                chunk.lineScratch.removeAll()
                chunk.lineScratch.append(chunk.bytes(old.part(Int(group.start), group.count)))
                let start = chunk.scratch.count
                inserted.removeAll()
                replacement.append(for: chunk.lineScratch.bytes, row, chunk, to: inserted)
                chunk.scratch.append(inserted.bytes)
                value.span = chunk.scratchSpan(from: start)
            } else if let place = places[index] {
                value.span = new.part(Int(place.start), Int(place.length))
            } else {
                continue
            }
            chunk.column(slot)[row] = value
        }
    }
}
