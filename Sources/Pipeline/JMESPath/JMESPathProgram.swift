// Why this file exists: an expression is parsed once, into a table that is walked for each line without allocating.

import Platform

/// One part of an expression. What it refers to are numbers of other nodes, all of them smaller than its own.
struct JMESPathNode: BitwiseCopyable {
    enum Operation: UInt8, BitwiseCopyable {
        /// The value that is looked at: `@`.
        case current
        /// `first` is the number of a literal.
        case literal
        /// The value of a key, `key`.
        case field
        /// Element `index`.
        case index
        /// A part of an array; `first` is the number of its bounds.
        case slice
        /// `left`, then `right` of what it gave. A pipe does the same once a projection has ended.
        case chain
        /// `right` of each element, or of each member's value, of what `left` gave; what gives null is left out.
        case projection, valueProjection
        /// The same, only of the elements for which `third` is true.
        case filterProjection
        /// What `left` gave, with the elements of its arrays in their place.
        case flatten
        /// `comparison` says how.
        case comparison
        case or, and, not
        /// `count` nodes from `first` on in the list of children; of an object their keys stand at the same places.
        case list, hash
        /// `function` over the children; `index` is where it stands in the expression, in bytes.
        case call
        /// An expression that is handed to a function, not its value.
        case reference
    }

    var operation: Operation
    var comparison: JMESPathToken.Comparison = .equal
    var function: JMESPathFunction = .type
    var left: Int32 = -1
    var right: Int32 = -1
    var third: Int32 = -1
    var first: Int32 = 0
    var count: Int32 = 0
    var index = 0
    var key = Span32(start: 0, length: 0)

    init(_ operation: Operation, _ left: Int32 = -1, _ right: Int32 = -1, third: Int32 = -1) {
        self.operation = operation
        self.left = left
        self.right = right
        self.third = third
    }
}

/// The bounds of a slice, as written.
struct JMESPathSlice: BitwiseCopyable {
    var start: Int?
    var stop: Int?
    /// Never 0.
    var step: Int
}

/// A parsed expression. Its keys and literals lie in the arena that it was parsed for; several share one.
final class JMESPathProgram {
    let arena: JSONArena
    let nodes = RecordList<JMESPathNode>()
    let children = RecordList<Int32>()
    /// The keys of objects that the expression makes, beside their children.
    let keys = RecordList<Span32>()
    let literals = RecordList<JSONValue>()
    let slices = RecordList<JMESPathSlice>()
    /// How deep each node is.
    private var depths: [Int] = []
    /// The whole expression.
    private(set) var root: Int32 = -1

    /// - Parameter arena: nothing of a line may be in it; what it holds must be sealed before lines come.
    init(_ expression: String, arena: JSONArena) throws(JMESPathError) {
        self.arena = arena
        var parser = try JMESPathParser(Array(expression.utf8), building: self)
        root = try parser.parse()
    }

    /// Adds a node; nil if the expression is too deep or too long then.
    func add(_ node: JMESPathNode) -> Int32? {
        var depth = 0
        for child in [node.left, node.right, node.third] where child >= 0 {
            depth = max(depth, depths[Int(child)])
        }
        if node.operation == .list || node.operation == .hash || node.operation == .call {
            for place in 0..<Int(node.count) {
                depth = max(depth, depths[Int(children[Int(node.first) + place])])
            }
        }
        guard depth < JMESPathLimits.depth, nodes.count < JMESPathLimits.nodes else { return nil }
        nodes.append(node)
        depths.append(depth + 1)
        return Int32(nodes.count - 1)
    }

    /// Adds a list of nodes, with keys if there are any, and gives the place of the first.
    func add(_ list: [Int32], keys names: [Span32] = []) -> Int32 {
        let first = Int32(children.count)
        for (place, node) in list.enumerated() {
            children.append(node)
            keys.append(names.indices.contains(place) ? names[place] : Span32(start: 0, length: 0))
        }
        return first
    }

    /// Puts a key into the arena.
    func key(_ text: String) -> Span32 {
        let start = arena.text.count
        arena.text.append(text)
        return Span32(start, arena.text.count)
    }
}
