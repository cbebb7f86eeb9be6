// Entries as newline-delimited JSON, with keys in a fixed order, so that a line can be compared as text.

/// Appends the entry as one line: `tenant`, `labels`, `timestamp` (nanoseconds, a string, because JSON
/// numbers lose digits in most readers), `line`, `metadata`, in this order, ending in a newline.
func appendNDJSON(_ entry: ReceivedEntry, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "{\"tenant\":".utf8)
    appendJSONString(entry.tenant, to: &bytes)
    bytes.append(contentsOf: ",\"labels\":".utf8)
    appendObject(entry.labels, to: &bytes)
    bytes.append(contentsOf: ",\"timestamp\":\"".utf8)
    bytes.append(contentsOf: String(entry.timestampNanoseconds).utf8)
    bytes.append(contentsOf: "\",\"line\":".utf8)
    appendJSONString(entry.line, to: &bytes)
    bytes.append(contentsOf: ",\"metadata\":".utf8)
    appendObject(entry.structuredMetadata, to: &bytes)
    bytes.append(contentsOf: "}\n".utf8)
}

/// Appends the text as a JSON string (RFC 8259, section 7): quotation mark, backslash and control characters
/// below U+0020 are escaped, every other scalar stands for itself in UTF-8.
func appendJSONString(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
        case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
        case 0x08: bytes.append(contentsOf: "\\b".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0x0a: bytes.append(contentsOf: "\\n".utf8)
        case 0x0c: bytes.append(contentsOf: "\\f".utf8)
        case 0x0d: bytes.append(contentsOf: "\\r".utf8)
        case 0..<0x20:
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(hexDigit(byte >> 4))
            bytes.append(hexDigit(byte & 0x0f))
        default: bytes.append(byte)
        }
    }
    bytes.append(UInt8(ascii: "\""))
}

private func appendObject(_ pairs: [NameValue], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "{"))
    for (index, pair) in pairs.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        appendJSONString(pair.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendJSONString(pair.value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
}

private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + (value - 10)
}
