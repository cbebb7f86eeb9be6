// Why this file exists: the functions of JMESPath are a list, checked by the parser and run by the evaluation.

/// The built-in functions (https://jmespath.org/specification.html#built-in-functions).
enum JMESPathFunction: UInt8, CaseIterable, BitwiseCopyable {
    case abs, avg, ceil, contains, endsWith, floor, join, keys, length, map, max, maxBy, merge, min, minBy,
        notNull
    case reverse, sort, sortBy, startsWith, sum, toArray, toNumber, toString, type, values

    /// What an argument must be.
    enum Parameter: UInt8, BitwiseCopyable {
        case any, number, string, array, object
        /// An array of numbers; of strings; of either, all of one kind.
        case numbers, strings, numbersOrStrings
        case stringOrArray, stringArrayOrObject
        /// `&` and an expression.
        case expression
    }

    /// The name that expressions call it by.
    var name: String {
        switch self {
        case .endsWith: "ends_with"
        case .maxBy: "max_by"
        case .minBy: "min_by"
        case .notNull: "not_null"
        case .sortBy: "sort_by"
        case .startsWith: "starts_with"
        case .toArray: "to_array"
        case .toNumber: "to_number"
        case .toString: "to_string"
        default: "\(self)"
        }
    }

    /// All names, in order.
    static let names = allCases.map(\.name)

    init?(_ name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    /// What its arguments must be; the second means nothing for a function of one.
    var parameters: (Parameter, Parameter) {
        switch self {
        case .abs, .ceil, .floor: (.number, .any)
        case .avg, .sum: (.numbers, .any)
        case .contains: (.stringOrArray, .any)
        case .endsWith, .startsWith: (.string, .string)
        case .join: (.string, .strings)
        case .keys, .merge, .values: (.object, .any)
        case .length: (.stringArrayOrObject, .any)
        case .map: (.expression, .array)
        case .max, .min, .sort: (.numbersOrStrings, .any)
        case .maxBy, .minBy, .sortBy: (.array, .expression)
        case .notNull, .toArray, .toNumber, .toString, .type: (.any, .any)
        case .reverse: (.stringOrArray, .any)
        }
    }

    /// How many arguments it takes.
    var count: Int {
        switch self {
        case .contains, .endsWith, .startsWith, .join, .map, .maxBy, .minBy, .sortBy: 2
        default: 1
        }
    }

    /// True if the last argument may be given several times.
    var takesMore: Bool { self == .merge || self == .notNull }

    /// A call of it, for messages.
    var example: String {
        let arguments = [parameters.0, parameters.1].prefix(count).map { parameter in
            switch parameter {
            case .any, .number, .string, .stringOrArray, .stringArrayOrObject: "value"
            case .array, .numbers, .strings, .numbersOrStrings: "list"
            case .object: "object"
            case .expression: "&key"
            }
        }
        return "\(name)(\(arguments.joined(separator: ", "))\(takesMore ? ", ..." : ""))"
    }
}
