// Why this file exists: Sprig's functions that take a part of a list.

/// Sprig's functions on lists (https://masterminds.github.io/sprig/lists.html) that give elements, or lists of some.
enum SprigListParts {
    static let table: TemplateFunctions.Table =
        SprigLists.both("first", 1) { arguments, context throws(TemplateError) in
            try SprigLists.elements(arguments[0], to: "find first on", context).first ?? .null
        }
        + SprigLists.both("last", 1) { arguments, context throws(TemplateError) in
            try SprigLists.elements(arguments[0], to: "find last on", context).last ?? .null
        }
        + SprigLists.both("rest", 1) { arguments, context throws(TemplateError) in
            .list(Array(try SprigLists.elements(arguments[0], to: "find rest on", context).dropFirst()))
        }
        + SprigLists.both("initial", 1) { arguments, context throws(TemplateError) in
            .list(try SprigLists.elements(arguments[0], to: "find initial on", context).dropLast())
        }
        + SprigLists.both("slice", 1..., slice) + SprigLists.both("chunk", 2, chunk)

    /// From one index up to another. It stands in for Go's own `slice` and so takes strings, too, which Sprig's does
    /// not.
    private static let slice: TemplateFunction.Body = { arguments, context throws(TemplateError) in
        let count: Int
        switch arguments[0] {
        case .list(let elements) where elements.isEmpty: return .null
        case .list(let elements): count = elements.count
        case .text(let text): count = text.count
        default: throw TemplateError("list should be type of slice or array but \(arguments[0].kindName)")
        }
        let start = arguments.count > 1 ? arguments[1].castInteger : 0
        let end = arguments.count > 2 ? arguments[2].castInteger : Int64(count)
        guard (0...Int64(count)).contains(end), (0...end).contains(start) else {
            throw TemplateError("slice index out of bounds: [\(start):\(end)] of \(count)")
        }
        if case .text(let text) = arguments[0] { return .text(text.part(Int(start), Int(end))) }
        let elements = try SprigLists.elements(arguments[0], to: "slice", context)
        return .list(Array(elements[Int(start)..<Int(end)]))
    }

    /// Lists of so many elements each; the last one has what is left.
    private static let chunk: TemplateFunction.Body = { arguments, context throws(TemplateError) in
        let size = try arguments.int(0)
        let elements = try SprigLists.elements(arguments[1], to: "chunk", context)
        guard size > 0 else { throw TemplateError("chunks of \(size) elements") }
        let step = Int(min(size, Int64(max(1, elements.count))))
        return .list(
            stride(from: 0, to: elements.count, by: step).map { start in
                .list(Array(elements[start..<min(start + step, elements.count)]))
            })
    }
}
