// Why this file exists: templates encode and decode Base64 and Base32 (RFC 4648) and tell of an error as Go does.

import Platform

/// An alphabet of RFC 4648 with padding, read and written as Go's packages encoding/base64 and encoding/base32 do.
struct BaseEncoding: Sendable {
    /// The standard alphabet of section 4.
    static let base64 = BaseEncoding(
        name: "base64", bits: 6,
        alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    /// The standard alphabet of section 6.
    static let base32 = BaseEncoding(name: "base32", bits: 5, alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    private let name: String
    /// Bits a character.
    private let bits: Int
    private let alphabet: [UInt8]
    /// The value of each byte; 0xFF for one that is not of the alphabet.
    private let values: [UInt8]

    private init(name: String, bits: Int, alphabet: String) {
        (self.name, self.bits, self.alphabet) = (name, bits, Array(alphabet.utf8))
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, byte) in alphabet.utf8.enumerated() { values[Int(byte)] = UInt8(value) }
        self.values = values
    }

    /// Characters of one group, which stands for whole bytes.
    private var groupLength: Int { bits == 6 ? 4 : 8 }

    /// Bytes of the encoding of so many bytes.
    func encodedCount(_ count: Int) -> Int {
        let bytesOfGroup = groupLength * bits / 8
        return (count + bytesOfGroup - 1) / bytesOfGroup * groupLength
    }

    /// Appends the encoding of some bytes.
    func encode(_ bytes: some Sequence<UInt8>, to buffer: ByteBuffer) {
        var (pending, count, characters) = (UInt64(0), 0, 0)
        for byte in bytes {
            pending = (pending << 8 | UInt64(byte)) & 0xFFFF
            count += 8
            while count >= bits {
                count -= bits
                append(pending >> UInt64(count), to: buffer)
                characters += 1
            }
        }
        if count > 0 {
            append(pending << UInt64(bits - count), to: buffer)
            characters += 1
        }
        while characters % groupLength != 0 {
            buffer.append(UInt8(ascii: "="))
            characters += 1
        }
    }

    private func append(_ value: UInt64, to buffer: ByteBuffer) {
        buffer.append(alphabet[Int(value & (1 << UInt64(bits) - 1))])
    }

    /// Appends what a text stands for. Line breaks in it count for nothing.
    ///
    /// - Returns: Go's words for what is wrong; nil if nothing is.
    func decode(_ text: TemplateText, to buffer: ByteBuffer) -> String? {
        guard let place = firstError(text, to: buffer) else { return nil }
        return "illegal \(name) data at input byte \(place)"
    }

    private func firstError(_ text: TemplateText, to buffer: ByteBuffer) -> Int? {
        var (pending, count, characters, padding) = (UInt64(0), 0, 0, 0)
        // Go counts bytes of Base64 with the line breaks, those of Base32 without.
        var place = 0
        for byte in text.bytes {
            if byte == 0x0A || byte == 0x0D {
                if bits == 6 { place += 1 }
                continue
            }
            defer { place += 1 }
            let inGroup = (characters + padding) % groupLength
            if byte == UInt8(ascii: "="), padding > 0 || mayEnd(after: inGroup) {
                // The group that the padding fills was the last.
                if padding > 0, inGroup == 0 { return place }
                padding += 1
                continue
            }
            let value = values[Int(byte)]
            guard value != 0xFF, padding == 0 else { return padding == 0 || inGroup == 0 ? place : place - 1 }
            characters += 1
            pending = (pending << UInt64(bits) | UInt64(value)) & 0xFFFF
            count += bits
            if count >= 8 {
                count -= 8
                buffer.append(UInt8(truncatingIfNeeded: pending >> UInt64(count)))
            }
        }
        let inGroup = (characters + padding) % groupLength
        guard inGroup > 0 else { return nil }
        return padding > 0 ? place : place - inGroup
    }

    /// Whether a group may have so many characters of the alphabet, and padding behind them.
    private func mayEnd(after characters: Int) -> Bool {
        bits == 6 ? characters == 2 || characters == 3 : [2, 4, 5, 7].contains(characters)
    }
}
