// Bodies that another thread makes: the same bytes, whoever makes them, and each comes back once.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Loki

@Suite struct BodyMakerTests {
    private func batch(lines: Int) -> Batch {
        let batch = Batch(tenant: nil)
        for number in 0..<lines { batch.append("line \(number) of a batch", at: Int64(number), [("n", "1")]) }
        return batch
    }

    /// Large enough for the other thread.
    private var large: Batch { batch(lines: BodyMaker.smallBytes / 10) }

    /// Waits until bodies are made.
    private func take(_ maker: BodyMaker) throws -> [BodyMaker.Completion] {
        var watch = pollfd(fd: try #require(maker.descriptor), events: Int16(POLLIN), revents: 0)
        #expect(poll(&watch, 1, 60_000) == 1)
        return maker.take()
    }

    @Test func whatIsSmallIsMadeAtOnce() throws {
        let (maker, body) = (try BodyMaker.withThread(), ByteBuffer())
        #expect(try maker.make(batch(lines: 3), 0..<3, to: body, tag: 0) == 0)
        #expect(maker.take().isEmpty)
        #expect(try unzipped(body).count > 50)
    }

    @Test func withoutAThreadEverythingIsMadeAtOnce() throws {
        let (maker, body, batch) = (BodyMaker(), ByteBuffer(), large)
        #expect(maker.descriptor == nil)
        #expect(try maker.make(batch, 0..<batch.count, to: body, tag: 0) == 0)
    }

    @Test func theThreadMakesTheSameBytes() throws {
        let (maker, batch) = (try BodyMaker.withThread(), large)
        let (body, expected) = (ByteBuffer(), ByteBuffer())
        for piece in [0..<batch.count, 0..<(batch.count / 2), (batch.count / 2)..<batch.count] {
            try PushBodyEncoder().encode(batch, piece, to: expected)
            #expect(try maker.make(batch, piece, to: body, tag: 7) == nil)
            let made = try #require(try take(maker).first)
            #expect(made.tag == 7)
            #expect(made.piece == piece)
            #expect(try made.result.get() == 0)
            #expect(body.bytes.elementsEqual(expected.bytes))
        }
    }

    @Test func whatComesWhileOthersAreMadeWaitsForThem() throws {
        let maker = try BodyMaker.withThread()
        let batches = [large, batch(lines: 2), large, batch(lines: 1)]
        let bodies = batches.map { _ in ByteBuffer() }
        for (tag, batch) in batches.enumerated() {
            #expect(try maker.make(batch, 0..<batch.count, to: bodies[tag], tag: tag) == nil)
        }
        var tags: [Int] = []
        while tags.count < batches.count { tags += try take(maker).map(\.tag) }
        #expect(tags == [0, 1, 2, 3])
        for (batch, body) in zip(batches, bodies) {
            let expected = ByteBuffer()
            try PushBodyEncoder().encode(batch, to: expected)
            #expect(body.bytes.elementsEqual(expected.bytes))
        }
        // Then there is nobody to wait for.
        #expect(try maker.make(batches[1], 0..<2, to: bodies[1], tag: 1) == 0)
    }

    @Test func bytesThatWereReplacedAreCounted() throws {
        let (maker, batch) = (try BodyMaker.withThread(), large)
        batch.append([0xFF, 0x61, 0xFF], at: 1, [("n", "1")])
        #expect(try maker.make(batch, 0..<batch.count, to: ByteBuffer(), tag: 0) == nil)
        #expect(try #require(try take(maker).first).result.get() == 2)
    }

    @Test func aMakerMayGoWhileItsThreadWorks() throws {
        for _ in 0..<20 {
            let (maker, batch) = (try BodyMaker.withThread(), large)
            #expect(try maker.make(batch, 0..<batch.count, to: ByteBuffer(), tag: 0) == nil)
        }
    }
}
