// Turns libyaml's events into nodes without recursion, so that no file can exhaust the stack, the memory or a walk.

import CYAML

/// Builds one document.
///
/// Depth and number of nodes are counted as if aliases were written out: a file of ten lines can otherwise stand for
/// a billion nodes, or for a chain so deep that letting go of it overflows the stack.
struct NodeBuilder {
    enum Kind {
        case sequence
        case mapping
    }

    /// A finished node with what an alias to it adds to the document.
    private struct Measured {
        let node: Node
        let height: Int
        let count: Int
    }

    private struct Frame {
        let kind: Kind
        let location: Location
        let anchor: String?
        var elements: [Node] = []
        var mapping = MappingBuilder()
        var height = 1
        var count = 1
    }

    private let diagnostics: DiagnosticCollector
    private var frames: [Frame] = []
    private var anchors: [String: Measured] = [:]
    private var openAnchors: [String: Int] = [:]
    /// The nulls that stand for aliases already reported, so that nothing that follows from them is.
    private var absent: Set<ObjectIdentifier> = []
    private var total = 0

    /// The top value, once it is complete.
    private(set) var root: Node?
    /// Whether something was wrong that did not end the reading.
    private(set) var foundErrors = false

    init(diagnostics: DiagnosticCollector) {
        self.diagnostics = diagnostics
    }

    /// Returns false after an error that ends the reading.
    mutating func addScalar(_ scalarEvent: yaml_event_t, at location: Location, _ places: inout TextPlaces)
        -> Bool
    {
        let event = scalarEvent.data.scalar
        let bytes = UnsafeBufferPointer(start: event.value, count: Int(clamping: event.length))
        if event.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE, bytes.contains(0) {
            fail(
                location, "a text cannot contain a NUL character", fix: "remove the escape that stands for it"
            )
        }
        let scalar = Scalar(
            text: String(decoding: bytes, as: UTF8.self),
            isPlain: event.style == YAML_PLAIN_SCALAR_STYLE,
            tag: event.tag.map { String(cString: $0) })
        let pieces = places.pieces(
            of: scalar.text, style: event.style, from: Position(scalarEvent.start_mark),
            to: Position(scalarEvent.end_mark))
        let text = Node(location: location, content: .scalar(scalar), pieces: pieces)
        let node = Measured(node: text, height: 0, count: 1)
        if let anchor = event.anchor { anchors[String(cString: anchor)] = node }
        guard grow(by: 1, at: location) else { return false }
        place(node, at: location)
        return true
    }

    /// Begins a list or mapping; returns false after an error that ends the reading.
    mutating func open(_ kind: Kind, anchor: UnsafePointer<yaml_char_t>?, at location: Location) -> Bool {
        guard grow(by: 1, at: location), checkDepth(adding: 1, at: location) else { return false }
        let name = anchor.map { String(cString: $0) }
        if let name {
            openAnchors[name, default: 0] += 1
            // An anchor written again hides the former one from here on (YAML 1.1, section 3.2.2.2).
            anchors[name] = nil
        }
        frames.append(Frame(kind: kind, location: location, anchor: name))
        return true
    }

    /// Ends the innermost list or mapping.
    mutating func close() {
        guard var frame = frames.popLast() else { return }
        let content: Node.Content
        switch frame.kind {
        case .sequence: content = .sequence(frame.elements)
        case .mapping:
            content = .mapping(frame.mapping.finish(absent: absent, diagnostics: diagnostics))
            if frame.mapping.foundErrors { foundErrors = true }
        }
        let node = Node(location: frame.location, content: content)
        let measured = Measured(node: node, height: frame.height, count: frame.count)
        if let name = frame.anchor {
            openAnchors[name, default: 1] -= 1
            if anchors[name] == nil { anchors[name] = measured }
        }
        place(measured, at: frame.location)
    }

    /// Puts the anchored node where the alias stands; returns false after an error that ends the reading.
    mutating func addAlias(_ anchor: UnsafePointer<yaml_char_t>?, at location: Location) -> Bool {
        let name = anchor.map { String(cString: $0) } ?? ""
        guard let target = anchors[name] else {
            reportMissing(name, at: location)
            let node = Node(location: location, content: .scalar(Scalar(text: "")))
            absent.insert(ObjectIdentifier(node))
            guard grow(by: 1, at: location) else { return false }
            place(Measured(node: node, height: 0, count: 1), at: location)
            return true
        }
        guard grow(by: target.count, at: location), checkDepth(adding: target.height, at: location) else {
            return false
        }
        place(target, at: location)
        return true
    }

    private mutating func place(_ child: Measured, at location: Location) {
        guard let last = frames.indices.last else {
            root = child.node
            return
        }
        frames[last].height = max(frames[last].height, child.height + 1)
        frames[last].count += child.count
        switch frames[last].kind {
        case .sequence: frames[last].elements.append(child.node)
        case .mapping:
            frames[last].mapping.add(child.node, at: location, absent: absent, diagnostics: diagnostics)
        }
    }

    private mutating func grow(by count: Int, at location: Location) -> Bool {
        total += count
        guard total > YAML.nodeLimit else { return true }
        diagnostics.error(
            location, "the file has more than \(YAML.nodeLimit) values, aliases counted as written out",
            fix: "split it, or use fewer aliases of large values")
        return false
    }

    private func checkDepth(adding height: Int, at location: Location) -> Bool {
        guard frames.count + height > YAML.depthLimit else { return true }
        diagnostics.error(
            location,
            "lists and mappings nest deeper than \(YAML.depthLimit) levels, aliases counted as written out",
            fix: "flatten the structure")
        return false
    }

    private mutating func reportMissing(_ name: String, at location: Location) {
        let alias = Quoting.quoted("*" + name)
        if openAnchors[name, default: 0] > 0 {
            fail(
                location, "the alias \(alias) stands inside the value that it names",
                fix: "write the value out, or put the anchor on another value")
            return
        }
        let fix: String
        // Beyond what is kept, a suggestion would be searched for nobody.
        if absent.count < DiagnosticCollector.limit,
            let near = Suggestions.nearest(name, among: anchors.keys.sorted())
        {
            fix = "did you mean \(Quoting.quoted("*" + near))?"
        } else {
            fix =
                "put \(Quoting.quoted("&" + name)) before the value it stands for, above this line, "
                + "or put the text in single quotes"
        }
        fail(location, "the alias \(alias) names no anchor", fix: fix)
    }

    private mutating func fail(_ location: Location, _ message: String, fix: String) {
        foundErrors = true
        diagnostics.error(location, message, fix: fix)
    }
}
