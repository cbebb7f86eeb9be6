// Why this file exists: Go's strings need not be UTF-8, and what is not counts as U+FFFD, a byte at a time.

/// Characters of bytes, as Go's utf8 package finds them (https://pkg.go.dev/unicode/utf8).
enum GoText {
    /// What stands for bytes that are no character.
    static let replacement: UInt32 = 0xFFFD

    /// The first character and its length in bytes; U+FFFD and 1 for a byte that begins none. For no bytes, length 0.
    static func decode(_ bytes: some Collection<UInt8>) -> (scalar: UInt32, length: Int) {
        var place = bytes.startIndex
        guard place < bytes.endIndex else { return (replacement, 0) }
        let lead = bytes[place]
        if lead < 0x80 { return (UInt32(lead), 1) }
        let (count, least): (Int, UInt32)
        var scalar: UInt32
        switch lead {
        case 0xC2...0xDF: (count, least, scalar) = (1, 0x80, UInt32(lead & 0x1F))
        case 0xE0...0xEF: (count, least, scalar) = (2, 0x800, UInt32(lead & 0x0F))
        case 0xF0...0xF4: (count, least, scalar) = (3, 0x10000, UInt32(lead & 0x07))
        default: return (replacement, 1)
        }
        for _ in 0..<count {
            place = bytes.index(after: place)
            guard place < bytes.endIndex, bytes[place] & 0xC0 == 0x80 else { return (replacement, 1) }
            scalar = scalar << 6 | UInt32(bytes[place] & 0x3F)
        }
        guard scalar >= least, Unicode.Scalar(scalar) != nil else { return (replacement, 1) }
        return (scalar, count + 1)
    }

    /// The first character of the bytes from `start` on, and its length.
    @inline(__always)
    static func decode(_ text: TemplateText, at start: Int) -> (scalar: UInt32, length: Int) {
        let byte = text[start]
        if byte < 0x80 { return (UInt32(byte), 1) }
        return decode(text.bytes[start...])
    }

    /// How many characters there are.
    static func count(_ text: TemplateText) -> Int {
        var (place, count) = (0, 0)
        while place < text.count {
            place += decode(text, at: place).length
            count += 1
        }
        return count
    }

    /// Appends a character in UTF-8; U+FFFD for what is none.
    static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        bytes += Array(String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
    }
}
