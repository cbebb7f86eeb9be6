// Why this file exists: a command says on standard error what an agent would say in its log, in the form of a command.

import Logging

/// Warnings on standard error. Errors are what the command itself reports at its end.
struct CommandLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning

    static var logger: Logger { Logger(label: "logferry") { _ in CommandLog() } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard event.level == .warning else { return }
        let path = event.metadata?["path"].map { "\($0): " } ?? ""
        Output.error("logferry: \(path)\(event.message)")
    }
}
