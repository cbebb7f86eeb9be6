import Testing

@testable import Telemetry

/// The last hour as a line.
@Suite struct SparklineTests {
    private func paths(_ steps: [Double]) throws -> [(name: String, path: String)] {
        var html = HTML()
        Sparkline(steps).add(to: &html, label: "five < six")
        let tree = try MarkupTree(html.bytes)
        #expect(tree.all("svg").map { $0.attributes["aria-label"] } == ["five < six"])
        return tree.all("path").map { ($0.attributes["class"] ?? "", $0.attributes["d"] ?? "") }
    }

    @Test(arguments: [[], [0], Array(repeating: 0, count: 360), [-1, -2], [.nan, 0]] as [[Double]])
    func nothingIsAFlatLine(_ steps: [Double]) throws {
        let paths = try paths(steps)
        #expect(paths.map(\.name) == ["flat"])
    }

    @Test func theHighestIsOnTopAndNothingAtTheBottom() throws {
        let paths = try paths([0, 0, 0, 5, 5, 5, 10, 0, 0])
        #expect(paths.map(\.name) == ["area", "line"])
        #expect(paths.last?.path == "M234 98L236 51 238 4")
        #expect(paths.first?.path == "M234 98L236 51 238 4V100H234Z")
    }

    @Test func anHourFillsTheWidthWithoutHidingAPeak() throws {
        var steps = [Double](repeating: 1, count: 360)
        steps[100] = 100
        let path = try #require(try paths(steps).last?.path)
        #expect(path.hasPrefix("M0 97L2 97 4 97"))
        #expect(path.hasSuffix(" 238 97"))
        #expect(path.contains(" 66 4 "))
        #expect(try paths([Double](repeating: 3, count: 50) + steps).last?.path == path)
    }

    @Test func oneStepIsALineToo() throws {
        #expect(try paths([7]).last?.path == "M236 4L238 4")
    }
}
