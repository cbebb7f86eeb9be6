// Why this file exists: what a template computes with has Go's types at run time, and so has this.

import Platform

/// A value of a template.
///
/// Go's zero `reflect.Value` and its nil are one here: both print `<no value>` as the result of an action and `<nil>`
/// everywhere else (https://pkg.go.dev/text/template). All of Go's integers are `int`.
enum TemplateValue {
    /// Nil, or a key that is missing.
    case null
    case bool(Bool)
    case int(Int64)
    case float(Double)
    case text(TemplateText)
    case list([TemplateValue])
    /// Shared: who changes it changes it for all that have it, as with Go's maps.
    case map(TemplateMap)
    case time(TemplateTime)
    /// Nanoseconds.
    case duration(Int64)

    /// A text of the program.
    static func literal(_ text: StaticString) -> TemplateValue { .text(TemplateText(text)) }

    /// What Go calls true: not false, 0, nil or empty. A time is always true.
    var isTrue: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .int(let value), .duration(let value): value != 0
        case .float(let value): value != 0
        case .text(let text): !text.isEmpty
        case .list(let elements): !elements.isEmpty
        case .map(let map): !map.isEmpty
        case .time: true
        }
    }

    /// What Go calls the type, as in `%T` and in messages.
    var typeName: StaticString {
        switch self {
        case .null: "<nil>"
        case .bool: "bool"
        case .int: "int"
        case .float: "float64"
        case .text: "string"
        case .list: "[]interface {}"
        case .map: "map[string]interface {}"
        case .time: "time.Time"
        case .duration: "time.Duration"
        }
    }
}

/// Go's `map[string]interface{}`. Its keys are in order, byte by byte, as Go prints and ranges over them.
final class TemplateMap {
    private(set) var entries: [(key: TemplateText, value: TemplateValue)] = []

    init() {}

    /// Makes one of pairs; of equal keys the last one counts.
    convenience init(_ pairs: some Sequence<(key: TemplateText, value: TemplateValue)>) {
        self.init()
        for pair in pairs { self[pair.key] = pair.value }
    }

    /// Another one with the same entries.
    convenience init(copying other: TemplateMap) {
        self.init()
        entries = other.entries
    }

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }

    /// A key's value; nil if it is missing. Setting nil removes the key.
    subscript(key: TemplateText) -> TemplateValue? {
        get {
            let place = place(of: key)
            return place < entries.count && entries[place].key == key ? entries[place].value : nil
        }
        set {
            let place = place(of: key)
            let isThere = place < entries.count && entries[place].key == key
            switch (newValue, isThere) {
            case (let value?, true): entries[place].value = value
            case (let value?, false): entries.insert((key, value), at: place)
            case (nil, true): entries.remove(at: place)
            case (nil, false): break
            }
        }
    }

    /// Where the key is, or belongs.
    private func place(of key: TemplateText) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Go's `time.Time`: an instant and the zone in which it is shown.
struct TemplateTime {
    /// Seconds since the Unix epoch.
    var seconds: Int64
    /// 0...999,999,999.
    var nanoseconds: Int32
    var zone: TimeZoneRules

    init(seconds: Int64, nanoseconds: Int32 = 0, zone: TimeZoneRules) {
        (self.seconds, self.nanoseconds, self.zone) = (seconds, nanoseconds, zone)
    }

    /// An instant in nanoseconds since the Unix epoch.
    init(unixNanoseconds: Int64, zone: TimeZoneRules) {
        seconds = CivilTime.floorDivide(unixNanoseconds, 1_000_000_000)
        nanoseconds = Int32(truncatingIfNeeded: unixNanoseconds &- seconds &* 1_000_000_000)
        self.zone = zone
    }
}
