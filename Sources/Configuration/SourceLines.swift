// libyaml says where it gave up; what the user did wrong is seen in the line itself.

/// The lines of a text, looked up after an error only.
struct SourceLines {
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The characters of the line `number`, from 1, without its end; empty if there is no such line.
    func line(_ number: Int) -> [Character] {
        var position = Position()
        var index = 0
        while index < bytes.count, position.line < number {
            index += position.advance(in: bytes, at: index)
        }
        let start = index
        var end = index
        while index < bytes.count, position.line == number {
            end = index
            index += position.advance(in: bytes, at: index)
            if position.line == number { end = index }
        }
        // Characters as columns count them: scalars, not grapheme clusters.
        return String(decoding: bytes[start..<end], as: UTF8.self).unicodeScalars.map { Character($0) }
    }

    /// The characters of the line before `position`.
    func before(_ position: Position) -> [Character] {
        Array(line(position.line).prefix(max(0, position.column - 1)))
    }

    /// The character at `position`; nil at the end of a line.
    func character(at position: Position) -> Character? {
        line(position.line).dropFirst(max(0, position.column - 1)).first
    }

    /// The first tab among the blanks that indent the line; nil if there is none.
    func indentingTab(inLine number: Int) -> Position? {
        let blanks = line(number).prefix { $0 == " " || $0 == "\t" }
        guard let tab = blanks.firstIndex(of: "\t") else { return nil }
        return Position(line: number, column: tab + 1)
    }

    /// Whether a ": " stands in the line before `position`.
    func hasColon(before position: Position) -> Bool {
        hasColon(in: before(position))
    }

    private func hasColon(in line: [Character]) -> Bool {
        line.indices.dropLast().contains { line[$0] == ":" && (line[$0 + 1] == " " || line[$0 + 1] == "\t") }
    }

    /// The colon of a line like `key:value`, which YAML takes for one word; nil if the line has a key or no colon.
    func colonWithoutBlank(inLine number: Int) -> Position? {
        let line = line(number)
        guard let colon = line.firstIndex(of: ":"), line.last != ":", !hasColon(in: line) else { return nil }
        return Position(line: number, column: colon + 1)
    }
}
