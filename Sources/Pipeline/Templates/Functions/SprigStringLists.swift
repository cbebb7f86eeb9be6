// Why this file exists: Sprig's functions between strings and lists of strings.

import Platform

/// Sprig's functions on lists of strings and of integers (https://masterminds.github.io/sprig/string_slice.html,
/// https://masterminds.github.io/sprig/integer_slice.html).
enum SprigStringLists {
    static let table: TemplateFunctions.Table = [
        TemplateFunction("join", 2) { arguments, context throws(TemplateError) in
            let (separator, texts) = (try arguments.text(0), try texts(arguments[1], context))
            return .text(try join(texts, by: separator, context))
        },
        TemplateFunction("splitList", 2) { arguments, context throws(TemplateError) in
            let (separator, text) = (try arguments.text(0), try arguments.text(1))
            return .list(try text.split(by: separator, limit: -1, context).map { .text($0) })
        },
        TemplateFunction("split", 2) { arguments, context throws(TemplateError) in
            let (separator, text) = (try arguments.text(0), try arguments.text(1))
            return .map(try numbered(try text.split(by: separator, limit: -1, context), context))
        },
        TemplateFunction("splitn", 3) { arguments, context throws(TemplateError) in
            let (separator, limit, text) = (
                try arguments.text(0), try arguments.int(1), try arguments.text(2)
            )
            return .map(try numbered(try text.split(by: separator, limit: limit, context), context))
        },
        TemplateFunction("sortAlpha", 1) { arguments, context throws(TemplateError) in
            // What is no list is one with an element.
            guard case .list = arguments[0] else {
                return .list([.text(try arguments[0].text(context))])
            }
            let texts = try texts(arguments[0], context)
            try context.spend(steps: texts.count)
            return .list(texts.sorted().map { .text($0) })
        },
        TemplateFunction("until", 1) { arguments, context throws(TemplateError) in
            let end = try arguments.int(0)
            return .list(try integers(from: 0, to: end, by: end < 0 ? -1 : 1, context).map { .int($0) })
        },
        TemplateFunction("untilStep", 3) { arguments, context throws(TemplateError) in
            let (start, end, step) = (try arguments.int(0), try arguments.int(1), try arguments.int(2))
            return .list(try integers(from: start, to: end, by: step, context).map { .int($0) })
        },
        TemplateFunction("seq", 0...) { arguments, context throws(TemplateError) in
            let integers = try sequence(arguments, context)
            return .text(
                try context.text { buffer in
                    for (index, value) in integers.enumerated() {
                        if index > 0 { buffer.append(UInt8(ascii: " ")) }
                        buffer.append(decimal: value)
                    }
                })
        },
    ]

    /// A list's elements as texts, without those that are nil; any other value but nil as one text.
    static func texts(
        _ value: TemplateValue, _ context: TemplateContext
    ) throws(TemplateError) -> [TemplateText] {
        guard case .list(let elements) = value else { return value.isNull ? [] : [try value.text(context)] }
        try context.spend(steps: elements.count)
        var texts: [TemplateText] = []
        texts.reserveCapacity(elements.count)
        for element in elements where !element.isNull { texts.append(try element.text(context)) }
        return texts
    }

    private static func join(
        _ texts: [TemplateText], by separator: TemplateText, _ context: TemplateContext
    ) throws(TemplateError) -> TemplateText {
        guard let first = texts.first else { return .empty }
        let length = texts.reduce(0) { $0 + $1.count } + (texts.count - 1) * separator.count
        try context.expect(bytes: length)
        return try context.text { buffer in
            buffer.append(first.bytes)
            for text in texts.dropFirst() {
                buffer.append(separator.bytes)
                buffer.append(text.bytes)
            }
        }
    }

    /// A map of the texts under `_0`, `_1` and so on.
    private static func numbered(
        _ texts: [TemplateText], _ context: TemplateContext
    ) throws(TemplateError) -> TemplateMap {
        // In order of their keys, so that each is put behind the others.
        let keys = texts.indices.map { "_\($0)" }
        let map = TemplateMap()
        for index in texts.indices.sorted(by: { keys[$0] < keys[$1] }) {
            map[try context.text(keys[index])] = .text(texts[index])
        }
        return map
    }

    /// From `start` in steps until `end` is met or passed; none for a step that leads away, or nowhere.
    private static func integers(
        from start: Int64, to end: Int64, by step: Int64, _ context: TemplateContext
    ) throws(TemplateError) -> [Int64] {
        guard step != 0, start != end, (end > start) == (step > 0) else { return [] }
        let distance = end > start ? UInt64(bitPattern: end &- start) : UInt64(bitPattern: start &- end)
        let count = (distance - 1) / step.magnitude + 1
        try context.spend(steps: Int(clamping: count))
        return (0..<Int64(count)).map { start &+ $0 &* step }
    }

    /// As seq(1): up to an end; from a start to an end; from a start in steps to an end. The end counts.
    private static func sequence(
        _ arguments: TemplateArguments, _ context: TemplateContext
    ) throws(TemplateError) -> [Int64] {
        switch arguments.count {
        case 1:
            let end = try arguments.int(0)
            let step: Int64 = end < 1 ? -1 : 1
            return try integers(from: 1, to: end &+ step, by: step, context)
        case 2:
            let (start, end) = (try arguments.int(0), try arguments.int(1))
            let step: Int64 = end < start ? -1 : 1
            return try integers(from: start, to: end &+ step, by: step, context)
        case 3:
            let (start, step, end) = (try arguments.int(0), try arguments.int(1), try arguments.int(2))
            if end < start, step > 0 { return [] }
            return try integers(from: start, to: end &+ (end < start ? -1 : 1), by: step, context)
        default: return []
        }
    }
}
