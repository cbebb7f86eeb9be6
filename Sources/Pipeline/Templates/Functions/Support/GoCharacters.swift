// Why this file exists: functions on text go through it by characters, as Go's packages strings and unicode do.

import Platform

extension TemplateText {
    /// Calls `body` with each character from the first on; what is not UTF-8 is U+FFFD, a byte at a time.
    func forEachCharacter(_ body: (Unicode.Scalar) -> Void) {
        var place = 0
        while place < count {
            let (scalar, length) = GoText.decode(self, at: place)
            body(Unicode.Scalar(scalar) ?? "\u{FFFD}")
            place += length
        }
    }

    /// All characters, as `forEachCharacter` finds them. Takes four bytes for each.
    var scalars: [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(count)
        forEachCharacter { scalars.append($0) }
        return scalars
    }
}

extension ByteBuffer {
    /// Appends the UTF-8 of a character.
    func append(_ scalar: Unicode.Scalar) {
        if scalar.value < 0x80 { return append(UInt8(truncatingIfNeeded: scalar.value)) }
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(byte) }
    }
}

/// Go's classes of characters and changes of case, https://pkg.go.dev/unicode: a character has at most one counterpart.
extension Unicode.Scalar {
    var goUpper: Unicode.Scalar {
        if value < 0x80 { return (97...122).contains(value) ? Unicode.Scalar(UInt8(value) - 32) : self }
        // The full mapping of some letters is two; for those with an iota below, the title case is one.
        return Self.only(properties.uppercaseMapping) ?? Self.only(properties.titlecaseMapping) ?? self
    }

    var goLower: Unicode.Scalar {
        if value < 0x80 { return (65...90).contains(value) ? Unicode.Scalar(UInt8(value) + 32) : self }
        // Only a capital I with a dot becomes two, the first of which is Go's.
        return properties.lowercaseMapping.unicodeScalars.first ?? self
    }

    var goTitle: Unicode.Scalar {
        value < 0x80 ? goUpper : Self.only(properties.titlecaseMapping) ?? self
    }

    private static func only(_ mapping: String) -> Unicode.Scalar? {
        let scalars = mapping.unicodeScalars
        guard let first = scalars.first, scalars.index(after: scalars.startIndex) == scalars.endIndex else {
            return nil
        }
        return first
    }

    var isGoUpper: Bool {
        value < 0x80 ? (65...90).contains(value) : properties.generalCategory == .uppercaseLetter
    }

    var isGoLower: Bool {
        value < 0x80 ? (97...122).contains(value) : properties.generalCategory == .lowercaseLetter
    }

    var isGoTitle: Bool { properties.generalCategory == .titlecaseLetter }
    var isGoSpace: Bool { TemplateTrimming.isSpace(value) }
    var isGoDigit: Bool { properties.generalCategory == .decimalNumber }

    var isGoLetter: Bool {
        if value < 0x80 { return (97...122).contains(value | 0x20) }
        return isLetterBeyondASCII
    }

    private var isLetterBeyondASCII: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    var isGoNumber: Bool {
        switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    var isGoPunctuation: Bool {
        switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }
}
