// What of a long list is measured is said by parts of names.

import Workbench

/// Which rows are measured.
public struct Selection: Equatable, Sendable {
    private let parts: [String]

    /// Every row whose full name (`kind: case`) contains one of `parts`, whatever their case; all for an empty list.
    ///
    /// Throws `WorkbenchError` for a part that is in none of `names`.
    public init(_ parts: [String], of names: [String]) throws {
        self.parts = parts.map { $0.lowercased() }
        for part in self.parts where !names.contains(where: { $0.lowercased().contains(part) }) {
            throw WorkbenchError(
                "nothing that is measured has \"\(part)\" in its name; there are "
                    + names.map { "\"\($0)\"" }.joined(separator: ", "))
        }
    }

    /// True if this case of that kind is measured.
    public func includes(_ kind: String, _ row: String) -> Bool {
        let name = "\(kind): \(row)".lowercased()
        return parts.isEmpty || parts.contains { name.contains($0) }
    }
}
