// Why this file exists: logrotate's configuration is read character by character, and what ends a value depends on what
// it is a value of.

/// A place in the bytes of a configuration file, moving forward.
struct LogrotateCursor {
    private let bytes: [UInt8]
    private var index = 0
    /// The line that is looked at, from 1.
    private(set) var line = 1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The byte that is looked at; nil at the end.
    var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// True if only blanks stand before it on its line.
    var isFirstOnLine: Bool {
        let before = bytes[..<index].reversed().prefix { $0 != UInt8(ascii: "\n") }
        return before.allSatisfy(Self.isBlank)
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// Passes over one byte.
    mutating func advance() {
        if next == UInt8(ascii: "\n") { line += 1 }
        index = min(index + 1, bytes.count)
    }

    /// Passes over blanks on this line.
    mutating func skipBlanks() {
        while let byte = next, Self.isBlank(byte) { advance() }
    }

    /// Takes what is left of the line, and its end.
    mutating func restOfLine() -> [UInt8] {
        let start = index
        while let byte = next, byte != UInt8(ascii: "\n") { advance() }
        let rest = bytes[start..<index]
        advance()
        return Array(rest)
    }

    /// Takes a word of letters.
    mutating func letters() -> String {
        let start = index
        while let byte = next, Self.isLetter(byte) { advance() }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// Takes the value of a directive: what is left of the line behind blanks and an optional "=", without blanks at its end.
    mutating func value() -> [UInt8] {
        skipBlanks()
        if next == UInt8(ascii: "=") {
            advance()
            skipBlanks()
        }
        return restOfLine().withoutBlanksAtEnd
    }

    /// Takes the names of logs, which go up to a brace and over lines; lines that are comments come apart. `isComplete` is
    /// false if there is no brace.
    mutating func patterns() -> (text: [UInt8], comments: [[UInt8]], isComplete: Bool) {
        var text: [UInt8] = []
        var comments: [[UInt8]] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "{"):
                advance()
                return (text, comments, true)
            case UInt8(ascii: "#") where isFirstOnLine:
                comments.append(restOfLine())
                text.append(UInt8(ascii: "\n"))
            default:
                text.append(byte)
                advance()
            }
        }
        return (text, comments, false)
    }

    /// Takes the lines of a script up to that which begins with `endscript`, and that word; nil if there is none. The
    /// line that is looked at is that of the directive, and no part of the script.
    mutating func script() -> [UInt8]? {
        _ = restOfLine()
        let start = index
        while next != nil {
            let end = index
            skipBlanks()
            if letters() == "endscript", next.map({ Self.isBlank($0) || $0 == UInt8(ascii: "\n") }) ?? true {
                return Array(bytes[start..<end])
            }
            _ = restOfLine()
        }
        return nil
    }
}

extension [UInt8] {
    /// Without blanks at its end.
    var withoutBlanksAtEnd: [UInt8] {
        Array(self[..<(lastIndex { !LogrotateCursor.isBlank($0) }.map { $0 + 1 } ?? 0)])
    }
}
