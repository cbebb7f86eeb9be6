// Why this file exists: where a word of an identifier ends is judged the same for snake case and kebab case.

import Platform

/// A text as the words of an identifier, cut as the library behind Sprig's `snakecase` cuts them: `HTTP20xOK` is
/// `HTTP`, `20`, `x`, `OK`.
struct CaseWords {
    enum Kind {
        case number
        case upper
        case letters
        case connector
        case punctuation
        case other
    }

    private let scalars: [Unicode.Scalar]
    private var place = 0

    init(_ text: TemplateText) { scalars = text.scalars }

    /// The next word; nil at the end.
    mutating func next() -> (kind: Kind, word: ArraySlice<Unicode.Scalar>)? {
        guard place < scalars.count else { return nil }
        let start = place
        let kind = Self.kind(of: scalars[place])
        place += 1
        switch kind {
        case .upper: takeCapitalized()
        case .letters: take(while: Self.isSmall)
        default: take { Self.kind(of: $0) == kind }
        }
        return (kind, scalars[start..<place])
    }

    /// Behind a capital letter: the small ones of its word, or more capitals but for the one that starts the next word.
    private mutating func takeCapitalized() {
        guard place < scalars.count else { return }
        guard scalars[place].isGoUpper else { return take(while: Self.isSmall) }
        take(while: \.isGoUpper)
        if place < scalars.count, Self.isAlphabetic(scalars[place]) { place -= 1 }
    }

    private mutating func take(while condition: (Unicode.Scalar) -> Bool) {
        // What was no UTF-8 belongs to the word it stands in.
        while place < scalars.count, scalars[place] == "\u{FFFD}" || condition(scalars[place]) { place += 1 }
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        if isConnector(scalar) { return .connector }
        if scalar.isGoPunctuation { return .punctuation }
        if scalar.isGoUpper { return .upper }
        if isAlphabetic(scalar) { return .letters }
        return scalar.isGoNumber ? .number : .other
    }

    /// What may stand between two words.
    static func isConnector(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "_" || scalar.isGoSpace
    }

    private static func isSmall(_ scalar: Unicode.Scalar) -> Bool {
        isAlphabetic(scalar) && !scalar.isGoUpper
    }

    /// A letter, but no ideograph of Chinese, which has no case.
    private static func isAlphabetic(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x4D85, 0x4E00...0x9FCC, 0x20000...0x2B81D: false
        default: scalar.isGoLetter
        }
    }
}

/// Identifiers in another notation, as the library behind Sprig writes them.
enum IdentifierCase {
    /// Appends the words in small letters with `connector` between them: `FirstName` as `first_name`.
    ///
    /// A number belongs to the word in front of it, unless small letters follow: then it starts one, `http_2xx`.
    static func appendSmall(_ text: TemplateText, connector: UInt8, to buffer: ByteBuffer) {
        var words = CaseWords(text)
        var previous = words.next()
        while let (kind, word) = previous {
            append(kind, word, connector, to: buffer)
            var next = words.next()
            if kind == .connector || kind == .punctuation {
                previous = next
                continue
            }
            if kind == .number {
                next = appendRun(next, &words, to: buffer)
            } else if let (nextKind, number) = next, nextKind == .number {
                next = words.next()
                if next?.kind == .letters { buffer.append(connector) }
                for scalar in number { buffer.append(scalar) }
                if next?.kind == .letters { next = appendRun(next, &words, to: buffer) }
            }
            if let kind = next?.kind, kind != .connector, kind != .punctuation { buffer.append(connector) }
            previous = next
        }
    }

    /// Appends letters and numbers that follow each other, and gives what comes behind them.
    private static func appendRun(
        _ first: (kind: CaseWords.Kind, word: ArraySlice<Unicode.Scalar>)?, _ words: inout CaseWords,
        to buffer: ByteBuffer
    ) -> (kind: CaseWords.Kind, word: ArraySlice<Unicode.Scalar>)? {
        var next = first
        while let (kind, word) = next, kind == .letters || kind == .number {
            for scalar in word { buffer.append(scalar) }
            next = words.next()
        }
        return next
    }

    private static func append(
        _ kind: CaseWords.Kind, _ word: ArraySlice<Unicode.Scalar>, _ connector: UInt8, to buffer: ByteBuffer
    ) {
        for scalar in word {
            switch kind {
            case .connector: buffer.append(connector)
            case .upper: buffer.append(scalar.goLower)
            default: buffer.append(scalar)
            }
        }
    }

    /// Appends the words without what is between them, each with a capital letter: `http_server` as `HttpServer`.
    ///
    /// Connectors at both ends stay, and of several between two words all but one.
    static func appendPascal(_ text: TemplateText, to buffer: ByteBuffer) {
        let scalars = text.scalars
        let start = scalars.firstIndex { !CaseWords.isConnector($0) } ?? scalars.count
        for scalar in scalars[..<start] { buffer.append(scalar) }
        guard start < scalars.count else { return }
        var isInCapitals = scalars[start].isGoUpper
        var pending = scalars[start].goUpper
        for scalar in scalars[(start + 1)...] {
            switch (CaseWords.isConnector(pending), CaseWords.isConnector(scalar)) {
            case (true, false):
                isInCapitals = scalar.isGoUpper
                pending = scalar.goUpper
            case (false, false) where isInCapitals && scalar.isGoUpper:
                buffer.append(pending)
                pending = scalar.goLower
            case (let wasConnector, _):
                if !wasConnector { isInCapitals = isInCapitals && scalar.isGoUpper }
                buffer.append(pending)
                pending = scalar
            }
        }
        buffer.append(pending)
    }
}
