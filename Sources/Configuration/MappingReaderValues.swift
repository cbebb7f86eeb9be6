// The typed questions to a mapping, each the node's own decoder under the value's full name.

extension MappingReader {
    /// The text of a scalar; numbers and Booleans are the text they are written as.
    public mutating func string(_ key: String) -> String? {
        node(key)?.scalarText(diagnostics: diagnostics, what: path(of: key))
    }

    /// As ``string(_:)``, and an error if the key is absent or null; `example` is a value that fits, for the remedy.
    public mutating func requiredString(_ key: String, example: String? = nil) -> String? {
        require(key, example: example) ? string(key) : nil
    }

    /// A text that is not shown in messages, descriptions and dumps.
    public mutating func secret(_ key: String) -> Secret? {
        node(key)?.secret(diagnostics: diagnostics, what: path(of: key))
    }

    /// A Boolean: true, false, yes, no, on, off, y, n in the cases of https://yaml.org/type/bool.html, quoted too.
    public mutating func bool(_ key: String) -> Bool? {
        node(key)?.bool(diagnostics: diagnostics, what: path(of: key))
    }

    /// A whole number within `range`: decimal, `0x` or `0o`, with `_` between digits.
    public mutating func int(_ key: String, in range: ClosedRange<Int>) -> Int? {
        node(key)?.int(in: range, diagnostics: diagnostics, what: path(of: key))
    }

    /// A number within `range`, with or without fraction and exponent.
    public mutating func double(_ key: String, in range: ClosedRange<Double>) -> Double? {
        node(key)?.double(in: range, diagnostics: diagnostics, what: path(of: key))
    }

    /// A duration in nanoseconds (see ``Durations``), within `range` if there is one.
    public mutating func duration(_ key: String, in range: ClosedRange<Int64>? = nil) -> Int64? {
        node(key)?.duration(in: range, diagnostics: diagnostics, what: path(of: key))
    }

    /// A size in bytes (see ``ByteSizes``), within `range` if there is one.
    public mutating func byteSize(_ key: String, in range: ClosedRange<Int>? = nil) -> Int? {
        node(key)?.byteSize(in: range, diagnostics: diagnostics, what: path(of: key))
    }

    /// One of the named options, in their spelling.
    public mutating func choice<T>(_ key: String, _ options: [(String, T)]) -> T? {
        node(key)?.choice(options, diagnostics: diagnostics, what: path(of: key))
    }

    /// A list of scalars; a single scalar counts as a list of one; elements that do not fit are left out.
    public mutating func strings(_ key: String) -> [String]? {
        node(key)?.texts(diagnostics: diagnostics, what: path(of: key))
    }

    /// A mapping from free keys to texts, in the file's order, each with the place of its value; a null value is the
    /// empty text, and a value that does not fit is left out.
    public mutating func stringMap(_ key: String) -> [(key: String, value: String, location: Location)]? {
        node(key)?.textPairs(diagnostics: diagnostics, what: path(of: key))
    }

    /// The elements of a list; null elements are errors and left out.
    public mutating func list(_ key: String) -> [Node]? {
        node(key)?.list(diagnostics: diagnostics, what: path(of: key))
    }

    /// A reader of a mapping below, with the context `outer.key`.
    public mutating func mapping(_ key: String) -> MappingReader? {
        node(key).map { MappingReader($0, context: path(of: key), diagnostics: diagnostics) }
    }

    /// Readers of a list's mappings, with the contexts `outer.key[0]`, `outer.key[1]` and so on.
    public mutating func mappings(_ key: String) -> [MappingReader]? {
        let name = path(of: key)
        guard list(key) != nil, let elements = node(key)?.elements else { return nil }
        return elements.enumerated().compactMap { index, element in
            guard !element.isNull else { return nil }
            return MappingReader(element, context: "\(name)[\(index)]", diagnostics: diagnostics)
        }
    }
}
