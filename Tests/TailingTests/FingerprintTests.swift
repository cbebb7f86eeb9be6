// The first bytes tell a reused inode from the file that had it before.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct FingerprintTests {
    private func fingerprint(_ bytes: [UInt8], length: Int = Fingerprint.maximumLength) throws -> Fingerprint
    {
        let directory = try ScratchDirectory()
        try directory.write(bytes, to: "x")
        return try Fingerprint.of(File(directory.path("x"), .read), length: length)
    }

    @Test func itIsTheCRC64OfTheFirstBytes() throws {
        // The check value of the CRC catalogue for CRC-64/XZ: ECMA-182's polynomial, reflected.
        #expect(
            try fingerprint(Array("123456789".utf8)) == Fingerprint(length: 9, hash: 0x995D_C9BB_DF19_39FA))
    }

    @Test(arguments: [0, 1, 1_023, 1_024, 1_025, 5_000])
    func atMost1024BytesCount(size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let print = try fingerprint(bytes)
        #expect(print.length == min(size, 1_024))
        #expect(print == (try fingerprint(Array(bytes.prefix(1_024)))))
        #expect(size > 0 || print == .empty)
    }

    @Test(arguments: [(-1, 0), (0, 0), (3, 3), (10, 10), (11, 10), (100_000, 10)])
    func noMoreBytesCountThanAreAskedFor(length: Int, counted: Int) throws {
        let print = try fingerprint(Array("0123456789".utf8), length: length)
        #expect(print.length == counted)
        #expect(print == (try fingerprint(Array("0123456789".utf8.prefix(counted)))))
    }

    @Test(arguments: [
        ("abc", "abc", true), ("abc", "abcdef", true), ("abc", "ab", false), ("abc", "", false),
        ("abc", "abd", false),
        ("abc", "xbcdef", false), ("", "", true), ("", "anything", true),
    ])
    func aFileMatchesWhenItStillStartsWithThoseBytes(before: String, now: String, isSame: Bool) throws {
        let print = try fingerprint(Array(before.utf8))
        let directory = try ScratchDirectory()
        try directory.write(now, to: "x")
        #expect(try print.matches(File(directory.path("x"), .read)) == isSame)
    }

    @Test func aChangeBehindTheFirst1024BytesIsNotSeen() throws {
        let head = [UInt8](repeating: 0x61, count: 1_024)
        #expect(try fingerprint(head + [1]) == fingerprint(head + [2]))
        #expect(try fingerprint(head) != fingerprint(head.dropLast() + [2]))
    }

    @Test func aFileThatCannotBeReadHasNone() throws {
        let directory = try ScratchDirectory()
        #expect(throws: SystemError.self) { try Fingerprint.of(File(directory.path, .read)) }
    }
}
