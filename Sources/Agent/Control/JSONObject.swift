// Why this file exists: the control socket speaks JSON, an object a line, written and read without a library.

import Configuration
import Platform

/// A JSON object (RFC 8259) on one line.
struct JSONObject {
    private let text = ByteBuffer(capacity: 512)

    init() { text.append("{") }

    /// The object with a line break.
    var line: String { text.text + "}\n" }

    func add(_ key: String, _ value: String?) {
        start(key)
        guard let value else { return text.append("null") }
        JSONText.append(plainlyQuoted: value, to: text)
    }

    func add(_ key: String, _ value: (some FixedWidthInteger)?) {
        start(key)
        text.append(value.map { "\($0)" } ?? "null")
    }

    func add(_ key: String, _ value: Bool) {
        start(key)
        text.append(value ? "true" : "false")
    }

    private func start(_ key: String) { text.append((text.count > 1 ? ",\"" : "\"") + key + "\":") }
}

extension MappingReader {
    /// A reader of one line of JSON; nil if it is no object.
    init?(line: some Collection<UInt8>) {
        let diagnostics = DiagnosticCollector()
        guard let node = YAML.parse(line, file: "", diagnostics: diagnostics), !diagnostics.hasErrors else {
            return nil
        }
        self.init(node, context: "", diagnostics: diagnostics)
        if diagnostics.hasErrors { return nil }
    }
}
