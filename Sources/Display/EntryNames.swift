// Why this file exists: applications call the same thing by different names, also where an entry is shown on one line.

import Analysis
import Telemetry

/// Where an entry has what is shown of it: keys, or keys with points between them.
public struct EntryNames: Sendable, Hashable {
    /// The time at which it was written.
    public var timestamp = "timestamp"
    /// What kind of error it is.
    public var errorType = "error_type"
    /// What it says.
    public var message = "message"

    /// The usual names.
    public init() {}

    /// An entry on one line.
    /// - Parameter isWide: whether there is room for all of it.
    func line(_ entry: JSONValue, isWide: Bool) -> StyledLine {
        var line = StyledLine("  ")
        if let time = text(timestamp, of: entry) { line.add(AnalysisTable.time(time) + "  ", .faint) }
        if let type = text(errorType, of: entry) { line.add(type + "  ", .bad) }
        if let message = text(message, of: entry) {
            line.add(message)
            if let error = text("error", of: entry), error != message { line.add(": " + error) }
        } else {
            line.add(String(decoding: StatusJSON.line(entry).dropLast(), as: UTF8.self))
        }
        return line
    }

    /// A text or a number at this place; nil where there is none.
    private func text(_ name: String, of entry: JSONValue) -> String? {
        var value = entry
        for key in name.split(separator: ".") {
            guard case .object(let members) = value, let next = members[String(key)] else { return nil }
            value = next
        }
        return switch value {
        case .text(let text): text.isEmpty ? nil : text
        case .integer(let number): "\(number)"
        case .unsigned(let number): "\(number)"
        case .number(let number): "\(number)"
        case .null, .boolean, .array, .object: nil
        }
    }
}
