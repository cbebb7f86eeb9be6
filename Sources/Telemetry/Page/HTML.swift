// Why this file exists: log lines hold whatever somebody sent, so text gets into the page in one place, and as text.

/// Markup that is being written. Tags, names of attributes, classes and addresses can only be literals of the program;
/// whatever is read at run time gets in through `text` or a `TextAttribute`, and is escaped there.
struct HTML {
    /// What was written: UTF-8, and nothing that XML 1.0 forbids in it.
    private(set) var bytes: [UInt8] = []

    /// Attributes whose value may come from outside: none of them holds an address or a program.
    enum TextAttribute: String {
        case ariaLabel = "aria-label"
        case dataEdition = "data-edition"
        case dataLabel = "data-label"
        case dataTitle = "data-title"
        case dateTime = "datetime"
        case id
        case path = "d"
        case title
        case colspan
    }

    /// An attribute of an element.
    enum Attribute {
        /// One that the program holds.
        case constant(StaticString, StaticString)
        /// One without a value.
        case flag(StaticString)
        /// One whose value is escaped.
        case text(TextAttribute, String)

        static func `class`(_ name: StaticString) -> Attribute { .constant("class", name) }
    }

    /// Writes markup that the program holds.
    mutating func constant(_ markup: StaticString) {
        markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Writes text, escaped.
    mutating func text(_ text: String, _ cut: PageText.Cut = .end) { PageText.append(text, cut, to: &bytes) }

    /// Writes an element and what `content` writes.
    mutating func element(
        _ tag: StaticString, _ attributes: Attribute..., content: (inout HTML) -> Void
    ) {
        open(tag, attributes)
        content(&self)
        close(tag)
    }

    /// Writes an element that holds a text.
    mutating func element(_ tag: StaticString, _ attributes: Attribute..., text: String) {
        open(tag, attributes)
        self.text(text)
        close(tag)
    }

    /// Writes an element that is empty by nature, or the opening tag alone.
    mutating func open(_ tag: StaticString, _ attributes: Attribute...) { open(tag, attributes) }

    /// Writes a closing tag.
    mutating func close(_ tag: StaticString) {
        constant("</")
        constant(tag)
        constant(">")
    }

    private mutating func open(_ tag: StaticString, _ attributes: [Attribute]) {
        constant("<")
        constant(tag)
        for attribute in attributes {
            constant(" ")
            switch attribute {
            case .flag(let name): constant(name)
            case .constant(let name, let value):
                constant(name)
                constant("=\"")
                constant(value)
                constant("\"")
            case .text(let name, let value):
                bytes.append(contentsOf: name.rawValue.utf8)
                constant("=\"")
                text(value)
                constant("\"")
            }
        }
        constant(">")
    }
}
