// The one pass over a text that fills in its variables and keeps account of where everything comes from.

/// Expands one text; see ``Environment`` for the rules.
struct Expander {
    private enum Reference {
        case variable(name: String, fallback: Range<Int>?, end: Int)
        case unclosed
        case unknown(end: Int)
    }

    private let text: UnsafeBufferPointer<UInt8>
    private let file: String
    private let lookup: (String) -> String?
    private let diagnostics: DiagnosticCollector

    private var output: [UInt8] = []
    private var pieces: [Environment.Expansion.Piece] = []
    private var target = Position()
    private var source = Position()
    private var isInComment = false
    private var isFull = false

    init(
        text: UnsafeBufferPointer<UInt8>, file: String, lookup: @escaping (String) -> String?,
        diagnostics: DiagnosticCollector
    ) {
        self.text = text
        self.file = file
        self.lookup = lookup
        self.diagnostics = diagnostics
        output.reserveCapacity(text.count)
    }

    mutating func expand() -> Environment.Expansion {
        var index = 0
        isInComment = isComment(from: 0)
        while index < text.count, !isFull {
            switch text[index] {
            case UInt8(ascii: "$"):
                index = replaceDollar(at: index)
            case UInt8(ascii: "\\") where byte(index + 1) == UInt8(ascii: "\\"):
                index = replace(index..<index + 2, by: [UInt8(ascii: "\\")])
            default:
                index = copy(index..<index + 1)
            }
        }
        return Environment.Expansion(file: file, bytes: output, pieces: pieces)
    }

    private func byte(_ index: Int) -> UInt8? {
        index < text.count ? text[index] : nil
    }

    private mutating func replaceDollar(at index: Int) -> Int {
        switch byte(index + 1) {
        case UInt8(ascii: "$"):
            return replace(index..<index + 2, by: [UInt8(ascii: "$")])
        case UInt8(ascii: "{"):
            return replaceReference(at: index)
        default:
            return copy(index..<index + 1)
        }
    }

    private mutating func replaceReference(at index: Int) -> Int {
        switch reference(at: index, before: text.count) {
        case .variable(let name, let fallback, let end):
            guard let value = value(of: name, fallback: fallback, depth: 1) else { return copy(index..<end) }
            return replace(index..<end, by: value)
        case .unclosed:
            reportUnclosed()
            return copy(index..<index + 2)
        case .unknown(let end):
            reportUnknown(index..<end)
            return copy(index..<end)
        }
    }

    /// Reads `${NAME}` or `${NAME:-TEXT}` at `index`.
    private func reference(at index: Int, before limit: Int) -> Reference {
        guard let close = closingBrace(from: index + 2, before: limit) else { return .unclosed }
        var end = index + 2
        while end < close, isNameByte(text[end]) { end += 1 }
        let name = String(decoding: text[index + 2..<end], as: UTF8.self)
        if !name.isEmpty, end == close { return .variable(name: name, fallback: nil, end: close + 1) }
        guard !name.isEmpty, end + 1 < close, text[end] == UInt8(ascii: ":"),
            text[end + 1] == UInt8(ascii: "-")
        else {
            return .unknown(end: close + 1)
        }
        return .variable(name: name, fallback: end + 2..<close, end: close + 1)
    }

    private func closingBrace(from start: Int, before limit: Int) -> Int? {
        let limit = min(limit, start + Environment.referenceLimit)
        var depth = 1
        var index = start
        while index < limit {
            if text[index] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index }
            } else if text[index] == UInt8(ascii: "$"), index + 1 < limit {
                if text[index + 1] == UInt8(ascii: "{") { depth += 1 }
                index += 1
            } else if text[index] == 0x0a {
                // A reference stands in one line; what is not closed there never is, however long the file.
                return nil
            }
            index += 1
        }
        return nil
    }

    private mutating func value(of name: String, fallback: Range<Int>?, depth: Int) -> [UInt8]? {
        if let value = lookup(name), !value.isEmpty || fallback == nil { return Array(value.utf8) }
        guard let fallback else {
            reportUnset(name)
            return []
        }
        return expandFallback(fallback, depth: depth)
    }

    private mutating func expandFallback(_ range: Range<Int>, depth: Int) -> [UInt8]? {
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let next = index + 1 < range.upperBound ? text[index + 1] : 0
            switch (text[index], next) {
            case (UInt8(ascii: "$"), UInt8(ascii: "$")), (UInt8(ascii: "\\"), UInt8(ascii: "\\")):
                result.append(next)
                index += 2
            case (UInt8(ascii: "$"), UInt8(ascii: "{")):
                guard depth < Environment.depthLimit else {
                    report(
                        "defaults of variables nest deeper than \(Environment.depthLimit)",
                        fix: "use fewer levels")
                    return nil
                }
                switch reference(at: index, before: range.upperBound) {
                case .variable(let name, let fallback, let end):
                    guard let inner = value(of: name, fallback: fallback, depth: depth + 1) else {
                        return nil
                    }
                    result += inner
                    index = end
                case .unclosed:
                    reportUnclosed()
                    return nil
                case .unknown(let end):
                    reportUnknown(index..<end)
                    return nil
                }
            default:
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            return true
        default: return false
        }
    }

    private func isComment(from start: Int) -> Bool {
        var index = start
        while index < text.count, text[index] == UInt8(ascii: " ") || text[index] == UInt8(ascii: "\t") {
            index += 1
        }
        return index < text.count && text[index] == UInt8(ascii: "#")
    }
}

extension Expander {
    /// Copies the bytes of `range` and, where it ends inside a character, the rest of that; returns where to go on.
    private mutating func copy(_ range: Range<Int>) -> Int {
        note(isCopied: true)
        var index = range.lowerBound
        while index < range.upperBound {
            let line = source.line
            let length = source.advance(in: text, at: index)
            output.append(contentsOf: text[index..<index + length])
            if source.line > line {
                target.line += 1
                target.column = 1
                isInComment = isComment(from: index + length)
            } else {
                target.column += 1
            }
            index += length
        }
        return index
    }

    private mutating func replace(_ range: Range<Int>, by value: [UInt8]) -> Int {
        guard output.count + value.count + text.count - range.upperBound <= Environment.sizeLimit else {
            isFull = true
            report(
                "the file is larger than \(ByteSizes.format(Environment.sizeLimit)) with its variables filled in",
                fix: "use shorter values")
            return range.upperBound
        }
        note(isCopied: false)
        output += value
        value.withUnsafeBufferPointer { value in
            var index = 0
            while index < value.count { index += target.advance(in: value, at: index) }
        }
        var index = range.lowerBound
        while index < range.upperBound { index += source.advance(in: text, at: index) }
        return index
    }

    private mutating func note(isCopied: Bool) {
        if isCopied, pieces.last?.isCopied ?? true, !pieces.isEmpty || target == source { return }
        if let last = pieces.last, last.start == target { pieces.removeLast() }
        pieces.append(Environment.Expansion.Piece(start: target, origin: source, isCopied: isCopied))
    }

    private func report(_ message: String, fix: String) {
        guard !isInComment else { return }
        diagnostics.error(Location(file: file, line: source.line, column: source.column), message, fix: fix)
    }

    private func reportUnclosed() {
        report(
            "'${' has no closing '}' in its line", fix: "close it, or write '$${' for the text '${'")
    }

    private func reportUnknown(_ range: Range<Int>) {
        // The rest may be a password's default, so only the name is shown.
        let name = String(decoding: text[range].dropFirst(2).prefix { isNameByte($0) }, as: UTF8.self)
        report(
            "\(Quoting.quoted("${" + name + "…}")) is no variable that can be filled in",
            fix: "write ${NAME} or ${NAME:-DEFAULT}, or '$${' for the text '${'")
    }

    private func reportUnset(_ name: String) {
        guard !isInComment else { return }
        let isNumber = name.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        diagnostics.warning(
            Location(file: file, line: source.line, column: source.column),
            "the environment variable \(Quoting.quoted(name)) is not set, so nothing stands in its place",
            fix: isNumber
                ? "write $${\(name)} for the text ${\(name)}" : "set it, or write ${\(name):-DEFAULT}")
    }
}
