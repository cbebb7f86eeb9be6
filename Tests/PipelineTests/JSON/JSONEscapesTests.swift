// What the inside of a JSON string stands for, escape by escape.

import Platform
import Testing

@testable import Pipeline

private func unescaped(_ inside: [UInt8]) -> [UInt8] {
    let buffer = ByteBuffer()
    inside.withUnsafeBytes { JSONEscapes.appendUnescaped($0, to: buffer) }
    return Array(buffer.bytes)
}

@Suite struct JSONEscapesTests {
    @Test(
        arguments: [
            ("", ""), ("plain", "plain"), (#"\""#, "\""), (#"\\"#, "\\"), (#"\/"#, "/"),
            (#"\b\f\n\r\t"#, "\u{8}\u{c}\n\r\t"), (#"a\nb\nc"#, "a\nb\nc"), (#"\\n"#, #"\n"#),
            (#"\\\n"#, "\\\n"),
            (#"\u0041"#, "A"), (#"\u00e9\u00E9"#, "éé"), (#"x\u20acy"#, "x€y"), (#"\u0000"#, "\u{0}"),
            (#"\u007f\u0080\u07ff\u0800\uffff"#, "\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}"),
            (#"\\u0041"#, #"\u0041"#),
            // Pairs of surrogates are one character.
            (#"\ud83d\ude00"#, "😀"), (#"\uD83D\uDE00!"#, "😀!"),
            (#"\ud800\udc00\udbff\udfff"#, "\u{10000}\u{10ffff}"),
            // A surrogate without its other half is U+FFFD, and what follows it stays.
            (#"\ud83d"#, "\u{fffd}"), (#"\ude00"#, "\u{fffd}"), (#"\ud83dx"#, "\u{fffd}x"),
            (#"\ud83d\n"#, "\u{fffd}\n"), (#"\ud83d\u0041"#, "\u{fffd}A"),
            (#"\ud83d\ud83d\ude00"#, "\u{fffd}😀"),
            (#"\ude00\ud83d"#, "\u{fffd}\u{fffd}"), (#"\ud83d\\ude00"#, "\u{fffd}\\ude00"),
            (#"\udbff\ue000"#, "\u{fffd}\u{e000}"), (#"\ud7ff\ue000"#, "\u{d7ff}\u{e000}"),
        ] as [(String, String)])
    func escapesAreUndone(_ inside: String, _ expected: String) {
        #expect(unescaped(Array(inside.utf8)) == Array(expected.utf8))
    }

    @Test func otherBytesStayAsTheyAre() {
        let bytes = (UInt8(128)...255).map { $0 }
        #expect(unescaped(bytes) == bytes)
        #expect(unescaped(bytes + Array(#"\t"#.utf8) + bytes) == bytes + [9] + bytes)
    }

    @Test func everyUnitOfTheBasicPlaneIsItsCharacter() {
        for unit in UInt32(0)...0xffff {
            let digits = String(unit, radix: 16)
            let escape = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            let expected = Unicode.Scalar(unit).map { Array(String($0).utf8) } ?? [0xef, 0xbf, 0xbd]
            if unescaped(Array(escape.utf8)) != expected { Issue.record("\(escape)") }
        }
    }

    @Test(arguments: [
        #"\"#, #"\u"#, #"\u1"#, #"\u12"#, #"\u123"#, #"\ud83d\"#, #"\ud83d\u"#, #"\ud83d\ud"#, #"\uzzzz"#,
    ])
    func brokenEscapesDoNoHarm(_ inside: String) {
        // The scanner lets none of these through; the function is safe without it.
        #expect(unescaped(Array(inside.utf8)).count <= inside.utf8.count + 3)
    }
}
