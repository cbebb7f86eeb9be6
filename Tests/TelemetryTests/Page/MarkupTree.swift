// Why this file exists: what the page is made of is asked of a reader that, unlike a browser, forgives nothing.

import Testing

/// The elements of an HTML document, in the order in which they begin.
struct MarkupTree {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// All text in it, with references resolved.
        var text = ""
    }

    /// What makes a text no document as the page writes them.
    struct Flaw: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var elements: [Element] = []
    private static let empty: Set = ["!DOCTYPE", "meta", "link"]

    init(_ bytes: [UInt8]) throws {
        #expect(String(validating: bytes, as: UTF8.self) != nil)
        var rest = bytes[...]
        var text: [UInt8] = []
        var open: [(element: Int, start: Int)] = []
        while let bracket = rest.firstIndex(of: UInt8(ascii: "<")) {
            text += Self.resolved(rest[..<bracket])
            rest = rest[(bracket + 1)...]
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else {
                throw Flaw(description: "a tag has no end")
            }
            let tag = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            if tag.hasPrefix("/") {
                guard let last = open.popLast(), "/" + elements[last.element].name == tag else {
                    throw Flaw(description: "<\(tag)> closes what is not open")
                }
                elements[last.element].text = String(decoding: text[last.start...], as: UTF8.self)
                continue
            }
            let (name, attributes) = try Self.parts(tag[...])
            elements.append(Element(name: name, attributes: attributes))
            if Self.empty.contains(name) { continue }
            open.append((elements.count - 1, text.count))
            if name == "script" || name == "style" {
                // Nothing in it means anything but its end.
                guard
                    let close = (rest.startIndex..<rest.endIndex).first(where: {
                        rest[$0...].starts(with: Array("</\(name)>".utf8))
                    })
                else { throw Flaw(description: "<\(name)> has no end") }
                text += rest[..<close]
                rest = rest[close...]
            }
        }
        if let last = open.last { throw Flaw(description: "<\(elements[last.element].name)> is not closed") }
    }

    /// All elements of a name, perhaps of a class.
    func all(_ name: String, class wanted: String? = nil) -> [Element] {
        elements.filter { element in
            guard element.name == name else { return false }
            guard let wanted else { return true }
            return element.attributes["class"]?.split(separator: " ").contains { $0 == wanted } ?? false
        }
    }

    /// The text of the element with this id.
    func text(id: String) -> String? { elements.first { $0.attributes["id"] == id }?.text }

    private static func parts(_ tag: Substring) throws -> (String, [String: String]) {
        let name = tag.prefix { $0 != " " }
        var attributes: [String: String] = [:]
        var rest = tag.dropFirst(name.count)
        while rest.first == " " {
            rest = rest.dropFirst()
            let key = String(rest.prefix { $0 != "=" && $0 != " " })
            rest = rest.dropFirst(key.count)
            guard attributes[key] == nil else { throw Flaw(description: "\(key) stands twice in <\(tag)>") }
            attributes[key] = ""
            guard rest.hasPrefix("=\"") else { continue }
            rest = rest.dropFirst(2)
            guard let quote = rest.firstIndex(of: "\"") else {
                throw Flaw(description: "no quote in <\(tag)>")
            }
            attributes[key] = String(decoding: resolved(Array(rest[..<quote].utf8)[...]), as: UTF8.self)
            rest = rest[rest.index(after: quote)...]
        }
        guard rest.isEmpty else { throw Flaw(description: "\(rest) is left of <\(tag)>") }
        return (String(name), attributes)
    }

    private static let references = ["amp;": "&", "lt;": "<", "gt;": ">", "quot;": "\"", "#39;": "'"]

    private static func resolved(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var rest = text
        var result: [UInt8] = []
        while let mark = rest.firstIndex(of: UInt8(ascii: "&")) {
            result += rest[..<mark]
            rest = rest[(mark + 1)...]
            guard let reference = references.first(where: { rest.starts(with: $0.key.utf8) }) else {
                Issue.record(
                    "&\(String(decoding: rest.prefix(10), as: UTF8.self)) is no reference of the page's")
                continue
            }
            result += reference.value.utf8
            rest = rest.dropFirst(reference.key.utf8.count)
        }
        return result + rest
    }
}
