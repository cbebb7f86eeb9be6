// Why this file exists: to comment a section out, one has to know on which lines it stands.

import Configuration

/// The lines of a YAML text's block mappings, entry by entry, and of the elements of its block sequences.
///
/// What is written in flow style, between braces or brackets, or stands for something else by an alias, has none.
struct BlockExtents {
    /// Where an entry or element stands.
    struct Extent: Hashable {
        /// Lines, counted from 0, without comments and blank lines at their end.
        var lines: Range<Int>
        /// Columns before the key, or before an element's dash.
        let indentation: Int
        /// Whether a dash stands in the first line, before the key.
        let followsDash: Bool
    }

    private let lines: [Substring]
    private var entries: [Location: Extent] = [:]
    private var elements: [Location: Extent] = [:]

    /// - Parameters:
    ///   - lines: the text, without its line ends.
    ///   - root: what the text was read as.
    init(_ lines: [Substring], root: Node) {
        self.lines = lines
        walk(root, end: lines.count)
    }

    /// The lines of the entry whose key stands at `place`.
    func entry(at place: Location) -> Extent? { entries[place] }

    /// The lines of a sequence's element that begins at `place`.
    func element(at place: Location) -> Extent? { elements[place] }

    private mutating func walk(_ node: Node, end: Int) {
        guard !isFlow(node) else { return }
        switch node.content {
        case .scalar: return
        case .mapping(let entries):
            // What was merged stands elsewhere.
            let own = entries.filter { isInside($0.key.location, node.location, end) }
            guard isAscending(own.map(\.key.location)) else { return }
            for (index, entry) in own.enumerated() {
                let next = index + 1 < own.count ? own[index + 1].key.location.line - 1 : end
                record(entry.key.location, end: next)
                walk(entry.value, end: next)
            }
        case .sequence(let items):
            let places = items.map(\.location)
            guard places.allSatisfy({ isInside($0, node.location, end) }), isAscending(places) else { return }
            let starts = places.map(dashLine)
            for (index, item) in items.enumerated() {
                let next = index + 1 < items.count ? starts[index + 1] : end
                guard let start = starts[index], let next, start < next else { return }
                elements[item.location] = Extent(
                    lines: trimmed(start..<next), indentation: indentation(of: start), followsDash: false)
                walk(item, end: next)
            }
        }
    }

    private mutating func record(_ place: Location, end: Int) {
        let start = place.line - 1
        guard start < end else { return }
        let before = lines[start].prefix(place.column - 1)
        let followsDash = before.contains("-")
        guard before.allSatisfy({ $0 == " " || $0 == "-" }) else { return }
        entries[place] = Extent(
            lines: trimmed(start..<end), indentation: place.column - 1, followsDash: followsDash)
    }

    private func isFlow(_ node: Node) -> Bool {
        guard lines.indices.contains(node.location.line - 1) else { return true }
        let first = lines[node.location.line - 1].dropFirst(node.location.column - 1).first
        return first == "{" || first == "["
    }

    private func isInside(_ place: Location, _ start: Location, _ end: Int) -> Bool {
        place >= start && place.line - 1 < end
    }

    /// Whether each stands on a later line than the one before.
    private func isAscending(_ places: [Location]) -> Bool {
        zip(places, places.dropFirst()).allSatisfy { $0.line < $1.line }
    }

    /// The line of the dash before an element.
    private func dashLine(_ place: Location) -> Int? {
        var line = place.line - 1
        if lines[line].prefix(place.column - 1).contains("-") { return line }
        while line > 0 {
            line -= 1
            if lines[line].trimmed == "-" { return line }
            guard lines[line].isBlankOrComment else { return nil }
        }
        return nil
    }

    private func indentation(of line: Int) -> Int { lines[line].prefix { $0 == " " }.count }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound + 1, lines[end - 1].isBlankOrComment { end -= 1 }
        return range.lowerBound..<end
    }
}

extension Substring {
    /// Without white space on either side.
    fileprivate var trimmed: Substring {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    fileprivate var isBlankOrComment: Bool { trimmed.isEmpty || trimmed.first == "#" }
}
