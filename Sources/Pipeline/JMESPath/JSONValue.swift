// Why this file exists: an expression's values are small records that point into an arena; none of them is an object.

import Platform

/// A value of JSON, or of an expression, whose text and parts lie in a `JSONArena`.
struct JSONValue: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
        case null, boolean, number, string, array, object
        /// An expression that is handed to a function: `&name`.
        case reference

        /// The word of messages.
        var name: String {
            switch self {
            case .boolean: "true or false"
            case .number: "a number"
            case .string: "a text"
            case .array: "such a list"
            case .object: "an object"
            case .null: "null"
            case .reference: "an expression with '&'"
            }
        }
    }

    let kind: Kind
    /// Where the text, the elements or the members start; 1 for true; the expression's node.
    let start: UInt32
    /// How many bytes, elements or members there are; of a number 0 unless it stands in the text.
    let count: UInt32
    let number: Double

    private init(_ kind: Kind, start: Int = 0, count: Int = 0, number: Double = 0) {
        self.kind = kind
        self.start = UInt32(truncatingIfNeeded: start)
        self.count = UInt32(truncatingIfNeeded: count)
        self.number = number
    }

    static let null = JSONValue(.null)
    static func boolean(_ value: Bool) -> JSONValue { JSONValue(.boolean, start: value ? 1 : 0) }
    static func number(_ value: Double) -> JSONValue { JSONValue(.number, number: value) }
    static func reference(_ node: Int) -> JSONValue { JSONValue(.reference, start: node) }
    static func string(_ start: Int, count: Int) -> JSONValue {
        JSONValue(.string, start: start, count: count)
    }
    static func array(_ start: Int, count: Int) -> JSONValue { JSONValue(.array, start: start, count: count) }
    static func object(_ start: Int, count: Int) -> JSONValue {
        JSONValue(.object, start: start, count: count)
    }

    /// A number as it stands in the arena's text.
    static func number(_ value: Double, _ start: Int, count: Int) -> JSONValue {
        JSONValue(.number, start: start, count: count, number: value)
    }

    /// False for what JMESPath counts as false: null, false, and what is empty. 0 is true.
    var isTrue: Bool {
        switch kind {
        case .null: false
        case .boolean: start == 1
        case .string, .array, .object: count > 0
        case .number, .reference: true
        }
    }

    /// Where its elements or members are in their list.
    var range: Range<Int> { Int(start)..<(Int(start) + Int(count)) }
}

/// One member of an object.
struct JSONMember: BitwiseCopyable {
    /// The key without escapes, in the arena's text.
    let key: Span32
    var value: JSONValue
}
