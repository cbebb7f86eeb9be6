// Why this file exists: whoever waits for gigabytes wants to know for how long.

import Platform

/// How far something is, on one line that is drawn again and again.
public struct ProgressLine: Sendable {
    private let screen: Screen

    /// - Parameter screen: what it is drawn on.
    public init(screen: Screen) { self.screen = screen }

    /// "  27 % ████████▌          1.23 of 4.56 GB, 812 MB/s, 4s left"
    /// - Parameters:
    ///   - total: bytes in all; nil where that is not known.
    ///   - seconds: since the beginning.
    public func line(bytes: Int64, total: Int64?, seconds: Double) -> StyledLine {
        let rate = seconds > 0.2 ? Double(bytes) / seconds : 0
        var text = Figures.bytes(bytes)
        if let total { text += " of " + Figures.bytes(max(total, bytes)) }
        if rate >= 1 {
            text += ", " + Figures.bytes(Int64(exactly: rate.rounded()) ?? .max) + "/s"
            if let total, bytes < total {
                let left = Int64(exactly: (Double(total - bytes) / rate).rounded(.up)) ?? .max
                text += ", " + Figures.span(left) + " left"
            }
        }
        guard let total, total > 0 else { return StyledLine(text) }
        let share = min(1, max(0, Double(bytes) / Double(total)))
        var line = StyledLine()
        line.add(rightAlignedTo: 5, "\(Int(share * 100)) %")
        let room = min(30, screen.width - 5 - 2 - StyledLine.width(of: text))
        if room >= 5 {
            line.add(" ")
            line.add(bar(share, room), .accent)
        }
        line.add(" " + text)
        return line
    }

    private func bar(_ share: Double, _ width: Int) -> String {
        guard screen.glyphs == .blocks else {
            let full = Int(share * Double(width))
            return String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
        }
        let eighths = Int(share * Double(width) * 8)
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let full = String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
        return full + String(repeating: " ", count: width - full.count)
    }
}
