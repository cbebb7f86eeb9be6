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
            let furthest = record.progress.values.map(\.offset).max() ?? 0
            return KnownGeneration(
                id: record.id, target: record.target, path: record.path, currentPath: record.currentPath,
                identity: record.identity, fingerprint: record.fingerprint,
                offsets: lanes.map { record.progress[$0.key]?.offset ?? furthest })
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
            attach(file)
            log.debug(
                "a known file",
                metadata: ["path": "\(file.currentPath)", "offset": "\(file.readers[0].offset)"])
        case .fingerprinted(let file):
            store.record(.fingerprinted(file.id, file.fingerprint))
        case .renamed(let file):
            store.record(.renamed(file.id, to: file.currentPath))
            log.debug("renamed", metadata: ["from": "\(file.path)", "to": "\(file.currentPath)"])
        case .truncated(let file, let unread):
            metrics.truncations.add()
            say(
                unread > 0 ? .error : .warning, "truncated \(file.path)",
                "a file was cut short; its new contents are read from the start",
                ["path": file.currentPath, "bytes_lost_unread": "\(unread)"])
        case .closed(let file):
            files[file.id] = nil
        case .forgotten(let id, let path):
            files[id] = nil
            store.record(.forgotten(id))
            log.debug("gone", metadata: ["path": "\(path)"])
        case .vanished(let known):
            store.record(.forgotten(known.id))
            say(
                .warning, "vanished \(known.path)",
                "a file that was followed is gone; what had not been read is lost",
                ["path": known.currentPath, "read_up_to": "\(known.offsets.min() ?? 0)"])
        case .unreadable(let path, let error):
            say(
                .error, "unreadable \(path)", "a file cannot be read; it is tried again",
                ["error": "\(error)"])
        case .noticed(let sentence):
            say(.warning, sentence, sentence, [:])
        }
    }

    private func record(_ file: FollowedFile) -> GenerationRecord {
        var record = GenerationRecord(
            id: file.id, target: settings.targets[file.target].follow.key, path: file.path,
            currentPath: file.currentPath, identity: file.identity, fingerprint: file.fingerprint)
        for lane in lanes { record.progress[lane.key] = Progress(offset: file.readers[lane.index].offset) }
        return record
    }

    private func attach(_ file: FollowedFile) {
        let target = settings.targets[file.target]
        let record = store.state.generations[file.id]
        file.attachment = FileShipping(
            labels: target.labels + [Label("filename", file.path)], pipeline: pipelines[target.scrape],
            memories: lanes.map { PipelineMemory(lastTimestamp: record?.progress[$0.key]?.lastTimestamp) },
            given: record?.given ?? [])
        files[file.id] = file
    }
}
