// The door of the room: YAML text in, nodes out, everything wrong with the text said in the user's words.

/// Reads YAML 1.1 (https://yaml.org/spec/1.1/) by libyaml, with the plain rules of 1.2 for numbers.
public enum YAML {
    /// How deep lists and mappings may nest, aliases counted as if they were written out.
    public static let depthLimit = 100
    /// How many values a document may have, aliases counted as if they were written out, so that a walk over any
    /// document is bounded too.
    public static let nodeLimit = 1_000_000

    /// The document in `bytes`, which are UTF-8, with or without a byte order mark.
    ///
    /// - Parameters:
    ///   - file: the name that locations carry.
    ///   - diagnostics: receives whatever is wrong.
    ///   - recovering: whether a document is returned although a key stands twice, an alias has no anchor or a merge
    ///     has nothing to merge, so that the caller can report its own findings in the same run; it then has to ask
    ///     ``DiagnosticCollector/hasErrors``.
    /// - Returns: the top value, an empty mapping for an empty document; nil after an error was reported. A second
    ///   document is an error.
    public static func parse(
        _ bytes: some Collection<UInt8>, file: String, diagnostics: DiagnosticCollector,
        recovering: Bool = false
    ) -> Node? {
        let place = { (position: Position) in
            Location(file: file, line: position.line, column: position.column)
        }
        let parsed = bytes.withContiguousStorageIfAvailable {
            parse($0, place: place, diagnostics: diagnostics, recovering: recovering)
        }
        if let parsed { return parsed }
        return Array(bytes).withUnsafeBufferPointer {
            parse($0, place: place, diagnostics: diagnostics, recovering: recovering)
        }
    }

    /// The document in an expanded text; locations are those in the text before its expansion.
    ///
    /// Otherwise as ``parse(_:file:diagnostics:recovering:)``.
    public static func parse(
        _ expansion: Environment.Expansion, diagnostics: DiagnosticCollector, recovering: Bool = false
    ) -> Node? {
        expansion.bytes.withUnsafeBufferPointer {
            parse($0, place: expansion.location(of:), diagnostics: diagnostics, recovering: recovering)
        }
    }

    private static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, place: @escaping (Position) -> Location,
        diagnostics: DiagnosticCollector, recovering: Bool
    ) -> Node? {
        let text = UnsafeBufferPointer(rebasing: bytes.dropFirst(TextCheck.byteOrderMarkLength(bytes)))
        if let (fault, offset) = TextCheck.firstFault(in: text) {
            let (message, remedy) = TextCheck.words(for: fault)
            diagnostics.error(place(Position.of(offset: offset, in: text)), message, fix: remedy)
            return nil
        }
        guard !text.isEmpty else {
            return Node(location: place(Position()), content: .mapping([]))
        }
        var document = DocumentReader(text: text, place: place, diagnostics: diagnostics)
        guard let root = document.read() else { return nil }
        return recovering || !document.foundErrors ? root : nil
    }
}
