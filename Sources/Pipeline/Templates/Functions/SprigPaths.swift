// Why this file exists: Sprig's functions on paths.

/// Sprig's functions on paths (https://masterminds.github.io/sprig/paths.html). Those for the paths of the system are
/// the same, as its separator is the slash.
enum SprigPaths {
    static let table: TemplateFunctions.Table = ["", "os"].flatMap { prefix in
        [
            function(prefix, "base") { path, _ in .text(GoPath.base(path)) },
            function(prefix, "dir") { path, context throws(TemplateError) in
                .text(try context.text(GoPath.directory(path)))
            },
            function(prefix, "clean") { path, context throws(TemplateError) in
                .text(try context.text(GoPath.clean(path)))
            },
            function(prefix, "ext") { path, _ in .text(GoPath.fileExtension(path)) },
            function(prefix, "isAbs") { path, _ in .bool(GoPath.isAbsolute(path)) },
        ]
    }

    private static func function(
        _ prefix: String, _ name: String,
        _ body: @escaping @Sendable (TemplateText, TemplateContext) throws(TemplateError) -> TemplateValue
    ) -> TemplateFunction {
        let name = prefix.isEmpty ? name : prefix + name.prefix(1).uppercased() + name.dropFirst()
        return TemplateFunction(name, 1) { arguments, context throws(TemplateError) in
            try body(try arguments.text(0), context)
        }
    }
}
