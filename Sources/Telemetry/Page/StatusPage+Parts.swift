// Why this file exists: sections, tables and states look the same wherever they stand on the page.

/// A column of a table.
struct PageColumn {
    /// What is in it.
    let title: StaticString
    /// Numbers stand below each other.
    let isNumber: Bool

    static func text(_ title: StaticString) -> PageColumn { PageColumn(title: title, isNumber: false) }
    static func number(_ title: StaticString) -> PageColumn { PageColumn(title: title, isNumber: true) }
}

/// What a state means to who looks.
enum PageMood {
    case good
    case busy
    case warning
    case bad
    case quiet

    var name: StaticString {
        switch self {
        case .good: "state good"
        case .busy: "state busy"
        case .warning: "state warn"
        case .bad: "state bad"
        case .quiet: "state"
        }
    }
}

extension HTML {
    /// A section with a heading, and what there is to say beside it.
    mutating func section(
        _ id: StaticString, _ title: StaticString, note: String? = nil, content: (inout HTML) -> Void
    ) {
        element("section", .constant("id", id)) {
            $0.element("h2") {
                $0.constant(title)
                if let note {
                    $0.constant(" ")
                    $0.element("small", text: note)
                }
            }
            content(&$0)
        }
    }

    /// A table; `rows` writes what is in its `tbody` elements.
    mutating func table(
        _ name: StaticString, caption: StaticString, _ columns: [PageColumn], rows: (inout HTML) -> Void
    ) {
        element("table", .class(name)) {
            $0.element("caption") { $0.constant(caption) }
            $0.element("thead") {
                $0.element("tr") {
                    for column in columns {
                        if column.isNumber {
                            $0.open("th", .constant("scope", "col"), .class("n"))
                        } else {
                            $0.open("th", .constant("scope", "col"))
                        }
                        $0.constant(column.title)
                        $0.close("th")
                    }
                }
            }
            rows(&$0)
        }
    }

    /// A cell; its label is shown where there is no room for a head.
    mutating func cell(_ column: PageColumn, content: (inout HTML) -> Void) {
        if column.isNumber {
            open("td", .class("n"), .constant("data-label", column.title))
        } else {
            open("td", .constant("data-label", column.title))
        }
        content(&self)
        close("td")
    }

    /// A cell with a text; one that is nil is a dash that nobody has to look at.
    mutating func cell(_ column: PageColumn, _ text: String?) {
        cell(column) {
            if let text { $0.text(text) } else { $0.constant("<span class=\"none\">–</span>") }
        }
    }

    /// A state: a word, with a mark that repeats in colour what it says.
    mutating func state(_ mood: PageMood, _ word: String) { element("span", .class(mood.name), text: word) }

    /// A path, shortened on the screen where its folder ends, and whole when it is copied.
    mutating func path(_ path: String) {
        guard path.utf8.count <= 400, let slash = path.lastIndex(of: "/"), path.last != "/" else {
            element("span", .class("path")) {
                $0.element("span", .class("name")) { $0.text(path, .middle) }
            }
            return
        }
        let name = path.index(after: slash)
        // A name like 0.log says nothing without the folder it is in.
        let parent =
            path.utf8.count > 40 && path[name...].utf8.count < 12
            ? path[..<slash].lastIndex(of: "/").map(path.index(after:)) ?? name : name
        element("span", .class("path"), .text(.title, path)) {
            $0.element("span", .class("folder"), text: String(path[..<parent]))
            $0.element("span", .class("name")) {
                if parent != name {
                    $0.element("span", .class("parent"), text: String(path[parent..<name]))
                }
                $0.text(String(path[name...]))
            }
        }
    }

    /// What there is to say where a list is empty, or not all of it is shown.
    mutating func remark(_ text: String) { element("p", .class("remark"), text: text) }

    /// A name and its value in a list of such.
    mutating func term(_ name: StaticString, _ value: String, note: String? = nil) {
        element("div") {
            $0.element("dt") { $0.constant(name) }
            $0.element("dd") {
                $0.text(value)
                if let note { $0.element("small", text: note) }
            }
        }
    }
}
