// Why this file exists: what the agent tells of itself is JSON, written and read in one way.

import FoundationEssentials

/// Reports as JSON (RFC 8259): keys in snake_case and in alphabetical order, so that equal reports are equal texts.
public enum StatusJSON {
    /// A report on one line, with a line break. What JSON has no number for is a text, as `"+Inf"`.
    public static func line(_ report: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "+Inf", negativeInfinity: "-Inf", nan: "NaN")
        do {
            return harmless(try encoder.encode(report)) + [0x0A]
        } catch {
            // Reports are values of numbers, texts and lists: there is none that cannot be written.
            return Array(#"{"error":"the report cannot be written"}"#.utf8) + [0x0A]
        }
    }

    /// The same value without the control characters that JSON allows as they are (DEL, and C1 of ISO 6429): this goes to
    /// terminals, too, and what is in it comes from elsewhere.
    private static func harmless(_ json: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.underestimatedCount)
        for byte in json {
            if byte == 0x7F {
                result += Array(#"\u007f"#.utf8)
            } else if (0x80...0x9F).contains(byte), result.last == 0xC2 {
                result[result.count - 1] = UInt8(ascii: "\\")
                result += [UInt8(ascii: "u"), 0x30, 0x30, byte < 0x90 ? 0x38 : 0x39]
                result.append(Array("0123456789abcdef".utf8)[Int(byte & 15)])
            } else {
                result.append(byte)
            }
        }
        return result
    }

    /// A report of this type; nil where the text is none.
    public static func read<Report: Decodable>(_ type: Report.Type, _ text: some Collection<UInt8>) -> Report?
    {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "+Inf", negativeInfinity: "-Inf", nan: "NaN")
        return try? decoder.decode(type, from: Data(text))
    }
}
