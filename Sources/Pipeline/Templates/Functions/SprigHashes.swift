// Why this file exists: Sprig's checksums.

import CCrypto
import CZlib

/// Sprig's sums of a text (https://masterminds.github.io/sprig/crypto.html): digests in hexadecimal, Adler-32 in
/// decimal.
enum SprigHashes {
    static let table: TemplateFunctions.Table = [
        digest("sha1sum", LF_SHA1), digest("sha256sum", LF_SHA2_256), digest("sha512sum", LF_SHA2_512),
        TemplateFunction("adler32sum", 1) { arguments, context throws(TemplateError) in
            let text = try arguments.text(0)
            // zlib gives where to start for no bytes at all.
            let bytes = text.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let sum = adler32_z(1, text.isEmpty ? nil : bytes, text.count)
            return .text(try context.text(String(text.isEmpty ? 1 : sum)))
        },
    ]

    private static func digest(_ name: String, _ algorithm: lf_digest_algorithm) -> TemplateFunction {
        TemplateFunction(name, 1) { arguments, context throws(TemplateError) in
            .text(try context.digest(algorithm, of: try arguments.text(0)))
        }
    }
}
