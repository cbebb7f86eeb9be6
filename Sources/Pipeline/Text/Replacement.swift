// Why this file exists: the text that a `replace` stage puts in is fixed or a template; this is the one place that
// knows.

import Configuration
import Platform

/// The text that stands for another one.
enum Replacement {
    case text([UInt8])
    /// `.Value` is what is replaced.
    case template(LineTemplate)

    /// Nil after an error.
    /// - Parameter node: where the text stands; nil if nothing is put in.
    init?(_ text: String, of node: Node?, path: String, _ compiler: StageCompiler) {
        guard let node, text.contains("{{") else {
            self = .text(Array(text.utf8))
            return
        }
        guard let template = LineTemplate(text, of: node, path: path, compiler) else { return nil }
        self = .template(template)
    }

    /// To be called before a row's text is looked at: the chunk's scratch space may grow.
    @inline(__always)
    func prepare(_ row: Int, _ chunk: Chunk) {
        if case .template(let template) = self { template.prepare(row, chunk) }
    }

    /// Appends what stands for `original`, which the chunk may hold; what cannot be replaced stays.
    @inline(__always)
    func append(
        for original: UnsafeRawBufferPointer, _ row: Int, _ chunk: Chunk, to buffer: ByteBuffer
    ) {
        switch self {
        case .text(let text): text.withUnsafeBytes { buffer.append($0) }
        case .template(let template):
            buffer.append(template.run(row, chunk, value: original) ?? original)
        }
    }
}
