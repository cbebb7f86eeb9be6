// Why this file exists: the `template` stage, which makes an extracted value out of others.

import Configuration
import Platform

/// Sets an extracted value to what a template makes of the line (https://pkg.go.dev/text/template).
///
///     - template:
///         source: level
///         template: '{{ ToUpper .Value }}'
///
/// `.Value` is the value so far, `.Entry` the line, and every extracted value has its name. Where the template makes
/// nothing, the value is gone, as in Promtail; where it fails, the value stays as it was.
final class TemplateStage: Stage {
    private let slot: Int
    private let template: LineTemplate

    private init(slot: Int, template: LineTemplate) {
        self.slot = slot
        self.template = template
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            reader.require("source", example: "level")
            reader.require("template", example: "'{{ ToUpper .Value }}'")
            guard let source = reader.string("source"), let text = reader.string("template"),
                let node = reader.node("template")
            else { return nil }
            for (key, value) in [("source", source), ("template", text)] where value.isEmpty {
                settings.diagnostics.error(
                    reader.location(of: key), "\(reader.path(of: key)): the value is empty",
                    fix: key == "source" ? "write the name of a value" : "write a text, or remove the stage")
            }
            let slot = compiler.slot(source)
            guard !source.isEmpty, !text.isEmpty,
                let template = LineTemplate(text, of: node, path: reader.path(of: "template"), compiler)
            else { return nil }
            return TemplateStage(slot: slot, template: template)
        }
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        for row in 0..<chunk.count where chunk.dropped[row] == .none {
            template.prepare(row, chunk)
            let value = chunk.text(ofValue: slot, row).map { chunk.bytes($0) }
            guard let text = template.run(row, chunk, value: value),
                chunk.scratch.count + text.count < Chunk.maximumScratch
            else { continue }
            guard text.count > 0 else {
                chunk.column(slot)[row] = .absent
                continue
            }
            let start = chunk.scratch.count
            chunk.scratch.append(text)
            chunk.column(slot)[row] = Value(span: chunk.scratchSpan(from: start), kind: .text)
        }
    }
}
