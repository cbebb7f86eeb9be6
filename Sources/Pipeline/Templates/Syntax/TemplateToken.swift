// Why this file exists: what stands between `{{` and `}}` is read word by word.

/// A word of an action.
struct TemplateToken {
    enum Kind: Hashable {
        case identifier, field, variable, dot
        case text([UInt8])
        case int(Int64), float(Double)
        case bool(Bool), null
        case pipe, comma, assign, declare, leftParenthesis, rightParenthesis
        case keyword(Keyword)
        /// The closing `}}`.
        case end
    }

    /// Words that are no names.
    enum Keyword: String, CaseIterable {
        case `if`, `else`, end, range, with, define, template, block, `break`, `continue`
    }

    let kind: Kind
    /// In bytes of the template.
    let range: Range<Int>
    /// True if it does not touch the word before it.
    let isApart: Bool

    /// True for what ends a pipeline.
    var endsPipeline: Bool { kind == .end || kind == .rightParenthesis }

    /// True for what ends a command.
    var endsCommand: Bool { endsPipeline || kind == .pipe }
}
