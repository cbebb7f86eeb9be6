// Files share the memory for the bytes before the place that was read last, and none takes another's for its own.

import Platform
import TestSupport
import Testing

@testable import Tailing

@Suite struct TailBytesTests {
    private let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    private func contents(_ name: String, _ text: String, _ tails: TailBytes) throws -> Contents {
        try directory.write(Array(text.utf8), to: name)
        return try Contents(try File(directory.path(name), .read), nil, tails)
    }

    private func read(_ contents: Contents, at offset: Int64) throws -> ByteBuffer {
        let text = ByteBuffer(capacity: 1024)
        _ = try contents.read(at: offset, reader: 0, into: text, length: 512)
        return text
    }

    @Test func theTailBehindAFewBytesIsThatOfTheFileThatWasReadLast() throws {
        let tails = TailBytes()
        let one = try contents("a", "one\ntwo\n", tails)
        let other = try contents("b", "1\n2\n", tails)
        let text = try read(one, at: 4)
        #expect(one.tail(after: 4, of: text.bytes) == (try one.tail(before: 8)))
        let numbers = try read(other, at: 2)
        #expect(one.tail(after: 4, of: text.bytes) == nil)
        #expect(other.tail(after: 2, of: numbers.bytes) == (try other.tail(before: 4)))
        withExtendedLifetime((text, numbers)) {}
    }

    @Test func behindManyBytesItIsTheirs() throws {
        let tails = TailBytes()
        let one = try contents("a", String(repeating: "0123456789", count: 60), tails)
        let other = try contents("b", "1\n", tails)
        let text = try read(one, at: 20)
        _ = try read(other, at: 0)
        #expect(one.tail(after: 256, of: text.bytes) == (try one.tail(before: 276)))
        withExtendedLifetime(text) {}
    }

    /// Checkpoints had the whole hash once.
    @Test func ofAWholeHashTheLowerHalfCounts() throws {
        let file = try contents("a", "one\n", TailBytes())
        let tail = try #require(try file.tail(before: 4))
        #expect(tail >> 32 == 0)
        let position = KnownGeneration.Position(offset: 4, tail: tail | 0xABCD_EF01_0000_0000)
        #expect(position == KnownGeneration.Position(offset: 4, tail: tail))
    }
}
