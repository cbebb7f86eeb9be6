// Sprig's encodings, digests and JSON.

import Testing

@testable import Pipeline

@Suite struct SprigEncodingsTests {
    private let line: [String: TrialValue] = [
        "json": "{\"b\": [1, 2.5, true, null], \"a\": {\"x\": \"ä<&>\\u00e9\\n\"}}",
        "bytes": .bytes([0xFF, 0x61, 0xE2, 0x80, 0xA8]),
        "nothing": nil, "deep": .bytes(Array(repeating: UInt8(ascii: "["), count: 5_000)),
    ]

    @Test func `Base64 and Base32 are those of the RFC`() {
        expectCalls([
            ("b64enc \"coffee\"", "Y29mZmVl"), ("b64dec \"Y29mZmVl\"", "coffee"),
            ("b32enc \"coffee\"", "MNXWMZTFMU======"),
            ("b32dec \"MNXWMZTFMU======\"", "coffee"), ("b64enc \"\"", ""), ("b64enc \"f\"", "Zg=="),
            ("b64enc \"fo\"", "Zm8="), ("b64enc \"foo\"", "Zm9v"),
            ("b32enc \"f\"", "MY======"), ("b32enc \"fo\"", "MZXQ===="), ("b32enc \"foo\"", "MZXW6==="),
            ("b32enc \"foob\"", "MZXW6YQ="), ("b32enc \"fooba\"", "MZXW6YTB"),
            ("b64dec \"Zg==\"", "f"), ("b64dec \"Zm8=\"", "fo"), ("b64dec \"Zm\\n9v\\r\\n\"", "foo"),
            ("b32dec \"MZXW6YQ=\"", "foob"), ("b32dec \"MZXW6===\"", "foo"),
            ("b32dec \"MZXQ====\"", "fo"), ("b32dec \"MY======\"", "f"), ("b64dec \"\"", ""),
            ("b32dec \"\"", ""),
        ])
    }

    @Test func `What cannot be decoded gives Go's words`() {
        let (six, five) = ("illegal base64 data at input byte ", "illegal base32 data at input byte ")
        let cases = [
            ("abc", "0"), ("abcde", "4"), ("ab=", "3"), ("ab=c", "2"), ("ab==c", "4"), ("ab===", "4"),
            ("abc==", "4"), ("a=", "1"), ("a!", "1"), ("ab!d", "2"),
            ("ab=!", "2"), ("=", "0"), ("abcd=", "4"), ("ab\n!d", "3"), ("Zg==Zg==", "4"),
        ]
        for (text, place) in cases {
            #expect(
                SprigTrial.text("{{b64dec .x}}", ["x": .bytes(Array(text.utf8))]) == six + place, "\(text)")
        }
        for (text, place) in [
            ("MY", "0"), ("MY=====", "7"), ("M=", "1"), ("my======", "0"), ("MY==A===", "3"),
            ("MZX=====", "3"), ("MY======A", "8"),
        ] {
            #expect(
                SprigTrial.text("{{b32dec .x}}", ["x": .bytes(Array(text.utf8))]) == five + place, "\(text)")
        }
    }

    @Test func `Digests are hexadecimal, and Adler-32 is decimal`() {
        expectCalls([
            ("sha1sum \"Hello world!\"", "d3486ae9136e7856bc42212385ea797094475802"),
            (
                "sha256sum \"Hello world!\"",
                "c0535e4be2b79ffd93291305436bf889314e4a3faec05ecffcbb7df31ad9e51a"
            ),
            (
                "sha512sum \"abc\"",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
            ("sha1sum \"\"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            ("adler32sum \"Hello world!\"", "487130206"), ("adler32sum \"\"", "1"),
            ("sha256sum 5", "! sha256sum: wrong type for value; expected string; got int"),
        ])
    }

    @Test func `Values are written as Go writes JSON`() {
        expectCalls(
            [
                ("toJson (dict \"b\" 1 \"a\" (list 1.5 true \"x\"))", "{\"a\":[1.5,true,\"x\"],\"b\":1}"),
                ("toJson .nothing", "null"), ("toJson \"<a&b>\"", "\"\\u003ca\\u0026b\\u003e\""),
                ("toRawJson \"<a&b>\\u2028\"", "\"<a&b>\\u2028\""),
                ("toRawJson (dict \"<\" \">\")", "{\"<\":\">\"}"), ("toJson 1e21", "1e+21"),
                ("toJson 1e-7", "1e-7"), ("toJson 123456789.0", "123456789"),
                ("toJson .bytes", "\"\u{FFFD}a\\u2028\""),
                (
                    "toPrettyJson (dict \"a\" (list 1 2) \"b\" (dict) \"c\" (list))",
                    "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}"
                ),
                ("toPrettyJson 5", "5"), ("toJson now", "\"2024-03-05T14:07:09.123456789Z\""),
                ("toJson (float64 \"nan\")", ""),
                ("mustToJson (float64 \"inf\")", "! mustToJson: json: unsupported value: +Inf"),
                ("toJson (list (float64 \"nan\"))", ""), ("mustToPrettyJson (list 1)", "[\n  1\n]"),
                ("mustToRawJson \"<\"", "\"<\""), ("toJson \"a\\\"\\\\\\x01\"", "\"a\\\"\\\\\\u0001\""),
            ], line)
    }

    @Test func `JSON becomes values`() {
        expectCalls(
            [
                ("(fromJson \"{\\\"foo\\\": 55}\").foo", "55"),
                ("fromJson .json", "map[a:map[x:ä<&>é\n] b:[1 2.5 true <nil>]]"),
                (
                    "fromJson .json | toJson",
                    "{\"a\":{\"x\":\"ä\\u003c\\u0026\\u003eé\\n\"},\"b\":[1,2.5,true,null]}"
                ),
                ("fromJson \"[]\"", "[]"), ("fromJson \"{}\"", "map[]"),
                ("fromJson \" \\t\\r\\n1e3 \"", "1000"),
                ("fromJson \"{\\\"a\\\":1,\\\"a\\\":2}\"", "map[a:2]"), ("fromJson \"-0\"", "-0"),
                ("fromJson \"\\\"\\\\ud83d\\\\ude00\\\\ud83d\\\"\"", "😀\u{FFFD}"),
                ("typeOf (fromJson \"1\")", "float64"), ("fromJson \"null\"", "<no value>"),
            ], line)
        for text in [
            "", "{", "[1,]", "{\"a\"}", "{\"a\":}", "01", "1.", "1e", "-", "tru", "\"a", "\"\\x\"",
            "\"\\u12g4\"", "[1 2]", "1 2", "{1:2}", "nul", "'a'", "1e999", "\"a\nb\"", "{\"a\":1,}", "[", "]",
        ] {
            let input: [String: TrialValue] = ["x": .bytes(Array(text.utf8))]
            #expect(SprigTrial.text("{{fromJson .x}}", input) == "<no value>", "\(text)")
            #expect(SprigTrial.text("{{mustFromJson .x}}", input).hasPrefix("! mustFromJson: "), "\(text)")
        }
        expectCalls(
            [
                ("fromJson .deep", "<no value>"),
                ("mustFromJson \"[1\"", "! mustFromJson: unexpected end of JSON input"),
                ("mustFromJson \"[1 x\"", "! mustFromJson: invalid character in JSON at byte 3"),
            ], line)
    }

    @Test func `An object may have its many keys in any order`() {
        let pairs = (0..<20_000).reversed().map { "\"\($0 % 19_999)\":\($0)" }
        let text = Array("{\(pairs.joined(separator: ","))}".utf8)
        let found = SprigTrial.text(
            "{{$d := fromJson .x}}{{len $d}} {{get $d `0`}} {{get $d `777`}}", ["x": .bytes(text)])
        // The key 0 is there twice, and the last one counts.
        #expect(found == "19999 0 777")
    }
}
