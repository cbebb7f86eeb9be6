// Why this file exists: `printf` in a template is Go's, with its verbs and flags and with what it says of wrong ones.

import Platform

/// Formats values as https://pkg.go.dev/fmt describes it.
struct GoFormat {
    /// What stands between `%` and the verb.
    struct Flags {
        var minus = false
        var plus = false
        var sharp = false
        var space = false
        var zero = false
        /// `%+v` and `%#v`.
        var plusV = false
        var sharpV = false
        var width: Int?
        var precision: Int?
    }

    /// Go takes no larger width or precision.
    private static let largest = 1_000_000

    let context: TemplateContext
    let output: ByteBuffer
    var flags = Flags()
    private var next = 0
    private var isReordered = false
    private var isIndexGood = true

    init(to output: ByteBuffer, _ context: TemplateContext) {
        (self.output, self.context) = (output, context)
    }

    /// Appends what a format makes of values.
    mutating func format(_ format: TemplateText, _ values: some RandomAccessCollection<TemplateValue>)
        throws(TemplateError)
    {
        let values = Array(values)
        var place = 0
        while place < format.count {
            if format[place] != UInt8(ascii: "%") {
                let start = place
                while place < format.count, format[place] != UInt8(ascii: "%") { place += 1 }
                output.append(format.part(start, place).bytes)
                continue
            }
            place += 1
            try directive(format, &place, values)
            guard output.count <= TemplateContext.maximumOutput else { throw TemplateContext.tooLong }
            try context.spend(steps: 1)
        }
        if !isReordered, next < values.count { try appendExtra(values[next...]) }
    }

    private mutating func directive(_ format: TemplateText, _ place: inout Int, _ values: [TemplateValue])
        throws(TemplateError)
    {
        flags = Flags()
        isIndexGood = true
        readFlags(format, &place)
        var hasIndex = index(format, &place, values.count)
        if place < format.count, format[place] == UInt8(ascii: "*") {
            place += 1
            flags.width = star(values)
            if flags.width == nil { output.append(literal: "%!(BADWIDTH)") }
            if let width = flags.width, width < 0 {
                flags.width = -width
                flags.minus = true
                flags.zero = false
            }
            hasIndex = false
        } else {
            flags.width = number(format, &place)
            if hasIndex, flags.width != nil { isIndexGood = false }
        }
        if place < format.count, format[place] == UInt8(ascii: ".") {
            place += 1
            if hasIndex { isIndexGood = false }
            hasIndex = index(format, &place, values.count)
            if place < format.count, format[place] == UInt8(ascii: "*") {
                place += 1
                flags.precision = star(values).flatMap { $0 < 0 ? nil : $0 }
                if flags.precision == nil { output.append(literal: "%!(BADPREC)") }
                hasIndex = false
            } else {
                flags.precision = number(format, &place) ?? 0
            }
        }
        if !hasIndex { _ = index(format, &place, values.count) }
        try context.expect(bytes: max(flags.width ?? 0, flags.precision ?? 0))
        guard place < format.count else { return output.append(literal: "%!(NOVERB)") }
        let (verb, length) = GoText.decode(format, at: place)
        place += length
        if verb == UInt32(UInt8(ascii: "%")) { return output.append(UInt8(ascii: "%")) }
        guard isIndexGood else { return appendBad(verb, "(BADINDEX)") }
        guard next < values.count else { return appendBad(verb, "(MISSING)") }
        if verb == UInt32(UInt8(ascii: "v")) {
            (flags.sharpV, flags.plusV) = (flags.sharp, flags.plus)
            (flags.sharp, flags.plus) = (false, false)
        }
        next += 1
        try append(values[next - 1], verb)
    }

    private mutating func readFlags(_ format: TemplateText, _ place: inout Int) {
        while place < format.count {
            switch format[place] {
            case UInt8(ascii: "#"): flags.sharp = true
            case UInt8(ascii: "0"): flags.zero = true
            case UInt8(ascii: "+"): flags.plus = true
            case UInt8(ascii: "-"): flags.minus = true
            case UInt8(ascii: " "): flags.space = true
            default:
                // Zeros stand only on the left.
                if flags.minus { flags.zero = false }
                return
            }
            place += 1
        }
    }

    /// Reads `[3]`, if it is there.
    private mutating func index(_ format: TemplateText, _ place: inout Int, _ count: Int) -> Bool {
        guard place < format.count, format[place] == UInt8(ascii: "[") else { return false }
        isReordered = true
        guard let close = (place..<format.count).first(where: { format[$0] == UInt8(ascii: "]") }) else {
            isIndexGood = false
            place += 1
            return false
        }
        var digits = place + 1
        let value = number(format, &digits)
        place = close + 1
        guard let value, digits == close, value >= 1, value <= count else {
            isIndexGood = false
            return true
        }
        next = value - 1
        return true
    }

    private func number(_ format: TemplateText, _ place: inout Int) -> Int? {
        var value: Int?
        while place < format.count, TemplateLexer.isDigit(format[place]) {
            let digits = (value ?? 0) * 10 + Int(format[place] - 48)
            value = min(digits, Self.largest + 1)
            place += 1
        }
        return value.flatMap { $0 > Self.largest ? nil : $0 }
    }

    /// The argument for a `*`.
    private mutating func star(_ values: [TemplateValue]) -> Int? {
        guard next < values.count else { return nil }
        next += 1
        guard case .int(let value) = values[next - 1], abs(value.clamped) <= Self.largest else { return nil }
        return Int(value)
    }

    private func appendBad(_ verb: UInt32, _ what: StaticString) {
        output.append(literal: "%!")
        GoText.append(verb, to: output)
        output.append(literal: what)
    }

    private mutating func appendExtra(_ values: ArraySlice<TemplateValue>) throws(TemplateError) {
        flags = Flags()
        output.append(literal: "%!(EXTRA ")
        var isFirst = true
        for value in values {
            if !isFirst { output.append(literal: ", ") }
            isFirst = false
            output.append(literal: value.typeName)
            if case .null = value { continue }
            output.append(UInt8(ascii: "="))
            try value.append(to: output)
        }
        output.append(UInt8(ascii: ")"))
    }
}

extension Int64 {
    /// The value, or the nearest one whose magnitude an Int64 holds.
    fileprivate var clamped: Int64 { Swift.max(self, -Int64.max) }
}
