// Why this file exists: layouts and zones are named in nearly every call of a function by the same text, and read anew
// in none of them.

/// Layouts and zones that templates have asked for, kept from line to line. Used by one thread.
final class TemplateTimes {
    private var layouts = RecentlyMade<LayoutProgram>()
    private var writtenLayouts = RecentlyMade<WrittenLayout>()
    private var zones = RecentlyMade<TimeZoneRules?>()

    /// A layout to write times in.
    func writtenLayout(_ text: TemplateText) -> WrittenLayout {
        writtenLayouts.value(for: text) { WrittenLayout(Array(text)) }
    }

    /// A layout to read times in.
    func layout(_ text: TemplateText) -> LayoutProgram {
        layouts.value(for: text) { LayoutProgram(text.string) }
    }

    /// A zone of the system's files; nil for a name that is none.
    func zone(_ name: TemplateText) -> TimeZoneRules? {
        zones.value(for: name) { name.count <= 256 ? try? TimeZoneRules.load(name.string) : nil }
    }
}

/// Values that were made out of texts, a limited number of them.
private struct RecentlyMade<Value> {
    private static var maximum: Int { 64 }
    private static var longestText: Int { 4_096 }

    private var entries: [(text: [UInt8], value: Value)] = []
    /// Which one goes when there are too many.
    private var oldest = 0

    mutating func value(for text: TemplateText, make: () -> Value) -> Value {
        for entry in entries where text.elementsEqual(entry.text) { return entry.value }
        let value = make()
        guard text.count <= Self.longestText else { return value }
        if entries.count < Self.maximum {
            entries.append((Array(text), value))
        } else {
            entries[oldest] = (Array(text), value)
            oldest = (oldest + 1) % Self.maximum
        }
        return value
    }
}
