import Testing

@testable import Telemetry

/// What a stranger wrote stays text, and looks like what it is.
@Suite struct PageTextTests {
    private func written(_ text: String, _ cut: PageText.Cut = .end) -> String {
        var bytes: [UInt8] = []
        PageText.append(text, cut, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("grün 🦀 日本", "grün 🦀 日本"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("\"><img src=x onerror='a'>", "&quot;&gt;&lt;img src=x onerror=&#39;a&#39;&gt;"),
        ("&amp; &lt;", "&amp;amp; &amp;lt;"),
        // A mark that combines would make one character of both in a comparison by characters.
        ("<\u{301}b>", "&lt;\u{301}b&gt;"),
        ("a\nb\tc\rd\r\ne", "a\\nb\\tc\\rd\\r\\ne"),
        ("\u{0}\u{7}\u{1B}[31m\u{7F}\u{85}", "\\u0000\\u0007\\u001b[31m\\u007f\\u0085"),
        ("a\u{2028}b\u{2029}", "a\\u2028b\\u2029"),
        ("exe\u{202E}gpj.txt\u{2066}\u{200F}", "exe\\u202egpj.txt\\u2066\\u200f"),
        ("\u{FEFF}\u{200B}\u{AD}\u{E0041}\u{FFFE}", "\\ufeff\\u200b\\u00ad\\U000e0041\\ufffe"),
        ("می\u{200C}خواهم", "می\u{200C}خواهم"),
    ])
    func whatMeansSomethingIsWrittenOut(_ text: String, _ expected: String) {
        #expect(written(text).unicodeScalars.elementsEqual(expected.unicodeScalars))
        #expect(written(text, .middle).unicodeScalars.elementsEqual(expected.unicodeScalars))
    }

    @Test func whatIsNotUTF8IsReplaced() {
        #expect(
            written(String(decoding: [0x61, 0xFF, 0xC0, 0x80, 0x62], as: UTF8.self))
                == "a\u{FFFD}\u{FFFD}\u{FFFD}b")
    }

    @Test func aListingKeepsItsLines() {
        #expect(written("a:\n\tb: <secret>\r\n", .listing) == "a:\n\tb: &lt;secret&gt;\\r\n")
    }

    @Test func aMegabyteIsCutAndSaysSo() {
        let long = String(repeating: "<", count: 1 << 20)
        #expect(written(long) == String(repeating: "&lt;", count: 1000) + "… (1.05 MB in all)")
        #expect(written(String(repeating: "é", count: 1000)) == String(repeating: "é", count: 1000))
        #expect(written(long, .listing).utf8.count < 5 << 18)
    }

    @Test func aLongPathLosesItsMiddle() {
        let path = "/head/" + String(repeating: "x", count: 4000) + "/tail.log"
        let shown = written(path, .middle)
        #expect(shown.count == 400)
        #expect(shown.hasPrefix("/head/x"))
        #expect(shown.contains("x…x"))
        #expect(shown.hasSuffix("x/tail.log"))
        let wide = String(repeating: "🦀", count: 400)
        #expect(written(wide, .middle) == wide)
    }

    @Test func attributesHoldWhateverTextAsOneValue() throws {
        let text = "\"><img src=x onerror=\"alert(1)\"> & 'x' \u{202E}"
        var html = HTML()
        html.element(
            "p", .class("a"), .flag("hidden"), .text(.title, text), .text(.ariaLabel, text), text: text)
        let tree = try MarkupTree(html.bytes)
        let shown = "\"><img src=x onerror=\"alert(1)\"> & 'x' \\u202e"
        #expect(tree.elements.count == 1)
        #expect(
            tree.elements.first?.attributes == [
                "class": "a", "hidden": "", "title": shown, "aria-label": shown,
            ])
        #expect(tree.elements.first?.text == shown)
    }
}
