// A stage expects of a line what the lines before had; whatever it expects, it must find what it finds in a line alone.

import TestSupport
import Testing

@testable import Pipeline

@Suite struct KeySequenceTests {
    private static let expressions = "{a: , b: x.y, c: 'long_key_of_more_than_thirty_two_bytes'}"

    private func expectTheSameAlone(_ lines: [String]) throws {
        let lines = lines.map { Array($0.utf8) }
        let together = try extracted(Self.expressions, lines)
        for (line, found) in zip(lines, together) {
            #expect(
                try extracted(Self.expressions, line) == found, "\(String(decoding: line, as: UTF8.self))")
        }
    }

    @Test(
        arguments: [
            // The same keys, other values, of other kinds.
            [#"{"a": 1, "b": "x"}"#, #"{"a": "1", "b": null}"#, #"{"a": {"b": 2}, "b": [1]}"#],
            // A key more, one less, others in between, another order.
            [#"{"z":1,"a":2}"#, #"{"a":2}"#, #"{"z":1,"y":2,"a":3}"#, #"{"a":2,"z":1}"#, #"{"z":1,"a":2}"#],
            // What begins as before and goes on differently.
            [
                #"{"z":1,"a":2}"#, #"{"z":1,"ab":2}"#, #"{"z":1,"a" :2}"#, #"{"z":1 ,"a":2}"#,
                #"{"z":1,"a":2 }"#,
            ],
            // Less space, then more of it.
            [#"{"z":1,"a":2}"#, #"{"z": 1, "a": 2}"#, #"{"z":1,"a":   2}"#, #"{"z":1,"a":2}"#],
            // What ends too early, or does not end.
            [
                #"{"z":1,"a":2}"#, #"{"z":1,"a":"#, #"{"z":1,"a""#, #"{"z":1,"#, #"{"z":1"#, #"{"z":1,}"#,
                #"{"z":1, }"#, "{",
            ],
            [
                #"{"z":1,"a":2}"#, #"{"z":1,"a":2}}"#, #"{"z":1,"a":2},"#, #"{"z":1,"a":2} x"#,
                #"{"z":1,"a":2}"#,
            ],
            // Nothing, and nothing with space in it.
            ["{}", "{ }", #"{"a":1}"#, "{}", "{,}", #"{ "a":1}"#, #"{ }"#],
            // A key twice, and one within another's value.
            [
                #"{"a":1,"a":2}"#, #"{"a":1,"a":2}"#, #"{"x":{"y":1},"x":{"z":2}}"#,
                #"{"x":{"y":1},"x":{"z":2}}"#,
            ],
            [#"{"z":{"a":1},"q":[{"a":2}]}"#, #"{"z":{"a":1},"q":[{"a":2}]}"#],
            // Escapes in keys and in values.
            [
                #"{"\u0061":1,"z":"\""}"#, #"{"\u0061":2,"z":"\"}"#, #"{"\u0061":3,"z":"\\"}"#,
                #"{"a":4,"z":"\\"}"#,
            ],
            // Keys that are too long to be known.
            [
                #"{"long_key_of_more_than_thirty_two_bytes":1,"a":2}"#,
                #"{"long_key_of_more_than_thirty_two_bytes":"x","a":3}"#,
                #"{"long_key_of_more_than_thirty_two_bytez":"x","a":4}"#,
            ],
        ])
    func aLineIsReadAsIfItWereAlone(_ lines: [String]) throws {
        try expectTheSameAlone(lines)
        try expectTheSameAlone(lines + lines + lines.reversed())
    }

    @Test func stringsOfEveryLengthEndWhereTheyEnd() throws {
        for length in Array(0...70) + [127, 128, 1000] {
            let text = String(repeating: "s", count: length)
            try expectTheSameAlone([
                #"{"z":"\#(text)","a":1}"#, #"{"z":"\#(text)","a":2}"#, #"{"z":"\#(text)\"","a":3}"#,
            ])
        }
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func linesOfRandomKeysAreReadAsIfTheyWereAlone(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var keys = ["a", "x", "b", "long_key_of_more_than_thirty_two_bytes", #"\u0061"#]
        // More of them than are known at once.
        for number in 0..<Int.random(in: 0...200, using: &random) { keys.append("k\(number)") }
        let values = [
            "1", "-2.5e3", "true", "null", #""t""#, #""e\"e""#, #"{"y": 7}"#, "[1,{}]", "tru", "01", #"""#,
        ]
        let order = keys.shuffled(using: &random)
        var lines: [String] = []
        for _ in 0..<60 {
            var fields: [String] = []
            for key in order where Int.random(in: 0..<8, using: &random) > 0 {
                let value =
                    Int.random(in: 0..<40, using: &random) == 0
                    ? values.count - 1 : Int.random(in: 0..<7, using: &random)
                fields.append("\"\(key)\": \(values[value])")
            }
            if Int.random(in: 0..<4, using: &random) == 0 { fields.shuffle(using: &random) }
            lines.append("{" + fields.joined(separator: ", ") + "}")
        }
        try expectTheSameAlone(lines)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func damagedLinesAreReadAsIfTheyWereAlone(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let line = Array(
            #"{"time": "2026-01-01", "a": 12, "x": {"y": "z"}, "m": "t\"e", "n": -1.5e3, "w": [true, null]}"#
                .utf8)
        let lines = (0..<80).map { number -> [UInt8] in
            guard number % 3 > 0 else { return line }
            return random.mutated(line).filter { $0 != 10 }
        }
        let together = try extracted(Self.expressions, lines)
        for (line, found) in zip(lines, together) {
            let alone = try extracted(Self.expressions, line)
            #expect(alone == found, "\(String(decoding: line, as: UTF8.self))")
        }
    }
}
