// Why this file exists: a number that changes its shape while one looks at it is not read.

import Testing

@testable import Platform

@Suite("Figures")
struct FiguresTests {
    @Test(
        "Counts have a comma every three digits",
        arguments: [
            (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-45_000, "-45,000"),
            (Int64.min, "-9,223,372,036,854,775,808"),
        ] as [(Int64, String)])
    func counts(_ value: Int64, _ text: String) { #expect(Figures.count(value) == text) }

    @Test(
        "Counted things are in the plural unless there is one",
        arguments: [
            (0, "line", "0 lines"), (1, "line", "1 line"), (2000, "line", "2,000 lines"),
            (2, "batch", "2 batches"),
        ]
            as [(Int64, String, String)])
    func nouns(_ value: Int64, _ noun: String, _ text: String) { #expect(Figures.count(value, noun) == text) }

    @Test(
        "Bytes have three digits and the unit that fits",
        arguments: [
            (-1, "0 B"), (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (9_994, "9.99 kB"),
            (9_996, "10.0 kB"),
            (99_960, "100 kB"), (999_499, "999 kB"), (999_500, "1.00 MB"), (1_250_000_000, "1.25 GB"),
            (Int64.max, "9,223 PB"),
        ] as [(Int64, String)])
    func bytes(_ value: Int64, _ text: String) { #expect(Figures.bytes(value) == text) }

    @Test(
        "Delays are in milliseconds or seconds",
        arguments: [
            (-5, "0.0 ms"), (400_000, "0.4 ms"), (9_960_000, "10 ms"), (112_300_000, "112 ms"),
            (999_600_000, "1.00 s"),
            (1_250_000_000, "1.25 s"), (61_000_000_000, "61.0 s"),
        ] as [(Int64, String)])
    func delays(_ value: Int64, _ text: String) { #expect(Figures.delay(value) == text) }

    @Test(
        "Times are minutes and seconds, and hours where there are some",
        arguments: [
            (-1, "0:00"), (7_900_000_000, "0:07"), (754_000_000_000, "12:34"), (3_723_000_000_000, "1:02:03"),
        ] as [(Int64, String)])
    func clocks(_ value: Int64, _ text: String) { #expect(Figures.clock(value) == text) }

    @Test(
        "Seconds have a tenth only if they need it",
        arguments: [(3_000_000_000, "3 s"), (500_000_000, "0.5 s"), (5_230_000_000, "5.2 s")]
            as [(Int64, String)])
    func seconds(_ value: Int64, _ text: String) { #expect(Figures.seconds(value) == text) }

    @Test(
        "Ratios have two digits or more",
        arguments: [(0.84, "0.8"), (7.94, "7.9"), (9.96, "10"), (123.4, "123")])
    func ratios(_ value: Double, _ text: String) { #expect(Figures.ratio(value) == text) }

    @Test("A number that is none is no trap", arguments: [Double.infinity, .nan, -.infinity])
    func notNumbers(_ value: Double) { #expect(!Figures.ratio(value).isEmpty) }
}
