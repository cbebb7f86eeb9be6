// Why this file exists: a pattern in a template is compiled once, not for every line; one out of a line is bounded.

import Platform

/// Regular expressions that templates have asked for. Used by one thread.
final class TemplateExpressions {
    /// So many are kept; then the longest unused one goes.
    private static let maximum = 32
    /// The longest pattern, in bytes.
    private static let longestPattern = 4096

    private struct Entry {
        let pattern: [UInt8]
        let expression: RegularExpression
        var usedAt: UInt64
    }

    private var entries: [Entry] = []
    private var uses: UInt64 = 0

    /// The expression of a pattern.
    /// - Throws: what is wrong with it.
    func expression(_ pattern: TemplateText, _ context: TemplateContext) throws(TemplateError)
        -> RegularExpression
    {
        uses &+= 1
        for index in entries.indices where pattern.elementsEqual(entries[index].pattern) {
            entries[index].usedAt = uses
            return entries[index].expression
        }
        // Compiling takes some hundred times as long as an instruction.
        try context.spend(steps: 200 + pattern.count)
        guard pattern.count <= Self.longestPattern else {
            throw TemplateError("a regular expression of more than \(Self.longestPattern) bytes")
        }
        do {
            let expression = try RegularExpression(pattern.string)
            if entries.count >= Self.maximum,
                let oldest = entries.indices.min(by: { entries[$0].usedAt < entries[$1].usedAt })
            {
                entries.remove(at: oldest)
            }
            entries.append(Entry(pattern: Array(pattern), expression: expression, usedAt: uses))
            return expression
        } catch {
            throw TemplateError(error.problem)
        }
    }
}

extension TemplateContext {
    /// The regular expression of a pattern, compiled once while the pattern is the same.
    func expression(_ pattern: TemplateText) throws(TemplateError) -> RegularExpression {
        try expressions.expression(pattern, self)
    }

    /// A text with all matches replaced, as Go's ReplaceAllString and ReplaceAllLiteralString do.
    /// - Parameter isLiteral: false where `$1`, `${1}` and `${name}` in the replacement stand for groups.
    func replacingMatches(
        of pattern: TemplateText, in text: TemplateText, by replacement: TemplateText, isLiteral: Bool
    ) throws(TemplateError) -> TemplateText {
        let expression = try expression(pattern)
        try spend(steps: 4 + text.count >> 6)
        let expansion = isLiteral ? nil : GoExpansion(replacement, expression.groupNames)
        return try self.text { buffer throws(TemplateError) in
            var groups = expansion == nil ? [.unset] : expression.makeGroups()
            var (copied, isTooLong) = (0, false)
            expression.eachMatch(in: text.bytes, groups: &groups) { groups in
                buffer.append(text.part(copied, Int(groups[0].start)).bytes)
                if let expansion {
                    expansion.append(groups, of: text, to: buffer)
                } else {
                    buffer.append(replacement.bytes)
                }
                copied = Int(groups[0].end)
                isTooLong = buffer.count > Self.maximumOutput
                return !isTooLong
            }
            if isTooLong { throw Self.tooLong }
            buffer.append(text.part(copied, text.count).bytes)
        }
    }
}

extension TemplateFunction {
    /// The same function with a look at the pattern when the template is read.
    /// - Parameter index: the argument that is a regular expression.
    func checkingExpression(at index: Int = 0) -> TemplateFunction {
        var function = self
        function.check = { texts in
            guard texts.indices.contains(index), let text = texts[index] else { return nil }
            do throws(RegularExpressionError) {
                _ = try RegularExpression(String(decoding: text, as: UTF8.self))
                return nil
            } catch {
                return (text: error.problem, remedy: error.remedy)
            }
        }
        return function
    }
}
