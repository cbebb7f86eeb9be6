// Drives libyaml's event parser over one text and stops at the first thing that it cannot read.

import CYAML

/// Reads the one document of a text; the text outlives it.
struct DocumentReader {
    private let text: UnsafeBufferPointer<UInt8>
    private let place: (Position) -> Location
    private let diagnostics: DiagnosticCollector
    private var builder: NodeBuilder
    private var places: TextPlaces
    private var documents = 0

    init(
        text: UnsafeBufferPointer<UInt8>, place: @escaping (Position) -> Location,
        diagnostics: DiagnosticCollector
    ) {
        self.text = text
        self.place = place
        self.diagnostics = diagnostics
        builder = NodeBuilder(diagnostics: diagnostics)
        places = TextPlaces(text, place: place)
    }

    /// Whether something was wrong that did not end the reading.
    var foundErrors: Bool { builder.foundErrors }

    /// The top value; nil after an error that ends the reading.
    mutating func read() -> Node? {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else {
            diagnostics.error(place(Position()), "there is not enough memory to read the file")
            return nil
        }
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)

        let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
        defer { event.deallocate() }
        while true {
            guard yaml_parser_parse(parser, event) == 1 else {
                report(SyntaxError(of: parser.pointee))
                return nil
            }
            defer { yaml_event_delete(event) }
            if event.pointee.type == YAML_STREAM_END_EVENT { break }
            guard take(event.pointee) else { return nil }
        }
        guard let root = builder.root, !root.isNull else {
            return Node(location: place(Position()), content: .mapping([]))
        }
        return root
    }

    /// Returns false after an error that ends the reading.
    private mutating func take(_ event: yaml_event_t) -> Bool {
        let start = place(Position(event.start_mark))
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
            documents += 1
            guard documents > 1 else { return true }
            diagnostics.error(
                start, "a second document begins here", fix: "keep one document a file, and remove the '---'")
            return false
        case YAML_SCALAR_EVENT:
            return builder.addScalar(event, at: start, &places)
        case YAML_SEQUENCE_START_EVENT:
            return builder.open(.sequence, anchor: event.data.sequence_start.anchor, at: start)
        case YAML_MAPPING_START_EVENT:
            return builder.open(.mapping, anchor: event.data.mapping_start.anchor, at: start)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            builder.close()
            return true
        case YAML_ALIAS_EVENT:
            return builder.addAlias(event.data.alias.anchor, at: start)
        default:
            return true
        }
    }

    private func report(_ error: SyntaxError) {
        let finding = error.explained(in: SourceLines(text))
        diagnostics.error(place(finding.position), finding.message, fix: finding.remedy)
    }
}

extension Position {
    /// libyaml counts from 0.
    init(_ mark: yaml_mark_t) {
        self.init(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    }
}
