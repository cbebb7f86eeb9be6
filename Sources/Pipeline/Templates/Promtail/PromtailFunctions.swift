// Why this file exists: Promtail's templates have some functions under names of its own.

import CCrypto
import Platform

extension TemplateFunctions {
    /// Those of https://grafana.com/docs/loki/latest/send-data/promtail/stages/template/#supported-functions.
    static let promtail: Table = [
        TemplateFunction("ToLower", 1) { arguments, context throws(TemplateError) in
            .text(try TemplateCase.changed(try arguments.text(0), isUpper: false, context))
        },
        TemplateFunction("ToUpper", 1) { arguments, context throws(TemplateError) in
            .text(try TemplateCase.changed(try arguments.text(0), isUpper: true, context))
        },
        TemplateFunction("Replace", 4) { arguments, context throws(TemplateError) in
            .text(
                try context.replacing(
                    try arguments.text(1), in: try arguments.text(0), by: try arguments.text(2),
                    most: try arguments.int(3)))
        },
        trim("Trim", left: true, right: true),
        trim("TrimLeft", left: true, right: false),
        trim("TrimRight", left: false, right: true),
        TemplateFunction("TrimSpace", 1) { arguments, _ throws(TemplateError) in
            .text(try arguments.text(0).trimming { TemplateTrimming.isSpace($0) })
        },
        TemplateFunction("TrimPrefix", 2) { arguments, _ throws(TemplateError) in
            let (text, prefix) = (try arguments.text(0), try arguments.text(1))
            return .text(text.starts(with: prefix) ? text.part(prefix.count, text.count) : text)
        },
        TemplateFunction("TrimSuffix", 2) { arguments, _ throws(TemplateError) in
            let (text, suffix) = (try arguments.text(0), try arguments.text(1))
            let start = text.count - suffix.count
            return .text(start >= 0 && text.part(start, text.count) == suffix ? text.part(0, start) : text)
        },
        replaceMatches("regexReplaceAll", isLiteral: false),
        replaceMatches("regexReplaceAllLiteral", isLiteral: true),
        hash("Hash", LF_SHA3_256),
        hash("Sha2Hash", LF_SHA2_256),
    ]

    private static func trim(_ name: String, left: Bool, right: Bool) -> TemplateFunction {
        TemplateFunction(name, 2) { arguments, _ throws(TemplateError) in
            let (text, characters) = (try arguments.text(0), try arguments.text(1))
            return .text(
                text.trimming(left: left, right: right, TemplateTrimming.test(for: characters)))
        }
    }

    private static func replaceMatches(_ name: String, isLiteral: Bool) -> TemplateFunction {
        TemplateFunction(name, 3) { arguments, context throws(TemplateError) in
            .text(
                try context.replacingMatches(
                    of: try arguments.text(0), in: try arguments.text(1), by: try arguments.text(2),
                    isLiteral: isLiteral))
        }.checkingExpression()
    }

    /// The digest of the two arguments one behind the other, in hexadecimal digits.
    private static func hash(_ name: String, _ algorithm: lf_digest_algorithm) -> TemplateFunction {
        TemplateFunction(name, 2) { arguments, context throws(TemplateError) in
            let (salt, text) = (try arguments.text(0), try arguments.text(1))
            let input = try context.text { buffer throws(TemplateError) in
                buffer.append(salt.bytes)
                buffer.append(text.bytes)
            }
            return .text(try context.digest(algorithm, of: input))
        }
    }
}

extension TemplateContext {
    /// A digest in hexadecimal digits.
    func digest(_ algorithm: lf_digest_algorithm, of input: TemplateText) throws(TemplateError)
        -> TemplateText
    {
        try spend(steps: input.count >> 6)
        return try text { buffer throws(TemplateError) in
            var length = 0
            var digest = (
                UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0)
            )
            withUnsafeMutableBytes(of: &digest) { digest in
                length = lf_digest(algorithm, input.bytes.baseAddress, input.count, digest.baseAddress)
                for byte in digest.prefix(length) {
                    for digit in [byte >> 4, byte & 15] {
                        buffer.append(digit < 10 ? 48 + digit : 87 + digit)
                    }
                }
            }
            guard length > 0 else { throw TemplateError("this system's libcrypto does not have the digest") }
        }
    }

    /// A text with one part replaced by another, at most `most` times; below 0 everywhere. As Go's strings.Replace an
    /// empty part is found before every character and at the end.
    func replacing(_ old: TemplateText, in text: TemplateText, by new: TemplateText, most: Int64)
        throws(TemplateError) -> TemplateText
    {
        guard most != 0, old != new else { return text }
        var left = most < 0 ? Int64.max : most
        guard var found = text.find(old, from: 0) else { return text }
        return try self.text { buffer throws(TemplateError) in
            var copied = 0
            while left > 0 {
                try spend(steps: 1)
                buffer.append(text.part(copied, found).bytes)
                buffer.append(new.bytes)
                guard buffer.count <= Self.maximumOutput else { throw Self.tooLong }
                copied = found + old.count
                left -= 1
                if old.isEmpty {
                    guard found < text.count else { break }
                    found += GoText.decode(text, at: found).length
                } else {
                    guard let next = text.find(old, from: copied) else { break }
                    found = next
                }
            }
            buffer.append(text.part(copied, text.count).bytes)
        }
    }
}
