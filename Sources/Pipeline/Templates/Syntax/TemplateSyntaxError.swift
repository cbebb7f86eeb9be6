// Why this file exists: a mistake in a template is told at its place, with what to write instead.

/// What is wrong with the text of a template.
struct TemplateSyntaxError: Error, Hashable {
    /// Where, in bytes from the template's start.
    let offset: Int
    /// What, without a full stop.
    let problem: String
    /// What to write instead; nil where the problem says it.
    let remedy: String?

    init(_ offset: Int, _ problem: String, fix remedy: String? = nil) {
        (self.offset, self.problem, self.remedy) = (offset, problem, remedy)
    }
}
