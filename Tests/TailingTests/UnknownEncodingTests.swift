// A name that is no encoding's is answered with those that were meant.

import Platform
import Testing

@testable import Tailing

@Suite struct UnknownEncodingTests {
    @Test(arguments: [
        ("utf16-le", "utf-16le"), ("shiftjis", "shift_jis"), ("windows-1552", "windows-1252"), ("gkb", "gbk"),
        ("windows", "windows-1250"), ("utf-8x", "utf-8"),
    ])
    func nearNamesAreListed(name: String, near: String) throws {
        let error = #expect(throws: UnknownEncoding.self) { try LineEncoding.named(name) }
        let found = try #require(error)
        #expect(found.near.contains(near), "\(found)")
        #expect(found.near.count <= 4)
        #expect(found.description.contains("'\(name)'"))
        #expect(found.description.contains("did you mean"))
    }

    @Test func ofAnythingElseSomeAreNamed() throws {
        let error = #expect(throws: UnknownEncoding.self) { try LineEncoding.named("klingon") }
        #expect(error?.description.contains("as utf-8, utf-16, windows-1252") == true)
    }

    @Test func aKnownNameIsTaken() throws {
        #expect(try LineEncoding.named("UTF-16LE").unit == .two(.little))
    }
}
