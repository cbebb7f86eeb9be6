// Entries in short, for the tests.

@testable import Analysis

/// A second in nanoseconds.
let second: Int64 = 1_000_000_000
/// Some present.
let noon: Int64 = 1_800_000_000 * second

/// An entry, its fields as texts.
struct Entry {
    var time = noon
    var line = "{}"
    var level: String?
    var message: String?
    var errorType: String?
    var endpoint: String?
    var status: String?
    var model: String?
    var duration: Double?
    var prompt: Double?
    var completion: Double?
}

extension Analyzer {
    /// An analyser of some time with some entries.
    init(_ span: AnalysisSpan, _ entries: [Entry], now: Int64 = noon) {
        self.init(span)
        for entry in entries { take(entry, now: now) }
    }

    mutating func take(_ entry: Entry, now: Int64 = noon) {
        let texts = [
            entry.line, entry.level, entry.message, entry.errorType, entry.endpoint, entry.status,
            entry.model,
        ].map { $0.map { Array($0.utf8) } }
        withBytes(of: texts, []) { spans in
            var fields = EntryFields(
                time: entry.time, line: spans[0] ?? UnsafeRawBufferPointer(start: nil, count: 0))
            fields.level = spans[1]
            fields.message = spans[2]
            fields.errorType = spans[3]
            fields.endpoint = spans[4]
            fields.status = spans[5]
            fields.model = spans[6]
            fields.duration = entry.duration
            fields.promptTokens = entry.prompt
            fields.completionTokens = entry.completion
            take(fields, now: now)
        }
    }
}

private func withBytes(
    of texts: [[UInt8]?], _ spans: [UnsafeRawBufferPointer?], _ body: ([UnsafeRawBufferPointer?]) -> Void
) {
    guard spans.count < texts.count else { return body(spans) }
    guard let text = texts[spans.count] else { return withBytes(of: texts, spans + [nil], body) }
    text.withUnsafeBytes { withBytes(of: texts, spans + [$0], body) }
}
