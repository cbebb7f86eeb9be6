// Why this file exists: Sprig's Base64 and Base32.

/// Sprig's encoding functions (https://masterminds.github.io/sprig/encoding.html). What cannot be decoded gives, as in
/// Sprig, the message in place of the text, and no error.
enum SprigEncodings {
    static let table: TemplateFunctions.Table = [
        encoder("b64enc", .base64), decoder("b64dec", .base64), encoder("b32enc", .base32),
        decoder("b32dec", .base32),
    ]

    private static func encoder(_ name: String, _ encoding: BaseEncoding) -> TemplateFunction {
        TemplateFunction(name, 1) { arguments, context throws(TemplateError) in
            let text = try arguments.text(0)
            try context.expect(bytes: encoding.encodedCount(text.count))
            return .text(try context.text { encoding.encode(text, to: $0) })
        }
    }

    private static func decoder(_ name: String, _ encoding: BaseEncoding) -> TemplateFunction {
        TemplateFunction(name, 1) { arguments, context throws(TemplateError) in
            let text = try arguments.text(0)
            return .text(
                try context.text { buffer in
                    guard let problem = encoding.decode(text, to: buffer) else { return }
                    buffer.removeAll()
                    buffer.append(problem)
                })
        }
    }
}
