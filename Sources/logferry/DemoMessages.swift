// Why this file exists: what the agent of the demo warns of belongs into the view, not across it.

import Logging
import Synchronization

/// Keeps the last warning of a logger and counts them all.
final class DemoMessages: Sendable {
    private let state = Mutex<(count: Int, last: String?)>((0, nil))

    /// How many warnings and errors there were, and the last one.
    var warnings: (count: Int, last: String?) { state.withLock { $0 } }

    /// A logger whose warnings and errors are kept here; the rest is forgotten.
    var logger: Logger {
        var logger = Logger(label: "logferry") { _ in Handler(messages: self) }
        logger.logLevel = .warning
        return logger
    }

    private func keep(_ text: String) {
        state.withLock { $0 = ($0.count + 1, String(text.prefix(1000))) }
    }

    private struct Handler: LogHandler {
        let messages: DemoMessages
        var logLevel = Logger.Level.warning
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = metadata.merging(event.metadata ?? [:]) { $1 }
            let details = fields.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(
                separator: ", ")
            messages.keep("\(event.message)" + (details.isEmpty ? "" : " (\(details))"))
        }
    }
}
