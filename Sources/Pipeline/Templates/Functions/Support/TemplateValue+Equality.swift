// Why this file exists: lists are searched for values that are deeply equal, and a value may hold itself.

extension TemplateValue {
    /// Whether Go's reflect.DeepEqual holds: the same type, and the same inside. No NaN is equal to any.
    func isDeeplyEqual(
        to other: TemplateValue, _ context: TemplateContext, depth: Int = 0
    ) throws(TemplateError) -> Bool {
        guard depth < TemplateContext.maximumDepth else { throw TemplateContext.tooDeep }
        switch (self, other) {
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.int(let a), .int(let b)), (.duration(let a), .duration(let b)): return a == b
        case (.float(let a), .float(let b)): return a == b
        case (.text(let a), .text(let b)): return a == b
        case (.time(let a), .time(let b)):
            return a.seconds == b.seconds && a.nanoseconds == b.nanoseconds && a.zone === b.zone
        case (.list(let a), .list(let b)):
            guard a.count == b.count else { return false }
            for (a, b) in zip(a, b) {
                try context.spend(steps: 1)
                guard try a.isDeeplyEqual(to: b, context, depth: depth + 1) else { return false }
            }
            return true
        case (.map(let a), .map(let b)):
            guard a !== b else { return true }
            guard a.count == b.count else { return false }
            for (a, b) in zip(a.entries, b.entries) {
                try context.spend(steps: 1)
                guard a.key == b.key, try a.value.isDeeplyEqual(to: b.value, context, depth: depth + 1) else {
                    return false
                }
            }
            return true
        default: return false
        }
    }
}

/// Values to look others up in, without comparing each with each where they are plain.
struct ValueSet {
    /// A value by which it is found at once.
    private enum Plain: Hashable {
        case null
        case bool(Bool)
        case int(Int64)
        case float(Double)
        case text(TemplateText)
    }

    private var plain: Set<Plain> = []
    private var others: [TemplateValue] = []

    /// Adds a value; false if one that is deeply equal was there.
    mutating func insert(_ value: TemplateValue, _ context: TemplateContext) throws(TemplateError) -> Bool {
        try context.spend(steps: 1)
        if let key = Self.plain(value) { return plain.insert(key).inserted }
        guard try !contains(value, context) else { return false }
        others.append(value)
        return true
    }

    func contains(_ value: TemplateValue, _ context: TemplateContext) throws(TemplateError) -> Bool {
        if let key = Self.plain(value) { return plain.contains(key) }
        for other in others {
            try context.spend(steps: 1)
            if try other.isDeeplyEqual(to: value, context) { return true }
        }
        return false
    }

    private static func plain(_ value: TemplateValue) -> Plain? {
        switch value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .float(let value): value.isNaN ? nil : .float(value)
        case .text(let text): .text(text)
        case .duration, .time, .list, .map: nil
        }
    }
}
