// Why this file exists: what a stranger wrote into a log must neither become markup nor look like something else.

import Platform

/// Text as it stands in the page, in the content of elements and in quoted values alike.
enum PageText {
    /// Where a text that is too long is cut. What is left always says that something is missing.
    enum Cut {
        /// After 1,000 characters.
        case end
        /// In the middle, so that 400 characters are left: the end of a path tells most.
        case middle
        /// After 256 KiB; line breaks and tabs stay as they are.
        case listing
    }

    private static let maximumText = 1000
    private static let maximumPath = 400
    private static let maximumListing = 256 << 10

    /// Appends a text. What means something to HTML is written as references (the HTML standard, section 13.1.4);
    /// what is not to be seen, or changes the order of what is, as `\u202e`.
    static func append(_ text: String, _ cut: Cut, to bytes: inout [UInt8]) {
        let scalars = text.unicodeScalars
        switch cut {
        case .end:
            let head = scalars.prefix(maximumText)
            for scalar in head { append(scalar, to: &bytes) }
            if head.endIndex != scalars.endIndex { appendEllipsis(text, to: &bytes) }
        case .listing:
            let head = scalars.prefix(maximumListing)
            for scalar in head { append(scalar, keepsLines: true, to: &bytes) }
            if head.endIndex != scalars.endIndex { appendEllipsis(text, to: &bytes) }
        case .middle:
            // No character is shorter than a byte.
            guard text.utf8.count > maximumPath, scalars.count > maximumPath else {
                for scalar in scalars { append(scalar, to: &bytes) }
                return
            }
            for scalar in scalars.prefix(maximumPath / 4) { append(scalar, to: &bytes) }
            bytes.append(contentsOf: "…".utf8)
            for scalar in scalars.suffix(maximumPath * 3 / 4 - 1) { append(scalar, to: &bytes) }
        }
    }

    private static func appendEllipsis(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "… (\(PageFigures.bytes(Int64(text.utf8.count))) in all)".utf8)
    }

    private static func append(_ scalar: Unicode.Scalar, keepsLines: Bool = false, to bytes: inout [UInt8]) {
        switch scalar {
        case "&": bytes.append(contentsOf: "&amp;".utf8)
        case "<": bytes.append(contentsOf: "&lt;".utf8)
        case ">": bytes.append(contentsOf: "&gt;".utf8)
        case "\"": bytes.append(contentsOf: "&quot;".utf8)
        case "'": bytes.append(contentsOf: "&#39;".utf8)
        case "\n", "\t":
            if keepsLines {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes.append(contentsOf: (scalar == "\n" ? "\\n" : "\\t").utf8)
            }
        case "\r": bytes.append(contentsOf: "\\r".utf8)
        default:
            if isTreacherous(scalar.value) {
                appendEscape(scalar.value, to: &bytes)
            } else {
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    /// True for controls, what reverses text, what takes no room, and what is no character at all.
    private static func isTreacherous(_ value: UInt32) -> Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x061C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F: true
        // Joiners (U+200C, U+200D) are part of how languages are written.
        case 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFEFF, 0xFFA0: true
        case 0xFDD0...0xFDEF, 0xFFF0...0xFFFB, 0xE0000...0xE0FFF: true
        default: value & 0xFFFE == 0xFFFE
        }
    }

    private static func appendEscape(_ value: UInt32, to bytes: inout [UInt8]) {
        let digits = String(value, radix: 16)
        let width = digits.count > 4 ? 8 : 4
        bytes.append(contentsOf: (width == 8 ? "\\U" : "\\u").utf8)
        bytes.append(contentsOf: String(repeating: "0", count: width - digits.count).utf8)
        bytes.append(contentsOf: digits.utf8)
    }
}
