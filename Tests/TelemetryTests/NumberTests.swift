// A number as Prometheus' Go library writes it, in samples and in the bounds of buckets.

import Testing

@testable import Telemetry

@Suite struct NumberTests {
    @Test(
        arguments: [
            (0, "0"), (1, "1"), (-1, "-1"), (42, "42"), (999_999, "999999"), (1e6, "1e+06"),
            (-1_234_567, "-1.234567e+06"), (123_456_789, "1.23456789e+08"), (0.5, "0.5"), (2.5, "2.5"),
            (1234.5, "1234.5"), (123_456.789, "123456.789"), (1_234_567.5, "1.2345675e+06"), (0.1, "0.1"),
            (0.005, "0.005"), (0.0001, "0.0001"), (0.00012, "0.00012"), (0.00001, "1e-05"),
            (0.0000125, "1.25e-05"), (1e16, "1e+16"), (1e100, "1e+100"), (1.5e-300, "1.5e-300"),
            (0.1 + 0.2, "0.30000000000000004"), (100_000, "100000"), (100_000.5, "100000.5"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (19.1041, "19.1041"),
        ] as [(Double, String)])
    func numberIsWhatGoWrites(_ number: Double, _ text: String) {
        #expect(Exposition.number(number) == text)
        if number.isFinite { #expect(Double(Exposition.number(number)) == number) }
    }

    @Test func everyNumberIsReadBack() {
        for bits in stride(from: 0 as UInt64, to: 0x7fe0_0000_0000_0000, by: 0x0007_1357_9bdf_0241) {
            let number = Double(bitPattern: bits)
            #expect(Double(Exposition.number(number)) == number)
            #expect(Exposition.number(-number) == (number == 0 ? "0" : "-" + Exposition.number(number)))
        }
    }
}
