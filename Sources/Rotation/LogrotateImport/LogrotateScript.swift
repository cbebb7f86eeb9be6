// Why this file exists: a script is indented as its configuration file is, and reads better without that.

/// Scripts as agent.conf has them.
enum LogrotateScript {
    /// Without empty lines in front and behind, and without the indentation that all its lines share, unless that might
    /// change what it does: there is a here-document, or a quoted text that goes over lines.
    static func tidy(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.contains(where: { $0.contains("<<") || hasOpenQuote($0) }) {
            while let last = lines.last, last.isEmpty { lines.removeLast() }
            return lines.joined(separator: "\n")
        }
        for index in lines.indices {
            lines[index] = lines[index].dropLast(lines[index].reversed().prefix(while: isBlank).count)
            // A backslash in front of a blank would be one in front of the line's end.
            if lines[index].last == "\\" {
                lines[index] = text.split(separator: "\n", omittingEmptySubsequences: false)[index]
            }
        }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        let shared = sharedIndentation(lines)
        return lines.map { $0.isEmpty ? "" : String($0.dropFirst(shared)) }.joined(separator: "\n")
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    /// True if a quote of the line may be closed on another one.
    private static func hasOpenQuote(_ line: Substring) -> Bool {
        let single = line.reduce(0) { $0 + ($1 == "'" ? 1 : 0) }
        let double = line.reduce(0) { $0 + ($1 == "\"" ? 1 : 0) }
        let back = line.reduce(0) { $0 + ($1 == "`" ? 1 : 0) }
        return single % 2 == 1 || double % 2 == 1 || back % 2 == 1
    }

    private static func sharedIndentation(_ lines: [Substring]) -> Int {
        guard var shared = lines.first?.prefix(while: isBlank) else { return 0 }
        for line in lines where !line.isEmpty {
            while !line.hasPrefix(shared) { shared.removeLast() }
        }
        return shared.count
    }
}
