// What the parser hands to the rooms: YAML's three kinds of value, each with its place in the file.

/// A value of a YAML document, immutable; an alias is the very node that its anchor names.
public final class Node: Sendable {
    /// The three kinds of YAML 1.1 and 1.2, section 3.2.1 of either specification.
    public enum Content: Sendable {
        /// A text, quoted or not.
        case scalar(Scalar)
        /// The elements in order.
        case sequence([Node])
        /// The entries in the file's order, then those merged by `<<`; every key is a scalar and stands once.
        case mapping([(key: Node, value: Node)])
    }

    /// Where the value begins; for an alias, where the anchored value begins.
    public let location: Location
    /// The value; `<<` is already resolved (a key of the mapping itself wins, then the earliest merged one).
    public let content: Content
    /// Where the characters of a text stand, if they do not all follow each other from `location` on.
    let pieces: [TextPiece]

    /// A value at `location`.
    public convenience init(location: Location, content: Content) {
        self.init(location: location, content: content, pieces: [])
    }

    init(location: Location, content: Content, pieces: [TextPiece]) {
        self.location = location
        self.content = content
        self.pieces = pieces
    }

    /// Whether the value is YAML's null: nothing, `~`, `null`, `Null` or `NULL`, without quotes.
    public var isNull: Bool {
        guard case .scalar(let scalar) = content, scalar.isPlain else { return false }
        guard scalar.tag == nil || scalar.tag == "tag:yaml.org,2002:null" else { return false }
        switch scalar.text {
        case "", "~", "null", "Null", "NULL": return true
        default: return false
        }
    }
}

/// A text of a YAML document.
public struct Scalar: Hashable, Sendable {
    /// The text, with quotes removed and escapes resolved.
    public let text: String
    /// Whether it stood without quotes and not in a block (`|`, `>`), so that it may mean a number, a Boolean or null.
    public let isPlain: Bool
    /// The tag as resolved by its directives (`!!str` is `tag:yaml.org,2002:str`); nil if none was written.
    public let tag: String?

    /// A text; the defaults are those of one without quotes.
    public init(text: String, isPlain: Bool = true, tag: String? = nil) {
        self.text = text
        self.isPlain = isPlain
        self.tag = tag
    }
}

extension Node {
    /// What messages call the kind of value: "a mapping", "a list", "text" or "nothing".
    public var kind: String {
        switch content {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .scalar: return isNull ? "nothing" : "text"
        }
    }

    /// The scalar's text; nil for null and for the other kinds.
    public var text: String? {
        guard case .scalar(let scalar) = content, !isNull else { return nil }
        return scalar.text
    }

    /// The elements of a sequence; nil for the other kinds.
    public var elements: [Node]? {
        guard case .sequence(let elements) = content else { return nil }
        return elements
    }

    /// The entries of a mapping; nil for the other kinds.
    public var entries: [(key: Node, value: Node)]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// The value of `key` in a mapping, null included; nil if the key is absent or this is not a mapping.
    ///
    /// Takes time linear in the mapping's size.
    public subscript(key: String) -> Node? {
        entries?.first { $0.key.text == key }?.value
    }
}

extension Node {
    /// Where the key of a mapping's entry stands; nil if the key is absent or this is not a mapping.
    public func location(ofKey key: String) -> Location? {
        entries?.first { entry in
            guard case .scalar(let scalar) = entry.key.content else { return false }
            return scalar.text == key
        }?.key.location
    }
}

extension Node {
    /// A plain text made in code, for defaults and tests.
    public static func scalar(_ text: String, at location: Location) -> Node {
        Node(location: location, content: .scalar(Scalar(text: text)))
    }

    /// A sequence made in code, for defaults and tests.
    public static func sequence(_ elements: [Node], at location: Location) -> Node {
        Node(location: location, content: .sequence(elements))
    }

    /// A mapping made in code, for defaults and tests; the keys get the location of their values and must differ.
    public static func mapping(_ entries: [(String, Node)], at location: Location) -> Node {
        let pairs = entries.map { (key: Node.scalar($0.0, at: $0.1.location), value: $0.1) }
        return Node(location: location, content: .mapping(pairs))
    }
}
