// Why this file exists: Sprig's functions that choose among values by whether they are empty.

extension TemplateValue {
    /// What Sprig calls empty: nil, false, 0, and a text, list or map without anything in it.
    var isEmpty: Bool { !isTrue }
}

/// Sprig's default functions (https://masterminds.github.io/sprig/defaults.html), those for JSON apart.
enum SprigDefaults {
    static let table: TemplateFunctions.Table = [
        TemplateFunction("default", 1...) { arguments, _ in
            arguments[1].isEmpty ? arguments[0] : arguments[1]
        },
        TemplateFunction("empty", 1) { arguments, _ in .bool(arguments[0].isEmpty) },
        TemplateFunction("coalesce", 0...) { arguments, _ in
            arguments.values.first { !$0.isEmpty } ?? .null
        },
        TemplateFunction("all", 0...) { arguments, _ in .bool(!arguments.values.contains { $0.isEmpty }) },
        TemplateFunction("any", 0...) { arguments, _ in .bool(arguments.values.contains { !$0.isEmpty }) },
        TemplateFunction("ternary", 3) { arguments, _ throws(TemplateError) in
            try arguments.bool(2) ? arguments[0] : arguments[1]
        },
    ]
}
