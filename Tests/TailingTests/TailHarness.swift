// The follower with a shell around it that does by hand what the agent's loop does, and remembers everything.

import Glibc
import Platform
import TestSupport
import Testing

@testable import Tailing

/// A follower over a directory of its own. Names in and out are relative to that directory.
final class TailHarness {
    /// A line that was handed over.
    struct Line: Hashable {
        let generation: UInt64
        /// The path that its labels come from.
        let path: String
        let text: String
    }

    /// What is kept of a generation, as the checkpoints would.
    struct Record {
        let target: Int
        let path: String
        var currentPath: String
        var identity: FileIdentity
        var fingerprint: Fingerprint
        var positions: [KnownGeneration.Position]
        var boundaries: [Int64] = []
        var size: Int64 = 0
        let seen: Int64
        var isFinished = false
    }

    static let second: Int64 = 1_000_000_000

    let directory: ScratchDirectory
    let targets: [FollowTarget]
    let options: Tailer.Options
    private(set) var tailer: Tailer
    /// Every line, by reader, in the order in which it came.
    private(set) var lines: [[Line]]
    private(set) var records: [GenerationID: Record] = [:]
    /// The follower's time, in nanoseconds.
    private(set) var now = 1_000 * TailHarness.second
    /// Parts of longer lines that were handed over.
    private(set) var parts = 0
    private let log: Log
    private let text = ByteBuffer()
    private var spans: ContiguousArray<Span32> = []

    /// What the follower told and was given, apart from the harness, which the follower must not hold.
    private final class Log {
        let directory: String
        var events: [TailEvent] = []
        /// The same as sentences, made at once: the files in them change.
        var sentences: [String] = []
        var lastID: UInt64 = 0

        init(directory: String) { self.directory = directory }

        func take(_ event: TailEvent) {
            events.append(event)
            if let sentence = sentence(event) { sentences.append(sentence) }
        }

        func name(_ path: String) -> String {
            let prefix = (directory + "/").utf8
            return path.utf8.starts(with: prefix)
                ? String(Substring(path.utf8.dropFirst(prefix.count))) : path
        }

        private func sentence(_ event: TailEvent) -> String? {
            switch event {
            case .born(let file): "born \(name(file.path))"
            case .resumed(let file): "resumed \(name(file.path)) at \(file.readers[0].offset)"
            case .fingerprinted: nil
            case .renamed(let file): "renamed \(name(file.path)) to \(name(file.currentPath))"
            case .rehomed(let file):
                "rehomed \(name(file.path)) to \(name(file.currentPath)) at \(file.readers[0].offset)"
            case .bounded(let file, let offset): "bounded \(name(file.path)) at \(offset)"
            case .truncated(let path): "truncated \(name(path))"
            case .skipped(let file, let bytes): "skipped \(bytes) of \(name(file.path))"
            case .closed(let file): "closed \(name(file.path))"
            case .forgotten(_, let path): "forgotten \(name(path))"
            case .missing: nil
            case .lost(let known, let unread): "lost \(name(known.path)), \(unread) unread"
            case .unreadable(let path, let error):
                "unreadable \(name(path)): \(SystemError.text(of: error.code))"
            case .noticed(let sentence): "noticed \(sentence)"
            }
        }
    }

    /// Follows what each of `includes` matches, under keys of their own unless `keys` says otherwise, from now on.
    init(
        _ includes: [String] = ["*.log"], exclude: String? = nil, keys: [String]? = nil,
        decompression: Decompression? = nil, encoding: String? = nil, options: Tailer.Options = .init(),
        in directory: ScratchDirectory? = nil
    ) throws {
        let directory = try directory ?? ScratchDirectory()
        self.directory = directory
        self.options = options
        targets = try includes.enumerated().map { index, include in
            FollowTarget(
                key: keys?[index] ?? include, include: try PathPattern(include, relativeTo: directory.path),
                exclude: try exclude.map { try PathPattern($0, relativeTo: directory.path) },
                decompression: decompression, encoding: try encoding.map { try .named($0) })
        }
        lines = Array(repeating: [], count: options.readers)
        log = Log(directory: directory.path)
        tailer = Self.tailer(targets, options, Inheritance(), log)
        tailer.start(known: [], now: now)
        record()
    }

    private static func tailer(
        _ targets: [FollowTarget], _ options: Tailer.Options, _ inherited: consuming Inheritance, _ log: Log
    ) -> Tailer {
        Tailer(
            targets: targets, options: options, inherited: inherited,
            nextID: {
                log.lastID += 1
                return GenerationID(log.lastID)
            },
            report: { log.take($0) })
    }

    /// Stops the follower; another one starts with what the records have.
    /// - Parameters:
    ///   - inheriting: the new one is given what the old one had open, as after a reload.
    ///   - targets: what the new one follows, if it is something else.
    ///   - meanwhile: what happens between the two.
    func restart(
        inheriting: Bool = false, targets: [FollowTarget]? = nil, _ meanwhile: () throws -> Void = {}
    ) throws {
        for file in tailer.openFiles { records[file.id]?.size = file.presentSize }
        let known = records.sorted { $0.key < $1.key }.map { id, record in
            KnownGeneration(
                id: id, target: self.targets[record.target].key, path: record.path,
                currentPath: record.currentPath,
                identity: record.identity, fingerprint: record.fingerprint, positions: record.positions,
                boundaries: record.boundaries, size: record.size, seen: record.seen,
                isFinished: record.isFinished)
        }
        var left = inheriting ? tailer.handOver() : Inheritance()
        tailer = Self.tailer([], options, Inheritance(), Log(directory: directory.path))
        try meanwhile()
        tailer = Self.tailer(targets ?? self.targets, options, Self.take(&left), log)
        tailer.start(known: known, now: now)
        record()
    }

    /// So that nobody else has open what the one who takes it closes.
    private static func take(_ left: inout Inheritance) -> Inheritance {
        defer { left = Inheritance() }
        return left
    }

    /// Takes what inotify has.
    func look() {
        tailer.processEvents(now: now)
        record()
    }

    /// True if inotify has something.
    var hasEvents: Bool {
        var watch = pollfd(fd: tailer.descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&watch, 1, 0) == 1
    }

    /// Lets time pass, and does what is due then.
    func pass(seconds: Int64) {
        now += seconds * Self.second
        look()
        if now >= tailer.nextDeadline { tailer.tick(now: now) }
        record()
    }

    /// Lets time pass, reads what there is, and does what is due then.
    @discardableResult
    func settle(seconds: Int64) -> [String] {
        pass(seconds: seconds)
        let lines = read()
        pass(seconds: 0)
        return lines
    }

    /// One burst from the next file that is ready; nil if none is.
    @discardableResult
    func readBurst(reader: Int = 0, limit: Int = .max, ships: Bool = true) -> Burst? {
        guard let file = tailer.nextReady(reader: reader) else { return nil }
        let burst = tailer.read(file, reader: reader, into: text, lines: &spans, limit: limit, now: now)
        if case .lines(let range, let parts, _) = burst {
            self.parts += parts
            let converter = file.encoding.flatMap { $0.needsConversion ? try? EncodingConverter($0) : nil }
            for span in spans {
                var bytes = Array(text.bytes[Int(span.start)..<Int(span.start + span.length)])
                if let converter {
                    let converted = ByteBuffer()
                    _ = bytes.withUnsafeBytes { converter.convert($0, to: converted) }
                    bytes = Array(converted.bytes)
                }
                lines[reader].append(
                    Line(
                        generation: file.id.value, path: name(file.path),
                        text: String(decoding: bytes, as: UTF8.self)))
            }
            tailer.advance(file, reader: reader, to: range.upperBound, text: text)
            if ships { ship(file, reader: reader, to: range.upperBound) }
        }
        record()
        return burst
    }

    /// Takes what inotify has, then reads all there is.
    /// - Returns: the texts of the lines that came.
    @discardableResult
    func read(reader: Int = 0, limit: Int = .max, ships: Bool = true) -> [String] {
        look()
        let before = lines[reader].count
        while readBurst(reader: reader, limit: limit, ships: ships) != nil {}
        return lines[reader][before...].map(\.text)
    }

    /// All that the reader has had of the file is answered.
    func ship(_ file: FollowedFile, reader: Int = 0, to offset: Int64? = nil) {
        let offset = offset ?? file.readers[reader].offset
        tailer.shipped(file, reader: reader, to: offset)
        let tail = offset == file.readers[reader].offset ? file.readers[reader].tail : nil
        records[file.id]?.positions[reader] = .init(offset: offset, tail: tail)
    }

    /// What was told since the last call, but for fingerprints, as sentences.
    func takeEvents() -> [String] {
        defer { log.sentences = [] }
        return log.sentences
    }

    /// The open file that was last seen under this name.
    func file(_ name: String) -> FollowedFile? {
        tailer.openFiles.first { $0.currentPath == directory.path(name) }
    }

    /// The names of the files in the directory that this process has open, those without a name marked.
    func openDescriptors() -> [String] { FileSystem.openDescriptors(in: directory.path).map(name) }

    private func name(_ path: String) -> String { log.name(path) }

    /// A rotation begins to work on a file.
    func pause(_ name: String) throws -> Int64 { try tailer.pause(identity(name), now: now) }

    /// What is in a paused file is in another one now.
    func move(_ name: String, into copy: String, size: Int64) throws {
        try tailer.move(identity(name), into: directory.path(copy), size: size, now: now)
        record()
    }

    /// A rotation is done with the file that has, or had, this name.
    func release(_ name: String, _ identity: FileIdentity? = nil) throws {
        tailer.release(try identity ?? self.identity(name), at: directory.path(name), now: now)
        record()
    }

    /// How far a file's contents are shipped.
    func shipment(_ name: String, of log: String) throws -> Shipment {
        look()
        let status = try FileStatus.of(path: directory.path(name))
        return tailer.shipment(
            of: FileIdentity(status), path: directory.path(name), size: status.size, log: directory.path(log))
    }

    /// The inode that a name stands for.
    func identity(_ name: String) throws -> FileIdentity {
        FileIdentity(try FileStatus.of(path: directory.path(name)))
    }

    /// Keeps of the events what the checkpoints would.
    private func record() {
        for event in log.events {
            switch event {
            case .born(let file):
                records[file.id] = Record(
                    target: file.target, path: file.path, currentPath: file.currentPath,
                    identity: file.identity, fingerprint: file.fingerprint,
                    positions: file.readers.map { .init(offset: $0.offset, tail: $0.tail) }, seen: file.seen)
            case .resumed(let file): records[file.id]?.isFinished = false
            case .rehomed(let file):
                records[file.id]?.isFinished = false
                records[file.id]?.identity = file.identity
                records[file.id]?.currentPath = file.currentPath
            case .fingerprinted(let file): records[file.id]?.fingerprint = file.fingerprint
            case .renamed(let file): records[file.id]?.currentPath = file.currentPath
            case .bounded(let file, let offset): records[file.id]?.boundaries.append(offset)
            case .closed(let file):
                records[file.id]?.size = file.follower.size
                records[file.id]?.isFinished = file.isShipped && file.lag == 0
            case .forgotten(let id, _): records[id] = nil
            case .missing(let known): records[known.id]?.size = known.size
            case .lost(let known, _): records[known.id]?.isFinished = true
            default: break
            }
        }
        log.events = []
    }
}

extension FileSystem {
    /// The paths below a directory that this process has open, as /proc/self/fd says them.
    static func openDescriptors(in directory: String) -> [String] {
        let numbers = (try? list("/proc/self/fd").entries.map(\.name)) ?? []
        return numbers.compactMap { number in
            var target = [UInt8](repeating: 0, count: 4_096)
            let length = target.withUnsafeMutableBytes { bytes in
                bytes.bindMemory(to: CChar.self).baseAddress.map {
                    readlink("/proc/self/fd/\(number)", $0, 4_096)
                } ?? -1
            }
            guard length > 0 else { return nil }
            let path = String(decoding: target[..<length], as: UTF8.self)
            return path.hasPrefix(directory + "/") ? path : nil
        }.sorted()
    }
}
