// Why this file exists: applications call the same thing by different names; the analysis is told which.

import Configuration

/// Where the analysis finds in a line what it counts: the fields of its JSON, or values that stages extracted.
public struct AnalysisFields: Hashable, Sendable {
    /// What is looked for. The raw value is the key of `analysis` that says where it is.
    enum Field: String, CaseIterable, Sendable {
        case timestamp, level, message, endpoint, duration, status, model
        case errorType = "error_type"
        case promptTokens = "tokens_prompt"
        case completionTokens = "tokens_completion"

        /// Where it is unless the configuration says otherwise.
        fileprivate var usual: String {
            switch self {
            case .promptTokens: "tokens.prompt"
            case .completionTokens: "tokens.completion"
            default: rawValue
            }
        }
    }

    /// The keys that `init(reading:over:)` takes.
    static let keys = Field.allCases.map(\.rawValue) + ["duration_unit"]

    private static let units: [(String, Double)] = [("s", 1), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)]

    private var names = Dictionary(uniqueKeysWithValues: Field.allCases.map { ($0, $0.usual) })
    /// The seconds of one unit of a duration that is a number.
    private(set) var durationUnit = 1.0

    /// The names that are looked for unless the configuration says otherwise.
    public init() {}

    /// Reads the names that stand in a mapping; the others are those of `defaults`.
    public init(reading reader: inout MappingReader, over defaults: AnalysisFields = AnalysisFields()) {
        self = defaults
        for field in Field.allCases {
            guard let name = reader.string(field.rawValue) else { continue }
            guard JSONPath.parse(name) != nil else {
                reader.diagnostics.error(
                    reader.location(of: field.rawValue),
                    "\(reader.path(of: field.rawValue)): '\(name)' names no place in a line",
                    fix: "write a key, or keys with points between them, as in '\(field.rawValue): a.b'")
                continue
            }
            names[field] = name
        }
        durationUnit = reader.choice("duration_unit", Self.units) ?? durationUnit
    }

    /// The name of a field, as the configuration has it.
    func name(of field: Field) -> String { names[field] ?? field.usual }

    /// The way to a field in the line's JSON.
    func path(to field: Field) -> [JSONStep] { JSONPath.parse(name(of: field)) ?? [.key(field.rawValue)] }
}
