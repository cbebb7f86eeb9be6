// Entries of several tenants, and entries with structured metadata, in one batch.

import Platform
import TestSupport
import Testing

@testable import Loki
@testable import Receiver

@Suite struct BatchTenantTests {
    private func append(_ line: String, _ tenant: String?, to batch: Batch, key: UInt64) {
        let stream = batch.stream(key) ?? batch.addStream(key, labels: [("job", "a")], tenant: tenant)
        Array(line.utf8).withUnsafeBytes { batch.append($0, timestamp: 1, stream: stream, now: 0) }
    }

    private func lines(_ batch: Batch, _ piece: Range<Int>) throws -> [String] {
        let body = ByteBuffer()
        try PushBodyEncoder().encode(batch, piece, to: body)
        return try decodePush(
            Array(body.bytes), contentType: "application/json", contentEncoding: "gzip", tenant: "t",
            limit: 1 << 20
        ).map(\.line)
    }

    @Test func eachTenantIsAPieceInTheOrderOfItsEntries() throws {
        let batch = Batch(tenant: "own")
        for (line, tenant) in [("1", nil), ("2", "b"), ("3", "a"), ("4", "b"), ("5", nil), ("6", "a")]
            as [(String, String?)]
        {
            append(line, tenant, to: batch, key: tenant.map { $0 == "a" ? 2 : 3 } ?? 1)
        }
        batch.endRange(SourceRange(source: 1, index: 0))
        let pieces = batch.pieces()
        #expect(pieces == [0..<2, 2..<4, 4..<6])
        #expect(pieces.map { batch.tenant(of: $0.lowerBound) } == ["own", "b", "a"])
        #expect(try pieces.map { try lines(batch, $0) } == [["1", "5"], ["2", "4"], ["3", "6"]])
        // A range is done with when the entries of all tenants are.
        #expect([2, 4, 6].map { batch.completeRanges(before: $0) } == [0, 0, 1])
    }

    @Test func oneTenantIsOnePieceAndRangesGoOneByOne() {
        let batch = Batch(tenant: nil)
        for index in 0..<3 {
            append("x", "a", to: batch, key: 1)
            batch.endRange(SourceRange(source: 1, index: index))
        }
        #expect(batch.pieces() == [0..<3])
        #expect(batch.tenant(of: 0) == "a")
        #expect(batch.completeRanges(before: 2) == 2)
        batch.removeAll()
        #expect(batch.pieces() == [])
        append("y", nil, to: batch, key: 1)
        #expect(batch.tenant(of: 0) == nil)
    }

    @Test func metadataIsTheThirdElementOfAValue() throws {
        let batch = Batch(tenant: nil)
        append("one", nil, to: batch, key: 1)
        for (name, value) in [("trace", "a\"b"), ("user", "\u{1F600}")] {
            Array(value.utf8).withUnsafeBytes { batch.addMetadata(name, $0) }
        }
        append("two\n", nil, to: batch, key: 1)
        #expect(
            try text(of: batch)
                == #"{"streams":[{"stream":{"job":"a"},"values":[["1","one",{"trace":"a\"b","user":"😀"}],["1","two\n"]]}]}"#
        )
        #expect(batch.lineLength(of: 0) == 3)
        #expect(batch.lineLength(of: 1) == 4)
        let entries = try received(batch)
        #expect(
            entries[0].structuredMetadata == [NameValue("trace", "a\"b"), NameValue("user", "\u{1F600}")])
    }

    @Test func whatIsRejectedKeepsItsTenantAndItsMetadata() throws {
        let directory = try ScratchDirectory()
        let batch = Batch(tenant: "own")
        append("one", "other", to: batch, key: 1)
        Array("v".utf8).withUnsafeBytes { batch.addMetadata("m", $0) }
        append("two", nil, to: batch, key: 2)
        let store = RejectedStore(directory: directory.path, maximumBytes: 1 << 30)
        let path = try store.keep(
            batch, answer: PushAnswer(status: 400, message: "no"), client: "main", now: 1_000_000_000
        ).path
        let file = try RejectedFile(path)
        let (first, second) = (try #require(try file.next()), try #require(try file.next()))
        #expect([first.tenant, second.tenant] == ["other", "own"])
        #expect(first.metadata.map(\.name) == ["m"])
        #expect(first.metadata.map(\.value) == ["v"])
        #expect(second.metadata.isEmpty)
        #expect([first, second].map { String(decoding: $0.line, as: UTF8.self) } == ["one", "two"])
    }
}
