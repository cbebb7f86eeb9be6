// Booleans and numbers in all their forms, and what is said about those that are none.

import Testing

@testable import Configuration

@Suite struct ScalarTests {
    @Test(arguments: [
        "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "'yes'", "\"on\"",
        "!!bool true",
    ])
    func isTrue(text: String) throws {
        let (value, findings) = try read("k: \(text)\n") { $0.bool("k") }
        #expect(value == true)
        #expect(findings.isEmpty)
    }

    @Test(arguments: [
        "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "'no'", "\"off\"",
    ])
    func isFalse(text: String) throws {
        let (value, findings) = try read("k: \(text)\n") { $0.bool("k") }
        #expect(value == false)
        #expect(findings.isEmpty)
    }

    @Test(arguments: ["yEs", "tRUE", "1", "0", "t", "enabled", "''", "' yes'", "oN"])
    func isNoBoolean(text: String) throws {
        let (value, findings) = try read("k: \(text)\n") { $0.bool("k") }
        #expect(value == nil)
        let shown = text.hasPrefix("'") ? text : "'\(text)'"
        #expect(findings == ["f:1:4: error: k: \(shown) is not a Boolean; write true or false"])
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("80", 80), ("+80", 80), ("-7", -7), ("1_000_000", 1_000_000), ("0x1f", 31),
        ("0xFF_FF", 65_535),
        ("-0x10", -16), ("0o17", 15), ("0x00ff", 255), ("'80'", 80), ("9223372036854775807", Int.max),
        ("-9223372036854775808", Int.min), ("0x7fffffffffffffff", Int.max), ("-0x8000000000000000", Int.min),
    ])
    func isInteger(text: String, expected: Int) throws {
        let (value, findings) = try read("k: \(text)\n") { $0.int("k", in: Int.min...Int.max) }
        #expect(value == expected)
        #expect(findings.isEmpty)
    }

    private static let integers: [(String, String)] = [
        ("ten", "'ten' is not a whole number; write a whole number from 0 to 65535"),
        ("''", "'' is not a whole number; write a whole number from 0 to 65535"),
        ("1.0", "'1.0' is not a whole number; write a whole number from 0 to 65535"),
        ("1e3", "'1e3' is not a whole number; write a whole number from 0 to 65535"),
        ("0x", "'0x' is not a whole number; write a whole number from 0 to 65535"),
        ("0xg", "'0xg' is not a whole number; write a whole number from 0 to 65535"),
        ("0o8", "'0o8' is not a whole number; write a whole number from 0 to 65535"),
        ("0X1", "'0X1' is not a whole number; write a whole number from 0 to 65535"),
        ("_1", "'_1' is not a whole number; write a whole number from 0 to 65535"),
        ("1_", "'1_' is not a whole number; write a whole number from 0 to 65535"),
        ("--1", "'--1' is not a whole number; write a whole number from 0 to 65535"),
        ("-", "'-' is not a whole number; write a whole number from 0 to 65535"),
        ("1 2", "'1 2' is not a whole number; write a whole number from 0 to 65535"),
        ("٣", "'٣' is not a whole number; write a whole number from 0 to 65535"),
        ("65536", "'65536' is out of range; write a whole number from 0 to 65535"),
        ("-1", "'-1' is out of range; write a whole number from 0 to 65535"),
        (
            "9223372036854775808",
            "'9223372036854775808' is out of range; write a whole number from 0 to 65535"
        ),
        (
            "0xffffffffffffffffff",
            "'0xffffffffffffffffff' is out of range; write a whole number from 0 to 65535"
        ),
        (
            "010",
            "'010' begins with 0, which some programs take for octal; write 10, or an octal number after 0o"
        ),
        (
            "-00",
            "'-00' begins with 0, which some programs take for octal; write -0, or an octal number after 0o"
        ),
        ("[1]", "expected a whole number, found a list; write a whole number from 0 to 65535"),
    ]

    @Test(arguments: integers)
    func isNoInteger(text: String, words: String) throws {
        let (value, findings) = try read("k: \(text == "-" ? "'-'" : text)\n") { $0.int("k", in: 0...65535) }
        #expect(value == nil)
        #expect(findings == ["f:1:4: error: k: \(words)"])
    }

    @Test(arguments: [
        ("0", 0), ("1.5", 1.5), ("-2.5e3", -2_500), (".5", 0.5), ("5.", 5), ("+1", 1), ("1_000.5", 1_000.5),
        ("1E-3", 0.001),
        ("'0.1'", 0.1),
    ])
    func isNumber(text: String, expected: Double) throws {
        let (value, findings) = try read("k: \(text)\n") { $0.double("k", in: -1e9...1e9) }
        #expect(value == expected)
        #expect(findings.isEmpty)
    }

    @Test(arguments: [
        ("ten", "'ten' is not a number; write a number from 0.0 to 1.0"),
        ("''", "'' is not a number; write a number from 0.0 to 1.0"),
        ("nan", "'nan' is not a number; write a number from 0.0 to 1.0"),
        (".inf", "'.inf' is not a number; write a number from 0.0 to 1.0"),
        ("1e999", "'1e999' is not a number; write a number from 0.0 to 1.0"),
        ("0x1", "'0x1' is not a number; write a number from 0.0 to 1.0"),
        ("1..2", "'1..2' is not a number; write a number from 0.0 to 1.0"),
        ("1.5", "'1.5' is out of range; write a number from 0.0 to 1.0"),
        ("{}", "expected a number, found a mapping; write a number from 0.0 to 1.0"),
    ])
    func isNoNumber(text: String, words: String) throws {
        let (value, findings) = try read("k: \(text)\n") { $0.double("k", in: 0...1) }
        #expect(value == nil)
        #expect(findings == ["f:1:4: error: k: \(words)"])
    }

    @Test func namesOnlyTheEndsThatMatter() {
        #expect(Ranges.remedy(1...Int.max) == "write a whole number of at least 1")
        #expect(Ranges.remedy(Int.min...9) == "write a whole number of at most 9")
        #expect(Ranges.remedy(Int.min...Int.max) == "write a whole number")
        #expect(Ranges.remedy(0...Double.infinity) == "write a number of at least 0.0")
        #expect(Ranges.remedy(-Double.infinity...1) == "write a number of at most 1.0")
        #expect(Ranges.remedy(durations: 1_000_000_000...Int64.max) == "write a duration of at least 1s")
        #expect(Ranges.remedy(durations: Int64.min...1_000_000_000) == "write a duration of at most 1s")
        #expect(Ranges.remedy(sizes: 0...1_024) == "write a size of at most 1KiB")
        #expect(Ranges.remedy(sizes: 1...Int.max) == "write a size of at least 1B")
        #expect(Ranges.remedy(sizes: 0...Int.max) == "write a size")
    }
}
