// Why this file exists: which verbs a value knows depends on its type, and a wrong one is told in the output.

import Platform

extension GoFormat {
    private static func letter(_ verb: UInt32) -> Character {
        verb < 128 ? Character(Unicode.Scalar(UInt8(verb))) : "?"
    }

    /// Appends a value by a verb.
    mutating func append(_ value: TemplateValue, _ verb: UInt32, depth: Int = 0) throws(TemplateError) {
        guard depth < TemplateContext.maximumDepth else { throw TemplateContext.tooDeep }
        guard output.count <= TemplateContext.maximumOutput else { throw TemplateContext.tooLong }
        let letter = Self.letter(verb)
        if letter == "T", depth == 0 {
            let name = value.typeName
            return pad(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        }
        switch value {
        case .null:
            if letter == "v" || depth > 0 {
                pad(text: "<nil>")
            } else {
                bad(verb)
                output.append(literal: "(<nil>)")
            }
        case .bool(let value) where "tv".contains(letter): pad(text: value ? "true" : "false")
        case .int(let number):
            if !integer(number, letter) { try wrong(value, verb, depth) }
        case .float(let number):
            if try !float(number, letter) { try wrong(value, verb, depth) }
        case .text(let text):
            if try !self.text(text, letter) { try wrong(value, verb, depth) }
        case .duration(let nanoseconds) where !"vsq".contains(letter):
            if !integer(nanoseconds, letter) { try wrong(value, verb, depth) }
        case .time, .duration:
            let shown = try context.text { buffer throws(TemplateError) in try value.append(to: buffer) }
            if try !text(shown, letter) { try wrong(value, verb, depth) }
        case .bool: try wrong(value, verb, depth)
        case .list(let elements): try append(elements, verb, depth)
        case .map(let map): try append(map, verb, depth)
        }
    }

    private mutating func append(_ elements: [TemplateValue], _ verb: UInt32, _ depth: Int)
        throws(TemplateError)
    {
        if flags.sharpV {
            output.append(literal: "[]interface {}{")
        } else {
            output.append(UInt8(ascii: "["))
        }
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(literal: flags.sharpV ? ", " : " ") }
            try appendInner(element, verb, depth)
        }
        output.append(UInt8(ascii: flags.sharpV ? "}" : "]"))
    }

    private mutating func append(_ map: TemplateMap, _ verb: UInt32, _ depth: Int) throws(TemplateError) {
        output.append(literal: flags.sharpV ? "map[string]interface {}{" : "map[")
        for (index, entry) in map.entries.enumerated() {
            if index > 0 { output.append(literal: flags.sharpV ? ", " : " ") }
            try append(.text(entry.key), verb, depth: depth + 1)
            output.append(UInt8(ascii: ":"))
            try appendInner(entry.value, verb, depth)
        }
        output.append(UInt8(ascii: flags.sharpV ? "}" : "]"))
    }

    private mutating func appendInner(_ value: TemplateValue, _ verb: UInt32, _ depth: Int)
        throws(TemplateError)
    {
        if flags.sharpV, case .null = value {
            output.append(literal: "interface {}(nil)")
        } else {
            try append(value, verb, depth: depth + 1)
        }
    }

    private func bad(_ verb: UInt32) {
        output.append(literal: "%!")
        GoText.append(verb, to: output)
    }

    /// Appends `%!d(string=text)`: the flags hold for the value, too.
    private mutating func wrong(_ value: TemplateValue, _ verb: UInt32, _ depth: Int) throws(TemplateError) {
        bad(verb)
        output.append(UInt8(ascii: "("))
        output.append(literal: value.typeName)
        output.append(UInt8(ascii: "="))
        try append(value, UInt32(UInt8(ascii: "v")), depth: depth + 1)
        output.append(UInt8(ascii: ")"))
    }

    // MARK: Width

    func pad(text: StaticString) {
        pad(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends bytes with blanks or zeros up to the width, which counts characters.
    func pad(_ bytes: UnsafeRawBufferPointer, isZeroAllowed: Bool = true) {
        let missing = max(0, (flags.width ?? 0) - GoText.count(TemplateText(bytes)))
        if flags.minus {
            output.append(bytes)
            fill(missing, isZero: false)
        } else {
            fill(missing, isZero: isZeroAllowed && flags.zero)
            output.append(bytes)
        }
    }

    func fill(_ count: Int, isZero: Bool) {
        guard count > 0 else { return }
        output.reserve(count)
        output.end.initializeMemory(as: UInt8.self, repeating: isZero ? 48 : 32, count: count)
        output.advance(by: count)
    }
}
