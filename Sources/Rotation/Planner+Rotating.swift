// Why this file exists: making room for a generation and putting it there is the heart of a rotation.

import Platform

extension PolicyPass {
    /// Plans the rotation of every log that is due.
    mutating func rotate() {
        for number in logs.indices where logs[number].isRotated {
            if let obstacle = obstacle(to: logs[number]) {
                remark(logs[number].path, .error, "is not rotated: \(obstacle)")
                logs[number].isRotated = false
                logs[number].again = scene.now + Due.patience
            } else {
                rotate(number)
            }
        }
    }

    private mutating func rotate(_ number: Int) {
        let path = logs[number].path
        guard let status = logs[number].log.status else { return }
        let target = names.newPath(logs[number].base, now: scene.now, scene.clock)
        if policy.scripts.before != nil, !policy.scripts.areShared {
            logs[number].prepare.append(.run(.prerotate, arguments: [path]))
        }
        if let ownership = policy.naming.makesDirectory,
            scene.directories[logs[number].base.directory] == nil,
            madeDirectories.insert(logs[number].base.directory).inserted
        {
            logs[number].prepare.append(.makeDirectory(path: logs[number].base.directory, ownership))
        }
        if !policy.naming.usesDate { logs[number].prepare += logs[number].shift(policy, names) }
        let source = Subject(path: path, identity: FileIdentity(status), size: status.size)
        // Not in place: the whole array would be copied for each log, being read at the same time.
        let (turn, fill) = actions(of: logs[number], source, target)
        logs[number].turn = turn
        logs[number].fill = fill
        logs[number].add(source, status, target, names.newPlace(now: scene.now, scene.clock), policy, scene)
    }

    /// The steps from the log to its first generation; those that come after the scripts apart.
    private func actions(of pass: LogPass, _ source: Subject, _ target: String) -> (
        turn: [Action], fill: [Action]
    ) {
        var turn: [Action]
        var fill: [Action] = []
        let create = policy.creates.flatMap { ownership in
            pass.log.status.map { Action.create(path: source.path, ownership, like: $0) }
        }
        switch policy.effectiveMethod {
        case .rename, .auto: turn = [.rename(source, to: target, isLog: true)] + [create].compactMap(\.self)
        case .renamecopy:
            let aside = source.path + ".tmp"
            turn = [.rename(source, to: aside, isLog: true)] + [create].compactMap(\.self)
            let moved = Subject(path: aside, identity: source.identity, size: source.size)
            fill = [.copy(moved, to: target, removesSource: true)]
        case .copy: turn = [.copy(source, to: target, removesSource: false)]
        case .copytruncate: turn = [.copyTruncate(source, to: target)]
        case .collapse: turn = [.collapse(source, to: target)]
        }
        turn.append(.noteRotation(path: source.path))
        if policy.scripts.after != nil, !policy.scripts.areShared {
            turn.append(.run(.postrotate, arguments: [source.path, target]))
        }
        return (turn, fill)
    }

    /// What stands in the way of a rotation, and what to do about it.
    private func obstacle(to pass: LogPass) -> String? {
        let directory = pass.base.directory
        guard let place = scene.directories[directory] else {
            if policy.naming.makesDirectory != nil { return nil }
            return "there is no directory \(directory); make it, or write createolddir"
        }
        guard place.status.isDirectory else { return "\(directory) is no directory" }
        let method = policy.effectiveMethod
        if method == .rename, let status = pass.log.status, place.status.device != status.device {
            return "\(directory) is on another filesystem; write method: renamecopy"
        }
        if method == .renamecopy {
            let aside = FileSystem.name(of: pass.path) + ".tmp"
            let home = FileSystem.parent(of: pass.path)
            if scene.directories[home]?.files[aside] != nil {
                return
                    "\(FileSystem.join(home, aside)) is in the way; a rotation that was broken off may have left it"
            }
        }
        if let first = pass.obstacles.first { return "\(first) is no regular file" }
        let target = names.newPath(pass.base, now: scene.now, scene.clock)
        let name = FileSystem.name(of: target)
        for ending in [""] + [policy.compression?.ending ?? ""] where place.files[name + ending] != nil {
            guard policy.naming.usesDate else { continue }
            return "\(target)\(ending) exists already; write a dateformat with the time of day"
        }
        return nil
    }
}

extension LogPass {
    /// Makes room at the first number: all that are in the way of the next one go up by one, the highest first.
    ///
    /// If the first number is free, a rotation was broken off after it had been made free, and nothing moves.
    mutating func shift(_ policy: Policy, _ names: GenerationNames) -> [Action] {
        let first = policy.naming.start
        let last = policy.keeps < 0 ? Int.max : first + max(1, policy.keeps) - 1
        guard generations.contains(where: { $0.place == .number(first) }) else { return [] }
        var (before, taken) = (first - 1, first)
        for index in generations.indices {
            guard case .number(let number) = generations[index].place else { continue }
            // Beyond the last are those that are held: they make way only if they must.
            if number != before { taken = number <= last ? number + 1 : max(number, taken + 1) }
            before = number
            generations[index].place = .number(taken)
        }
        var moves: [Action] = []
        for index in generations.indices.reversed() {
            guard case .number(let number) = generations[index].place else { continue }
            let path = names.path(base, number: number, ending: generations[index].ending)
            guard path != generations[index].path else { continue }
            moves.append(.rename(generations[index].subject, to: path, isLog: false))
            generations[index].path = path
        }
        return moves
    }

    /// Notes the generation that the rotation makes.
    mutating func add(
        _ source: Subject, _ status: FileStatus, _ target: String, _ place: GenerationNames.Place,
        _ policy: Policy, _ scene: Scene
    ) {
        let isRenamed = policy.effectiveMethod == .rename
        let custody = scene.custody[source.path] ?? .uncovered
        generations.insert(
            Generation(
                path: target, identity: isRenamed ? source.identity : nil, size: status.size,
                modified: isRenamed ? status.modified : scene.now * 1_000_000_000, place: place, ending: "",
                // What is shipped now is not what will have been written by then.
                custody: custody == .shipped ? .unshipped(nil) : custody, isNew: true),
            at: 0)
    }
}
