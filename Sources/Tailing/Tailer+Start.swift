// Why this file exists: at the start, what is on disk is held against what the checkpoints remember.

import Platform

extension Tailer {
    /// Finds the files, those that are known first, and makes them ready to read.
    /// - Parameter known: what the checkpoints remember.
    public func start(known: [KnownGeneration], now: Int64) {
        for generation in known {
            guard let target = targets.firstIndex(where: { $0.key == generation.target }) else { continue }
            memory.add(generation, group: target)
            knownPaths.insert(pathKey(target, generation.path))
        }
        scanAll(now: now)
        settleInheritance()
    }

    /// Generations without an open file that are in another place than a pattern looks at: sought by inode where
    /// rotations put files, then among the descriptors that were handed over.
    func findRenamed(now: Int64) {
        let missing = memory.all
        guard !missing.isEmpty else { return }
        var listings = Listings()
        var places: [String: [UInt64: String]] = [:]
        let watched = directories.keys.sorted()
        let rotated = Set(
            options.rotatedPaths.flatMap { listings.files(matching: $0) }.map(FileSystem.parent)
        ).sorted()
        for (group, generation) in missing {
            let parents = [
                FileSystem.parent(of: generation.currentPath), FileSystem.parent(of: generation.path),
            ]
            let near = parents + listings.subdirectories(of: parents[1])
            // A finished one may have been written to since, but nobody moves it far.
            for directory in generation.isFinished ? Array(parents.prefix(1)) : near + rotated + watched {
                if places[directory] == nil {
                    let entries = listings.entries(of: directory) ?? []
                    places[directory] = Dictionary(entries.map { ($0.inode, $0.name) }) { first, _ in first }
                }
                guard let name = places[directory]?[generation.identity.inode] else { continue }
                let path = FileSystem.join(directory, name)
                guard let status = try? FileStatus.of(path: path), status.isRegular,
                    generation.identity.isSameInode(as: FileIdentity(status)),
                    filesByInode[InodeKey(group: group, inode: status.inode)] == nil
                else { continue }
                if resume(group, path, status, in: directories[directory], place: .away, now: now) { break }
            }
            if let file = inherited.files[generation.id], memory.has(generation.id) {
                inherit(generation, file, group, now: now)
            }
        }
    }

    private func inherit(_ generation: KnownGeneration, _ handle: File, _ group: Int, now: Int64) {
        let format = format(of: generation.currentPath, bornAs: generation.path, target: group)
        guard let contents = try? Contents(handle, format, tailBytes), let status = try? handle.status(),
            generation.identity.isSameInode(as: FileIdentity(status)),
            filesByInode[InodeKey(group: group, inode: status.inode)] == nil
        else { return }
        memory.remove(generation.id)
        let file = FollowedFile(
            generation, target: group, at: generation.currentPath, contents: contents, status: status,
            place: status.links == 0 ? .deleted : .away, now: now)
        enter(file, in: nil)
        report(.resumed(file))
    }
}
