// Why this file exists: a configuration holds what passwords are checked against, and not the passwords.

import CCrypto

/// A bcrypt hash (crypt(5)), as `htpasswd -nB` writes it and Prometheus' web configuration has it: `$2y$10$` and 53 characters.
public struct PasswordHash: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The costs that are taken. Each one more doubles the time for a password: with 10 it is about 50 ms of a processor,
    /// with 15 two seconds.
    public static let costs = 4...15

    /// Why a text is not taken. None of the descriptions has anything of the text.
    public enum Mistake: Error, Hashable, Sendable {
        /// It is no bcrypt hash.
        case isNoHash
        /// It is one of this cost.
        case cost(Int)
    }

    /// Never to be shown.
    let text: String

    /// Reads a hash that begins with `$2a$`, `$2b$` or `$2y$`.
    public init(bcrypt text: String) throws(Mistake) {
        let bytes = Array(text.utf8)
        guard bytes.count == 60, ["$2a$", "$2b$", "$2y$"].contains(where: { text.hasPrefix($0) }),
            bytes[6] == UInt8(ascii: "$"), bytes[7...].allSatisfy(Self.isBase64),
            bytes[4...5].allSatisfy({ (0x30...0x39).contains($0) }),
            let cost = Int(text.dropFirst(4).prefix(2))
        else { throw .isNoHash }
        guard Self.costs.contains(cost) else { throw .cost(cost) }
        self.text = text
    }

    /// Whether it is the hash of this password, of which 72 bytes count. Takes a processor as long as the cost says.
    func matches(_ password: [UInt8]) -> Bool {
        // C's texts end at a zero, so that a longer password with one in it would be as good.
        let isWhole = !password.contains(0)
        let isRight = (password + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                characters.baseAddress.map { lf_password_matches($0, text) } ?? false
            }
        }
        return isWhole && isRight
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2e...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }

    /// Always `<hash>`.
    public var description: String { "<hash>" }

    /// Always `<hash>`.
    public var debugDescription: String { "<hash>" }

    /// Without children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
