// Push bodies and what becomes of them, also of bodies that no client would send.

import TestSupport
import Testing

@testable import Receiver

@Suite struct PushDecoderTests {
    private func decoded(
        _ body: String, type: String? = "application/json"
    ) -> Result<[ReceivedEntry], PushRefusal> {
        Result { () throws(PushRefusal) in
            try decodePush(
                Array(body.utf8), contentType: type, contentEncoding: nil, tenant: "t", limit: 1 << 20)
        }
    }

    @Test func everyPartOfAnEntryIsRead() throws {
        let body = """
            {"streams":[
              {"stream":{"b":"2","a":"1","A":"0"},"values":[
                ["1732275600123456789","first"],
                ["-1","\\"\\\\\\u00e4\\ud83d\\ude00\\u0000",{"z":"","trace_id":"7"}],
                ["9223372036854775807","",{}]
              ],"unknown":[1,{"a":null}]},
              {"stream":{"c":"3"},"values":[["0","last"]]},
              {"stream":{"d":"4"},"values":[]}
            ],"more":true}
            """
        let labels = [NameValue("A", "0"), NameValue("a", "1"), NameValue("b", "2")]
        #expect(
            try decoded(body, type: "Application/JSON ; charset=utf-8").get() == [
                ReceivedEntry(
                    tenant: "t", labels: labels, timestampNanoseconds: 1_732_275_600_123_456_789,
                    line: "first"),
                ReceivedEntry(
                    tenant: "t", labels: labels, timestampNanoseconds: -1, line: "\"\\ä😀\u{0}",
                    structuredMetadata: [NameValue("trace_id", "7"), NameValue("z", "")]),
                ReceivedEntry(tenant: "t", labels: labels, timestampNanoseconds: .max, line: ""),
                ReceivedEntry(
                    tenant: "t", labels: [NameValue("c", "3")], timestampNanoseconds: 0, line: "last"),
            ])
    }

    @Test(arguments: [
        (
            #"{"streams":[{"stream":{},"values":[["1","x"]]}]}"#, 400,
            "error at least one label pair is required per stream"
        ),
        (
            #"{"streams":[{"values":[["1","x"]]}]}"#, 400,
            "error at least one label pair is required per stream"
        ),
        (#"{"streams":[]}"#, 422, "error at least one valid stream is required for ingestion"),
        (#"{"streams":null}"#, 422, "error at least one valid stream is required for ingestion"),
        (#"{"strooms":[]}"#, 422, "error at least one valid stream is required for ingestion"),
        (
            #"{"streams":[{"stream":{"a":"b"},"values":[]}]}"#, 422,
            "error at least one valid stream is required for ingestion"
        ),
        (
            #"{"streams":[{"stream":{"a-b":"c\"","a":"d"},"values":[["1","x"]]}]}"#, 400,
            #"error parsing labels {a="d", a-b="c\""} with error: invalid label name "a-b": use letters, digits and "#
                + "underscores, and no digit first"
        ),
        (
            #"{"streams":[{"stream":{"1a":"c"},"values":[]}]}"#, 400,
            #"error parsing labels {1a="c"} with error: invalid label name "1a": use letters, digits and "#
                + "underscores, and no digit first"
        ),
        (
            #"{"streams":[{"stream":{"a":"b"},"values":[["1.5","x"]]}]}"#, 400,
            #"invalid timestamp "1.5": send the Unix time in nanoseconds as a string"#
        ),
        (
            #"{"streams":[{"stream":{"a":"b"},"values":[["9223372036854775808","x"]]}]}"#, 400,
            #"invalid timestamp "9223372036854775808": send the Unix time in nanoseconds as a string"#
        ),
    ])
    func pushIsRefusedAsInTheManual(body: String, status: Int, reason: String) {
        #expect(decoded(body) == .failure(PushRefusal(status: status, reason: reason)))
    }

    /// The library words what is wrong; where it is, is ours.
    @Test(arguments: [
        ("", "invalid JSON: "),
        ("{", "invalid JSON: "),
        ("[]", "invalid JSON: "),
        ("null", "invalid JSON: "),
        (#"{"streams":{}}"#, "invalid JSON at streams: "),
        (#"{"streams":[{"stream":"a","values":[]}]}"#, "invalid JSON at streams[0].stream: "),
        (#"{"streams":[{"stream":{"a":1},"values":[]}]}"#, "invalid JSON at streams[0].stream.a: "),
        (
            #"{"streams":[{"stream":{"a":"b"},"values":[["1","x"],[1,"x"]]}]}"#,
            "invalid JSON at streams[0].values[1][0]: "
        ),
        (
            #"{"streams":[{"stream":{"a":"b"},"values":[["1"]]}]}"#,
            "invalid JSON at streams[0].values[0][1]: "
        ),
        (
            #"{"streams":[{"stream":{"a":"b"},"values":[["1",null]]}]}"#,
            "invalid JSON at streams[0].values[0][1]: "
        ),
        (
            #"{"streams":[{"stream":{"a":"b"},"values":[["1","x",{"k":1}]]}]}"#,
            "invalid JSON at streams[0].values[0][2].k: "
        ),
        (
            #"{"streams":[{"stream":{"a":"b"},"values":[["1","x",{},1]]}]}"#,
            "invalid JSON at streams[0].values[0]"
        ),
        (#"{"streams":[{"stream":{"a":"b"},"values":[["1","\ud800"]]}]}"#, "invalid JSON: "),
        (#"{"streams":[{"stream":{"a":"b"},"values":[["1","a"# + "\n" + #"b"]]}]}"#, "invalid JSON: "),
    ])
    func brokenJSONIsRefusedWithItsPlace(body: String, prefix: String) {
        guard case .failure(let refusal) = decoded(body) else {
            Issue.record("the body was accepted")
            return
        }
        #expect(refusal.status == 400)
        #expect(refusal.reason.hasPrefix(prefix), "\(refusal.reason)")
    }

    @Test func deepNestingIsRefused() {
        let deep = #"{"streams":[{"x":"# + String(repeating: "[", count: 200_000)
        guard case .failure(let refusal) = decoded(deep) else {
            Issue.record("the body was accepted")
            return
        }
        #expect(refusal.status == 400)
    }

    @Test func invalidUTF8IsRefused() {
        let body =
            Array(#"{"streams":[{"stream":{"a":"b"},"values":[["1",""#.utf8) + [0xff] + Array(#""]]}]}"#.utf8)
        let refusal = #expect(throws: PushRefusal.self) {
            try decodePush(
                body, contentType: "application/json", contentEncoding: nil, tenant: "t", limit: 1000)
        }
        #expect(refusal?.status == 400)
    }

    @Test(arguments: [
        (nil, "the Content-Type is missing"),
        ("application/protobuf", "the content type \"application/protobuf\" is not supported"),
        ("text/plain", "the content type \"text/plain\" is not supported"),
        ("application/json5", "the content type \"application/json5\" is not supported"),
    ])
    func otherTypesAreRefused(type: String?, reason: String) {
        let whole = "\(reason): send application/json or application/x-protobuf"
        #expect(decoded("{}", type: type) == .failure(PushRefusal(status: 400, reason: whole)))
    }

    /// Whatever the bytes: entries or a refusal, never a crash; entries are in order and keep the rules.
    @Test func mutatedBodiesAreEitherReadOrRefused() {
        let seeds = [
            #"{"streams":[{"stream":{"a":"b","c":"d"},"values":[["1","x\n\u00e4",{"k":"v"}],["2","y"]]}]}"#,
            #"{"streams":[{"stream":{"a":"b"},"values":[["1732275600123456789","\ud83d\ude00"]]},{"stream":{"_":""},"values":[]}]}"#,
        ].map { Array($0.utf8) }
        var random = SeededGenerator(seed: 3)
        var accepted = 0
        let rounds = 400
        for round in 0..<rounds {
            let plain = random.mutated(seeds[round % seeds.count], edits: 3)
            let encoding: String?
            let body: [UInt8]
            switch round % 4 {
            case 0:
                encoding = "gzip"
                body = gzipped(plain)
            case 1:
                encoding = "gzip"
                body = random.mutated(gzipped(seeds[round % seeds.count]), edits: 2)
            default:
                encoding = nil
                body = plain
            }
            do throws(PushRefusal) {
                let entries = try decodePush(
                    body, contentType: "application/json", contentEncoding: encoding, tenant: "t", limit: 4096
                )
                accepted += 1
                if entries.isEmpty || entries.contains(where: { $0.labels.isEmpty }) {
                    Issue.record("round \(round): accepted \(body)")
                    return
                }
                var line: [UInt8] = []
                for entry in entries { appendNDJSON(entry, to: &line) }
                if line.count(where: { $0 == UInt8(ascii: "\n") }) != entries.count {
                    Issue.record("round \(round): torn line of \(body)")
                    return
                }
            } catch {
                if ![400, 413, 422].contains(error.status) || error.reason.isEmpty {
                    Issue.record("round \(round): \(error) for \(body)")
                    return
                }
            }
        }
        #expect(
            (rounds / 100..<rounds).contains(accepted),
            "the edits are too weak or too strong to find anything")
    }
}
