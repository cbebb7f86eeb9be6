// Why this file exists: what a client gives as its name and password is the first thing that a stranger can make up.

/// A name and a password out of an `Authorization` field (RFC 7617).
struct BasicCredentials: Hashable, Sendable {
    let user: String
    let password: [UInt8]

    /// Reads `Basic` and the base64 (RFC 4648, section 4) of `user:password`; nil for anything else.
    init?(_ field: String) {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, equalsIgnoringCase(String(parts[0]), "Basic"),
            let bytes = Self.decoded(parts[1].drop { $0 == " " }),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let user = String(validating: bytes[..<colon], as: UTF8.self)
        else { return nil }
        self.user = user
        password = Array(bytes[(colon + 1)...])
    }

    /// The bytes of a base64 text with its padding; nil if it is none.
    private static func decoded(_ text: Substring) -> [UInt8]? {
        var digits = Array(text.utf8)
        guard !digits.isEmpty, digits.count % 4 == 0 else { return nil }
        let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        digits.removeLast(padding)
        var (bytes, bits, count): ([UInt8], UInt32, Int) = ([], 0, 0)
        bytes.reserveCapacity(digits.count / 4 * 3 + 2)
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            bits = (bits << 6 | value) & 0xffffff
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case 0x41...0x5a: UInt32(digit - 0x41)
        case 0x61...0x7a: UInt32(digit - 0x61 + 26)
        case 0x30...0x39: UInt32(digit - 0x30 + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
