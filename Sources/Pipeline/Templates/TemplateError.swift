// Why this file exists: what goes wrong while a template runs concerns one line, and is told with its place.

/// Why an execution of a template ended without a result.
struct TemplateError: Error, Hashable {
    /// What was wrong, in Go's words where it has any, without a full stop.
    let problem: String

    init(_ problem: String) { self.problem = problem }
}
