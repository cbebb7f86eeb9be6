// Why this file exists: an operator asks the thread that rotates for a pass, or for how things stand.

import Configuration
import Rotation
import Telemetry

/// A pass that an operator asks for.
public struct RotationOrder: Hashable, Sendable {
    /// Only says what would be done.
    public var isDryRun: Bool
    /// Rotates whatever the policies say.
    public var isForced: Bool
    /// Only these logs, by absolute path; all if there are none.
    public var paths: [String]

    /// Takes all as they are.
    public init(isDryRun: Bool = false, isForced: Bool = false, paths: [String] = []) {
        self.isDryRun = isDryRun
        self.isForced = isForced
        self.paths = paths
    }
}

/// What came of it.
public struct RotationOutcome: Hashable, Sendable {
    /// What was done, or would be, a sentence each.
    public var lines: [String] = []
    /// What could not be done, a sentence each.
    public var errors: [String] = []
    /// What logrotate(8) would end with: true for 0.
    public var isGood: Bool { errors.isEmpty }

    /// Nothing was to be done.
    public init() {}
}

extension RotationOutcome {
    /// A JSON object a line.
    var json: String {
        lines.map { Self.line("line", $0) }.joined() + errors.map { Self.line("error", $0) }.joined()
    }

    private static func line(_ key: String, _ text: String) -> String {
        let object = JSONObject()
        object.add(key, text)
        return object.line
    }

    /// Takes one line of `json`; false for what is none.
    mutating func take(_ line: some Collection<UInt8>) -> Bool {
        guard var reader = MappingReader(line: line) else { return false }
        if let text = reader.string("line") {
            lines.append(text)
            return true
        }
        guard let text = reader.string("error") else { return false }
        errors.append(text)
        return true
    }
}

/// What the thread that rotates is asked for. Every reply is called once.
enum RotorRequest: Sendable {
    /// A pass now.
    case pass(RotationOrder, @Sendable (RotationOutcome?) -> Void)
    /// How each policy stands.
    case status(@Sendable ([PolicyStatus]?) -> Void)
    /// Other policies are in effect.
    case policies([Policy])

    /// Replies that nobody rotates any more.
    func refuse() {
        switch self {
        case .pass(_, let reply): reply(nil)
        case .status(let reply): reply(nil)
        case .policies: break
        }
    }
}
