// Header fields, looked up without regard to case, so that no caller spells a name in two ways.

/// The header fields of a message in the order in which they came (RFC 9110, section 5).
public struct HTTPFields: Sendable {
    /// Every field line, its name spelled as it was sent.
    public let all: [(name: String, value: String)]

    /// Fields from their lines, in order; a name may appear more than once.
    public init(_ all: [(name: String, value: String)] = []) {
        self.all = all
    }

    /// The value of the first field line of that name, or nil; ASCII letters match in either case.
    public subscript(name: String) -> String? {
        all.first { equalsIgnoringCase($0.name, name) }?.value
    }

    /// The values of all field lines of that name, in order.
    public func values(of name: String) -> [String] {
        all.filter { equalsIgnoringCase($0.name, name) }.map(\.value)
    }
}

/// Whether two texts are the same but for the case of ASCII letters.
func equalsIgnoringCase(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count
        && zip(left.utf8, right.utf8).allSatisfy { lowercased($0) == lowercased($1) }
}

/// The lower-case form of an ASCII letter; any other byte as it is.
private func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
}

/// Whether a field may be sent: a token for a name, and no control character but tab in the value (RFC 9110,
/// sections 5.1 and 5.5); anything else could end the line and begin another.
func isSendable(name: String, value: String) -> Bool {
    !name.isEmpty
        && name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            default: tokenPunctuation.contains(byte)
            }
        }
        && value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7f) || $0 == 0x09 }
}

private let tokenPunctuation = Array("!#$%&'*+-.^_`|~".utf8)
