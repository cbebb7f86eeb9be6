// Why this file exists: in a long template a column is hard to count to; a caret under the place is seen at once.

import Configuration
import Platform

/// Shows places in configurations.
final class SourceExcerpts {
    /// As much of a line is shown.
    private static let width = 96
    /// The largest file that is looked into, in bytes.
    private static let largestFile = 16 << 20

    private var files: [String: [Substring]] = [:]

    /// The line that a place is in, and one with a caret under it; nothing if the file cannot be read any more.
    func lines(at location: Location) -> [String] {
        let lines = lines(of: location.file)
        guard lines.indices.contains(location.line - 1) else { return [] }
        let characters = lines[location.line - 1].unicodeScalars.map { $0.value < 32 ? " " : Character($0) }
        let column = max(0, min(location.column - 1, characters.count))
        // Blanks that all of the line has in front tell nothing.
        let indentation = characters.prefix { $0 == " " }.count
        let start = max(min(indentation, column), column - Self.width * 2 / 3)
        let shown = characters[start..<min(characters.count, start + Self.width)]
        let prefix = start > indentation ? "… " : ""
        let suffix = start + Self.width < characters.count ? " …" : ""
        return [
            prefix + String(shown) + suffix,
            String(repeating: " ", count: prefix.count + column - start) + "^",
        ]
    }

    private func lines(of file: String) -> [Substring] {
        if let known = files[file] { return known }
        let bytes = (try? FileSystem.contents(of: file, limit: Self.largestFile)) ?? []
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        files[file] = lines
        return lines
    }
}
