// Why this file exists: `$1` in a replacement stands for a group, by the rules of Go's regexp.

import Platform

/// A replacement taken apart, see Expand of https://pkg.go.dev/regexp#Regexp.Expand.
struct GoExpansion {
    private enum Part {
        case text(TemplateText)
        case group(Int)
    }

    private var parts: [Part] = []

    /// - Parameter names: of the expression's groups, the whole match first.
    init(_ template: TemplateText, _ names: [String?]) {
        var (start, place) = (0, 0)
        while place < template.count {
            guard template[place] == UInt8(ascii: "$") else {
                place += 1
                continue
            }
            if place > start { parts.append(.text(template.part(start, place))) }
            if place + 1 < template.count, template[place + 1] == UInt8(ascii: "$") {
                (start, place) = (place + 1, place + 2)
                continue
            }
            guard let (name, end) = Self.name(template, after: place) else {
                // A '$' that begins nothing stands for itself.
                start = place
                place += 1
                continue
            }
            if let group = Self.group(name, names) { parts.append(.group(group)) }
            (start, place) = (end, end)
        }
        if place > start { parts.append(.text(template.part(start, place))) }
    }

    /// The longest name behind a `$`, or the one in its braces.
    private static func name(_ template: TemplateText, after dollar: Int) -> (TemplateText, end: Int)? {
        let isBraced = dollar + 1 < template.count && template[dollar + 1] == UInt8(ascii: "{")
        let start = dollar + (isBraced ? 2 : 1)
        var end = start
        while end < template.count, TemplateLexer.isName(template[end]) { end += 1 }
        guard end > start else { return nil }
        if isBraced, end >= template.count || template[end] != UInt8(ascii: "}") { return nil }
        return (template.part(start, end), isBraced ? end + 1 : end)
    }

    /// The group of a number or a name; nil for one that does not exist and stands for nothing.
    private static func group(_ name: TemplateText, _ names: [String?]) -> Int? {
        if name.allSatisfy({ TemplateLexer.isDigit($0) }) {
            return Int(name.string).flatMap { names.indices.contains($0) ? $0 : nil }
        }
        return names.firstIndex { $0.map { name.elementsEqual($0.utf8) } ?? false }
    }

    /// Appends the replacement with the groups of a match.
    func append(_ groups: [MatchedGroup], of text: TemplateText, to buffer: ByteBuffer) {
        for part in parts {
            switch part {
            case .text(let text): buffer.append(text.bytes)
            case .group(let number):
                guard groups.indices.contains(number), groups[number].isSet else { continue }
                buffer.append(text.part(Int(groups[number].start), Int(groups[number].end)).bytes)
            }
        }
    }
}
