// What lines of other encodings become in UTF-8, what cannot be converted, and how long a line may get.

import TestSupport
import Testing

@testable import Platform

@Suite struct EncodingConverterTests {
    private func converted(_ name: String, _ bytes: [UInt8], limit: Int = .max) throws -> (
        text: String, result: EncodingConverter.Result
    ) {
        let converter = try EncodingConverter(try #require(LineEncoding(named: name)))
        let target = ByteBuffer()
        target.append(literal: "before ")
        let result = bytes.withUnsafeBytes { converter.convert($0, to: target, limit: limit) }
        return (String(decoding: target.bytes.dropFirst(7), as: UTF8.self), result)
    }

    @Test(
        arguments: [
            ("windows-1252", [0x80, 0x20, 0xE4], "€ ä"), ("iso-8859-1", [0xE4, 0x80], "ä\u{80}"),
            ("iso-8859-15", [0xA4], "€"), ("shift_jis", [0x83, 0x65, 0x83, 0x58, 0x83, 0x67], "テスト"),
            // The backslash of a JSON string, which JIS X 0201 has a yen sign for.
            ("shift_jis", [0x5C, 0x6E, 0x83, 0x5C], "\\nソ"), ("gbk", [0xD6, 0xD0, 0xCE, 0xC4], "中文"),
            ("euc-kr", [0xC7, 0xD1, 0xB1, 0xDB], "한글"), ("big5", [0xA4, 0xA4], "中"),
            ("euc-jp", [0xC6, 0xFC], "日"), ("koi8-r", [0xD4], "т"),
            ("utf-16le", [0x61, 0, 0xAC, 0x20], "a€"),
            ("utf-16be", [0, 0x61, 0x20, 0xAC, 0xD8, 0x3D, 0xDE, 0], "a€😀"),
            ("utf-32le", [0x61, 0, 0, 0, 0, 0xF6, 1, 0], "a😀"),
            ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x1B, 0x28, 0x42, 0x61], "日a"),
            // A letter that waits for its accent, at the end of the line.
            ("windows-1258", [0x61, 0xEC], "\u{E1}"), ("windows-1258", [0x61], "a"),
            ("utf-8", [0xC3, 0xA4], "ä"),
            ("gbk", [], ""), ("utf-16le", [0, 0, 0x61, 0, 0x0D, 0], "\0a\r"),
        ] as [(String, [UInt8], String)])
    func linesBecomeUTF8(name: String, bytes: [UInt8], text: String) throws {
        let (found, result) = try converted(name, bytes)
        #expect(found.unicodeScalars.elementsEqual(text.unicodeScalars), "\(found)")
        #expect(result == EncodingConverter.Result())
    }

    @Test(
        arguments: [
            ("windows-1252", [0x61, 0x81, 0x62], "a\u{FFFD}b", 1),
            ("gbk", [0x61, 0xFF, 0x62], "a\u{FFFD}b", 1),
            // Half a character at the end of a line.
            ("gbk", [0x61, 0xD6], "a\u{FFFD}", 1), ("utf-16le", [0x61, 0, 0x62], "a\u{FFFD}", 1),
            // Half a surrogate pair.
            ("utf-16le", [0x3D, 0xD8, 0x61, 0], "\u{FFFD}a", 1),
            ("utf-16le", [0, 0xDE, 0x61, 0], "\u{FFFD}a", 1),
            ("utf-32le", [0, 0, 0, 1, 0x61, 0, 0, 0], "\u{FFFD}a", 1),
            ("us-ascii", [0xC3, 0xA4], "\u{FFFD}\u{FFFD}", 2),
            ("utf-8", [0x61, 0xFF, 0x62], "a\u{FFFD}b", 1),
        ] as [(String, [UInt8], String, Int)])
    func whatCannotBeConvertedIsReplacedAndCounted(name: String, bytes: [UInt8], text: String, count: Int)
        throws
    {
        let (found, result) = try converted(name, bytes)
        #expect(found == text)
        #expect(result.replaced == count)
    }

    @Test func oneLineDoesNotBearOnTheNext() throws {
        let converter = try EncodingConverter(try #require(LineEncoding(named: "iso-2022-jp")))
        let target = ByteBuffer()
        // Left in the middle of Japanese, and in the middle of a character.
        for bytes in [[0x1B, 0x24, 0x42, 0x46, 0x7C, 0x46], [0x61, 0x62]] as [[UInt8]] {
            _ = bytes.withUnsafeBytes { converter.convert($0, to: target) }
        }
        #expect(target.text == "日\u{FFFD}ab")
    }

    @Test func aLineGrowsNoLongerThanTheLimit() throws {
        let bytes = [UInt8](repeating: 0x80, count: 100_000)
        for limit in [0, 1, 2, 3, 4, 63, 64, 65, 1_000, 100_001, 299_999] {
            let (text, result) = try converted("windows-1252", bytes, limit: limit)
            #expect(text.utf8.count == limit / 3 * 3)
            #expect(text.allSatisfy { $0 == "€" })
            #expect(result.isCut)
        }
        #expect(try converted("windows-1252", bytes, limit: 300_000).result == EncodingConverter.Result())
        let bad = [UInt8](repeating: 0xFF, count: 1_000)
        for limit in [0, 2, 3, 100] {
            #expect(try converted("us-ascii", bad, limit: limit).text.utf8.count == limit / 3 * 3)
        }
    }

    @Test(arguments: [
        ("windows-1252", true), ("us-ascii", true), ("gbk", true), ("shift_jis", true), ("euc-kr", true),
        ("big5", true), ("utf-16le", false), ("iso-2022-jp", false), ("utf-7", false),
    ])
    func whetherASCIIStaysAsItIs(name: String, keeps: Bool) throws {
        let converter = try EncodingConverter(try #require(LineEncoding(named: name)))
        #expect(converter.keepsASCII == keeps)
    }

    @Test func everyCommonEncodingTakesAnyBytes() throws {
        var generator = SeededGenerator(seed: 7)
        let bytes: [UInt8] = (0..<4_096).map { _ in UInt8.random(in: 0...255, using: &generator) }
        for name in LineEncoding.commonNames {
            let encoding = try #require(bytes.withUnsafeBytes { LineEncoding(named: name)?.resolved(by: $0) })
            guard encoding.needsConversion else { continue }
            let converter = try EncodingConverter(encoding)
            for length in [1, 7, 64, 4_096] {
                let target = ByteBuffer()
                _ = bytes[..<length].withUnsafeBytes { converter.convert($0, to: target, limit: 5_000) }
                #expect(target.count <= 5_000)
                #expect(String(validating: target.bytes, as: UTF8.self) != nil, "\(name) \(length) \(bytes)")
            }
        }
    }
}
