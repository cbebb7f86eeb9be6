// Why this file exists: `__path__` is a glob, and the follower must know which directories can hold a match.

import Platform

/// A glob over absolute paths, as Promtail's `__path__` takes it.
///
/// `*` is any run of characters but `/`, `?` one of them, `[a-z]`, `[!a]` and `[^a]` a class, `{a,b}` one of
/// several, also nested and across directories; `**` as a whole component is any number of directories, none
/// included; `\` takes the next character as it is. A leading dot is nothing special.
public struct PathPattern: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with a pattern, with what to write instead.
    public struct SyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
        /// The sentence.
        public let description: String
    }

    /// The most patterns that braces may stand for.
    public static let maximumAlternatives = 1000

    /// The pattern as it was written.
    public let description: String
    let alternatives: [[Component]]

    enum Component: Hashable, Sendable {
        case anyDirectories
        case name(NamePattern)
    }

    /// Compiles a pattern. A relative one is taken from `directory`.
    public init(_ text: String, relativeTo directory: String = "/") throws(SyntaxError) {
        description = text
        guard !text.isEmpty else {
            throw SyntaxError(description: "an empty path; write for example /var/log/*.log")
        }
        let absolute = text.utf8.first == UInt8(ascii: "/") ? text : FileSystem.join(directory, text)
        var alternatives: [[Component]] = []
        for alternative in try Self.expandBraces(Array(absolute.unicodeScalars)) {
            var components: [Component] = []
            for part in alternative.split(separator: "/") where part != ["."] {
                if part == ["*", "*"] {
                    if components.last != .anyDirectories { components.append(.anyDirectories) }
                } else {
                    components.append(.name(try NamePattern(part)))
                }
            }
            if components.last == .anyDirectories { components.append(.name(.anything)) }
            guard !components.isEmpty else {
                throw SyntaxError(description: "'\(text)' names a directory; add a file name or *.log")
            }
            alternatives.append(components)
        }
        self.alternatives = alternatives
    }

    /// Turns `a{b,c}` into `ab`, `ac`; the innermost braces first.
    private static func expandBraces(_ text: [Unicode.Scalar]) throws(SyntaxError) -> [[Unicode.Scalar]] {
        var finished: [[Unicode.Scalar]] = []
        var waiting = [text]
        while let next = waiting.popLast() {
            guard finished.count + waiting.count < maximumAlternatives else {
                throw SyntaxError(
                    description: "the braces stand for more than \(maximumAlternatives) paths; use * instead")
            }
            guard let group = try innermostBraces(next) else {
                finished.append(next)
                continue
            }
            for choice in group.choices.reversed() {
                waiting.append(next[..<group.range.lowerBound] + choice + next[group.range.upperBound...])
            }
        }
        return finished
    }

    private static func innermostBraces(_ text: [Unicode.Scalar]) throws(SyntaxError)
        -> (range: Range<Int>, choices: [[Unicode.Scalar]])?
    {
        var open: Int?
        var commas: [Int] = []
        var index = 0
        while index < text.count {
            switch text[index] {
            case "\\": index += 1
            case "[": index = NamePattern.endOfClass(text, from: index) ?? text.count
            case "{":
                open = index
                commas = []
            case "," where open != nil: commas.append(index)
            case "}":
                guard let open else {
                    throw SyntaxError(
                        description: "'}' without '{' at character \(index + 1); write \\} for the character")
                }
                var choices: [[Unicode.Scalar]] = []
                var start = open + 1
                for end in commas + [index] {
                    choices.append(Array(text[start..<end]))
                    start = end + 1
                }
                return (open..<(index + 1), choices)
            default: break
            }
            index += 1
        }
        if let open {
            throw SyntaxError(description: "'{' at character \(open + 1) is not closed; add '}'")
        }
        return nil
    }

    /// True if the absolute path matches.
    public func matches(_ path: String) -> Bool {
        let parts = FileSystem.components(of: path)
        guard let name = parts.last else { return false }
        var position = start
        for directory in parts.dropLast() { position = advance(position, into: directory) }
        return matches(name, at: position)
    }
}

extension PathPattern {
    /// Where in its alternatives a pattern stands after some directories: what a directory walk carries along.
    struct Position: Hashable, Sendable {
        /// Pairs of alternative and component that the next name is held against.
        var places: Set<Place>

        struct Place: Hashable, Sendable {
            let alternative: Int
            let component: Int
        }

        /// True if nothing below can match.
        var isDead: Bool { places.isEmpty }
    }

    /// The position at `/`.
    var start: Position {
        closure(alternatives.indices.map { Position.Place(alternative: $0, component: 0) })
    }

    /// `**` may stand for no directory: its successor is tried as well.
    private func closure(_ places: some Sequence<Position.Place>) -> Position {
        var all: Set<Position.Place> = []
        for place in places {
            all.insert(place)
            if alternatives[place.alternative][place.component] == .anyDirectories {
                all.insert(Position.Place(alternative: place.alternative, component: place.component + 1))
            }
        }
        return Position(places: all)
    }

    /// The position inside the directory `name`.
    func advance(_ position: Position, into name: String) -> Position {
        var next: [Position.Place] = []
        for place in position.places {
            let components = alternatives[place.alternative]
            switch components[place.component] {
            case .anyDirectories: next.append(place)
            case .name(let pattern):
                guard place.component + 1 < components.count, pattern.matches(name) else { continue }
                next.append(Position.Place(alternative: place.alternative, component: place.component + 1))
            }
        }
        return closure(next)
    }

    /// True if a file called `name` matches here.
    func matches(_ name: String, at position: Position) -> Bool {
        position.places.contains { place in
            let components = alternatives[place.alternative]
            guard place.component == components.count - 1,
                case .name(let pattern) = components[place.component]
            else { return false }
            return pattern.matches(name)
        }
    }

    /// The directories that each alternative starts from: its leading components without a wildcard.
    var literalPrefixes: Set<String> {
        Set(
            alternatives.map { components in
                var path = ""
                for component in components.dropLast() {
                    guard case .name(let pattern) = component, let literal = pattern.literal else { break }
                    path += "/" + literal
                }
                return path.isEmpty ? "/" : path
            })
    }
}
