// Numbers as labels and lines: what Go's strconv.FormatFloat(f, 'f', -1, 64) gives, as Promtail prints them.

import TestSupport
import Testing

@testable import Pipeline

@Suite struct NumberTextTests {
    static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }

    @Test(
        arguments: [
            ("0", "0"), ("-0", "-0"), ("0.0", "0"), ("-0.0", "-0"), ("0e5", "0"), ("0E-5", "0"),
            ("1", "1"), ("-1", "-1"), ("100", "100"), ("100.0", "100"), ("1.50", "1.5"), ("1.5", "1.5"),
            ("-2.500e0", "-2.5"), ("0.1", "0.1"), ("0.10", "0.1"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("0.1000000000000000055511151231257827", "0.1"),
            ("1e3", "1000"), ("1E3", "1000"), ("1e+3", "1000"), ("1e-3", "0.001"), ("1E-7", "0.0000001"),
            ("123e-2", "1.23"), ("1.234e2", "123.4"), ("1.234e3", "1234"), ("1.234e4", "12340"),
            ("12e0", "12"),
            ("0.000001", "0.000001"), ("0.0000001", "0.0000001"), ("0.00000012", "0.00000012"),
            ("123456789012345", "123456789012345"), ("1234567890123456", "1234567890123456"),
            ("9007199254740992", "9007199254740992"), ("9007199254740993", "9007199254740992"),
            ("12345678901234567890", "12345678901234567000"),
            ("-12345678901234567890", "-12345678901234567000"),
            ("1e15", "1000000000000000"), ("1e16", "10000000000000000"), ("1e21", "1000000000000000000000"),
            ("1e22", "10000000000000000000000"), ("1e23", "100000000000000000000000"),
            ("1795341600.123456789", "1795341600.1234567"),
            ("1.7976931348623157e308", "17976931348623157" + zeros(292)),
            ("-1.7976931348623157e308", "-17976931348623157" + zeros(292)),
            ("5e-324", "0." + zeros(323) + "5"), ("4.9e-324", "0." + zeros(323) + "5"),
            ("2.2250738585072014e-308", "0." + zeros(307) + "22250738585072014"), ("1e-400", "0"),
        ] as [(String, String)])
    func numberIsTheShortestDecimalOfItsDouble(_ number: String, _ expected: String) throws {
        let trial = try StageTrial("- json: {expressions: {n: }}\n- labels: {n: }\n- output: {source: n}")
        let outcome = try trial.run("{\"n\":\(number)}")
        #expect(outcome.text == expected)
        #expect(outcome.labels == "n=\(expected)")
    }

    @Test func numberThatNoDoubleHoldsStaysAsItStands() throws {
        let trial = try StageTrial("- json: {expressions: {n: }}\n- labels: {n: }")
        #expect(try trial.run(#"{"n":1e400}"#).labels == "n=1e400")
        #expect(try trial.run(#"{"n":-1e400}"#).labels == "n=-1e400")
    }

    @Test func textInQuotesIsNoNumber() throws {
        let trial = try StageTrial("- json: {expressions: {n: }}\n- labels: {n: }")
        #expect(try trial.run(#"{"n":"1e3"}"#).labels == "n=1e3")
        #expect(try trial.run(#"{"n":"1.50"}"#).labels == "n=1.50")
    }

    @Test func textOfAnyDoubleReadsBackToIt() {
        var generator = SeededGenerator(seed: 754)
        for _ in 0..<3000 {
            let number = Double(bitPattern: UInt64.random(in: .min ... .max, using: &generator))
            guard number.isFinite else { continue }
            let text = NumberText.text(of: number)
            if Double(text) != number || text.contains("e") || text.hasSuffix(".") || text.hasPrefix(".") {
                Issue.record("\(number.debugDescription) became \(text)")
            }
            if text.contains("."), text.hasSuffix("0") { Issue.record("\(text) ends in a needless zero") }
        }
    }

    @Test func shortNumbersPassUntouchedOnlyIfThatIsRight() throws {
        // The fast path leaves up to 15 bytes as they are: each must be what the slow path would have made.
        var generator = SeededGenerator(seed: 15)
        let trial = try StageTrial("- json: {expressions: {n: }}\n- output: {source: n}")
        var lines: [String] = []
        while lines.count < 4000 {
            var number = Bool.random(using: &generator) ? "-" : ""
            number +=
                Bool.random(using: &generator) ? "0" : String(Int.random(in: 1...999_999, using: &generator))
            if Bool.random(using: &generator) {
                number +=
                    "."
                    + (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                        String(Int.random(in: 0...9, using: &generator))
                    }.joined()
            }
            lines.append(number)
        }
        for (number, outcome) in zip(lines, trial.run(lines.map { "{\"n\":\($0)}" })) {
            let exact = try #require(Double(number))
            #expect(outcome.text == NumberText.text(of: exact), "\(number)")
        }
    }
}
