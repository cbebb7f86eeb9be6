// Why this file exists: parts of texts, lists and maps, with Go's words for what is not there.

extension TemplateFunctions {
    static let elements: Table = [
        TemplateFunction("index", 1...) { arguments, _ throws(TemplateError) in
            var value = arguments[0]
            for index in arguments.values.dropFirst() { value = try element(of: value, at: index) }
            return value
        },
        TemplateFunction("slice", 1...4) { arguments, _ throws(TemplateError) in
            try slice(arguments)
        },
        TemplateFunction("len", 1) { arguments, _ throws(TemplateError) in
            switch arguments[0] {
            case .text(let text): return .int(Int64(text.count))
            case .list(let elements): return .int(Int64(elements.count))
            case .map(let map): return .int(Int64(map.count))
            case .null: throw TemplateError("len of nil")
            default: throw TemplateError("len of type \(arguments[0].typeName)")
            }
        },
    ]

    private static func element(of value: TemplateValue, at index: TemplateValue)
        throws(TemplateError) -> TemplateValue
    {
        switch value {
        case .text(let text): return .int(Int64(text[try place(index, below: text.count)]))
        case .list(let elements): return elements[try place(index, below: elements.count)]
        case .map(let map):
            guard case .text(let key) = index else {
                throw TemplateError("value has type \(index.typeName); should be string")
            }
            return map[key] ?? .null
        case .null: throw TemplateError("index of untyped nil")
        default: throw TemplateError("can't index item of type \(value.typeName)")
        }
    }

    /// An index that is there.
    private static func place(_ index: TemplateValue, below count: Int) throws(TemplateError) -> Int {
        switch index {
        case .int(let index):
            guard index >= 0, index < count else { throw TemplateError("index out of range: \(index)") }
            return Int(index)
        case .null: throw TemplateError("cannot index slice/array with nil")
        default: throw TemplateError("cannot index slice/array with type \(index.typeName)")
        }
    }

    private static func slice(_ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        let count: Int
        switch arguments[0] {
        case .text(let text):
            guard arguments.count < 4 else { throw TemplateError("cannot 3-index slice a string") }
            count = text.count
        case .list(let elements): count = elements.count
        case .null: throw TemplateError("slice of untyped nil")
        default: throw TemplateError("can't slice item of type \(arguments[0].typeName)")
        }
        var bounds = [0, count, count]
        for index in 1..<max(1, arguments.count) {
            bounds[index - 1] = try place(arguments[index], below: count + 1)
        }
        guard bounds[0] <= bounds[1], bounds[1] <= bounds[2] else {
            throw TemplateError("invalid slice index: \(bounds[0]) > \(bounds[1])")
        }
        switch arguments[0] {
        case .text(let text): return .text(text.part(bounds[0], bounds[1]))
        case .list(let elements): return .list(Array(elements[bounds[0]..<bounds[1]]))
        default: return .null
        }
    }
}
