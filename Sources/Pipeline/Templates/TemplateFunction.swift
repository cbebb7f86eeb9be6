// Why this file exists: a function of templates is a row of a table; which tables there are is said in one place.

/// A function that templates may call.
struct TemplateFunction: Sendable {
    typealias Body =
        @Sendable (TemplateArguments, TemplateContext) throws(TemplateError) -> TemplateValue

    let name: String
    /// How many arguments it takes, what is piped into it included.
    let arity: ClosedRange<Int>
    let body: Body
    /// Looks at the arguments that are literal texts when a template is read, nil for the others.
    var check: Check?

    /// What is wrong with a literal argument, and what to write instead.
    typealias Check = @Sendable ([[UInt8]?]) -> (text: String, remedy: String?)?

    /// A function with a fixed number of arguments.
    init(_ name: String, _ arity: Int, _ body: @escaping Body) { self.init(name, arity...arity, body) }

    init(_ name: String, _ arity: ClosedRange<Int>, _ body: @escaping Body) {
        (self.name, self.arity, self.body) = (name, arity, body)
    }

    /// A function with any number of arguments from `arity.lowerBound` on.
    init(_ name: String, _ arity: PartialRangeFrom<Int>, _ body: @escaping Body) {
        self.init(name, arity.lowerBound...Int.max, body)
    }
}

/// What a function is called with. Valid during the call.
struct TemplateArguments {
    let values: UnsafeBufferPointer<TemplateValue>

    var count: Int { values.count }

    /// An argument; nil's value where there are fewer.
    subscript(index: Int) -> TemplateValue { index < values.count ? values[index] : .null }

    /// An argument that must be a string, as Go checks it.
    func text(_ index: Int) throws(TemplateError) -> TemplateText {
        if case .text(let text) = self[index] { return text }
        throw wrongType(index, expected: "string")
    }

    /// An argument that must be an integer.
    func int(_ index: Int) throws(TemplateError) -> Int64 {
        if case .int(let value) = self[index] { return value }
        throw wrongType(index, expected: "int")
    }

    /// An argument that must be a list.
    func list(_ index: Int) throws(TemplateError) -> [TemplateValue] {
        if case .list(let elements) = self[index] { return elements }
        throw wrongType(index, expected: "[]interface {}")
    }

    /// An argument that must be a map.
    func map(_ index: Int) throws(TemplateError) -> TemplateMap {
        if case .map(let map) = self[index] { return map }
        throw wrongType(index, expected: "map[string]interface {}")
    }

    /// Go's words for an argument of another type.
    func wrongType(_ index: Int, expected: StaticString) -> TemplateError {
        if case .null = self[index] { return TemplateError("invalid value; expected \(expected)") }
        return TemplateError("wrong type for value; expected \(expected); got \(self[index].typeName)")
    }
}

/// The functions by name, out of several tables; where a name stands in two, the later table counts.
struct TemplateFunctions: Sendable {
    typealias Table = [TemplateFunction]

    private let functions: [String: TemplateFunction]

    init(_ tables: [Table]) {
        var functions: [String: TemplateFunction] = [:]
        for function in tables.joined() { functions[function.name] = function }
        self.functions = functions
    }

    subscript(name: String) -> TemplateFunction? { functions[name] }

    /// All names, in order.
    var names: [String] { functions.keys.sorted() }
}
