// Why this file exists: a minute at a glance, in one line of text.

/// Numbers as a row of bars.
public enum Sparkline {
    /// What bars are made of, the lowest first.
    public enum Glyphs: Sendable {
        /// Eighths of a block, for terminals that show Unicode.
        case blocks
        /// Characters of growing weight, for those that do not.
        case ascii

        var characters: [Character] {
            switch self {
            case .blocks: Array("▁▂▃▄▅▆▇█")
            case .ascii: Array("_.:-=+*#")
            }
        }
    }

    /// The last `width` values, one bar each; the lowest bar is kept for 0, the highest for the greatest value.
    public static func text(_ values: [Int64], width: Int, glyphs: Glyphs = .blocks) -> String {
        let shown = values.suffix(max(0, width))
        let most = Double(max(1, shown.max() ?? 1))
        let characters = glyphs.characters
        return String(
            shown.map { value in
                guard value > 0 else { return characters[0] }
                let share = Double(value) / most
                return characters[min(max(1, Int((share * 7).rounded())), 7)]
            })
    }
}
