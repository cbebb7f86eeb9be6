// The agent's progress is read where everybody reads it: in its metrics.

/// The sum of all samples called `name`, whatever their labels, in `text`; nil when there is none.
///
/// `text` is in Prometheus' text format
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format); lines that do not
/// follow it are passed over.
public func sampleTotal(_ name: String, in text: String) -> Double? {
    var total: Double?
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.starts(with: name.utf8) {
        var rest = line.dropFirst(name.utf8.count)
        switch rest.first {
        case UInt8(ascii: "{"):
            // A label's value may hold anything, but nothing after the labels has a brace.
            guard let brace = rest.lastIndex(of: UInt8(ascii: "}")) else { continue }
            rest = rest[rest.index(after: brace)...]
        case UInt8(ascii: " "), UInt8(ascii: "\t"): break
        default: continue
        }
        let fields = rest.split {
            $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
        }
        guard let field = fields.first, let value = Double(String(decoding: field, as: UTF8.self)) else {
            continue
        }
        total = (total ?? 0) + value
    }
    return total
}
