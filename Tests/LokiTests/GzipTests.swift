// What ISA-L compresses, zlib reads, in whatever pieces it came.

import Platform
import TestSupport
import Testing

@testable import Loki

@Suite struct GzipTests {
    private func compress(_ pieces: [[UInt8]], _ gzip: Gzip, to output: ByteBuffer) throws {
        gzip.start()
        for piece in pieces { try piece.withUnsafeBytes { try gzip.write($0, to: output) } }
        try gzip.finish(to: output)
    }

    @Test(arguments: 0..<20)
    func piecesOfAnySizeComeBackAsOne(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let gzip = Gzip()
        for _ in 0..<4 {
            let pieces = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                // Text that compresses well, or bytes that do not compress at all.
                let limit: UInt8 = Bool.random(using: &generator) ? 3 : .max
                let size = Int.random(
                    in: 0...(1 << Int.random(in: 0...18, using: &generator)), using: &generator)
                return (0..<size).map { _ in UInt8(truncatingIfNeeded: generator.next()) & limit }
            }
            let output = ByteBuffer()
            try compress(pieces, gzip, to: output)
            #expect(try unzipped(output) == pieces.flatMap { $0 })
        }
    }

    @Test(arguments: [0, 1, 2, 255, 16_383, 16_384, 16_385, 65_535, 65_536, 1_000_000])
    func aStreamOfThisSizeComesBack(size: Int) throws {
        let output = ByteBuffer()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try compress([bytes], Gzip(), to: output)
        #expect(try unzipped(output) == bytes)
    }

    @Test func aBodyThatWasGivenUpLeavesNothingInTheNext() throws {
        let (gzip, output) = (Gzip(), ByteBuffer())
        gzip.start()
        try Array("given up".utf8).withUnsafeBytes { try gzip.write($0, to: output) }
        output.removeAll()
        try compress([Array("whole".utf8)], gzip, to: output)
        #expect(try unzipped(output) == Array("whole".utf8))
    }

    @Test func theOutputIsAppendedToWhatIsThere() throws {
        let output = ByteBuffer()
        output.append("before")
        try compress([Array("x".utf8)], Gzip(), to: output)
        #expect(output.bytes.starts(with: Array("before".utf8) + [0x1F, 0x8B, 8]))
    }
}
