// Why this file exists: the `json` stage, which extracts values from lines that are JSON objects.

import Configuration
import Platform

/// Extracts values from a line that is a JSON object.
///
///     - json:
///         expressions:
///           level:                     # the key "level"
///           user: request.user.name    # a key of a key of a key
///           code: '"http.code"'        # a key with a dot in it
///           first: tags[0]             # an element of an array; tags[-1] is the last
///         source: message              # an extracted value instead of the line
///         drop_malformed: true         # drop what is not JSON; default false
///
/// What is no JSON object, from its first byte to its last, gives nothing and goes on unchanged, unless
/// `drop_malformed` drops it, for the reason `malformed_json`. Of a repeated key the last counts. What is not found
/// stays as an earlier stage extracted it. A number becomes text as a float does: 1e3 is "1000". An object or array is
/// written anew as Go does, without spaces and with its keys sorted.
final class JSONStage: Stage {
    private let extractor: JSONExtractor
    /// The extracted value that is looked into instead of the line.
    private let source: Int?
    private let dropReason: DropReason?

    private init(extractor: JSONExtractor, source: Int?, dropReason: DropReason?) {
        self.extractor = extractor
        self.source = source
        self.dropReason = dropReason
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in decode(&reader, &compiler) }
    }

    private static func decode(_ reader: inout MappingReader, _ compiler: inout StageCompiler) -> (any Stage)?
    {
        reader.require("expressions", example: "{level: level}")
        let expressions = reader.stringMap("expressions") ?? []
        let source = reader.string("source").map { compiler.slot($0) }
        let drops = reader.bool("drop_malformed") ?? false
        let known = compiler.slotCount
        var paths: [(path: [JSONStep], slot: Int)] = []
        for (name, expression, location) in expressions {
            let text = expression.isEmpty ? name : expression
            do throws(JSONPathError) {
                paths.append((try JSONPath.parse(text), compiler.slot(name)))
            } catch {
                report(error, text, at: location, compiler.diagnostics)
            }
        }
        return JSONStage(
            extractor: JSONExtractor(
                tree: KeyTree(paths), inherited: paths.map(\.slot).filter { $0 < known }),
            source: source, dropReason: drops ? DropReason(named: "malformed_json") : nil)
    }

    private static func report(
        _ error: JSONPathError, _ text: String, at location: Location, _ diagnostics: DiagnosticCollector
    ) {
        switch error {
        case .malformed:
            diagnostics.error(
                location, "'\(text)' is not a path",
                fix: "write a key, or keys joined by dots: request.user.name")
        case .computes:
            diagnostics.error(
                location, "'\(text)' is more than a path, and full JMESPath is not supported",
                fix: "write keys, keys in double quotes, and indexes: request.\"user.name\".groups[0]")
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            var text = chunk.contents[row]
            if let source {
                let value = chunk.column(source)[row]
                guard value.kind != .absent else { continue }
                text = value.span
            }
            if !extractor.extract(row, from: text, chunk), let dropReason { chunk.dropped[row] = dropReason }
        }
    }
}
