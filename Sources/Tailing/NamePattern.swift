// Why this file exists: one component of a glob, matched without backtracking over more than the last star.

/// A glob over one file name: `*`, `?`, classes and escapes, no slash.
struct NamePattern: Hashable, Sendable {
    private enum Element: Hashable, Sendable {
        case literal(Unicode.Scalar)
        case anyOne
        case anyRun
        case oneOf([ClosedRange<Unicode.Scalar>], inverted: Bool)

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .literal(let own): own == scalar
            case .anyOne, .anyRun: true
            case .oneOf(let ranges, let inverted): ranges.contains { $0.contains(scalar) } != inverted
            }
        }
    }

    private let elements: [Element]

    /// The name, if the pattern matches just one.
    let literal: String?

    static let anything = NamePattern(elements: [.anyRun])

    private init(elements: [Element]) {
        self.elements = elements
        var text = String.UnicodeScalarView()
        for element in elements {
            guard case .literal(let scalar) = element else {
                literal = nil
                return
            }
            text.append(scalar)
        }
        literal = String(text)
    }

    init(_ text: some Sequence<Unicode.Scalar>) throws(PathPattern.SyntaxError) {
        let scalars = Array(text)
        var elements: [Element] = []
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "*":
                if elements.last != .anyRun { elements.append(.anyRun) }
            case "?": elements.append(.anyOne)
            case "[": elements.append(try Self.parseClass(scalars, &index))
            case "\\" where index + 1 < scalars.count:
                index += 1
                elements.append(.literal(scalars[index]))
            case let scalar: elements.append(.literal(scalar))
            }
            index += 1
        }
        self.init(elements: elements)
    }

    /// Where the class that starts at `index` ends, by the same rules as below: a `]` at its start is one of it.
    static func endOfClass(_ scalars: [Unicode.Scalar], from index: Int) -> Int? {
        var at = index + 1
        if at < scalars.count, scalars[at] == "!" || scalars[at] == "^" { at += 1 }
        let first = at
        while at < scalars.count {
            if scalars[at] == "]", at > first { return at }
            at += scalars[at] == "\\" ? 2 : 1
        }
        return nil
    }

    /// Starts at `[` and leaves `index` at `]`.
    private static func parseClass(_ scalars: [Unicode.Scalar], _ index: inout Int)
        throws(PathPattern.SyntaxError) -> Element
    {
        func unclosed() -> PathPattern.SyntaxError {
            PathPattern.SyntaxError(description: "'[' is not closed; add ']', or write \\[ for the character")
        }
        index += 1
        var inverted = false
        if index < scalars.count, scalars[index] == "!" || scalars[index] == "^" {
            inverted = true
            index += 1
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while index < scalars.count, scalars[index] != "]" || ranges.isEmpty {
            if scalars[index] == "\\" { index += 1 }
            guard index < scalars.count else { throw unclosed() }
            let low = scalars[index]
            index += 1
            guard index + 1 < scalars.count, scalars[index] == "-", scalars[index + 1] != "]" else {
                ranges.append(low...low)
                continue
            }
            index += scalars[index + 1] == "\\" ? 2 : 1
            guard index < scalars.count else { throw unclosed() }
            let high = scalars[index]
            guard low <= high else {
                throw PathPattern.SyntaxError(
                    description:
                        "the range \(low)-\(high) in '[...]' is the wrong way round; write \(high)-\(low)")
            }
            ranges.append(low...high)
            index += 1
        }
        guard index < scalars.count else { throw unclosed() }
        return .oneOf(ranges, inverted: inverted)
    }

    /// Greedy with one point of return, so the time is at most pattern times name.
    func matches(_ name: String) -> Bool {
        // As the kernel compares names: to Swift, two ways to write one accented letter are equal.
        if let literal { return literal.utf8.elementsEqual(name.utf8) }
        let scalars = Array(name.unicodeScalars)
        var element = 0
        var at = 0
        var star: (element: Int, at: Int)?
        while at < scalars.count {
            if element < elements.count, elements[element] == .anyRun {
                star = (element, at)
                element += 1
            } else if element < elements.count, elements[element].matches(scalars[at]) {
                element += 1
                at += 1
            } else if let last = star {
                star = (last.element, last.at + 1)
                element = last.element + 1
                at = last.at + 1
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy { $0 == .anyRun }
    }
}
