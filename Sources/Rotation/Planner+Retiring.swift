// Why this file exists: what is deleted is gone, so the one place that decides about it reads like its rules.

import Platform

extension PolicyPass {
    /// Plans what goes: first what is surplus or too old, then what the bounds on space demand.
    mutating func retire() {
        for number in logs.indices where !logs[number].isLeftAlone {
            retireSurplus(number)
            boundTotal(number)
        }
        // The oldest of all logs goes first, so all must be known.
        if policy.minimumFree != nil, !scene.isPartial { boundFree() }
    }

    private mutating func retireSurplus(_ number: Int) {
        let first = policy.naming.start
        var kept: [Generation] = []
        var gone: [(Generation, Action.RemovalReason)] = []
        for (rank, generation) in logs[number].generations.enumerated() {
            let isSurplus: Bool =
                switch generation.place {
                case _ where policy.keeps < 0: false
                case .number(let place): place >= first + policy.keeps
                case .date: rank >= policy.keeps
                }
            let reason: Action.RemovalReason
            if isSurplus {
                reason = policy.keeps == 0 && generation.isNew ? .notKept : .surplus
            } else if let expiry = expiry(of: generation), !generation.isNew, expiry <= scene.now {
                reason = .age
            } else {
                if let expiry = expiry(of: generation) {
                    logs[number].lookAgain(at: max(expiry, scene.now + 1))
                }
                kept.append(generation)
                continue
            }
            if isFree(generation) {
                gone.append((generation, reason))
            } else {
                hold(generation, reason, number)
                kept.append(generation)
            }
        }
        logs[number].generations = kept
        for (generation, reason) in gone.reversed() { remove(generation, reason, unshipped: 0, number) }
    }

    /// When it is too old, in seconds since the Unix epoch: older than `maxage`, as logrotate has it.
    private func expiry(of generation: Generation) -> Int64? {
        policy.maximumAge.map { generation.modified / 1_000_000_000 + $0 + 1 }
    }

    private func isFree(_ generation: Generation) -> Bool {
        !policy.keepsUnshipped || generation.custody.isFree
    }

    private mutating func hold(_ generation: Generation, _ reason: Action.RemovalReason, _ number: Int) {
        var bytes: Int64?
        if case .unshipped(let count) = generation.custody { bytes = count }
        logs[number].held.append(Plan.Held(log: logs[number].path, path: generation.path, unshipped: bytes))
        let why = reason == .age ? "is older than maxage" : "is more than rotate keeps"
        let what =
            bytes.map { "\(ByteCount.text($0)) of it are not shipped yet" } ?? "not all of it is shipped yet"
        remark(generation.path, .held, "\(why), but \(what)")
    }

    private mutating func remove(
        _ generation: Generation, _ reason: Action.RemovalReason, unshipped: Int64, _ number: Int
    ) {
        var actions: [Action] = [.remove(generation.subject, reason, unshipped: unshipped)]
        if policy.scripts.preremove != nil {
            actions.insert(.run(.preremove, arguments: [generation.path]), at: 0)
        }
        if generation.isNew { logs[number].finish += actions } else { logs[number].retire += actions }
        logs[number].held.removeAll { $0.path == generation.path }
        guard unshipped > 0 else { return }
        remark(
            generation.path, .warning,
            "goes to make room, with \(ByteCount.text(unshipped)) that are not shipped")
    }

    /// Removes generations of one log until they take no more than `max_total_size`.
    private mutating func boundTotal(_ number: Int) {
        guard let bound = policy.maximumTotal else { return }
        let settled = logs[number].generations.filter { takesItsSpace($0, number) }
        var total = settled.reduce(Int64(0)) { $0 + $1.size }
        guard total > bound else { return }
        for generation in inOrderOfRemoval(settled.map { (number, $0) }) where total > bound {
            total -= generation.generation.size
            drop(generation.generation, .totalSize, number)
        }
    }

    /// Removes generations of the policy until `min_free_space` of each filesystem that they are on is free.
    private mutating func boundFree() {
        var filesystems: [UInt64: Scene.Directory] = [:]
        for log in logs where !log.isLeftAlone {
            guard let directory = scene.directories[log.base.directory] else { continue }
            filesystems[directory.status.device] = directory
        }
        for (device, directory) in filesystems.sorted(by: { $0.key < $1.key }) {
            let bound: Int64
            switch policy.minimumFree {
            case nil: return
            case .bytes(let bytes): bound = bytes
            case .percent(let share):
                let bytes = Double(directory.capacity) / 100 * share
                bound = bytes < Double(Int64.max) ? Int64(bytes) : .max
            }
            guard directory.free < bound else { continue }
            var missing = bound - directory.free - freedByThisPlan(on: device)
            for (number, generation) in inOrderOfRemoval(candidates(on: device)) where missing > 0 {
                missing -= generation.size
                drop(generation, .freeSpace, number)
            }
            guard missing > 0, let any = logs.first(where: { !$0.isLeftAlone }) else { continue }
            remark(
                any.base.directory, .warning,
                "\(ByteCount.text(missing)) of min_free_space cannot be had here")
        }
    }

    private func candidates(on device: UInt64) -> [(log: Int, generation: Generation)] {
        logs.indices.flatMap { number -> [(log: Int, generation: Generation)] in
            let log = logs[number]
            guard !log.isLeftAlone, scene.directories[log.base.directory]?.status.device == device else {
                return []
            }
            return log.generations.filter { takesItsSpace($0, number) }.map { (number, $0) }
        }
    }

    private func freedByThisPlan(on device: UInt64) -> Int64 {
        var freed: Int64 = 0
        for log in logs {
            for case .remove(let subject, _, _) in log.retire where subject.identity.device == device {
                freed += subject.size
            }
        }
        return freed
    }

    /// True for what is as large as it is going to be: not what is made or about to be compressed. What is empty makes no room.
    private func takesItsSpace(_ generation: Generation, _ number: Int) -> Bool {
        generation.size > 0 && !generation.isNew && !isDueForCompression(generation, logs[number])
    }

    /// What is shipped before what is not, the oldest first.
    private func inOrderOfRemoval(_ candidates: [(log: Int, generation: Generation)])
        -> [(log: Int, generation: Generation)]
    {
        candidates.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            let (isFreeA, isFreeB) = (isFree(a.generation), isFree(b.generation))
            if isFreeA != isFreeB { return isFreeA }
            if a.log == b.log { return Generation.isNewer(b.generation, a.generation) }
            if a.generation.modified != b.generation.modified {
                return a.generation.modified < b.generation.modified
            }
            return left.offset < right.offset
        }.map(\.element)
    }

    private mutating func drop(_ generation: Generation, _ reason: Action.RemovalReason, _ number: Int) {
        logs[number].generations.removeAll { $0.path == generation.path }
        remove(generation, reason, unshipped: isFree(generation) ? 0 : generation.unshipped, number)
    }
}

extension LogPass {
    mutating func lookAgain(at moment: Int64) {
        again = again.map { min($0, moment) } ?? moment
    }
}
