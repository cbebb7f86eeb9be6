// Why this file exists: the text that a `replace` stage puts in is fixed today and may be a template one day; this is
// the one place that knows.

import Configuration
import Platform

/// The text that stands for another one.
struct Replacement {
    private let text: [UInt8]

    /// Nil after an error.
    init?(_ text: String, at location: Location, _ diagnostics: DiagnosticCollector) {
        guard !text.contains("{{") else {
            diagnostics.error(
                location, "templates are not supported yet", fix: "write a fixed text, without '{{'")
            return nil
        }
        self.text = Array(text.utf8)
    }

    /// Appends what stands for `original`.
    @inline(__always)
    func append(for original: UnsafeRawBufferPointer, to buffer: ByteBuffer) {
        text.withUnsafeBytes { buffer.append($0) }
    }
}
