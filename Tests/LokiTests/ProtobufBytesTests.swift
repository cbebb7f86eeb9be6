// Bodies in Loki's own format to the byte: worked out by hand, and written anew by the compiler of protocol buffers.

import Platform
import TestSupport
import Testing

@testable import Loki
@testable import Receiver

@Suite struct ProtobufBytesTests {
    private static let maximumSeconds: [UInt8] = [0x08, 0x84, 0xfa, 0x85, 0xae, 0x22]

    /// An entry's time, its line, and the entry's bytes.
    private static let table: [(timestamp: Int64, line: [UInt8], entry: [UInt8])] = [
        (1_000_000_002, Array("xy".utf8), [0x0a, 4, 0x08, 1, 0x10, 2, 0x12, 2, 0x78, 0x79]),
        (0, [], [0x0a, 0]),
        (7, [], [0x0a, 2, 0x10, 7]),
        (1_000_000_000, [], [0x0a, 2, 0x08, 1]),
        (
            -1, [0x78],
            [0x0a, 17, 0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0x10, 0xff, 0x93, 0xeb, 0xdc, 3]
                + [0x12, 1, 0x78]
        ),
        (.max, [], [0x0a, 12] + maximumSeconds + [0x10, 0xff, 0xaf, 0xcb, 0x97, 3]),
        (
            1, [0x61, 0xff, 0xc3, 0xa4, 0xc3],
            [0x0a, 2, 0x10, 1, 0x12, 9, 0x61, 0xef, 0xbf, 0xbd, 0xc3, 0xa4, 0xef, 0xbf, 0xbd]
        ),
    ]

    @Test(arguments: table)
    func anEntryIsTheseBytes(timestamp: Int64, line: [UInt8], entry: [UInt8]) throws {
        let batch = Batch(tenant: nil)
        batch.append(line, at: timestamp, [("a", "b")])
        let labels: [UInt8] = [0x0a, 7] + Array("{a=\"b\"}".utf8)
        let stream = labels + [0x12, UInt8(entry.count)] + entry
        let message = [0x0a, UInt8(stream.count)] + stream
        #expect(try unsnapped(protobuf(batch).bytes, limit: 1000) == message)
    }

    @Test func streamsLabelsAndMetadataAreTheseBytes() throws {
        let batch = Batch(tenant: nil)
        batch.append("1", at: 1, [("a", "b"), ("c", "\"\n")])
        batch.append("2", at: 1, [("d", "e")])
        for value in ["v", ""] { Array(value.utf8).withUnsafeBytes { batch.addMetadata("k", $0) } }
        let first = Array(#"{a="b", c="\"\n"}"#.utf8)
        let second = Array(#"{d="e"}"#.utf8)
        let message: [UInt8] =
            [0x0a, 28, 0x0a, 17] + first + [0x12, 7, 0x0a, 2, 0x10, 1, 0x12, 1, 0x31]
            + [0x0a, 31, 0x0a, 7] + second + [0x12, 20, 0x0a, 2, 0x10, 1, 0x12, 1, 0x32]
            + [0x1a, 6, 0x0a, 1, 0x6b, 0x12, 1, 0x76] + [0x1a, 3, 0x0a, 1, 0x6b]
        #expect(try unsnapped(protobuf(batch).bytes, limit: 1000) == message)
    }

    @Test func aSmallMessageIsOneLiteralOfSnappy() throws {
        let batch = Batch(tenant: nil)
        batch.append("x", at: 1)
        let body = try protobuf(batch).bytes
        let message = try unsnapped(body, limit: 100)
        #expect(body == [UInt8(message.count), UInt8(message.count - 1) << 2] + message)
    }

    /// The messages, as far as a push needs them, in the compiler's own language.
    private static let description = """
        syntax = "proto3";
        message PushRequest { repeated StreamAdapter streams = 1; }
        message StreamAdapter { string labels = 1; repeated EntryAdapter entries = 2; uint64 hash = 3; }
        message EntryAdapter {
          Timestamp timestamp = 1; string line = 2; repeated LabelPairAdapter structuredMetadata = 3;
        }
        message LabelPairAdapter { string name = 1; string value = 2; }
        message Timestamp { int64 seconds = 1; int32 nanos = 2; }
        """

    @Test func theCompilerOfProtocolBuffersReadsAndWritesTheSameBytes() throws {
        var random = SeededGenerator(seed: 3)
        let batch = Batch(tenant: nil)
        for number in 0..<500 {
            let timestamp = number % 3 == 0 ? Int64(number - 5) : Int64(bitPattern: random.next())
            batch.append(random.line(upTo: 300), at: timestamp, [("a", "\"\(number % 7)\\ä\u{FFFD}\n")])
            guard number % 4 == 0 else { continue }
            for name in ["k", "l"] { random.line(upTo: 50).withUnsafeBytes { batch.addMetadata(name, $0) } }
        }
        let message = try unsnapped(protobuf(batch).bytes, limit: 1 << 20)
        let scratch = try ScratchDirectory()
        try scratch.write(Array(Self.description.utf8), to: "push.proto")
        try scratch.write(message, to: "message")
        func protoc(_ way: String, _ input: String, _ output: String) throws {
            let status = try Program.run(
                "/usr/bin/protoc", ["--\(way)=PushRequest", "--proto_path=\(scratch.path)", "push.proto"],
                input: scratch.path(input), output: scratch.path(output), errors: scratch.path("errors"))
            let errors = String(decoding: try scratch.read("errors"), as: UTF8.self)
            #expect(status == 0 && errors.isEmpty, "\(errors)")
        }
        try protoc("decode", "message", "text")
        try protoc("encode", "text", "again")
        #expect(try scratch.read("again") == message)
        let text = String(decoding: try scratch.read("text"), as: UTF8.self)
        #expect(text.split(separator: "\n").count { $0 == "  entries {" } == 500)
        #expect(text.contains(#"labels: "{a=\"\\\"0\\\\\303\244\\ufffd\\n\"}""#))
        #expect(text.contains("seconds: -1\n"))
    }
}
