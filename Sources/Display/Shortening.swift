// Why this file exists: what is too long for its place is shortened where that costs least.

/// Texts that keep to a width, in columns.
public enum Shortening {
    /// The text, or its beginning and its end with the ellipsis between. Of a path the name at its end stays whole if it
    /// fits at all.
    public static func middle(_ text: String, width: Int, ellipsis: String = "…") -> String {
        guard StyledLine.width(of: text) > width else { return text }
        let room = width - StyledLine.width(of: ellipsis)
        guard room > 0 else { return String(StyledLine.prefix(of: text, width: max(0, width))) }
        var end = max((room + 1) / 2, room * 2 / 3)
        if let slash = text.lastIndex(of: "/") {
            let name = StyledLine.width(of: text[slash...])
            if name <= room { end = max(end, name) }
        }
        let tail = suffix(of: text, width: end)
        let head = StyledLine.prefix(of: text, width: room - StyledLine.width(of: tail))
        return head + ellipsis + tail
    }

    /// A client's name or URL. Of a URL, host and port are what tells it from others; else the middle goes.
    public static func client(_ text: String, width: Int, ellipsis: String = "…") -> String {
        guard StyledLine.width(of: text) > width else { return text }
        var short = text[...]
        for scheme in ["http://", "https://"] where short.hasPrefix(scheme) {
            short = short.dropFirst(scheme.count)
        }
        for path in ["/loki/api/v1/push", "/api/v1/push"] where short.hasSuffix(path) {
            short = short.dropLast(path.count)
        }
        return middle(String(short), width: width, ellipsis: ellipsis)
    }

    /// The text in lines of this width at most, broken between words where there are some; white space of any kind counts
    /// as one space. At most `limit` lines, the last cut by an ellipsis if there would be more.
    public static func wrapped(_ text: String, width: Int, limit: Int = .max, ellipsis: String = "…")
        -> [String]
    {
        let width = max(1, width)
        var lines: [String] = []
        var line = ""
        var room = width
        for word in text.split(whereSeparator: { $0.isWhitespace }) {
            var rest = word
            var needed = StyledLine.width(of: rest)
            if !line.isEmpty, needed < room {
                line += " " + rest
                room -= needed + 1
                continue
            }
            if !line.isEmpty { lines.append(line) }
            // A word that is longer than a line is broken anywhere.
            while needed > width {
                var piece = StyledLine.prefix(of: rest, width: width)
                if piece.isEmpty { piece = rest.prefix(1) }
                lines.append(String(piece))
                rest = rest[piece.endIndex...]
                needed = StyledLine.width(of: rest)
                if lines.count > limit { break }
            }
            line = String(rest)
            room = width - needed
            if lines.count > limit { break }
        }
        if !line.isEmpty { lines.append(line) }
        guard lines.count > limit, limit > 0 else { return Array(lines.prefix(max(0, limit))) }
        var last = lines[limit - 1]
        let room2 = width - StyledLine.width(of: ellipsis)
        last = String(StyledLine.prefix(of: last, width: max(0, room2))) + ellipsis
        return lines.prefix(limit - 1) + [last]
    }

    private static func suffix(of text: String, width: Int) -> Substring {
        var room = width
        var start = text.endIndex
        while start > text.startIndex {
            let before = text.index(before: start)
            room -= StyledLine.width(of: text[before...before])
            if room < 0 { break }
            start = before
        }
        return text[start...]
    }
}
