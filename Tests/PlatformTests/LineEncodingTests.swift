// Names of encodings, the order of their bytes, and where lines end in them.

import Testing

@testable import Platform

@Suite struct LineEncodingTests {
    @Test(arguments: [
        ("utf-8", LineEncoding.Unit.byte), ("UTF-8", .byte), ("windows-1252", .byte), ("shift_jis", .byte),
        ("gbk", .byte), ("euc-kr", .byte), ("iso-8859-1", .byte), ("latin1", .byte), ("Big5", .byte),
        ("iso-2022-jp", .byte), ("utf-16le", .two(.little)), ("UTF-16BE", .two(.big)),
        ("utf-16", .two(.byMark)), ("ISO-10646-UCS-2", .two(.byMark)), ("utf-32", .four(.byMark)),
        ("utf-32le", .four(.little)), ("utf-32be", .four(.big)),
    ])
    func namesOfTheRegisterAreKnown(name: String, unit: LineEncoding.Unit) {
        #expect(LineEncoding(named: name)?.unit == unit)
    }

    @Test func everyCommonNameIsKnown() {
        for name in LineEncoding.commonNames { #expect(LineEncoding(named: name) != nil, "\(name)") }
    }

    @Test(arguments: [
        "", "utf-17", "ebcdic-us", "ibm037", "utf-8//IGNORE", "windows-1252,", "utf 8", "\u{0}",
        String(repeating: "a", count: 65), "é",
    ])
    func whatIsNoEncodingWithLinesIsRefused(name: String) {
        #expect(LineEncoding(named: name) == nil)
    }

    private func resolved(_ name: String, _ head: [UInt8]) -> String? {
        head.withUnsafeBytes { LineEncoding(named: name)?.resolved(by: $0)?.name }
    }

    @Test(
        arguments: [
            ("utf-16", [0xFF, 0xFE], "UTF-16LE"), ("utf-16", [0xFE, 0xFF], "UTF-16BE"),
            ("utf-16", [0x61, 0], "UTF-16LE"), ("utf-16", [0, 0x61], "UTF-16BE"),
            ("utf-16", [0x30, 0x42], "UTF-16BE"), ("utf-16", [0x42], nil), ("utf-16", [], nil),
            ("utf-16", [0, 0, 0, 0, 0x61, 0], "UTF-16LE"), ("utf-16", [0, 0, 0, 0x61], "UTF-16BE"),
            ("utf-16", [0, 0, 0, 0], nil), ("utf-16", [UInt8](repeating: 0, count: 1_024), "UTF-16LE"),
            ("utf-32", [0xFF, 0xFE, 0, 0], "UTF-32LE"), ("utf-32", [0, 0, 0xFE, 0xFF], "UTF-32BE"),
            ("utf-32", [0x61, 0, 0, 0], "UTF-32LE"), ("utf-32", [0, 0, 0, 0x61], "UTF-32BE"),
            ("utf-32", [0x61, 0, 0], nil), ("utf-16be", [0xFF, 0xFE], "UTF-16BE"), ("gbk", [], "GBK"),
        ] as [(String, [UInt8], String?)])
    func theFirstBytesTellTheOrder(name: String, head: [UInt8], expected: String?) {
        #expect(resolved(name, head) == expected)
    }

    @Test(
        arguments: [
            ("utf-8", [0xEF, 0xBB, 0xBF, 0x61], 3), ("utf-8", [0xEF, 0xBB], 0),
            ("utf-16le", [0xFF, 0xFE], 2),
            ("utf-16be", [0xFE, 0xFF, 0], 2), ("utf-16be", [0xFF, 0xFE], 0),
            ("utf-32le", [0xFF, 0xFE, 0, 0], 4), ("utf-32be", [0, 0, 0xFE, 0xFF], 4),
            ("gb18030", [0x84, 0x31, 0x95, 0x33], 4), ("windows-1252", [0xEF, 0xBB, 0xBF], 0),
        ] as [(String, [UInt8], Int)])
    func aMarkIsToldFromText(name: String, head: [UInt8], length: Int) throws {
        let encoding = try #require(LineEncoding(named: name))
        #expect(head.withUnsafeBytes { encoding.markLength($0) } == length)
    }

    @Test(
        arguments: [
            ("utf-8", [0x61, 10, 10], 0, 0, 1), ("utf-8", [0x61, 10, 10], 2, 0, 2),
            ("utf-8", [0x61], 0, 0, nil),
            ("utf-16le", [0x61, 0, 10, 0], 0, 0, 2), ("utf-16be", [0, 0x61, 0, 10], 0, 0, 2),
            // U+0A00 and U+0A0A are no newlines; nor is what lies across two units.
            ("utf-16le", [0, 10, 0, 0, 10, 0], 0, 0, 4), ("utf-16be", [10, 0, 10, 10, 0, 10], 0, 0, 4),
            ("utf-16be", [0x61, 0, 10, 0x61, 0, 10], 0, 0, 4), ("utf-16le", [0x61, 10, 0, 0x61], 0, 0, nil),
            ("utf-16le", [0x61, 10, 0, 0x61], 0, 1, 1), ("utf-16le", [0x61, 0, 10], 0, 0, nil),
            ("utf-16be", [0, 10], 0, 0, 0), ("utf-16be", [0, 10], 1, 0, nil), ("utf-16be", [10], 0, 1, nil),
            ("utf-32le", [0x61, 0, 0, 0, 10, 0, 0, 0], 0, 0, 4), ("utf-32be", [0, 0, 0, 10], 0, 0, 0),
            ("utf-32be", [0, 0, 10, 0, 0, 0, 0, 10], 0, 0, 4),
        ] as [(String, [UInt8], Int, Int64, Int?)])
    func newlinesAreFoundAtTheirUnits(
        name: String, bytes: [UInt8], start: Int, phase: Int64, place: Int?
    ) throws {
        let encoding = try #require(LineEncoding(named: name))
        #expect(bytes.withUnsafeBytes { encoding.newline(in: $0, from: start, phase: phase) } == place)
    }

    @Test func theLastNewlineIsFoundFromBehind() throws {
        let (little, big) = (
            try #require(LineEncoding(named: "utf-16le")), try #require(LineEncoding(named: "utf-16be"))
        )
        let bytes: [UInt8] = [10, 0, 0x61, 0, 10, 0, 0x0A, 0x0A, 0, 10, 0]
        bytes.withUnsafeBytes {
            #expect(little.endOfLastLine(in: $0) == 6)
            #expect(big.endOfLastLine(in: $0, phase: 1) == 7)
            #expect(little.endsWithNewline(UnsafeRawBufferPointer(rebasing: $0[..<6])))
            #expect(!little.endsWithNewline(UnsafeRawBufferPointer(rebasing: $0[..<4])))
            #expect(!little.endsWithNewline(UnsafeRawBufferPointer(rebasing: $0[..<1])))
        }
    }

    @Test func noCharacterIsCut() throws {
        let encoding = try #require(LineEncoding(named: "utf-16le"))
        // "a", U+1F600, "b".
        let bytes: [UInt8] = [0x61, 0, 0x3D, 0xD8, 0, 0xDE, 0x62, 0]
        bytes.withUnsafeBytes { bytes in
            #expect((1...8).map { encoding.cut(bytes, limit: $0) } == [2, 2, 2, 2, 2, 6, 6, 8])
        }
    }
}
