// Why this file exists: Sprig's functions on maps.

/// Sprig's functions on dictionaries (https://masterminds.github.io/sprig/dicts.html). `set`, `unset` and the two that
/// merge change the map that they are given, and give it back.
///
/// Where Sprig promises no order, keys are in order, byte by byte.
enum SprigDictionaries {
    static let table: TemplateFunctions.Table =
        [
            TemplateFunction("dict", 0...) { arguments, context throws(TemplateError) in
                let map = TemplateMap()
                for index in stride(from: 0, to: arguments.count, by: 2) {
                    let key = try arguments[index].text(context)
                    // A key at the end without a value has an empty one.
                    map[key] = index + 1 < arguments.count ? arguments[index + 1] : .text(.empty)
                }
                return .map(map)
            },
            TemplateFunction("get", 2) { arguments, _ throws(TemplateError) in
                try arguments.map(0)[try arguments.text(1)] ?? .text(.empty)
            },
            TemplateFunction("set", 3) { arguments, context throws(TemplateError) in
                let map = try arguments.map(0)
                // A key may have to be put in front of all others.
                try context.spend(steps: map.count >> 8)
                map[try arguments.text(1)] = arguments[2]
                return .map(map)
            },
            TemplateFunction("unset", 2) { arguments, context throws(TemplateError) in
                let map = try arguments.map(0)
                try context.spend(steps: map.count >> 8)
                map[try arguments.text(1)] = nil
                return .map(map)
            },
            TemplateFunction("hasKey", 2) { arguments, _ throws(TemplateError) in
                .bool(try arguments.map(0)[try arguments.text(1)] != nil)
            },
            TemplateFunction("pluck", 1...) { arguments, _ throws(TemplateError) in
                let key = try arguments.text(0)
                var values: [TemplateValue] = []
                for index in 1..<max(1, arguments.count) {
                    if let value = try arguments.map(index)[key] { values.append(value) }
                }
                return .list(values)
            },
            TemplateFunction("dig", 0..., dig),
            TemplateFunction("keys", 0...) { arguments, context throws(TemplateError) in
                var keys: [TemplateValue] = []
                for index in 0..<arguments.count {
                    keys += try entries(arguments, index, context).map { .text($0.key) }
                }
                return .list(keys)
            },
            TemplateFunction("values", 1) { arguments, context throws(TemplateError) in
                .list(try entries(arguments, 0, context).map(\.value))
            },
            TemplateFunction("pick", 1...) { arguments, context throws(TemplateError) in
                let (named, map) = (try keys(arguments, context), try arguments.map(0))
                return .map(
                    TemplateMap(named.sorted().compactMap { key in map[key].map { (key, $0) } }))
            },
            TemplateFunction("omit", 1...) { arguments, context throws(TemplateError) in
                let named = Set(try keys(arguments, context))
                return .map(
                    TemplateMap(try entries(arguments, 0, context).filter { !named.contains($0.key) }))
            },
        ]
        + SprigLists.both("merge", 1...) { arguments, context throws(TemplateError) in
            try merge(arguments, context, overwrites: false)
        }
        + SprigLists.both("mergeOverwrite", 1...) { arguments, context throws(TemplateError) in
            try merge(arguments, context, overwrites: true)
        }
        + SprigLists.both("deepCopy", 1) { arguments, context throws(TemplateError) in
            try copy(arguments[0], context, depth: 0)
        }

    /// A map's pairs; takes a step for each.
    private static func entries(
        _ arguments: TemplateArguments, _ index: Int, _ context: TemplateContext
    ) throws(TemplateError) -> [(key: TemplateText, value: TemplateValue)] {
        let map = try arguments.map(index)
        try context.spend(steps: map.count)
        return map.entries
    }

    /// The arguments behind the first one, which must be strings.
    private static func keys(
        _ arguments: TemplateArguments, _ context: TemplateContext
    ) throws(TemplateError) -> [TemplateText] {
        var keys: [TemplateText] = []
        for index in 1..<max(1, arguments.count) { keys.append(try arguments.text(index)) }
        try context.spend(steps: keys.count)
        return keys
    }

    /// Follows keys into a map of maps, which is the last argument; the one before it stands for what is not there.
    private static let dig: TemplateFunction.Body = { arguments, _ throws(TemplateError) in
        guard arguments.count >= 3 else { throw TemplateError("dig needs at least three arguments") }
        var map = try arguments.map(arguments.count - 1)
        for index in 0..<(arguments.count - 2) {
            guard let value = map[try arguments.text(index)] else { return arguments[arguments.count - 2] }
            if index == arguments.count - 3 { return value }
            guard case .map(let inner) = value else {
                throw TemplateError(
                    "interface conversion: interface {} is \(value.typeName), not map[string]interface {}")
            }
            map = inner
        }
        return .map(map)
    }

    private static func merge(
        _ arguments: TemplateArguments, _ context: TemplateContext, overwrites: Bool
    ) throws(TemplateError) -> TemplateValue {
        let target = try arguments.map(0)
        for index in 1..<max(1, arguments.count) {
            try merge(try arguments.map(index), into: target, context, overwrites: overwrites, depth: 0)
        }
        return .map(target)
    }

    /// Adds what the target has not, or has empty, and replaces the rest if it may; maps in both are merged in turn.
    private static func merge(
        _ source: TemplateMap, into target: TemplateMap, _ context: TemplateContext, overwrites: Bool,
        depth: Int
    ) throws(TemplateError) {
        guard depth < TemplateContext.maximumDepth else { throw TemplateContext.tooDeep }
        guard source !== target else { return }
        try context.spend(steps: source.count + (source.count * target.count) >> 10)
        for (key, value) in source.entries {
            let old = target[key] ?? .null
            if case .map(let inner) = value, case .map(let oldInner) = old {
                try merge(inner, into: oldInner, context, overwrites: overwrites, depth: depth + 1)
            } else if overwrites || old.isEmpty && !value.isNull {
                target[key] = value
            }
        }
    }

    private static func copy(
        _ value: TemplateValue, _ context: TemplateContext, depth: Int
    ) throws(TemplateError) -> TemplateValue {
        guard depth < TemplateContext.maximumDepth else { throw TemplateContext.tooDeep }
        switch value {
        case .list(let elements):
            try context.spend(steps: elements.count)
            var copies: [TemplateValue] = []
            copies.reserveCapacity(elements.count)
            for element in elements { copies.append(try copy(element, context, depth: depth + 1)) }
            return .list(copies)
        case .map(let map):
            try context.spend(steps: map.count)
            let copied = TemplateMap()
            for (key, value) in map.entries { copied[key] = try copy(value, context, depth: depth + 1) }
            return .map(copied)
        default: return value
        }
    }
}
