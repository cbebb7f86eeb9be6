// The scanner held against edge cases of RFC 8259: what the grammar allows passes, everything else does not.

import Platform
import TestSupport
import Testing

@testable import Pipeline

/// Whether the scanner takes the bytes for one JSON text, from the first to the last, wherever they lie in a text.
///
/// A line break stands before and after them, as in a log, and none is among them.
func isJSON(_ bytes: [UInt8]) -> Bool {
    precondition(!bytes.contains(10), "a line has no line break")
    let answers = ["", "x", #"{"a":["b","#, String(repeating: "\"", count: 61)].map { neighbour in
        let text = ByteBuffer()
        text.append(neighbour + "\n")
        let start = text.count
        bytes.withUnsafeBytes { text.append($0) }
        let end = text.count
        text.append("\n" + neighbour)
        let marks = ByteMarks()
        text.reserve(64)
        text.end.storeBytes(of: 10, as: UInt8.self)
        marks.update(text.bytes)
        let scanner = JSONScanner(
            UnsafePointer(text.base.assumingMemoryBound(to: UInt8.self)), marks: marks.special, end: end)
        let at = scanner.skipValue(scanner.skipSpace(start), depth: 0)
        return at >= 0 && scanner.skipSpace(at) == end
    }
    if Set(answers).count > 1 { Issue.record("\(bytes) is taken differently beside other lines") }
    return answers[0]
}

func isJSON(_ text: String) -> Bool { isJSON(Array(text.utf8)) }

@Suite struct JSONScannerTests {
    @Test(
        arguments: [
            // Section 6, numbers.
            "0", "-0", "0.0", "-0.0e-0", "0e0", "0E+00", "1", "12",
            "1234567890123456789012345678901234567890", "-1",
            "1.5", "1.50", "1.0000000000000000000000000000001", "1e5", "1E5", "1e+5", "1e-5", "1.5e0005",
            "1e400",
            "1e-400", "10", "20.0", "[0]", "[-0,1]", "[1 ]", "[ 1]",
            // Section 7, strings.
            #""""#, #""a""#, #""\"""#, #""\\""#, #""\/""#, #""\b\f\n\r\t""#, #""\u0000""#, #""\uFFFF""#,
            #""\uabCD""#,
            #""\ud83d\ude00""#, #""\ud83d""#, #""\ude00x""#, #""\\u12""#, "\"\u{7f}\"",
            "\"é😀\u{2028}\u{fffe}\"",
            "\" \"", #""12345678\"12345678""#, #""1234567\\""#,
            // Sections 4 and 5, objects and arrays.
            "{}", "[]", #"{"":0}"#, #"{"a":{"b":[{"c":[]},[]]}}"#, #"{"a":1,"a":2}"#, "[[],[[]],{}]",
            "[null,true,false]",
            #"{"a":"b","c":null}"#,
            // Section 2, space; section 3, literals.
            " 1 ", "\t\r [ \t\r 1 \t\r , \t\r 2 \t\r ] \t\r", "{\t\"a\"\t:\r 1\t,\t\"b\"\r:\t2\r}",
            #"{ "a" : 1 }"#, "[ ]", "{ }",
            "null", "true",
            "false",
        ])
    func takesWhatTheGrammarAllows(_ text: String) {
        #expect(isJSON(text))
    }

    @Test(
        arguments: [
            "", " ",
            // Numbers.
            "-", "+1", "01", "-01", "00", "0x1", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1e-", "1E", "1e1.5",
            "1.5.5",
            "1 2", "1,", "--1", "-a", "- 1", "1_000", "1e 5", "NaN", "Infinity", "-Infinity", "1a", "１", "0.",
            "1ee1",
            // Strings.
            "\"", "\"a", "a\"", #""\""#, #""\"#, #""\a""#, #""\'""#, #""\x41""#, #""\u""#, #""\u1""#,
            #""\u12""#,
            #""\u123""#, #""\u123""#, #""\u12g4""#, #""\u 123""#, #""\U0041""#, #""\u123"#, #""\u1234"#,
            "'a'", "“a”",
            #""a"b"#, #""a" "b""#, #""\0""#, #""\u+123""#,
            // Objects and arrays.
            "{", "}", "[", "]", "{]", "[}", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1:2]",
            "[\"a\":1]",
            "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\" 1}", "{\"a\"::1}",
            "{\"a\":1 \"b\":2}",
            "{\"a\",1}", "{1:1}", "{a:1}", "{'a':1}", "{null:1}", "{\"a\":}", "{\"a\":1}}", "[[]", "[]]",
            "{}{}", "[][]",
            "{\"a\":1;\"b\":2}", "[1;2]", "{\"a\"=1}", "{\"a\":1,\"b\"}", "[{]}", "{[}", "{{}}", "{[]:1}",
            // Literals.
            "nul", "nulll", "NULL", "Null", "tru", "True", "TRUE", "fals", "falsee", "n", "t", "f",
            "truefalse", "undefined",
            "nullx", "[nul]", "[tru,1]",
            // Space that is none, comments, marks.
            "\u{a0}1", "1\u{a0}", "\u{b}1", "\u{c}1", "1\u{0}", "\u{0}", "\u{2028}1", "\u{feff}{}", "// a",
            "1 // a",
            "/* a */ 1", "# a", "[1]x", "{} x", ",", ":", "\u{1e}{}",
        ])
    func refusesWhatItDoesNot(_ text: String) {
        #expect(!isJSON(text))
    }

    @Test(arguments: (UInt8(0)..<32).filter { $0 != 10 })
    func rawControlCharacterEndsAString(_ byte: UInt8) {
        // At every distance from the start, because the scanner looks at eight bytes at once.
        for before in 0..<20 {
            for after in [0, 1, 7, 8, 15] {
                let inside =
                    [UInt8](repeating: 120, count: before) + [byte] + [UInt8](repeating: 121, count: after)
                #expect(!isJSON([34] + inside + [34]))
            }
        }
        #expect(!isJSON([byte, byte]))
        #expect(isJSON([byte, 49]) == [9, 13].contains(byte))
        #expect(isJSON([91, byte, 93]) == [9, 13].contains(byte))
    }

    @Test func everyOtherByteMayStandInAString() {
        for byte in UInt8(32)...255 where byte != 34 && byte != 92 {
            for before in 0..<17 {
                #expect(isJSON([34] + [UInt8](repeating: 120, count: before) + [byte, 34]))
            }
        }
    }

    @Test(arguments: [("[", "]", ""), ("{\"a\":", "}", "1")])
    func nestingPassesUpToTheLimit(_ open: String, _ close: String, _ middle: String) {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + middle + String(repeating: close, count: depth)
        }
        #expect(isJSON(nested(1)))
        #expect(isJSON(nested(JSONScanner.maximumDepth)))
        #expect(!isJSON(nested(JSONScanner.maximumDepth + 1)))
        #expect(!isJSON(nested(100_000)))
        #expect(!isJSON(String(repeating: open, count: 100_000)))
        // Depth is what is open at once, not what has been opened.
        #expect(
            isJSON(
                "[" + Array(repeating: nested(JSONScanner.maximumDepth - 1), count: 50).joined(separator: ",")
                    + "]"))
    }

    static let sample = #"""
        {"a" : [1, -2.5e+3, true, false, null, "x\u00e9\n\"", {"b": {}, "c" : [ ]}], "déjà": "vu 😀", \#
         "long text so that words of eight bytes are met": 0.125, "e":""}
        """#

    @Test func truncationAtEveryByteIsRefused() {
        let bytes = Array(Self.sample.utf8)
        #expect(isJSON(bytes))
        for end in 0..<bytes.count { #expect(!isJSON(Array(bytes[..<end]))) }
        for start in 1..<bytes.count where bytes[start...].first != 34 || start == bytes.count - 1 {
            #expect(!isJSON(Array(bytes[start...])))
        }
        #expect(isJSON(bytes + [32, 9]))
        for byte in UInt8.min ... .max where ![9, 10, 13, 32].contains(byte) {
            #expect(!isJSON(bytes + [byte]))
        }
    }

    @Test func agreesWithASlowReaderOfTheGrammar() {
        var generator = SeededGenerator(seed: 8259)
        let samples =
            [Array(Self.sample.utf8)]
            + [
                #"{"a":1,"b":[],"c":{"d":"e"}}"#, #"[1e5,-0.1,"\u12Ab\\",[[[]]]]"#, "  [ { } , null ] ",
                #""\ud83d\ude00""#,
            ].map { Array($0.utf8) }
        var valid = 0
        for round in 0..<600 {
            let text = generator.mutated(samples[round % samples.count], edits: 3).filter { $0 != 10 }
            let expected = (SlowJSON.parse(text) != nil)
            valid += expected ? 1 : 0
            #expect(isJSON(text) == expected, "\(text)")
        }
        // Both answers must have come up often, or nothing was compared.
        #expect(valid > 50 && valid < 550)
    }
}
