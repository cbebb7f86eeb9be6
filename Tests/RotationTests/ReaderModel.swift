// A reader that follows a log as the agent does, and knows no more of its rotation than it is told: if it gets every line once,
// so does the agent.

import Platform
import TestSupport

@testable import Rotation

/// The checkpoints of one log, and who reads by them.
final class ReaderModel: Custodian {
    /// The contents of one generation, and how far they were read.
    struct Generation {
        var identity: FileIdentity
        var path: String
        /// In bytes of contents, behind a pad.
        var offset = 0
        /// Where it ends, if that is known.
        var end: Int?
    }

    /// What was told, in order: "pause app.log", "move app.log into app.log.1", …
    private(set) var calls: [String] = []
    /// All lines that were read.
    private(set) var lines: [Substring] = []
    /// What was done in the wrong order.
    private(set) var mistakes: [String] = []
    private(set) var generations: [Generation] = []
    /// What is said of every file.
    var answer: Custody?
    /// True once the process has been killed: nothing has an effect.
    var isDead: () -> Bool = { false }
    /// Asked before each call; may fail it.
    var failure: (String) -> CustodianError? = { _ in nil }

    private let log: String
    private var paused: [FileIdentity] = []

    init(log: String) { self.log = log }

    private func told(_ call: String) throws(CustodianError) {
        if isDead() { throw CustodianError("dead") }
        calls.append(call)
        if let failure = failure(call) { throw failure }
    }

    private func name(_ subject: Subject) -> String { FileSystem.name(of: subject.path) }

    func custody(of files: [Subject], logs: [String]) throws(CustodianError) -> [Custody] {
        try told("custody " + files.map(name).joined(separator: " "))
        return files.map { _ in answer ?? .uncovered }
    }

    func pause(_ file: Subject) throws(CustodianError) -> Int64 {
        try told("pause \(name(file))")
        paused.append(file.identity)
        guard let generation = generations.first(where: { $0.identity == file.identity }) else { return 0 }
        return System.$calls.withValue(System.linux) {
            Int64(generation.offset + padLength(generation.path))
        }
    }

    func move(_ file: Subject, into copy: Subject, contentSize: Int64) throws(CustodianError) {
        try told("move \(name(file)) into \(name(copy))")
        if file.path == log, copy.path != log, !copy.path.hasSuffix(".gz"), !paused.contains(file.identity) {
            mistakes.append("moved without a pause: \(name(file))")
        }
        for index in generations.indices where generations[index].identity == file.identity {
            generations[index].identity = copy.identity
            generations[index].path = copy.path
            generations[index].end = copy.path == log ? nil : Int(contentSize)
        }
        generations.removeAll { $0.path == log && $0.identity != copy.identity && copy.path == log }
    }

    func release(_ file: Subject) {
        if (try? told("release \(name(file))")) == nil { return }
        paused.removeAll { $0 == file.identity }
        // It goes on at once.
        if !generations.isEmpty { read(limit: 2) }
    }

    func renamed(_ file: Subject, to path: String) {
        if (try? told("renamed \(name(file)) to \(FileSystem.name(of: path))")) == nil { return }
        for index in generations.indices where generations[index].identity == file.identity {
            generations[index].path = path
        }
    }

    /// The process is gone: what is in the checkpoints is left.
    func restart() { paused = [] }

    /// Reads what there is, at most `limit` lines; a last line without its end waits.
    func read(limit: Int = .max) { System.$calls.withValue(System.linux) { readOn(limit: limit) } }

    private func readOn(limit: Int) {
        var left = limit
        if let status = try? FileStatus.of(path: log, follow: false), !paused.contains(FileIdentity(status)),
            !generations.contains(where: { $0.identity == FileIdentity(status) })
        {
            generations.append(Generation(identity: FileIdentity(status), path: log))
        }
        for index in generations.indices where left > 0 && !paused.contains(generations[index].identity) {
            let generation = generations[index]
            guard let content = contents(generation) else { continue }
            let end = min(generation.end ?? content.count, content.count)
            guard generation.offset <= end else {
                mistakes.append("\(generation.path) is shorter than what was read of it")
                continue
            }
            var rest = content[generation.offset..<end]
            while left > 0, let newline = rest.firstIndex(of: 0x0A) {
                lines.append(Substring(decoding: rest[..<newline], as: UTF8.self))
                generations[index].offset = newline + 1
                rest = rest[(newline + 1)...]
                left -= 1
            }
        }
    }

    /// Takes all of the log up to a place, whether a line ends there or not.
    func take(upTo offset: Int) { generations[generations.count - 1].offset = offset }

    /// The contents of a generation, wherever its file is now.
    private func contents(_ generation: Generation) -> [UInt8]? {
        guard let status = try? FileStatus.of(path: generation.path, follow: false),
            FileIdentity(status) == generation.identity,
            let bytes = try? FileSystem.contents(of: generation.path)
        else { return nil }
        if generation.path.hasSuffix(".gz") { return gunzipped(bytes) }
        return Array(bytes.dropFirst(padLength(generation.path)))
    }

    private func padLength(_ path: String) -> Int {
        guard let file = try? File(existing: path), let pad = try? file.pad() else { return 0 }
        return pad.length
    }
}
