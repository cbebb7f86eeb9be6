// Checkpoints and the files they are about, without an agent.

import Checkpoints
import Configuration
import Platform
import TestSupport
import Testing

@testable import Agent

/// A directory of logs, and what is remembered of them.
struct PositionTrial {
    let trial: AgentTrial
    var state = CheckpointState()
    let settings: AgentSettings

    init(startAt: String = "beginning") throws {
        trial = try AgentTrial()
        let text = trial.configuration(
            "[{name: a, url: http://127.0.0.1:1/push}, {name: b, url: http://127.0.0.1:2/push}]",
            positions: "start_at: \(startAt)")
        settings = try #require(
            AgentSettings.decode(Array(text.utf8), file: "f", diagnostics: DiagnosticCollector()))
    }

    func path(_ name: String) -> String { trial.directory.path("logs/\(name)") }

    /// Writes a file and remembers it as shipped by `a` and by `b` up to these bytes.
    mutating func remember(
        _ name: String, _ text: String, a: Int64, b: Int64, bornAs: String? = nil, target: String? = nil
    ) throws {
        try trial.directory.write(text, to: "logs/\(name)")
        let status = try FileStatus.of(path: path(name))
        var record = GenerationRecord(
            id: GenerationID(state.nextGeneration), target: target ?? "test{job=\"test\"}",
            path: path(bornAs ?? name), currentPath: path(name), identity: FileIdentity(status),
            fingerprint: .empty)
        record.progress = ["a": Progress(offset: a, lastTimestamp: 7), "b": Progress(offset: b)]
        record.size = status.size
        state.apply(.born(record))
    }

    var book: PositionBook { PositionBook(state: state, settings: settings) }

    /// What a change comes to: `name client from>to`, with `!` where the file is forgotten.
    func edits(_ action: PositionChange.Action, _ name: String, client: String? = nil) throws -> [String] {
        try book.plan(PositionChange(action, path: path(name), client: client)).edits.map {
            "\(FileSystem.name(of: $0.path)) \($0.client) \($0.from)>\($0.to)\($0.isForgotten ? "!" : "")"
        }
    }

    /// The rows that are there once a change is made: `name client offset state`.
    func rows(after action: PositionChange.Action, _ name: String, client: String? = nil) throws -> [String] {
        var changed = self
        for change in try book.plan(PositionChange(action, path: path(name), client: client)).changes {
            changed.state.apply(change)
        }
        return changed.rows
    }

    var rows: [String] {
        book.rows().map { "\(FileSystem.name(of: $0.path)) \($0.client) \($0.offset) \($0.state.rawValue)" }
    }

    /// Why a change is refused.
    func refusal(_ action: PositionChange.Action, _ name: String, client: String? = nil) throws
        -> ControlRefusal
    {
        try #require(throws: ControlRefusal.self) {
            try book.plan(PositionChange(action, path: path(name), client: client))
        }
    }
}
