// Why this file exists: JSON in a line becomes a value that a template goes through.

import Platform

/// Reads JSON (RFC 8259) as https://pkg.go.dev/encoding/json#Unmarshal does into an empty interface: numbers as floats,
/// of repeated keys the last one's value.
struct TemplateJSONReader {
    private let text: TemplateText
    private let context: TemplateContext
    private var place = 0

    init(_ text: TemplateText, _ context: TemplateContext) {
        (self.text, self.context) = (text, context)
    }

    /// What is wrong where reading ended.
    var problem: String {
        guard place < text.count else { return "unexpected end of JSON input" }
        return "invalid character in JSON at byte \(place)"
    }

    /// The whole text as one value; nil if it is not JSON, or nested more than 100 deep.
    mutating func value() throws(TemplateError) -> TemplateValue? {
        guard let value = try value(depth: 0) else { return nil }
        skipSpace()
        return place == text.count ? value : nil
    }

    private mutating func value(depth: Int) throws(TemplateError) -> TemplateValue? {
        try context.spend(steps: 1)
        skipSpace()
        guard place < text.count, depth <= TemplateContext.maximumDepth else { return nil }
        switch text[place] {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return try string().map { .text($0) }
        case UInt8(ascii: "t"): return word("true", .bool(true))
        case UInt8(ascii: "f"): return word("false", .bool(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func skipSpace() {
        while place < text.count {
            switch text[place] {
            case 0x20, 0x09, 0x0A, 0x0D: place += 1
            default: return
            }
        }
    }

    /// Passes a byte, after any space.
    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipSpace()
        guard place < text.count, text[place] == UInt8(ascii: byte) else { return false }
        place += 1
        return true
    }

    private mutating func word(_ word: StaticString, _ value: TemplateValue) -> TemplateValue? {
        let end = place + word.utf8CodeUnitCount
        guard text.part(place, end) == word else { return nil }
        place = end
        return value
    }

    private mutating func array(depth: Int) throws(TemplateError) -> TemplateValue? {
        place += 1
        var elements: [TemplateValue] = []
        if take("]") { return .list(elements) }
        repeat {
            guard let element = try value(depth: depth) else { return nil }
            elements.append(element)
        } while take(",")
        return take("]") ? .list(elements) : nil
    }

    private mutating func object(depth: Int) throws(TemplateError) -> TemplateValue? {
        place += 1
        var pairs: [(key: TemplateText, value: TemplateValue)] = []
        if take("}") { return .map(TemplateMap()) }
        repeat {
            skipSpace()
            guard place < text.count, text[place] == UInt8(ascii: "\""), let key = try string(), take(":"),
                let value = try value(depth: depth)
            else { return nil }
            pairs.append((key, value))
        } while take(",")
        return take("}") ? .map(TemplateMap(sorting: pairs)) : nil
    }

    /// At a quote.
    private mutating func string() throws(TemplateError) -> TemplateText? {
        let start = place + 1
        var (end, isPlain) = (start, true)
        while end < text.count, text[end] != UInt8(ascii: "\"") {
            let byte = text[end]
            guard byte >= 0x20 else {
                place = end
                return nil
            }
            if byte == UInt8(ascii: "\\") {
                guard let length = escapeLength(end) else {
                    place = end
                    return nil
                }
                isPlain = false
                end += length
            } else {
                isPlain = isPlain && byte < 0x80
                end += 1
            }
        }
        place = min(end + 1, text.count)
        guard end < text.count else { return nil }
        let inside = text.part(start, end)
        if isPlain { return inside }
        return try context.text { buffer in
            let unescaped = ByteBuffer()
            JSONEscapes.appendUnescaped(inside.bytes, to: unescaped)
            // What is no UTF-8 becomes U+FFFD.
            TemplateText(unescaped.bytes).forEachCharacter { buffer.append($0) }
        }
    }

    private func escapeLength(_ start: Int) -> Int? {
        guard start + 1 < text.count else { return nil }
        if text[start + 1] == UInt8(ascii: "u") {
            let digits = text.part(start + 2, start + 6)
            return digits.count == 4 && digits.allSatisfy { JSONEscapes.hexValue($0) != nil } ? 6 : nil
        }
        return "\"\\/bfnrt".utf8.contains(text[start + 1]) ? 2 : nil
    }

    private mutating func number() -> TemplateValue? {
        let start = place
        if text[place] == UInt8(ascii: "-") { place += 1 }
        let isZero = place < text.count && text[place] == UInt8(ascii: "0")
        let whole = takeDigits()
        guard whole > 0, !isZero || whole == 1 else { return nil }
        if place < text.count, text[place] == UInt8(ascii: ".") {
            place += 1
            guard takeDigits() > 0 else { return nil }
        }
        if place < text.count, text[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place < text.count, text[place] == UInt8(ascii: "+") || text[place] == UInt8(ascii: "-") {
                place += 1
            }
            guard takeDigits() > 0 else { return nil }
        }
        // Go refuses what no double can hold.
        guard let value = Double(text.part(start, place).string), value.isFinite else { return nil }
        return .float(value)
    }

    private mutating func takeDigits() -> Int {
        let start = place
        while place < text.count, (48...57).contains(text[place]) { place += 1 }
        return place - start
    }
}

extension TemplateMap {
    /// Makes one of many pairs in any order; of equal keys the last one counts.
    fileprivate convenience init(sorting pairs: [(key: TemplateText, value: TemplateValue)]) {
        // In order, each pair goes behind the others, and none has to move.
        let order = pairs.indices.sorted {
            pairs[$0].key == pairs[$1].key ? $0 < $1 : pairs[$0].key < pairs[$1].key
        }
        self.init(order.lazy.map { pairs[$0] })
    }
}
