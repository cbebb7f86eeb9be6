// Hashes as htpasswd writes them, and texts that are none.

import Testing

@testable import HTTPServing

@Suite struct PasswordHashTests {
    /// Of "secret".
    static let hash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"

    @Test(
        arguments: [
            (hash, "secret", true), (hash, "Secret", false), (hash, "secre", false), (hash, "secrets", false),
            (hash, "", false), (hash, "secret\u{0}", false), (hash, "\u{0}", false),
            ("$2a$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW", "secret", true),
            ("$2b$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq", "", true),
            ("$2y$05$/.cdefghijklmnopqrstuuJ9kLZjMtM5Kd0KE4mVZ7sLUjKPvIodK", "päss:wörd", true),
            ("$2y$05$/.cdefghijklmnopqrstuuJ9kLZjMtM5Kd0KE4mVZ7sLUjKPvIodK", "pass:word", false),
            // The last digit of a salt has bits that do not count; such a text is nobody's hash.
            ("$2b$04$abcdefghijklmnopqrstuz2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW", "secret", false),
        ])
    func passwordIsRightOrNot(hash: String, password: String, isRight: Bool) throws {
        let hash = try PasswordHash(bcrypt: hash)
        #expect(hash.matches(Array(password.utf8)) == isRight)
    }

    @Test(
        arguments: [
            "", "secret", "$2b$", "$1$abcdefgh$0123456789abcdefABCDEF",
            "$apr1$abcdefgh$0123456789abcdefABCDEF", "$5$rounds=5000$abc$def",
            "$2x$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
            "$2$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrWa",
            "$2b$+4$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
            "$2b$4$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrWa",
            "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIr",
            "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrWx",
            "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WI W",
            "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8Wä1",
            " $2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIr",
            "ann:$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8",
        ])
    func whatIsNoHashIsNotTaken(text: String) {
        #expect(throws: PasswordHash.Mistake.isNoHash) { try PasswordHash(bcrypt: text) }
    }

    @Test(arguments: [0, 3, 16, 31, 99])
    func costThatIsNoneOrTooMuchIsNotTaken(cost: Int) {
        let text = "$2b$\(cost < 10 ? "0" : "")\(cost)$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"
        #expect(throws: PasswordHash.Mistake.cost(cost)) { try PasswordHash(bcrypt: text) }
    }

    @Test func hashIsNotShown() throws {
        let hash = try PasswordHash(bcrypt: Self.hash)
        var dumped = ""
        dump(["ann": hash], to: &dumped)
        for text in ["\(hash)", String(reflecting: hash), "\(["ann": hash])", dumped] {
            #expect(!text.contains("2r9O"))
        }
    }
}
