// Why this file exists: what the follower tells becomes checkpoints and log lines.

import Checkpoints
import Pipeline
import Platform
import Tailing

extension Ferry {
    /// What the checkpoints know, as the follower wants it: with an offset for every client.
    ///
    /// A client that the checkpoints do not know starts where the furthest of the others is.
    func knownGenerations() -> [KnownGeneration] {
        store.state.generations.values.sorted { $0.id < $1.id }.map { record in
            let furthest = record.progress.values.max { $0.offset < $1.offset } ?? Progress(offset: 0)
            return KnownGeneration(
                id: record.id, target: record.target, path: record.path, currentPath: record.currentPath,
                identity: record.identity, fingerprint: record.fingerprint,
                positions: lanes.map { lane in
                    let progress = record.progress[lane.key] ?? furthest
                    return KnownGeneration.Position(offset: progress.offset, tail: progress.tail)
                },
                boundaries: record.boundaries, size: record.size, seen: record.seen,
                isFinished: record.isFinished)
        }
    }

    /// Acts on what the follower saw.
    func handle(_ event: TailEvent) {
        switch event {
        case .born(let file):
            metrics.generations.add()
            store.record(.born(record(file)))
            attach(file)
            log.debug(
                "a new file",
                metadata: ["path": "\(file.currentPath)", "offset": "\(file.readers[0].offset)"])
        case .resumed(let file):
            // Written to again after all: it counts as unread until it is finished anew.
            if store.state.generations[file.id]?.isFinished == true { rehome(file) }
            attach(file)
            log.debug(
                "a known file",
                metadata: ["path": "\(file.currentPath)", "offset": "\(file.readers[0].offset)"])
        case .rehomed(let file):
            rehome(file)
            if file.attachment == nil { attach(file) }
            log.log(
                level: isRotating ? .debug : .info, "the rest of a file is read where a rotation put it",
                metadata: [
                    "path": "\(file.path)", "found": "\(file.currentPath)",
                    "offset": "\(file.readers[0].offset)",
                ]
            )
        case .fingerprinted(let file):
            store.record(.fingerprinted(file.id, file.fingerprint))
        case .renamed(let file):
            store.record(.renamed(file.id, to: file.currentPath))
            log.debug("renamed", metadata: ["from": "\(file.path)", "to": "\(file.currentPath)"])
        case .bounded(let file, let offset):
            store.record(.bounded(file.id, offset))
        case .truncated(let path):
            metrics.truncations.add()
            log.debug(
                "a file was cut off; its new contents are read from the start", metadata: ["path": "\(path)"])
        case .skipped(let file, let bytes):
            metrics.skippedBytes.add(Int(clamping: bytes))
            say(
                .warning, "hole \(file.path)",
                "a hole of NULs was passed over: its writer goes on at its old place after the file was cut off; "
                    + "open the log for appending (O_APPEND)",
                ["path": file.currentPath, "bytes": "\(bytes)"])
        case .closed(let file):
            files[file.id] = nil
            store.note(size: file.follower.size, of: file.id)
            if file.isShipped, file.lag == 0 { store.record(.finished(file.id)) }
        case .forgotten(let id, let path):
            files[id] = nil
            store.record(.forgotten(id))
            log.debug("gone", metadata: ["path": "\(path)"])
        case .missing(let known):
            store.note(size: known.size, of: known.id)
            guard known.unread > 0 else { return }
            say(
                .warning, "missing \(known.path)",
                "a file is gone that was not read to its end; copies and archives of it are looked for",
                ["path": known.currentPath, "bytes_unread": "\(known.unread)"])
        case .lost(let known, let unread):
            store.record(.finished(known.id))
            guard unread > 0 else {
                log.debug(
                    "gone, all that was known of it is shipped", metadata: ["path": "\(known.currentPath)"])
                return
            }
            metrics.lostBytes.add(Int(clamping: unread))
            say(
                .error, "lost \(known.path)",
                "a file is gone that was not read to its end, and no copy of it is found; the rest is lost",
                [
                    "path": known.currentPath, "bytes_lost": "\(unread)",
                    "read_up_to": "\(known.positions.map(\.offset).min() ?? 0)",
                ])
        case .unreadable(let path, let error):
            unreadable.note(path, error, now: Clock.monotonic())
            say(
                .error, "unreadable \(path)", "a file cannot be read; it is tried again",
                ["error": "\(error)"])
        case .noticed(let sentence):
            say(.warning, sentence, sentence, [:])
        }
    }

    private func rehome(_ file: FollowedFile) {
        store.record(.rehomed(file.id, file.identity, path: file.currentPath))
    }

    private func record(_ file: FollowedFile) -> GenerationRecord {
        var record = GenerationRecord(
            id: file.id, target: settings.targets[file.target].follow.key, path: file.path,
            currentPath: file.currentPath, identity: file.identity, fingerprint: file.fingerprint)
        for lane in lanes {
            let reader = file.readers[lane.index]
            record.progress[lane.key] = Progress(offset: reader.offset, tail: reader.tail)
        }
        record.size = file.follower.size
        record.seen = file.seen
        return record
    }

    private func attach(_ file: FollowedFile) {
        let target = settings.targets[file.target]
        let record = store.state.generations[file.id]
        let shipping = FileShipping(
            labels: LabelTable.set(of: target.labels + [Label("filename", file.path)]),
            pipeline: pipelines[target.scrape],
            places: lanes.map { lane in
                let progress = record?.progress[lane.key]
                return progress.map { ReadingPlace($0, readerAt: file.readers[lane.index].offset) }
                    ?? ReadingPlace()
            },
            needed: lanes.map { lane in
                record?.progress[lane.key]?.needed ?? file.readers[lane.index].offset
            },
            given: record?.given ?? [], twins: twins)
        // What is there now has waited since the last write at least.
        let age = max(0, Clock.realtime() - file.modified)
        shipping.lag.note(end: file.follower.size, at: Clock.monotonic() - age)
        file.attachment = shipping
        files[file.id] = file
        unreadable.settle(file.currentPath)
    }
}
