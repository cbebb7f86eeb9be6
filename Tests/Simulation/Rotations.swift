// What becomes of logs: logrotate's ways, and those of applications and people.

import Glibc
import Platform

extension World {
    func scheduleRotation(of writer: Writer) {
        guard writer.rotations > 0, !rotationKinds.isEmpty else { return }
        schedule(in: gap() * Int64(random.within(1...6))) { [unowned self, unowned writer] in
            rotate(writer)
        }
    }

    private var rotationKinds: [Kinds] {
        [
            .rename, .renameWithin, .renameAway, .delete, .truncate, .rewrite, .copyTruncate, .hardLink,
            .symlink, .renameDirectory, .unreadable,
        ].filter { kinds.contains($0) }
    }

    private func rotate(_ writer: Writer) {
        writer.rotations -= 1
        defer { scheduleRotation(of: writer) }
        // What came and went before the agent ever looked is nobody's business.
        guard !writer.isRotating, let known = writer.knownSince, disk.now >= known,
            kinds.contains(.rotateWhileDown) || !isAgentLeaving,
            disk.find(writer.path).node?.kind == .file
        else { return }
        tally.rotations += 1
        switch random.pick(rotationKinds) {
        case .rename: rename(writer)
        case .renameWithin: renameWithin(writer)
        case .delete: delete(writer)
        case .truncate: inSteps(writer, [{ [unowned self, unowned writer] in empty(writer) }])
        case .rewrite: rewrite(writer)
        case .copyTruncate: copyTruncate(writer)
        case .unreadable: forbid(writer)
        default: break
        }
    }

    /// The steps one after another, with time between them.
    func inSteps(_ writer: Writer, _ steps: [() -> Void]) {
        guard let first = steps.first else {
            writer.isRotating = false
            return
        }
        writer.isRotating = true
        first()
        let rest = Array(steps.dropFirst())
        schedule(in: random.duration(1_000, min(shape.pace, second))) { [unowned self, unowned writer] in
            inSteps(writer, rest)
        }
    }

    /// The writer goes on in the old file for a while and then opens the path anew.
    func reopenLater(_ writer: Writer) -> [() -> Void] {
        [
            { [unowned self, unowned writer] in
                // Its line is finished before it reopens.
                if let rest = writer.rest, let handle = writer.handle {
                    disk.write(handle, rest)
                    writer.rest = nil
                }
                open(writer)
            }
        ]
    }

    /// The older ones move up by one, as logrotate does it.
    private func shift(_ writer: Writer) -> [() -> Void] {
        let path = writer.path
        defer { writer.rotated += 1 }
        guard writer.rotated > 0 else { return [] }
        return (1...writer.rotated).reversed().map { number in
            { [unowned self] in
                move("\(path).\(number)", to: "\(path).\(number + 1)")
                move("\(path).\(number).gz", to: "\(path).\(number + 1).gz")
            }
        }
    }

    private func rename(_ writer: Writer) {
        let path = writer.path
        var steps = shift(writer)
        steps.append { [unowned self] in move(path, to: "\(path).1") }
        if random.chance(1, 2) {
            // Made by logrotate, before the writer hears of it.
            steps.append { [unowned self] in
                let (handle, _) = disk.open(path, O_WRONLY | O_CREAT)
                guard let handle else { return }
                if handle.node.origin == nil { adopt(handle.node, path: path) }
                note("\(path) is made: inode \(handle.node.inode)")
                disk.close(handle)
            }
        }
        steps += reopenLater(writer)
        if kinds.contains(.compress), random.chance(1, 2) {
            let number = random.within(1...writer.rotated)
            let place = random.chance(3, 4) ? steps.count : steps.count - 1
            steps.insert(contentsOf: compress("\(path).\(number)"), at: place)
        }
        inSteps(writer, steps)
    }

    private func renameWithin(_ writer: Writer) {
        writer.rotated += 1
        let target = String(writer.path.dropLast(4)) + "-\(writer.rotated).log"
        inSteps(
            writer, [{ [unowned self] in move(writer.path, to: target) }] + reopenLater(writer))
    }

    private func delete(_ writer: Writer) {
        inSteps(
            writer,
            [
                { [unowned self, unowned writer] in
                    note("\(writer.path) is removed")
                    _ = disk.unlink(writer.path)
                }
            ] + reopenLater(writer))
    }

    /// Emptied by another program, as by `: > app.log`.
    private func empty(_ writer: Writer) {
        let (handle, _) = disk.open(writer.path, O_WRONLY | O_TRUNC)
        guard let handle else { return }
        note("\(writer.path) inode \(handle.node.inode) is emptied")
        disk.close(handle)
    }

    /// Emptied and filled anew by the program itself, which may make it longer than it was.
    private func rewrite(_ writer: Writer) {
        inSteps(
            writer,
            [
                { [unowned self, unowned writer] in
                    writer.rest = nil
                    empty(writer)
                    open(writer)
                    writer.handle?.position = 0
                    for _ in 0..<random.within(1...3) { write(writer) }
                }
            ])
    }

    /// Copied a piece at a time, then emptied: what is written between is lost.
    private func copyTruncate(_ writer: Writer) {
        let path = writer.path
        let isWithin = kinds.contains(.renameWithin) && random.chance(1, 3)
        var steps = isWithin ? [] : shift(writer)
        if isWithin { writer.rotated += 1 }
        // A date: app-1.log beside app.log is another log.
        let target = isWithin ? String(path.dropLast(4)) + "-\(20_261_100 + writer.rotated).log" : path + ".1"
        let job = CopyJob()
        steps.append { [unowned self] in
            guard let source = disk.find(path).node, let origin = source.origin,
                let handle = disk.open(target, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND).handle
            else { return }
            note("\(path) is copied to \(target): inode \(handle.node.inode)")
            handle.node.origin = Origin(
                origin.generation, .copy, in: handle.node, next: { origin.generation })
            job.source = source
            job.target = handle
        }
        for isLast in [false, true] {
            steps.append { [unowned self] in
                guard let source = job.source, let target = job.target else { return }
                let from = target.node.data.count
                let end = isLast ? source.data.count : from + random.below(source.data.count - from + 1)
                disk.write(target, Array(source.data[from..<max(from, end)]))
                target.node.origin?.extended(to: target.node.data.count)
                note("inode \(source.inode) is copied up to \(end)")
                if isLast { disk.close(target) }
            }
        }
        steps.append { [unowned self, unowned writer] in
            if job.source != nil { empty(writer) }
        }
        inSteps(writer, steps)
    }

    private final class CopyJob {
        var source: ModelNode?
        var target: ModelHandle?
    }

    /// gzip(1): the archive grows, gets the times of the file, and then the file goes.
    private func compress(_ path: String) -> [() -> Void] {
        let job = CopyJob()
        var archive: [UInt8] = []
        var length = 0
        return [
            { [unowned self] in
                guard let source = disk.find(path).node, let origin = source.origin,
                    let handle = disk.open(path + ".gz", O_WRONLY | O_CREAT | O_EXCL | O_APPEND).handle
                else { return }
                (job.source, job.target) = (source, handle)
                length = source.data.count
                archive = Gzip.compressed(source.data)
                handle.node.origin = Origin(
                    origin.generation, .archive, in: handle.node, next: { origin.generation })
                note("\(path) inode \(source.inode) is compressed: inode \(handle.node.inode)")
                disk.write(handle, Array(archive[..<(archive.count / 2)]))
            },
            { [unowned self] in
                guard let source = job.source, let target = job.target else { return }
                disk.write(target, Array(archive[(archive.count / 2)...]))
                target.node.origin?.extended(to: length)
                target.node.modified = source.modified
                disk.close(target)
            },
            { [unowned self] in
                guard job.source != nil else { return }
                note("\(path) is removed: its archive is complete")
                _ = disk.unlink(path)
            },
        ]
    }

    /// Nobody may read it for a while.
    private func forbid(_ writer: Writer) {
        let node = disk.find(writer.path).node
        inSteps(
            writer,
            [
                { [unowned self, unowned writer] in
                    note("\(writer.path) may not be read")
                    disk.setReadable(writer.path, false)
                },
                { [unowned self, unowned writer] in
                    note("\(writer.path) may be read again")
                    disk.setReadable(writer.path, true)
                    node?.isReadable = true
                },
            ])
    }

    func move(_ from: String, to: String) {
        let code = disk.rename(from, to: to)
        if code != -ENOENT { note("\(from) is renamed to \(to)" + (code < 0 ? ": \(code)" : "")) }
    }
}
