import Glibc
import TestSupport
import Testing

@testable import Analysis

@Suite("The sketch of a distribution")
struct QuantileSketchTests {
    /// Numbers as logs have them, and as they do not.
    enum Distribution: CaseIterable {
        case uniform, exponential, logarithmic, twoPeaks, whole, signed, constant

        func numbers(_ count: Int, seed: UInt64) -> [Double] {
            var generator = SeededGenerator(seed: seed)
            return (0..<count).map { _ in
                let x = Double.random(in: 0..<1, using: &generator)
                switch self {
                case .uniform: return x * 3
                case .exponential: return -log(1 - x) * 0.2
                case .logarithmic: return exp(x * 12 - 6)
                case .twoPeaks: return Bool.random(using: &generator) ? 0.01 + x / 1000 : 5 + x
                case .whole: return (x * 20).rounded(.down)
                case .signed: return (x - 0.3) * 100
                case .constant: return 0.25
                }
            }
        }
    }

    static let shares = [0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]

    private func expectClose(_ sketch: QuantileSketch, _ numbers: [Double]) {
        let sorted = numbers.sorted()
        #expect(sketch.count == UInt64(numbers.count))
        for share in Self.shares {
            let exact = sorted[max(1, Int((share * Double(sorted.count)).rounded(.up))) - 1]
            let found = sketch.quantile(share) ?? .nan
            #expect(abs(found - exact) <= 0.01 * abs(exact) * (1 + 1e-9), "\(share) of \(sorted.count)")
        }
        let sum = numbers.reduce(0, +)
        #expect(abs(sketch.sum - sum) <= 1e-9 * numbers.reduce(0) { $0 + abs($1) })
    }

    @Test("gives any quantile within one percent", arguments: Distribution.allCases)
    func isClose(distribution: Distribution) {
        for (count, seed) in [(1, 1), (2, 2), (17, 3), (5000, 4)] as [(Int, UInt64)] {
            let numbers = distribution.numbers(count, seed: seed)
            var sketch = QuantileSketch()
            for number in numbers { sketch.add(number) }
            expectClose(sketch, numbers)
        }
    }

    @Test("is as close when it was put together from parts", arguments: Distribution.allCases)
    func isCloseAfterMerging(distribution: Distribution) {
        var sketch = QuantileSketch()
        var numbers: [Double] = []
        for seed in 10..<20 as Range<UInt64> {
            // Parts that lie apart: what is merged must make room on either side.
            let part = distribution.numbers(300, seed: seed).map {
                $0 * (seed % 3 == 0 ? 40 : seed % 3 == 1 ? 1 : 0.02)
            }
            var other = QuantileSketch()
            for number in part { other.add(number) }
            sketch.merge(other)
            numbers += part
        }
        expectClose(sketch, numbers)
    }

    @Test("says nothing of no numbers, and passes over what is none")
    func passesOver() {
        var sketch = QuantileSketch()
        for value in [Double.nan, .infinity, -.infinity] { sketch.add(value) }
        #expect(sketch.count == 0)
        #expect(sketch.quantile(0.5) == nil)
        #expect(sketch.average == 0)
        sketch.add(3)
        #expect(sketch.quantile(.nan) == 3)
        #expect(sketch.quantile(-1) == 3)
        #expect(sketch.quantile(7) == 3)
    }

    @Test("takes zeros and what is nearly zero")
    func takesZeros() {
        var sketch = QuantileSketch()
        for value in [0, -0.0, 1e-12, -1e-300, 2] { sketch.add(value) }
        #expect(sketch.quantile(0.5) == 0)
        #expect(abs((sketch.quantile(1) ?? 0) - 2) <= 0.02)
    }

    @Test("keeps its size and the exactness of the greatest, whatever comes")
    func isBounded() {
        var sketch = QuantileSketch()
        var growth = 0
        for tenths in -3000...3000 {
            growth += sketch.add(pow(10, Double(tenths) / 10))
            growth += sketch.add(-pow(10, Double(tenths) / 10))
        }
        #expect(sketch.bytes <= 2 * 1024 * 4)
        #expect(growth == sketch.bytes)
        let top = sketch.quantile(1) ?? 0
        #expect(abs(top - 1e300) <= 0.0101 * 1e300)
    }

    @Test("takes the greater one of two for what most are not above")
    func takesTheNearestRank() {
        var sketch = QuantileSketch()
        for value in [1.0, 3.0] { sketch.add(value) }
        #expect(sketch.quantile(0.5).map { abs($0 - 1) <= 0.01 } == true)
        #expect(sketch.quantile(0.95).map { abs($0 - 3) <= 0.03 } == true)
    }

    @Test("has the least number of few numbers exactly")
    func isExactForOne() {
        var sketch = QuantileSketch()
        sketch.add(0.25)
        for share in Self.shares { #expect(sketch.quantile(share) == 0.25) }
    }
}
