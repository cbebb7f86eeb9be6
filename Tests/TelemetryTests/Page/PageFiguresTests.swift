import Testing

@testable import Telemetry

/// Numbers on the page are for people.
@Suite struct PageFiguresTests {
    @Test(
        arguments: [
            (0, "0"), (-3, "0"), (.nan, "0"), (.infinity, "0"), (0.01, "0.1"), (0.4, "0.4"), (2, "2"),
            (9.94, "10"),
            (9.99, "10"), (3400.4, "3,400"), (1e18, "∞"),
        ] as [(Double, String)])
    func numbersAreShort(_ value: Double, _ text: String) { #expect(PageFigures.number(value) == text) }

    @Test(
        arguments: [
            (0, "0.0 ms"), (-1, "0.0 ms"), (0.0004, "0.4 ms"), (0.245, "245 ms"), (1.25, "1.25 s"),
            (61, "1m 1s"),
            (.nan, "a long time"), (.infinity, "a long time"),
        ] as [(Double, String)])
    func durationsHaveTheirUnit(_ seconds: Double, _ text: String) {
        #expect(PageFigures.duration(seconds) == text)
    }

    @Test(arguments: [(Int64.min, "now"), (-5, "now"), (0, "now"), (12, "12s ago"), (3700, "1h 1m ago")])
    func agesAreWhatPassed(_ seconds: Int64, _ text: String) { #expect(PageFigures.ago(seconds) == text) }

    @Test(arguments: [(0, "< 1s"), (0.99, "< 1s"), (1, "1s"), (75, "1m 15s"), (.nan, "a long time")])
    func aMomentIsNotNothing(_ seconds: Double, _ text: String) { #expect(PageFigures.span(seconds) == text) }

    @Test(
        arguments: [
            (0, 10, "0 %"), (5, 0, "0 %"), (1, 10_000, "< 0.1 %"), (4, 1000, "0.4 %"), (425, 1000, "43 %"),
            (1, 2, "50 %"), (999_999, 1_000_000, "99.9 %"), (10, 10, "100 %"), (25, 10, "250 %"),
            (.nan, 1, "0 %"),
        ] as [(Double, Double, String)])
    func onlyAllIsAHundredPercent(_ part: Double, _ whole: Double, _ text: String) {
        #expect(PageFigures.percent(part, of: whole) == text)
    }
}
