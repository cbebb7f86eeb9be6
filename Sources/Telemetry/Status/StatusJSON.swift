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
            return Array(try encoder.encode(report)) + [0x0A]
        } catch {
            // Reports are values of numbers, texts and lists: there is none that cannot be written.
            return Array(#"{"error":"the report cannot be written"}"#.utf8) + [0x0A]
        }
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
