// Why this file exists: chance in a template must fall out the same when a line is read again.

import Platform

extension TemplateContext {
    /// A number below `limit`, which is not 0, each as likely as any other but for what nobody can see.
    func random(below limit: UInt64) -> UInt64 { nextRandom().multipliedFullWidth(by: limit).high }
}

/// Sprig's random texts, numbers and identifiers (https://masterminds.github.io/sprig/strings.html,
/// https://masterminds.github.io/sprig/uuid.html).
///
/// They come out of the line's generation and offset, and so are no secrets.
enum SprigRandom {
    static let table: TemplateFunctions.Table = [
        characters("randAlphaNum", letters + digits),
        characters("randAlpha", letters),
        characters("randNumeric", digits),
        characters("randAscii", Array(32..<127)),
        TemplateFunction("randInt", 2) { arguments, context throws(TemplateError) in
            let (low, high) = (try arguments.int(0), try arguments.int(1))
            guard low < high else { throw TemplateError("invalid argument to Intn") }
            let offset = context.random(below: UInt64(bitPattern: high &- low))
            return .int(low &+ Int64(bitPattern: offset))
        },
        // In Base64.
        TemplateFunction("randBytes", 1) { arguments, context throws(TemplateError) in
            let count = Int(clamping: max(0, try arguments.int(0)))
            guard count <= TemplateContext.maximumOutput else { throw TemplateContext.tooLong }
            try context.expect(bytes: BaseEncoding.base64.encodedCount(count))
            return .text(
                try context.text { BaseEncoding.base64.encode(bytes(count, context), to: $0) })
        },
        TemplateFunction("uuidv4", 0) { _, context throws(TemplateError) in
            var bytes = bytes(16, context)
            // RFC 9562: version and variant.
            bytes[6] = bytes[6] & 0x0F | 0x40
            bytes[8] = bytes[8] & 0x3F | 0x80
            return .text(
                try context.text { buffer in
                    for (index, byte) in bytes.enumerated() {
                        if [4, 6, 8, 10].contains(index) { buffer.append(UInt8(ascii: "-")) }
                        for digit in [byte >> 4, byte & 15] {
                            buffer.append(digit < 10 ? 48 + digit : 87 + digit)
                        }
                    }
                })
        },
    ]

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let digits = Array("0123456789".utf8)

    /// A function that gives so many characters out of some.
    private static func characters(_ name: String, _ set: [UInt8]) -> TemplateFunction {
        TemplateFunction(name, 1) { arguments, context throws(TemplateError) in
            // As in Sprig, a negative number gives nothing.
            let count = Int(clamping: max(0, try arguments.int(0)))
            try context.expect(bytes: count)
            return .text(
                try context.text { buffer in
                    for _ in 0..<count { buffer.append(set[Int(context.random(below: UInt64(set.count)))]) }
                })
        }
    }

    private static func bytes(_ count: Int, _ context: TemplateContext) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: context.random(below: 256)) }
    }
}
