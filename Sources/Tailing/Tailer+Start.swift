// Why this file exists: at the start, what is on disk is held against what the checkpoints remember.

import Platform

extension Tailer {
    /// Finds the files, those the checkpoints know first, and makes them ready to read.
    public func start(known: [KnownGeneration], now: Int64) {
        var knownByPath: [PathKey: [KnownGeneration]] = [:]
        for generation in known {
            guard let target = targets.firstIndex(where: { $0.key == generation.target }) else { continue }
            dormant[inodeKey(target, generation.identity.inode), default: []].append(generation)
            knownByPath[pathKey(target, generation.path), default: []].append(generation)
        }
        knownPaths = Set(knownByPath.keys)
        candidates = [:]
        scanAll(now: now)
        findRenamed(now: now)
        let waiting = (candidates ?? [:]).values.sorted {
            ($0.status.modified, $0.path) < ($1.status.modified, $1.path)
        }
        candidates = nil
        findMissed(now: now, knownByPath, besides: waiting)
        for candidate in waiting {
            let isKnown = knownPaths.contains(pathKey(candidate.target, candidate.path))
            bear(
                candidate.target, candidate.path, labelledAs: candidate.path,
                at: isKnown ? .beginning : options.startAt, place: .matched, now: now)
        }
        linkGenerations()
    }

    /// Generations that are no longer where a pattern looks: sought by inode in the directory they were in.
    private func findRenamed(now: Int64) {
        var listings: [String: [FileSystem.Entry]] = [:]
        for (key, generations) in dormant.sorted(by: { $0.key.inode < $1.key.inode }) {
            for generation in generations.sorted(by: { $0.id < $1.id }) {
                let parent = FileSystem.parent(of: generation.currentPath)
                if listings[parent] == nil { listings[parent] = (try? FileSystem.list(parent))?.entries }
                // A directory that cannot be listed may be back later: nothing is concluded from it.
                guard let listing = listings[parent] else { continue }
                let found = listing.contains { entry in
                    guard entry.inode == generation.identity.inode else { return false }
                    let path = FileSystem.join(parent, entry.name)
                    guard let status = try? FileStatus.of(path: path) else { return false }
                    return resume(key.group, path, status, in: directories[parent], place: .away, now: now)
                }
                if !found {
                    dormant[key]?.removeAll { $0.id == generation.id }
                    report(.vanished(generation))
                }
            }
        }
    }

    /// Generations that came and were rotated away while nobody looked: siblings (NAME.*, NAME-*) of a known path
    /// that are newer than the newest known generation.
    private func findMissed(
        now: Int64, _ knownByPath: [PathKey: [KnownGeneration]], besides waiting: [Candidate]
    ) {
        let seen = Set(waiting.map { inodeKey($0.target, $0.status.inode) })
        for (key, known) in knownByPath.sorted(by: { $0.key.path < $1.key.path }) {
            // If the inode has its name still, it was not renamed: what lies beside it are copies, or anything.
            let present = (try? FileStatus.of(path: key.path)).map { FileIdentity($0) }
            let newest = known.max { $0.id < $1.id }
            if let present, newest?.identity.isSameInode(as: present) == true { continue }
            let written = (try? latest[key]?.file?.status().modified) ?? .max
            let born = known.map(\.identity.birth).max().flatMap { $0 > 0 ? $0 : nil } ?? .max
            let parent = FileSystem.parent(of: key.path)
            let stem = FileSystem.name(of: key.path)
            let siblings = ((try? FileSystem.list(parent))?.entries ?? []).filter {
                $0.name.hasPrefix(stem + ".") || $0.name.hasPrefix(stem + "-")
            }
            let missed = siblings.compactMap { entry -> Candidate? in
                let path = FileSystem.join(parent, entry.name)
                let inode = InodeKey(group: key.group, inode: entry.inode)
                guard !Self.isArchive(entry.name), filesByInode[inode] == nil, !seen.contains(inode),
                    !targets[key.group].include.matches(path),
                    let status = try? FileStatus.of(path: path), status.isRegular,
                    // The writer may have held the older one for longer, or that one is gone: then the birth tells.
                    status.modified >= written || (status.birth >= born && status.modified >= born),
                    !isCopy(path, of: known)
                else { return nil }
                return Candidate(target: key.group, path: path, status: status, isLink: false)
            }
            for candidate in missed.sorted(by: { $0.status.modified < $1.status.modified }) {
                bear(
                    key.group, candidate.path, labelledAs: key.path, at: .beginning, place: .away, now: now)
            }
        }
    }

    /// True if a file starts with what a known generation starts with: copied before that one was cut off, it has
    /// lines that were shipped.
    private func isCopy(_ path: String, of known: [KnownGeneration]) -> Bool {
        known.contains { generation in
            guard generation.fingerprint.length > 0, let file = try? File(path, .read) else { return false }
            return (try? generation.fingerprint.matches(file)) ?? false
        }
    }

    static func isArchive(_ name: String) -> Bool {
        [".gz", ".bz2", ".xz", ".zst", ".Z", ".lz4", ".zip"].contains { name.hasSuffix($0) }
    }

    /// Puts the generations of each path behind one another, oldest first.
    private func linkGenerations() {
        let byPath = Dictionary(grouping: filesByInode.values) { pathKey($0.target, $0.path) }
        for (key, files) in byPath {
            let ordered = files.sorted { $0.id < $1.id }
            for (older, newer) in zip(ordered, ordered.dropFirst()) {
                newer.predecessor = older
                older.successor = newer
            }
            latest[key] = ordered.last
        }
    }
}
