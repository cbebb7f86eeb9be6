import Glibc
import Testing

@testable import Telemetry

/// Colours can be told from what they stand on.
@Suite struct PageContrastTests {
    /// The colours by name, in light, dark and print.
    private var palettes: [[String: String]] {
        PageStyle.text.description.split(separator: "}").filter { $0.contains("--ground:#") }.map { rule in
            var colours: [String: String] = [:]
            for declaration in rule.split(whereSeparator: { $0 == ";" || $0 == "{" }) {
                let parts = declaration.split(separator: ":")
                if parts.count == 2, parts[1].hasPrefix("#") { colours[String(parts[0])] = String(parts[1]) }
            }
            return colours
        }
    }

    @Test func textIsReadableOnEveryGround() throws {
        let palettes = palettes
        #expect(palettes.count == 3)
        for palette in palettes.prefix(2) {
            for ground in ["--ground", "--surface", "--wash"] {
                for text in ["--text", "--muted", "--accent", "--good", "--busy", "--warn", "--bad"] {
                    let contrast = try Self.contrast(palette[text], palette[ground])
                    // The wash is under reasons alone, which are written in the colour of text.
                    let isUsed = ground != "--wash" || text == "--text"
                    #expect(contrast >= 4.5 || !isUsed, "\(text) on \(ground): \(contrast)")
                }
            }
            // What the banner says is written in the surface's colour.
            #expect(try Self.contrast(palette["--surface"], palette["--bad"]) >= 4.5)
        }
    }

    /// The contrast of two colours as WCAG 2.2 defines it, from 1 to 21.
    private static func contrast(_ one: String?, _ other: String?) throws -> Double {
        let luminances = try [luminance(#require(one)), luminance(#require(other))].sorted()
        return (luminances[1] + 0.05) / (luminances[0] + 0.05)
    }

    private static func luminance(_ colour: String) throws -> Double {
        let value = try #require(UInt32(colour.dropFirst(), radix: 16))
        #expect(colour.count == 7)
        let parts = [16, 8, 0].map { shift -> Double in
            let level = Double(value >> UInt32(shift) & 255) / 255
            guard level > 0.04045 else { return level / 12.92 }
            return pow((level + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
