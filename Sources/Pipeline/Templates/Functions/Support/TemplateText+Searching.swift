// Why this file exists: what Go's package strings does with strings, for texts.

/// Go's functions on strings, https://pkg.go.dev/strings.
extension TemplateText {
    func hasSuffix(_ suffix: TemplateText) -> Bool {
        count >= suffix.count && part(count - suffix.count, count) == suffix
    }

    /// The text so many times.
    func repeated(_ times: Int64, _ context: TemplateContext) throws(TemplateError) -> TemplateText {
        guard times >= 0 else { throw TemplateError("strings: negative Repeat count") }
        if isEmpty || times == 0 { return .empty }
        let (size, overflows) = Int64(count).multipliedReportingOverflow(by: times)
        guard !overflows else { throw TemplateContext.tooLong }
        try context.expect(bytes: Int(size))
        return try context.text { buffer in
            for _ in 0..<times { buffer.append(bytes) }
        }
    }

    /// The parts between separators, `limit` of them at most, the last one with all the rest; without a separator the
    /// characters.
    ///
    /// - Parameter limit: negative for none.
    func split(
        by separator: TemplateText, limit: Int64, _ context: TemplateContext
    ) throws(TemplateError) -> [TemplateText] {
        if limit == 0 { return [] }
        if isEmpty { return separator.isEmpty ? [] : [self] }
        var (parts, start) = ([TemplateText](), 0)
        while limit < 0 || parts.count < limit - 1 {
            var end = start
            if separator.isEmpty {
                end = start + GoText.decode(self, at: start).length
                if end >= count { break }
            } else {
                guard let found = find(separator, from: start) else { break }
                end = found
            }
            try context.spend(steps: 1)
            parts.append(part(start, end))
            start = end + separator.count
        }
        try context.spend(steps: 1)
        parts.append(part(start, count))
        return parts
    }
}
