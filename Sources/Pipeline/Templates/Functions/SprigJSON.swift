// Why this file exists: Sprig's functions that read and write JSON.

import Platform

/// Sprig's JSON functions (https://masterminds.github.io/sprig/defaults.html). Those whose name starts with `must` end
/// the execution with an error; the others give nil, or an empty text.
enum SprigJSON {
    static let table: TemplateFunctions.Table =
        [
            TemplateFunction("fromJson", 1) { arguments, context throws(TemplateError) in
                var reader = TemplateJSONReader(try arguments.text(0), context)
                return try reader.value() ?? .null
            },
            TemplateFunction("mustFromJson", 1) { arguments, context throws(TemplateError) in
                var reader = TemplateJSONReader(try arguments.text(0), context)
                guard let value = try reader.value() else { throw TemplateError(reader.problem) }
                return value
            },
        ] + writers("toJson", "mustToJson", TemplateJSONWriter.Style())
        + writers("toPrettyJson", "mustToPrettyJson", TemplateJSONWriter.Style(isIndented: true))
        + writers("toRawJson", "mustToRawJson", TemplateJSONWriter.Style(escapesHTML: false))

    private static func writers(
        _ name: String, _ mustName: String, _ style: TemplateJSONWriter.Style
    ) -> TemplateFunctions.Table {
        [name, mustName].map { given in
            TemplateFunction(given, 1) { arguments, context throws(TemplateError) in
                var problem: String?
                let text = try context.text { buffer throws(TemplateError) in
                    let writer = TemplateJSONWriter(style, context, buffer)
                    problem = try writer.append(arguments[0])
                    if problem != nil { buffer.removeAll() }
                }
                if given == mustName, let problem { throw TemplateError(problem) }
                return .text(text)
            }
        }
    }
}
