// Pushes in Loki's own format and what becomes of them, also of bodies that no client would send.

import TestSupport
import Testing

@testable import Receiver

@Suite struct ProtobufPushTests {
    private func decoded(_ message: [UInt8], coding: String? = nil) -> Result<[ReceivedEntry], PushRefusal> {
        Result { () throws(PushRefusal) in
            try decodePush(
                snapped(message), contentType: "application/x-protobuf", contentEncoding: coding, tenant: "t",
                limit: 1 << 20)
        }
    }

    @Test(arguments: [nil, "snappy", "Snappy", "identity"])
    func everyPartOfAnEntryIsRead(coding: String?) throws {
        let message =
            Wire.stream(
                #"{b="2", a="\"\\\n\t\x00\u00e4😀\ufffd\101", A=""}"#,
                Wire.entry(1_732_275_600, 123_456_789, "first"),
                Wire.entry(-1, 999_999_999, "ä😀\u{0}\n\"", [("z", ""), ("trace_id", "7")]),
                Wire.entry(9_223_372_036, 854_775_807, ""), Wire.entry(-9_223_372_037, 145_224_192, "x"))
            // The labels behind the entries, in another spelling; a stream without entries.
            + Wire.bytes(1, Wire.bytes(2, Wire.bytes(1, [])) + Wire.text(1, " { c = \"3\" , } "))
            + Wire.stream("{d=\"4\"}")
        let labels = [
            NameValue("A", ""), NameValue("a", "\"\\\n\t\u{0}ä😀\u{FFFD}A"), NameValue("b", "2"),
        ]
        func entry(
            _ timestamp: Int64, _ line: String, _ labels: [NameValue], _ metadata: [NameValue] = []
        ) -> ReceivedEntry {
            ReceivedEntry(
                tenant: "t", labels: labels, timestampNanoseconds: timestamp, line: line,
                structuredMetadata: metadata)
        }
        #expect(
            try decoded(message, coding: coding).get() == [
                entry(1_732_275_600_123_456_789, "first", labels),
                entry(
                    -1, "ä😀\u{0}\n\"", labels, [NameValue("trace_id", "7"), NameValue("z", "")]),
                entry(.max, "", labels), entry(.min, "x", labels), entry(0, "", [NameValue("c", "3")]),
            ])
    }

    @Test func whatOtherVersionsWouldAddIsPassedOver() throws {
        let unknown =
            Wire.number(15, .max) + Wire.text(16, "x") + [UInt8(9 << 3 | 1)] + Array(1...8)
            + [UInt8(10 << 3 | 5)] + Array(1...4)
        let entry = Wire.entry(1, 2, "x", [("k", "v")]) + Wire.bytes(4, Wire.text(1, "parsed")) + unknown
        let stream = Wire.text(1, "{a=\"b\"}") + Wire.bytes(2, entry) + Wire.number(3, 77) + unknown
        let entries = try decoded(Wire.text(2, "loki") + Wire.bytes(1, stream) + unknown).get()
        #expect(entries.map(\.timestampNanoseconds) == [1_000_000_002])
        #expect(entries.map(\.structuredMetadata) == [[NameValue("k", "v")]])
    }

    @Test(arguments: [
        ([], "", 422, "error at least one valid stream is required for ingestion"),
        (Wire.stream("{a=\"b\"}"), "", 422, "error at least one valid stream is required for ingestion"),
        (
            Wire.stream("", Wire.entry(1, 0, "x")), "", 400,
            "error at least one label pair is required per stream"
        ),
        (
            Wire.stream("{}", Wire.entry(1, 0, "x")), "", 400,
            "error at least one label pair is required per stream"
        ),
        (
            Wire.stream(#"{a-b="c"}"#, Wire.entry(1, 0, "x")), "", 400,
            #"error parsing labels {a-b="c"} with error: invalid label name "a-b": use letters, digits and "#
                + "underscores, and no digit first"
        ),
        ([0x0a], "", 400, " at streams[0]: it ends too early"),
        ([0x0a, 5, 0], " at streams[0]", 400, ": a length goes beyond the end of what it is in"),
        ([0x02, 0], "", 400, ": a field has the number 0"),
        ([0x08, 1], " at streams[0]", 400, ": the wire type is 0 and has to be 2"),
        ([0x0b, 1], "", 400, ": groups are not taken"),
        ([0x0f, 1], "", 400, ": there is no wire type 7"),
        ([UInt8](repeating: 0xff, count: 9) + [2], "", 400, ": a number has more than 64 bits"),
        ([UInt8](repeating: 0xff, count: 10) + [1], "", 400, ": a number has more than 64 bits"),
        ([0x11, 1, 2, 3], "", 400, ": it ends too early"),
        (
            Wire.stream("{a=\"b\"}", Wire.entry(1, 0, "x"), Wire.text(2, "y")), " at streams[0].entries[1]",
            400, ": there is no timestamp"
        ),
        (
            Wire.stream("{a=\"b\"}", Wire.entry(1, 0, "x")) + Wire.stream("{a=\"c\"}", Wire.bytes(2, [0xff])),
            " at streams[1].entries[0].line", 400, ": the text is not UTF-8"
        ),
        (
            Wire.stream("{a=\"b\"}", Wire.bytes(1, []) + Wire.bytes(3, Wire.bytes(2, [0xc0, 0x80]))),
            " at streams[0].entries[0].structuredMetadata[0].value", 400, ": the text is not UTF-8"
        ),
        (
            Wire.stream("{a=\"b\"}", Wire.number(1, 5)), " at streams[0].entries[0].timestamp", 400,
            ": the wire type is 0 and has to be 2"
        ),
        (
            Wire.stream("{a=\"b\"}", Wire.entry(1, 1_000_000_000, "x")),
            " at streams[0].entries[0].timestamp", 400, ": 1000000000 nanos are not from 0 to 999999999"
        ),
        (
            Wire.stream("{a=\"b\"}", Wire.entry(1, .max, "x")), " at streams[0].entries[0].timestamp", 400,
            ": -1 nanos are not from 0 to 999999999"
        ),
        (
            Wire.stream("{a=\"b\"}", Wire.entry(9_223_372_036, 854_775_808, "x")),
            " at streams[0].entries[0].timestamp", 400, ": the time does not fit 64 bits of nanoseconds"
        ),
        (
            Wire.stream("{a=\"b\"}", Wire.entry(.min, 1, "x")), " at streams[0].entries[0].timestamp", 400,
            ": the time does not fit 64 bits of nanoseconds"
        ),
    ])
    func whatIsWrongIsSaidWithItsPlace(message: [UInt8], place: String, status: Int, reason: String) {
        let sentence = reason.hasPrefix("error") ? reason : "invalid protobuf" + place + reason
        #expect(decoded(message) == .failure(PushRefusal(status: status, reason: sentence)))
    }

    @Test(arguments: [
        ("a=\"b\"", "there is no {, at character 0"),
        ("{a=\"b\"", "there is no }, at character 6"),
        ("{a=\"b\"} x", "there is more behind the last brace, at character 8"),
        ("{=\"b\"}", "a label name is missing, at character 1"),
        ("{a\"b\"}", "there is no =, at character 2"),
        ("{a='b'}", "a value is not between double quotes, at character 3"),
        ("{a=\"b}", "a value has no end, at character 6"),
        ("{a=\"b\\", "a value has no end, at character 6"),
        ("{a=\"\n\"}", "a value has a line break that is not written \\n, at character 5"),
        ("{a=\"\u{FFFD}\"}", "a value has a U+FFFD that is not written \\ufffd, at character 5"),
        ("{a=\"b\",a=\"c\"}", "the label name \"a\" stands twice, at character 8"),
        (#"{a="\q"}"#, "a backslash is before 'q', which it has no meaning for, at character 6"),
        (#"{a="\x1"}"#, "an escape needs 2 digits, at character 7"),
        (#"{a="\400"}"#, "an octal number has more than 8 bits, at character 8"),
        (#"{a="\ud800"}"#, "an escape stands for no character, at character 10"),
        (#"{a="\U00110000"}"#, "an escape stands for no character, at character 14"),
        (#"{a="\xff"}"#, "a value is not UTF-8, at character 9"),
    ])
    func labelsAreReadAsLokiReadsThem(labels: String, reason: String) {
        #expect(
            decoded(Wire.stream(labels, Wire.entry(1, 0, "x")))
                == .failure(
                    PushRefusal(
                        status: 400, reason: "error parsing labels \(labels) with error: \(reason)")))
    }

    @Test func compressionIsUndoneWithinBounds() {
        let text = [UInt8](repeating: 97, count: 1000)
        func undone(_ bytes: [UInt8], limit: Int = 1000) -> Result<[UInt8], PushRefusal> {
            Result { () throws(PushRefusal) in try unsnapped(bytes, limit: limit) }
        }
        #expect(undone(snapped(text)) == .success(text))
        #expect(undone(snapped([])) == .success([]))
        #expect(undone(snapped(text), limit: 999) == .failure(.tooLarge(byteCount: 1000, limit: 999)))
        let invalid = PushRefusal.malformed("the body is not valid snappy")
        for broken in [
            [], [0x80], Array(snapped(text).dropLast()), snapped(text) + [0], [0, 0],
            [0xff, 0xff, 0xff, 0xff, 0x7f], [5, 0, 97], [100, 1, 1], text,
        ] {
            #expect(undone(broken) == .failure(invalid), "\(broken)")
        }
        // Two bytes that ask for a megabyte get none.
        #expect(undone(Wire.varint(1 << 20) + [0], limit: 1 << 30) == .failure(invalid))
    }

    /// Whatever the bytes: entries or a refusal, never a crash.
    @Test func mutatedBodiesAreEitherReadOrRefused() {
        let seed =
            Wire.stream(
                #"{a="b", c="\u00e4"}"#, Wire.entry(1, 2, "x\n"), Wire.entry(-3, 4, "y", [("k", "v")]))
            + Wire.stream("{_=\"\"}", Wire.entry(0, 0, ""))
        var random = SeededGenerator(seed: 5)
        var accepted = 0
        for round in 0..<600 {
            let isPlain = round % 3 > 0
            let body =
                isPlain ? snapped(random.mutated(seed, edits: 1)) : random.mutated(snapped(seed), edits: 1)
            do throws(PushRefusal) {
                let entries = try decodePush(
                    body, contentType: "application/x-protobuf", contentEncoding: nil, tenant: "t",
                    limit: 4096)
                accepted += 1
                if entries.isEmpty || entries.contains(where: { $0.labels.isEmpty }) {
                    Issue.record("round \(round): accepted \(body)")
                    return
                }
            } catch {
                if ![400, 413, 422].contains(error.status) || error.reason.isEmpty {
                    Issue.record("round \(round): \(error) for \(body)")
                    return
                }
            }
        }
        #expect((6..<594).contains(accepted), "the edits are too weak or too strong to find anything")
    }
}
