// Why this file exists: Sprig's regular expressions, which are the pipeline's own.

import Platform

/// Sprig's functions on regular expressions (https://masterminds.github.io/sprig/strings.html). The syntax is that of
/// RE2, as in Go.
enum SprigRegularExpressions {
    static let table: TemplateFunctions.Table =
        ([
            // The one function for which a broken expression just does not match.
            TemplateFunction("regexMatch", 2) { arguments, context throws(TemplateError) in
                let (pattern, text) = (try arguments.text(0), try arguments.text(1))
                let expression = try? context.expression(pattern)
                return .bool(expression?.matches(text.bytes) ?? false)
            },
            TemplateFunction("mustRegexMatch", 2) { arguments, context throws(TemplateError) in
                let text = try arguments.text(1)
                return .bool(try expression(arguments, context).matches(text.bytes))
            },
            TemplateFunction("regexQuoteMeta", 1) { arguments, context throws(TemplateError) in
                let text = try arguments.text(0)
                return .text(
                    try context.text { buffer in
                        for byte in text.bytes {
                            if "\\.+*?()|[]{}^$".utf8.contains(byte) { buffer.append(UInt8(ascii: "\\")) }
                            buffer.append(byte)
                        }
                    })
            },
        ]
        + SprigLists.both("regexFind", 2) { arguments, context throws(TemplateError) in
            let text = try arguments.text(1)
            var groups: [MatchedGroup] = [.unset]
            let isFound = try expression(arguments, context).firstMatch(in: text.bytes, groups: &groups)
            return .text(isFound ? text.part(Int(groups[0].start), Int(groups[0].end)) : .empty)
        }
        + SprigLists.both("regexFindAll", 3) { arguments, context throws(TemplateError) in
            let (text, limit) = (try arguments.text(1), try arguments.int(2))
            let matches = try matches(of: try expression(arguments, context), in: text, limit: limit, context)
            return .list(matches.map { .text(text.part(Int($0.start), Int($0.end))) })
        }
        + SprigLists.both("regexSplit", 3) { arguments, context throws(TemplateError) in
            let (text, limit) = (try arguments.text(1), try arguments.int(2))
            let matches = try matches(of: try expression(arguments, context), in: text, limit: limit, context)
            // Only an empty expression divides a text without anything in it.
            let pattern = try arguments.text(0)
            let isNothing = text.isEmpty && limit != 0 && !pattern.isEmpty
            let parts = isNothing ? [text] : between(matches, of: text, limit: limit)
            return .list(parts.map { .text($0) })
        }
        + replacement("regexReplaceAll", isLiteral: false)
        + replacement("regexReplaceAllLiteral", isLiteral: true)).map {
            $0.name == "regexQuoteMeta" ? $0 : $0.checkingExpression()
        }

    private static func replacement(_ name: String, isLiteral: Bool) -> TemplateFunctions.Table {
        SprigLists.both(name, 3) { arguments, context throws(TemplateError) in
            let (text, new) = (try arguments.text(1), try arguments.text(2))
            return .text(
                try context.replacingMatches(
                    of: try arguments.text(0), in: text, by: new, isLiteral: isLiteral))
        }
    }

    private static func expression(
        _ arguments: TemplateArguments, _ context: TemplateContext
    ) throws(TemplateError) -> RegularExpression {
        try context.expression(try arguments.text(0))
    }

    /// The matches, not more than `limit` if that is not negative.
    private static func matches(
        of expression: RegularExpression, in text: TemplateText, limit: Int64, _ context: TemplateContext
    ) throws(TemplateError) -> [MatchedGroup] {
        guard limit != 0 else { return [] }
        var (matches, room): ([MatchedGroup], [MatchedGroup]) = ([], [.unset])
        var isTooMuch = false
        expression.eachMatch(in: text.bytes, groups: &room) { groups in
            matches.append(groups[0])
            isTooMuch = matches.count > TemplateContext.maximumSteps
            return !isTooMuch && Int64(matches.count) != limit
        }
        try context.spend(steps: matches.count)
        return matches
    }

    /// The texts between matches, `limit` of them at most if that is not negative, the last one with all the rest.
    private static func between(
        _ matches: [MatchedGroup], of text: TemplateText, limit: Int64
    ) -> [TemplateText] {
        var (parts, start, end) = ([TemplateText](), 0, 0)
        for match in matches {
            if limit > 0, parts.count == limit - 1 { break }
            end = Int(match.start)
            // An empty match at the start divides nothing.
            if match.end > 0 { parts.append(text.part(start, end)) }
            start = Int(match.end)
        }
        if end != text.count, limit != 0 { parts.append(text.part(start, text.count)) }
        return parts
    }
}
