// Why this file exists: Loki's own push format has a stream's labels as one text, which Loki parses as PromQL's parser does.

import Platform

/// Writes `{name="value", …}`.
///
/// Source: https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals, whose escapes are Go's.
enum LabelSetText {
    /// Appends the text of a stream's labels, in the order given.
    static func append(_ labels: [LokiLabel], to buffer: ByteBuffer) {
        buffer.append(UInt8(ascii: "{"))
        for (index, label) in labels.enumerated() {
            if index > 0 { buffer.append(literal: ", ") }
            // What is no name would else be taken apart; between quotes, Loki refuses it or has learnt to take it.
            if isName(label.name) {
                buffer.append(label.name)
            } else {
                append(quoted: label.name, to: buffer)
            }
            buffer.append(UInt8(ascii: "="))
            append(quoted: label.value, to: buffer)
        }
        buffer.append(UInt8(ascii: "}"))
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                || $0 == 0x5f
        }
    }

    private static func append(quoted text: String, to buffer: ByteBuffer) {
        var text = text
        buffer.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            var start = 0
            for at in bytes.indices {
                guard let escape = escape(bytes, at) else { continue }
                buffer.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start..<at]))
                buffer.append(escape.text)
                start = at + escape.length
            }
            buffer.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start...]))
        }
        buffer.append(UInt8(ascii: "\""))
    }

    /// What stands for the character at a place, and how many bytes that is; nil for one that stands for itself.
    @inline(__always)
    private static func escape(
        _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int
    ) -> (text: String, length: Int)? {
        let byte = bytes[at]
        if byte >= 0x20, byte != 0x22, byte != 0x5c, byte != 0x7f, byte != 0xef { return nil }
        switch byte {
        case 0x22: return ("\\\"", 1)
        case 0x5c: return ("\\\\", 1)
        case 0x0a: return ("\\n", 1)
        case 0x0d: return ("\\r", 1)
        case 0x09: return ("\\t", 1)
        case 0xef:
            // Of U+FFFD as it is, the parser says that it is a broken character.
            let isReplacement = at + 2 < bytes.count && bytes[at + 1] == 0xbf && bytes[at + 2] == 0xbd
            return isReplacement ? ("\\ufffd", 3) : nil
        default: return ((byte < 0x10 ? "\\x0" : "\\x") + String(byte, radix: 16), 1)
        }
    }
}
