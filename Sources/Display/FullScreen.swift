// Why this file exists: a whole screen is replaced without being cleared first, hence without flicker.

/// Drawing on the terminal's second screen, after which the first is as it was (xterm's private mode 1049).
public enum FullScreen {
    /// Goes to the second screen and hides the cursor.
    public static let opening = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J"
    /// Shows the cursor and goes back.
    public static let closing: StaticString = "\u{1B}[?25h\u{1B}[?1049l"

    /// Replaces what is on the screen. A terminal that knows synchronised updates (private mode 2026) shows the whole of it
    /// at once; any other overwrites line by line.
    public static func redraw(_ lines: [StyledLine], on screen: Screen) -> String {
        let text = lines.prefix(screen.size?.rows ?? .max).map {
            $0.text(width: screen.width, colours: screen.hasColours, ellipsis: screen.ellipsis) + "\u{1B}[K"
        }
        return "\u{1B}[?2026h\u{1B}[H" + text.joined(separator: "\r\n") + "\u{1B}[J\u{1B}[?2026l"
    }
}
