// The escapers are fast and hard to read; this one is slow and plain, and they must agree.

import Platform

/// Escapes with the same result, a byte at a time and without regard to speed.
func escapedSlowly(_ bytes: [UInt8]) -> (text: [UInt8], replaced: Int) {
    var text: [UInt8] = []
    var replaced = 0
    var rest = bytes[...]
    while let byte = rest.first {
        let length = byte < 0x80 ? 1 : lengthByTable(rest)
        switch byte {
        case _ where length == 0:
            text += Array("\u{FFFD}".utf8)
            replaced += 1
        case UInt8(ascii: "\""): text += Array("\\\"".utf8)
        case UInt8(ascii: "\\"): text += Array("\\\\".utf8)
        case 0x0A: text += Array("\\n".utf8)
        case 0x0D: text += Array("\\r".utf8)
        case 0x09: text += Array("\\t".utf8)
        case ..<0x20:
            let hex = String(byte, radix: 16)
            text += Array("\\u".utf8) + Array(repeating: 48, count: 4 - hex.count) + Array(hex.utf8)
        default: text += rest.prefix(length)
        }
        rest = rest.dropFirst(max(1, length))
    }
    return (text, replaced)
}
