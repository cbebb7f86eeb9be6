// Why this file exists: long text is broken into lines or cut short as the library behind Sprig does it.

import Platform

/// Breaks text at spaces into lines of a width. Widths are bytes.
struct TextWrapping {
    private let width: Int
    private let lineBreak: TemplateText
    private let cutsWords: Bool

    /// - Parameters:
    ///   - width: of a line; less than 1 counts as 1.
    ///   - lineBreak: what to write between two lines.
    ///   - cutsWords: whether a word longer than a line is cut; else it has a line of its own, however long.
    init(width: Int64, lineBreak: TemplateText, cutsWords: Bool) {
        self.width = Int(max(1, min(width, Int64(Int32.max))))
        (self.lineBreak, self.cutsWords) = (lineBreak, cutsWords)
    }

    init(width: Int64, lineBreak: StaticString, cutsWords: Bool) {
        self.init(width: width, lineBreak: TemplateText(lineBreak), cutsWords: cutsWords)
    }

    /// The text in lines. Spaces at the start of one go.
    func wrap(_ text: TemplateText, _ context: TemplateContext) throws(TemplateError) -> TemplateText {
        try context.text { buffer throws(TemplateError) in
            var start = 0
            while text.count - start > width {
                if text[start] == UInt8(ascii: " ") {
                    start += 1
                    continue
                }
                let (end, next) = endOfLine(text, start)
                buffer.append(text.part(start, end).bytes)
                start = next
                if end == text.count, next == end { break }
                buffer.append(lineBreak.bytes)
                if buffer.count > TemplateContext.maximumOutput { throw TemplateContext.tooLong }
            }
            buffer.append(text.part(start, text.count).bytes)
        }
    }

    /// Where the line ends, and where the next one starts: the text's end for none.
    private func endOfLine(_ text: TemplateText, _ start: Int) -> (end: Int, next: Int) {
        let space = UInt8(ascii: " ")
        if let last = text[start..<(start + width + 1)].lastIndex(of: space) { return (last, last + 1) }
        if cutsWords { return (start + width, start + width) }
        guard let first = text[(start + width)...].firstIndex(of: space) else {
            return (text.count, text.count)
        }
        return (first, first + 1)
    }

    /// The text with `...` in place of what does not fit at its end, and at its start where `offset` is above 4.
    ///
    /// - Parameters:
    ///   - offset: a byte that should be in the result.
    ///   - width: of the result in bytes; at least 4, at least 7 with an offset above 4.
    static func abbreviated(
        _ text: TemplateText, _ offset: Int64, _ width: Int64, _ context: TemplateContext
    ) throws(TemplateError) -> TemplateText {
        guard Int64(text.count) > width else { return text }
        let (width, count) = (Int(width), text.count)
        let start = min(max(0, Int(clamping: offset)), count - (width - 3))
        guard start > 4 else { return try joined(.empty, text.part(0, width - 3), "...", context) }
        guard width >= 7 else { return .empty }
        let marker = TemplateText("...")
        if start + width - 3 < count {
            return try joined(marker, text.part(start, start + width - 6), "...", context)
        }
        return try joined(marker, text.part(count - (width - 3), count), "", context)
    }

    private static func joined(
        _ start: TemplateText, _ middle: TemplateText, _ end: StaticString, _ context: TemplateContext
    ) throws(TemplateError) -> TemplateText {
        try context.text { buffer in
            buffer.append(start.bytes)
            buffer.append(middle.bytes)
            buffer.append(literal: end)
        }
    }
}
