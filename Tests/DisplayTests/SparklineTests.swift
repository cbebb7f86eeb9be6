import Display
import Testing

@Suite("Sparklines")
struct SparklineTests {
    @Test("Bars grow with their values, the lowest for nothing, the highest for the most")
    func sparkline() {
        #expect(Sparkline.text([0, 1, 50, 100], width: 10) == "▁▂▅█")
        #expect(Sparkline.text([0, 1, 50, 100], width: 2) == "▅█")
        #expect(Sparkline.text([0, 1, 50, 100], width: 10, glyphs: .ascii) == "_.=#")
        #expect(Sparkline.text([0, 0], width: 10) == "▁▁")
        #expect(Sparkline.text([], width: 10).isEmpty)
        #expect(Sparkline.text([1, 2], width: -1).isEmpty)
    }
}
