// libyaml speaks of tokens and contexts; this translates it into what the user wrote and should write.

import CYAML

/// What libyaml reported.
struct SyntaxError {
    /// What the user is told.
    struct Finding {
        let position: Position
        let message: String
        let remedy: String
    }

    /// The longest key that libyaml looks back for, in characters.
    static let longestKey = 1024

    let problem: String
    let context: String
    let position: Position
    let contextPosition: Position
    /// How many characters lie between the context and the problem.
    let distance: Int

    init(of parser: yaml_parser_t) {
        let outOfMemory = parser.error == YAML_MEMORY_ERROR
        problem =
            parser.problem.map { String(cString: $0) } ?? (outOfMemory ? "out of memory" : "unreadable text")
        context = parser.context.map { String(cString: $0) } ?? ""
        position = Position(parser.problem_mark)
        contextPosition = parser.context == nil ? position : Position(parser.context_mark)
        distance = Int(clamping: parser.problem_mark.index) - Int(clamping: parser.context_mark.index)
    }

    /// A report without a context of its own.
    init(problem: String, context: String, position: Position) {
        self.problem = problem
        self.context = context
        self.position = position
        contextPosition = position
        distance = 0
    }

    /// The error in the user's words; no value is repeated, since it may be a password.
    func explained(in source: SourceLines) -> Finding {
        if !context.contains("flow"), !context.contains("quoted"),
            let tab = source.indentingTab(inLine: position.line)
        {
            return Finding(
                position: tab, message: "a tab is used for indentation",
                remedy: "indent with spaces; YAML does not allow tabs there")
        }
        return explainedByContext() ?? explainedByProblem(source)
            ?? at(
                position, context.isEmpty ? problem : "\(context), \(problem)",
                "look for a missing quote, bracket or blank here and in the line above")
    }

    private func at(_ position: Position, _ message: String, _ remedy: String) -> Finding {
        Finding(position: position, message: message, remedy: remedy)
    }

    private func explainedByContext() -> Finding? {
        switch context {
        case "while scanning an anchor":
            return at(
                contextPosition, "a text that begins with & names an anchor, and this is no name of one",
                "put the text in single quotes")
        case "while scanning an alias":
            return at(
                contextPosition, "a text that begins with * is an alias, and this is no name of one",
                "put the text in single quotes")
        case "while scanning a tag", "while parsing a tag", "while parsing a node":
            return at(
                contextPosition, "a text that begins with ! is a tag, and this is no known one",
                "put the text in single quotes")
        case "while scanning a directive", "while scanning a %YAML directive",
            "while scanning a %TAG directive",
            "while scanning a tag directive", "while parsing a %TAG directive",
            "while parsing a tag directive":
            return at(
                contextPosition, "a line that begins with % is a directive, and this is no known one",
                "remove it, or put the text in single quotes")
        case "while scanning a block scalar" where problem == "did not find expected comment or line break",
            "while scanning a block scalar" where problem == "found an indentation indicator equal to 0":
            return at(
                contextPosition, "only the signs + - and 1 to 9 may follow | or > in its line",
                "begin the text in the next line, or put it in single quotes")
        default: return nil
        }
    }

    private func explainedByProblem(_ source: SourceLines) -> Finding? {
        switch problem {
        case "out of memory":
            return at(position, "there is not enough memory to read the file", "make the file smaller")
        case "found character that cannot start any token":
            return forbiddenStart(source)
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return at(
                position, "a tab is used for indentation",
                "indent with spaces; YAML does not allow tabs there")
        case "mapping values are not allowed in this context":
            return unexpectedColon(source)
        case "could not find expected ':'":
            return missingColon(source)
        case "did not find expected key", "did not find expected '-' indicator":
            return unexpectedPlace(source)
        case "did not find expected ',' or ']'":
            return unclosed("list", "[", "]", source)
        case "did not find expected ',' or '}'":
            if source.character(at: position) == ":" { return unexpectedColonInFlow(source) }
            return unclosed("mapping", "{", "}", source)
        case "did not find expected node content" where source.character(at: position) == ":":
            return missingKey()
        case "did not find expected node content":
            return at(
                position, "a value cannot begin with \(found(source))",
                "put the value in single quotes, or remove the sign")
        case "did not find expected <document start>":
            return at(
                position, "the top value ended above, and more text follows",
                "begin all keys of the top in the same column, and write '---' after directives")
        case "block sequence entries are not allowed in this context":
            return at(
                position, "a list cannot begin in the line of its key",
                "begin the '- ' in the next line, or write [a, b]; put a text that begins with '- ' in single quotes"
            )
        case "mapping keys are not allowed in this context":
            return at(
                position, "a text that begins with '? ' is read as a key", "put the text in single quotes")
        case "found incompatible YAML document":
            return at(
                position, "the file asks for an unknown version of YAML",
                "write %YAML 1.1, or remove the line")
        case "found duplicate %YAML directive", "found duplicate %TAG directive":
            return at(position, "the same directive stands twice", "remove one of the two")
        default: return quoted(source)
        }
    }

    private func quoted(_ source: SourceLines) -> Finding? {
        switch problem {
        case "found unexpected end of stream":
            return at(
                contextPosition, "the quote that opens here is never closed",
                "close it with the same sign; inside single quotes write '' for a quote")
        case "found unexpected document indicator":
            return at(
                contextPosition, "the quote that opens here is not closed before the line '---' or '...'",
                "close it with the same sign; inside single quotes write '' for a quote")
        case "found unknown escape character":
            return at(
                position, "a backslash inside double quotes begins an escape, and this is no known one",
                "write \\\\ for a backslash, or use single quotes")
        case "did not find expected hexdecimal number":
            return at(
                position, "the escape lacks hexadecimal digits",
                "write 2 after \\x, 4 after \\u, 8 after \\U, or use single quotes")
        case "found invalid Unicode character escape code":
            return at(position, "the escape stands for no character", "write the character itself")
        default: return nil
        }
    }

    private func forbiddenStart(_ source: SourceLines) -> Finding {
        if source.character(at: position) == "\t" {
            return at(
                position, "a tab is used for indentation",
                "indent with spaces; YAML does not allow tabs there")
        }
        return at(position, "a value cannot begin with \(found(source))", "put the value in single quotes")
    }

    private func unexpectedColon(_ source: SourceLines) -> Finding {
        if source.hasColon(before: position) {
            return at(
                position, "a value without quotes cannot contain ': '", "put the whole value in single quotes"
            )
        }
        if position.column > Self.longestKey { return tooLongKey(Position(line: position.line, column: 1)) }
        if let colon = source.colonWithoutBlank(inLine: position.line - 1) { return missingBlank(colon, ":") }
        return at(
            position, "a key stands where the value above goes on",
            "begin it in the column of the keys around it, or put the whole value in single quotes")
    }

    private func unexpectedColonInFlow(_ source: SourceLines) -> Finding {
        let key = source.before(position).reversed().prefix { $0 != "{" && $0 != "," }
        if key.count > Self.longestKey { return tooLongKey(position) }
        return at(
            position, "a value without quotes cannot contain ': '", "put the whole value in single quotes")
    }

    private func missingColon(_ source: SourceLines) -> Finding {
        if distance > Self.longestKey { return tooLongKey(contextPosition) }
        if let colon = source.colonWithoutBlank(inLine: contextPosition.line) {
            return missingBlank(colon, ":")
        }
        if source.character(at: contextPosition) == "-" { return missingBlank(contextPosition, "-") }
        return at(
            contextPosition, "a key is expected here, and no ': ' follows in the line",
            "write 'key: value', or indent the line if it goes on with the value above")
    }

    private func missingKey() -> Finding {
        at(position, "a key is missing before ':'", "write the key, as in 'key: value'")
    }

    private func missingBlank(_ position: Position, _ sign: String) -> Finding {
        at(position, "a blank is missing after '\(sign)'", "write '\(sign) ', or put a text in single quotes")
    }

    private func tooLongKey(_ position: Position) -> Finding {
        at(position, "a key is longer than \(Self.longestKey) characters", "write a shorter key")
    }

    private func unexpectedPlace(_ source: SourceLines) -> Finding {
        let before = source.before(position)
        if before.contains(where: { $0 != " " && $0 != "\t" }) {
            return at(
                position, "text follows a value that has ended",
                "put the whole value in one pair of quotes; inside single quotes write '' for a quote")
        }
        if source.character(at: position) == ":" { return missingKey() }
        let isList = context.contains("collection")
        let isElement = source.character(at: position) == "-"
        if isList {
            return at(
                position,
                "the list that begins in line \(contextPosition.line) goes on with something that is no element",
                "begin the line with '- ' in column \(contextPosition.column), or with a key left of it")
        }
        if isElement {
            return at(
                position, "a list element stands among the keys of a mapping",
                "put it below its key, or indent it to the list that it belongs to")
        }
        return at(
            position, "the indentation fits no key above",
            "begin the line in column \(contextPosition.column), where the mapping of line "
                + "\(contextPosition.line) begins, or below a key that has no value yet")
    }

    private func unclosed(_ what: String, _ open: String, _ close: String, _ source: SourceLines) -> Finding {
        at(
            position,
            "the \(what) that \(open) opens in line \(contextPosition.line) lacks a ',' or its '\(close)' before this",
            "write ',' between the elements and '\(close)' after the last; put a text with \(open) \(close) or , in quotes"
        )
    }

    private func found(_ source: SourceLines) -> String {
        guard let character = source.character(at: position) else { return "the end of a line" }
        return Quoting.quoted(String(character))
    }
}
