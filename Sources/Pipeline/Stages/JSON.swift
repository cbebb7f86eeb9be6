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
///           errors: length(steps[?failed])    # any JMESPath
///         source: message              # an extracted value instead of the line
///         drop_malformed: true         # drop what is not JSON; default false
///
/// What is no JSON object, from its first byte to its last, gives nothing and goes on unchanged, unless
/// `drop_malformed` drops it, for the reason `malformed_json`. Of a repeated key the last counts. What is not found
/// stays as an earlier stage extracted it, and so does what an expression gives null for, or gives up at (see
/// `JMESPathLimits`). A number becomes text as a float does: 1e3 is "1000". An object or array is
/// written anew as Go does, without spaces and with its keys sorted.
final class JSONStage: Stage {
    /// For the expressions that name a place; nil if there are others only.
    private let extractor: JSONExtractor?
    /// For the others; nil if there are none.
    private let computer: JMESPathExtractor?
    /// The extracted value that is looked into instead of the line.
    private let source: Int?
    private let dropReason: DropReason?

    private init(
        extractor: JSONExtractor?, computer: JMESPathExtractor?, source: Int?, dropReason: DropReason?
    ) {
        self.extractor = extractor
        self.computer = computer
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
        var programs: [JMESPathExpression] = []
        let arena = JSONArena()
        let node = reader.node("expressions")
        for (name, expression, _) in expressions {
            let text = expression.isEmpty ? name : expression
            if let path = JSONPath.parse(text) {
                paths.append((path, compiler.slot(name)))
                continue
            }
            let entry = node?.entries?.first { $0.key.text == name }
            guard let place = expression.isEmpty ? entry?.key : entry?.value else { continue }
            do throws(JMESPathError) {
                programs.append(
                    JMESPathExpression(
                        program: try JMESPathProgram(text, arena: arena), slot: compiler.slot(name),
                        node: place))
            } catch {
                compiler.diagnostics.error(
                    place.location(ofCharacter: error.offset),
                    "'\(shown(text))' is no JMESPath: \(error.problem)",
                    fix: error.remedy, isWithinText: true)
            }
        }
        let inherited = paths.map(\.slot).filter { $0 < known }
        if source == nil, !paths.isEmpty { paths += compiler.takeAnalysisPaths() }
        return JSONStage(
            extractor: paths.isEmpty && !programs.isEmpty
                ? nil : JSONExtractor(tree: KeyTree(paths), inherited: inherited),
            computer: programs.isEmpty
                ? nil : JMESPathExtractor(programs, arena: arena, problems: compiler.problems),
            source: source, dropReason: drops ? DropReason(named: "malformed_json") : nil)
    }

    /// An expression in a message, which has one line.
    private static func shown(_ text: String) -> String {
        let start = text.prefix { $0 != "\n" }.prefix(60)
        return start.count < text.count ? "\(start)…" : text
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        guard let extractor, computer == nil, source == nil else { return runAny(chunk) }
        let (contents, dropped) = (chunk.contents, chunk.dropped)
        for row in 0..<chunk.count where dropped[row] == .none {
            if !extractor.extract(row, from: contents[row], chunk), let dropReason {
                dropped[row] = dropReason
            }
        }
    }

    private func runAny(_ chunk: Chunk) {
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            var text = chunk.contents[row]
            if let source {
                let value = chunk.column(source)[row]
                guard value.kind != .absent else { continue }
                text = value.span
            }
            if let extractor, !extractor.extract(row, from: text, chunk) {
                if let dropReason { chunk.dropped[row] = dropReason }
            } else if let computer, !computer.extract(row, from: text, chunk), let dropReason {
                chunk.dropped[row] = dropReason
            }
        }
    }
}
