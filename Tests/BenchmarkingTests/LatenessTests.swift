// How late lines are: the numbers in them, and what lies between two times.

import Testing

@testable import Benchmarking

private let hundred = (1...100).map(Double.init)

@Suite struct LatenessTests {
    @Test(
        arguments: [
            ([], 50, 0), ([3], 0, 3), ([3], 100, 3), ([5, 1, 4, 2, 3], 50, 3), ([5, 1, 4, 2, 3], 99, 5),
            (hundred, 99, 99), (hundred, 50, 50), (hundred, 100, 100),
            ([1, 2], 50, 1), ([1, 2], 51, 2), ([1, 2], 1_000, 2), ([1, 2], -1, 1),
        ] as [([Double], Double, Double)])
    func percentiles(values: [Double], percent: Double, value: Double) {
        #expect(Percentiles(values)[percent] == value)
        #expect(Percentiles(values).max == values.max() ?? 0)
    }

    @Test func firstArrivalsCount() {
        let lateness = Lateness(
            written: [1_000_000, 2_000_000, 3_000_000, 4_000_000],
            arrivals: [(9_000_000, [0, 2, -1, 7]), (5_000_000, [0]), (12_000_000, [1])])
        #expect(lateness.milliseconds == Percentiles([4, 6, 10]))
        #expect(lateness.missing == 1)
        let figures = lateness.figures(atMost: 5)
        #expect(figures.map(\.name) == ["p50", "p99", "latest", "lines", "missing"])
        #expect(figures.map(\.value) == [6, 10, 10, 3, 1])
        #expect(figures.map(\.isOver) == [false, true, false, false, true])
    }

    @Test func numbersAreFoundAgain() {
        var bytes = Array(#"{"streams":[["1","line=12"],["#.utf8)
        for number in [0, 7, 999_999_999, 123] { NumberedLines.append(number, to: &bytes) }
        let usual = bytes.count
        NumberedLines.append(5, bytes: 426, to: &bytes)
        #expect(bytes.count - usual == 426)
        bytes += Array("line=12345678".utf8)
        #expect(NumberedLines.numbers(in: bytes) == [0, 7, 999_999_999, 123, 5])
        #expect(NumberedLines.numbers(in: []).isEmpty)
        #expect(NumberedLines.numbers(in: Array("lineline=000000042".utf8)) == [42])
        #expect(NumberedLines.numbers(in: Array("line=line=000000042".utf8)) == [42])
    }
}
