import CCrypto
import Testing

@testable import Telemetry

/// Nothing on the page can do what the program did not mean, or grow without end.
@Suite struct PageSafetyTests {
    private func page(_ text: String = SampleReports.nonsense) -> StatusPage {
        StatusPage(
            report: SampleReports.hostile(text), statistics: SampleReports.hostileStatistics(text),
            configuration: String(repeating: text, count: 3), now: SampleReports.now)
    }

    @Test func markupInNamesAddsNoElement() throws {
        // A text as long that means nothing to a browser makes the same elements.
        let meaningless = String(SampleReports.nonsense.map { "<>\"'&".contains($0) ? "x" : $0 })
        let plain = try MarkupTree(page(meaningless).document).elements.map(\.name)
        #expect(try MarkupTree(page().document).elements.map(\.name) == plain)
    }

    @Test func whatIsCutSaysHowMuchIsLeft() throws {
        let tree = try MarkupTree(page("x").document)
        let remarks = tree.all("p", class: "remark").map(\.text) + tree.all("li").map(\.text)
        for remark in [
            "and 180 more reasons", "and 150 more clients", "and 100 more files that cannot be read",
            "and 9,223,372,036,854,775,707 more files, which lag less than these",
            "and 1,940 more logs; logferry status lists them all", "and 81 more reasons",
            "and 287 faster endpoints", "and 286 more models", "and 292 more types",
        ] { #expect(remarks.contains(remark), "\(remark)") }
        #expect(tree.all("summary").first?.text == "80 more files")
        #expect(tree.all("ol").first.map { $0.text.contains("and 38 more fields") } == true)
    }

    @Test func thePageHasABound() {
        let page = page()
        #expect(page.document.count < 2 << 20)
        #expect(page.fragment.count < 2 << 20)
    }

    @Test func whatIsHeldBackIsShownBeforeWhatIsNot() throws {
        var report = SampleReports.troubled()
        let (quiet, held) = (report.rotation[0], report.rotation[1])
        report.rotation = Array(repeating: quiet, count: 990) + [held] + Array(repeating: quiet, count: 9)
        let page = StatusPage(report: report, statistics: nil, configuration: "", now: SampleReports.now)
        let text = try #require(MarkupTree(page.document).text(id: "rotation"))
        #expect(text.contains("/var/log/b.log"))
        #expect(text.contains("and 940 more logs"))
    }

    @Test func thePageIsWholeByItself() throws {
        let page = StatusPage(
            report: SampleReports.troubled(), statistics: SampleReports.statistics(), configuration: "a: b",
            now: SampleReports.now)
        let tree = try MarkupTree(page.document)
        #expect(tree.elements.first?.attributes == ["html": ""])
        var ids: Set<String> = []
        for element in tree.elements {
            for (name, value) in element.attributes {
                #expect(!name.hasPrefix("on") && name != "style", "\(name) in \(element.name)")
                guard ["src", "href"].contains(name) else { continue }
                #expect(!value.contains("//") && !value.contains("javascript:"), "\(value)")
                if value.hasPrefix("#") {
                    #expect(
                        tree.elements.contains { $0.attributes["id"] == String(value.dropFirst()) },
                        "\(value)")
                }
            }
            if let id = element.attributes["id"] { #expect(ids.insert(id).inserted, "\(id) stands twice") }
        }
        #expect(tree.all("caption").count == tree.all("table").count)
        #expect(tree.all("th").allSatisfy { $0.attributes["scope"] != nil })
        #expect(!tree.all("style")[0].text.contains("url("))
        #expect(!tree.all("style")[0].text.contains("@import"))
    }

    @Test func thePolicyNamesTheStyleAndTheScript() throws {
        #expect(PageStyle.digest == digest(PageStyle.text), "write this into PageStyle")
        #expect(PageScript.digest == digest(PageScript.text), "write this into PageScript")
        let policy = StatusPage.contentSecurityPolicy
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
        #expect(!policy.contains("unsafe"))
    }

    private func digest(_ text: StaticString) -> String {
        var digest = [UInt8](repeating: 0, count: 64)
        let length = text.withUTF8Buffer { lf_digest(LF_SHA2_256, $0.baseAddress, $0.count, &digest) }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var (result, bits, count) = ("", 0, 0)
        for byte in digest.prefix(length) {
            (bits, count) = ((bits << 8 | Int(byte)) & 0xFFFF, count + 8)
            while count >= 6 {
                count -= 6
                result.append(alphabet[bits >> count & 63])
            }
        }
        if count > 0 { result.append(alphabet[bits << (6 - count) & 63]) }
        return result + String(repeating: "=", count: (4 - result.count % 4) % 4)
    }
}
