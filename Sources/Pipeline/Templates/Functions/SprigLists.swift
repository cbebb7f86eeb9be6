// Why this file exists: Sprig's functions that make lists out of lists.

/// Sprig's functions on lists (https://masterminds.github.io/sprig/lists.html) that make or search whole lists.
///
/// None changes a list that it is given.
enum SprigLists {
    static let table: TemplateFunctions.Table =
        [
            TemplateFunction("list", 0..., list),
            TemplateFunction("tuple", 0..., list),
            TemplateFunction("concat", 0...) { arguments, context throws(TemplateError) in
                var all: [TemplateValue] = []
                for value in arguments.values { all += try elements(value, to: "concat", context) }
                return .list(all)
            },
        ] + both("push", 2, append) + both("append", 2, append)
        + both("prepend", 2) { arguments, context throws(TemplateError) in
            .list([arguments[1]] + (try elements(arguments[0], to: "prepend on", context)))
        }
        + both("reverse", 1) { arguments, context throws(TemplateError) in
            .list(try elements(arguments[0], to: "find reverse on", context).reversed())
        }
        + both("compact", 1) { arguments, context throws(TemplateError) in
            .list(try elements(arguments[0], to: "compact on", context).filter { !$0.isEmpty })
        }
        + both("uniq", 1) { arguments, context throws(TemplateError) in
            var (seen, kept) = (ValueSet(), [TemplateValue]())
            for element in try elements(arguments[0], to: "find uniq on", context)
            where try seen.insert(element, context) { kept.append(element) }
            return .list(kept)
        }
        + both("without", 1...) { arguments, context throws(TemplateError) in
            var (omitted, kept) = (ValueSet(), [TemplateValue]())
            for value in arguments.dropFirst(1) { _ = try omitted.insert(value, context) }
            for element in try elements(arguments[0], to: "find without on", context)
            where try !omitted.contains(element, context) { kept.append(element) }
            return .list(kept)
        }
        + both("has", 2) { arguments, context throws(TemplateError) in
            // The one function that takes nil for an empty list.
            if arguments[1].isNull { return .bool(false) }
            for element in try elements(arguments[1], to: "find has on", context)
            where try element.isDeeplyEqual(to: arguments[0], context) { return .bool(true) }
            return .bool(false)
        }

    /// The function, and the same under the name that starts with `must`: an error ends the execution either way.
    static func both(
        _ name: String, _ arity: Int, _ body: @escaping TemplateFunction.Body
    ) -> TemplateFunctions.Table {
        [TemplateFunction(name, arity, body), TemplateFunction(mustName(name), arity, body)]
    }

    /// The same for a function with any number of arguments from one on.
    static func both(
        _ name: String, _ arity: PartialRangeFrom<Int>, _ body: @escaping TemplateFunction.Body
    ) -> TemplateFunctions.Table {
        [TemplateFunction(name, arity, body), TemplateFunction(mustName(name), arity, body)]
    }

    private static func mustName(_ name: String) -> String {
        "must" + name.prefix(1).uppercased() + name.dropFirst()
    }

    /// What is in a list; an error in Sprig's words for any other value. Takes a step for each element.
    static func elements(
        _ value: TemplateValue, to purpose: StaticString, _ context: TemplateContext
    ) throws(TemplateError) -> [TemplateValue] {
        guard case .list(let elements) = value else {
            throw TemplateError("Cannot \(purpose) type \(value.kindName)")
        }
        try context.spend(steps: elements.count)
        return elements
    }

    private static let list: TemplateFunction.Body = { arguments, _ in .list(Array(arguments.values)) }

    private static let append: TemplateFunction.Body = { arguments, context throws(TemplateError) in
        .list(try elements(arguments[0], to: "push on", context) + [arguments[1]])
    }
}
