// Why this file exists: `replacement: $1-${name}` is taken apart once, and filled in for every target.

/// A replacement with references to groups, by the rules of Go's regexp.Expand (https://pkg.go.dev/regexp).
///
/// `$1` and `${1}` stand for a group, `$name` and `${name}` for a named one, `$$` for one `$`. Without braces the name
/// is as long as possible: `$1x` is `${1x}`. A group that is not there stands for nothing, and a `$` before anything
/// else for itself.
struct ReplacementTemplate: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case text(String)
        case group(Int)
        case name(String)
    }

    private let parts: [Part]

    /// Takes a template apart; every text is one.
    init(_ template: String) {
        var parts: [Part] = []
        var text: [UInt8] = []
        var rest = Array(template.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "$") else {
                text.append(byte)
                continue
            }
            if rest.first == UInt8(ascii: "$") {
                rest.removeFirst()
                text.append(byte)
            } else if let name = Self.takeName(&rest) {
                if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
                text = []
                let isNumber = name.allSatisfy { (48...57).contains($0) }
                let shown = String(decoding: name, as: UTF8.self)
                parts.append(isNumber ? .group(Int(shown) ?? .max) : .name(shown))
            } else {
                text.append(byte)
            }
        }
        if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
        self.parts = parts
    }

    /// The name after a `$`, which is taken off; nil, with nothing taken, if there is none.
    private static func takeName(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let isBraced = rest.first == UInt8(ascii: "{")
        let inner = isBraced ? rest.dropFirst() : rest
        let name = inner.prefix { isNameByte($0) }
        let behind = inner[name.endIndex...]
        guard !name.isEmpty, !isBraced || behind.first == UInt8(ascii: "}") else { return nil }
        rest = isBraced ? behind.dropFirst() : behind
        return name
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            return true
        default: return false
        }
    }

    /// The text without references, nil if there is one.
    var constant: String? {
        var whole = ""
        for part in parts {
            guard case .text(let text) = part else { return nil }
            whole += text
        }
        return whole
    }

    /// The template with the groups of a match in the place of its references.
    func filled(from match: WholeMatch) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .group(let number): match[number]
            case .name(let name): match.names.lastIndex(of: name).map { match[$0] } ?? ""
            }
        }.joined()
    }
}
