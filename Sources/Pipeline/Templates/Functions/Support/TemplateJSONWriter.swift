// Why this file exists: values of templates are written as Go's encoding/json writes them.

import Platform

/// Writes a value as JSON, https://pkg.go.dev/encoding/json#Marshal.
struct TemplateJSONWriter {
    struct Style: Sendable {
        /// With line breaks and two spaces for each level.
        var isIndented = false
        /// `<`, `>` and `&` as escapes.
        var escapesHTML = true
    }

    private static let timeLayout = WrittenLayout(Array("2006-01-02T15:04:05.999999999Z07:00".utf8))

    private let style: Style
    private let context: TemplateContext
    private let buffer: ByteBuffer

    init(_ style: Style, _ context: TemplateContext, _ buffer: ByteBuffer) {
        (self.style, self.context, self.buffer) = (style, context, buffer)
    }

    /// Appends the value; Go's words for why it cannot be written, if it cannot.
    func append(_ value: TemplateValue, depth: Int = 0) throws(TemplateError) -> String? {
        if buffer.count > TemplateContext.maximumOutput { throw TemplateContext.tooLong }
        switch value {
        case .null: buffer.append(literal: "null")
        case .bool(let value): buffer.append(literal: value ? "true" : "false")
        case .int(let value), .duration(let value): buffer.append(decimal: value)
        case .float(let value):
            guard value.isFinite else {
                return "json: unsupported value: \(value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf")"
            }
            let text = Array(value.description.utf8)
            text.withUnsafeBytes { GoJSONText.append(number: $0, to: buffer) }
        case .text(let text): append(text)
        case .time(let time): return append(time)
        case .list(let elements): return try append(elements, depth: depth + 1)
        case .map(let map): return try append(map, depth: depth + 1)
        }
        return nil
    }

    private func append(_ text: TemplateText) {
        GoJSONText.append(quoted: text.bytes, escapesHTML: style.escapesHTML, to: buffer)
    }

    private func append(_ time: TemplateTime) -> String? {
        guard (0...9_999).contains(time.civil.year) else {
            return "json: error calling MarshalJSON for type time.Time: year outside of range [0,9999]"
        }
        buffer.append(UInt8(ascii: "\""))
        LayoutFormatter(second: time.seconds, nanosecond: Int64(time.nanoseconds), zone: time.zone)
            .append(Self.timeLayout, to: buffer)
        buffer.append(UInt8(ascii: "\""))
        return nil
    }

    private func append(_ elements: [TemplateValue], depth: Int) throws(TemplateError) -> String? {
        try begin(elements.count, depth)
        buffer.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            separate(index, depth)
            if let problem = try append(element, depth: depth) { return problem }
        }
        if !elements.isEmpty { breakLine(depth - 1) }
        buffer.append(UInt8(ascii: "]"))
        return nil
    }

    private func append(_ map: TemplateMap, depth: Int) throws(TemplateError) -> String? {
        try begin(map.count, depth)
        buffer.append(UInt8(ascii: "{"))
        for (index, entry) in map.entries.enumerated() {
            separate(index, depth)
            append(entry.key)
            buffer.append(literal: style.isIndented ? ": " : ":")
            if let problem = try append(entry.value, depth: depth) { return problem }
        }
        if !map.isEmpty { breakLine(depth - 1) }
        buffer.append(UInt8(ascii: "}"))
        return nil
    }

    private func begin(_ count: Int, _ depth: Int) throws(TemplateError) {
        guard depth <= TemplateContext.maximumDepth else { throw TemplateContext.tooDeep }
        try context.spend(steps: count)
    }

    private func separate(_ index: Int, _ depth: Int) {
        if index > 0 { buffer.append(UInt8(ascii: ",")) }
        breakLine(depth)
    }

    private func breakLine(_ depth: Int) {
        guard style.isIndented else { return }
        buffer.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { buffer.append(literal: "  ") }
    }
}
