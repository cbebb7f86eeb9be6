// What is a number for a metric: as Go's ParseFloat and ParseDuration read texts.

import Platform
import TestSupport
import Testing

@testable import Pipeline

@Suite struct MetricNumberTests {
    static let numbers: [(String, Double?)] = [
        ("0", 0), ("7", 7), ("-7", -7), ("+7", 7), ("0.804", 0.804), (".5", 0.5), ("5.", 5), ("007", 7),
        ("1e3", 1000), ("1E-3", 0.001), ("2.5e+2", 250), ("123456789012", 123_456_789_012),
        ("9007199254740993", 9_007_199_254_740_992), ("0.1", 0.1), ("1e22", 1e22), ("1e23", 1e23),
        ("3.14159265358979323846", 3.141592653589793), ("179769313486231570000e288", 1.7976931348623157e308),
        ("0.000000000000000000000001", 1e-24), ("5e-324", .leastNonzeroMagnitude), ("1e-400", 0),
        ("100000000000000000000000000000", 1e29), ("1e309", nil), ("-1e309", nil), ("1e99999999999", nil),
        ("", nil), (".", nil), ("-", nil), ("+", nil), ("e3", nil), ("1e", nil), ("1e+", nil), ("1.2.3", nil),
        ("1 ", nil), (" 1", nil), ("1,5", nil), ("0x10", nil), ("1_000", nil), ("NaN", nil), ("inf", nil),
        ("Infinity", nil), ("one", nil), ("--1", nil), ("1e3.5", nil), ("true", nil), ("1\u{0}", nil),
    ]

    static let durations: [(String, Double?)] = [
        ("0.5ms", 0.0005), ("1s", 1), ("1m30s", 90), ("1h", 3600), ("100us", 0.0001), ("100\u{b5}s", 0.0001),
        ("100\u{3bc}s", 0.0001), ("7ns", 7e-9), ("-1.5s", -1.5), ("+2m", 120), (".5s", 0.5), ("1.s", 1),
        ("1s1s", 2), ("2562047h47m16.854775807s", 9_223_372_036.854775807), ("1.0000000001s", 1),
        ("0.1234567890123456789012345s", 0.123456789), ("1h0m0.5s", 3600.5), ("2562048h", nil),
        ("9999999999999999999999ns", nil), ("1d", nil), ("1w", nil), ("s", nil), (".s", nil), ("1", nil),
        ("1sm", nil), ("1 s", nil), ("1S", nil), ("ms", nil), ("1s ", nil), ("1m30", nil), ("", nil),
        ("-", nil), ("1\u{b5}", nil), ("1é", nil),
    ]

    @Test(arguments: numbers)
    func decimalNumberIsTheNearestDouble(_ text: String, _ expected: Double?) {
        #expect(Array(text.utf8).withUnsafeBytes { MetricNumber.decimal($0) } == expected)
    }

    @Test(arguments: durations)
    func durationIsSeconds(_ text: String, _ expected: Double?) {
        #expect(Array(text.utf8).withUnsafeBytes { MetricNumber.seconds($0) } == expected)
    }

    @Test func shortNumbersAreThoseThatSwiftReads() {
        for seed in 0..<2000 as Range<UInt64> {
            let bits = Hash64.mix(seed)
            let text = "\(bits % 100_000).\(bits >> 20 % 1000)e\(Int(bits >> 40 % 40) - 20)"
            #expect(Array(text.utf8).withUnsafeBytes { MetricNumber.decimal($0) } == Double(text), "\(text)")
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func whateverStandsThereIsReadAsSwiftDoesOrNotAtAll(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let texts = (Self.numbers + Self.durations).map { Array($0.0.utf8) }
        for index in 0..<2000 {
            let bytes = generator.mutated(texts[index % texts.count])
            let (number, seconds) = bytes.withUnsafeBytes {
                (MetricNumber.decimal($0), MetricNumber.seconds($0))
            }
            #expect(number == nil || seconds == nil)
            if let number { #expect(Double(String(decoding: bytes, as: UTF8.self)) == number) }
            if let seconds { #expect(abs(seconds) < 1e10) }
        }
    }

    /// What a JSON value stands for, by what it was in the line.
    @Test(
        arguments: [
            ("true", 1), ("false", 0), ("12", 12), ("1.5e1", 15), (#""0.804""#, 0.804), (#""250ms""#, 0.25),
            (#""true""#, nil), ("null", nil), ("[1]", nil), (#"{"a": 1}"#, nil),
        ] as [(String, Double?)])
    func valueOfAJSONKey(_ json: String, _ expected: Double?) throws {
        let trial = try MetricTrial(
            """
            - json: {expressions: {n: }}
            - metrics: {n: {type: Gauge, config: {action: set}}}
            """)
        trial.count(["{\"n\": \(json)}"])
        #expect(trial.values == (expected.map { ["promtail_custom_n \($0)"] } ?? []))
    }
}
