// Why this file exists: LogQL's strings are Go's, in double quotes with its escapes, or raw between backticks.

/// The characters of a selector, one after the other.
struct SelectorScanner {
    private let scalars: [Unicode.Scalar]
    private var at = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    var isAtEnd: Bool { at >= scalars.count }
    /// In characters, from 1.
    var column: Int { at + 1 }
    private var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    mutating func skipSpace() {
        while let scalar = next, scalar.properties.isWhitespace { at += 1 }
    }

    func isNext(_ text: String) -> Bool { scalars[at...].starts(with: text.unicodeScalars) }

    mutating func take(_ text: String) -> Bool {
        guard isNext(text) else { return false }
        at += text.unicodeScalars.count
        return true
    }

    /// Takes a word, but not the start of a longer one.
    mutating func takeWord(_ word: String) -> Bool {
        var copy = self
        guard copy.word() == word else { return false }
        self = copy
        return true
    }

    /// Letters, digits and `_`, and what is written by mistake in a label name.
    mutating func word() -> String {
        let start = at
        while let scalar = next,
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "_-.".unicodeScalars.contains(scalar)
        {
            at += 1
        }
        return String(String.UnicodeScalarView(scalars[start..<at]))
    }

    /// What to say of the next character, which should be another.
    func expected(_ wanted: String, _ remedy: String) -> SelectorError {
        let found = next.map { "'\($0)'" } ?? "the end"
        return SelectorError(column: column, problem: "expected \(wanted), found \(found)", remedy: remedy)
    }

    /// What to say of something that LogQL has, and this has not.
    func unsupported(_ what: String, _ remedy: String) -> SelectorError {
        SelectorError(column: column, problem: "\(what) are not supported", remedy: remedy)
    }

    /// A string, without its quotes and escapes.
    mutating func string() throws(SelectorError) -> [UInt8] {
        let start = self
        if take("`") {
            let from = at
            while let scalar = next, scalar != "`" { at += 1 }
            guard take("`") else { throw start.unclosed("`") }
            return Array(String(String.UnicodeScalarView(scalars[from..<(at - 1)])).utf8)
        }
        guard take("\"") else { throw expected("a text in double quotes", "write \"text\", or `text`") }
        var text: [UInt8] = []
        while let scalar = next, scalar != "\"" {
            if scalar == "\\" {
                text += try escape()
            } else if scalar == "\n" {
                throw start.unclosed("\"")
            } else {
                text += Array(String(scalar).utf8)
                at += 1
            }
        }
        guard take("\"") else { throw start.unclosed("\"") }
        return text
    }

    private func unclosed(_ quote: String) -> SelectorError {
        SelectorError(
            column: column, problem: "the text that begins here does not end",
            remedy: "add a \(quote) behind it")
    }

    /// The bytes of an escape of Go's.
    private mutating func escape() throws(SelectorError) -> [UInt8] {
        let start = self
        at += 1
        guard let letter = next else { throw start.badEscape }
        at += 1
        switch letter {
        case "a": return [7]
        case "b": return [8]
        case "f": return [12]
        case "n": return [10]
        case "r": return [13]
        case "t": return [9]
        case "v": return [11]
        case "\\", "\"": return Array(String(letter).utf8)
        case "x": return [UInt8(truncatingIfNeeded: try digits(2, radix: 16, start))]
        case "u": return try character(try digits(4, radix: 16, start), start)
        case "U": return try character(try digits(8, radix: 16, start), start)
        case "0"..."7":
            at -= 1
            let value = try digits(3, radix: 8, start)
            guard value < 256 else { throw start.badEscape }
            return [UInt8(value)]
        default: throw start.badEscape
        }
    }

    private mutating func digits(_ count: Int, radix: Int, _ start: SelectorScanner) throws(SelectorError)
        -> UInt32
    {
        let end = min(scalars.count, at + count)
        let text = String(String.UnicodeScalarView(scalars[at..<end]))
        guard end == at + count, !text.hasPrefix("+"), !text.hasPrefix("-"),
            let value = UInt32(text, radix: radix)
        else { throw start.badEscape }
        at = end
        return value
    }

    private func character(_ value: UInt32, _ start: SelectorScanner) throws(SelectorError) -> [UInt8] {
        guard let scalar = Unicode.Scalar(value) else { throw start.badEscape }
        return Array(String(scalar).utf8)
    }

    private var badEscape: SelectorError {
        let shown = String(String.UnicodeScalarView(scalars[at..<min(scalars.count, at + 2)]))
        return SelectorError(
            column: column, problem: "'\(shown)' is no escape here",
            remedy: "write '\\\\' for a backslash, or put the text between backticks: `\\d+`")
    }
}
