// Why this file exists: compressing comes last, because nothing waits for it.

import Platform

extension PolicyPass {
    /// Plans the compressing of every generation that is to stay and is not compressed.
    mutating func compress() {
        guard let compression = policy.compression else { return }
        for number in logs.indices where !logs[number].isLeftAlone {
            for generation in logs[number].generations where isDueForCompression(generation, logs[number]) {
                let target = generation.path + compression.ending
                if logs[number].generations.contains(where: { $0.path == target }) {
                    remark(generation.path, .warning, "is not compressed: \(target) exists already")
                } else {
                    logs[number].finish.append(.compress(generation.subject, to: target, compression))
                }
            }
        }
    }

    /// True for what is to be compressed now.
    func isDueForCompression(_ generation: Generation, _ log: LogPass) -> Bool {
        guard let compression = policy.compression, generation.ending.isEmpty else { return false }
        if generation.isNew, policy.keeps == 0 { return false }
        guard compression.isDelayed else { return true }
        return generation.path != log.generations.first?.path
    }
}
