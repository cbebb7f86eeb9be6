// What a power cut leaves of a file or a directory: what was synced, and any part of what came after.

/// What was done to an inode since it was synced.
final class Durability {
    enum Change {
        case wrote(Int, [UInt8])
        case resized(Int)
        case made(String, ModelNode)
        case removed(String)
        /// Renamed in this directory, or out of it to another.
        case renamed(String, to: String, in: ModelNode, ModelNode)
        /// Renamed to here from another directory.
        case arrived(String, ModelNode)
    }

    private var data: [UInt8] = []
    private var names: [(name: String, node: ModelNode)] = []
    private var changes: [Change] = []

    /// Sectors are written whole or not at all.
    private static let sector = 64

    func note(_ change: Change) { changes.append(change) }

    /// fdatasync(2).
    func sync(_ node: ModelNode) {
        data = node.data
        names = node.entries.map { ($0.name, $0.node) }
        changes = []
    }

    /// What a file holds after the power went: any of the writes since the last sync may be missing or torn.
    func fileAfterCut(using random: inout SeededRandom) -> [UInt8] {
        var data = self.data
        for change in changes {
            switch change {
            case .resized(let size) where random.chance(2, 3):
                if size < data.count {
                    data.removeLast(data.count - size)
                } else {
                    data.append(contentsOf: repeatElement(0, count: size - data.count))
                }
            case .wrote(let start, let bytes):
                for sector in (start / Self.sector)...((start + max(1, bytes.count) - 1) / Self.sector)
                where random.chance(2, 3) {
                    let from = max(start, sector * Self.sector)
                    let to = min(start + bytes.count, (sector + 1) * Self.sector)
                    guard from < to else { continue }
                    if data.count < to { data.append(contentsOf: repeatElement(0, count: to - data.count)) }
                    data.replaceSubrange(from..<to, with: bytes[(from - start)..<(to - start)])
                }
            default: break
            }
        }
        return data
    }

    /// The names in a directory after the power went: as after some of the changes since the last sync, in order.
    func namesAfterCut(of directory: ModelNode, using random: inout SeededRandom) -> [(
        name: String, node: ModelNode
    )] {
        var names = self.names
        for change in changes.prefix(random.below(changes.count + 1)) {
            switch change {
            case .made(let name, let node), .arrived(let name, let node):
                names.removeAll { $0.name == name }
                names.append((name, node))
            case .removed(let name): names.removeAll { $0.name == name }
            case .renamed(let old, let new, let parent, let node):
                names.removeAll { $0.name == old }
                guard parent === directory else { continue }
                names.removeAll { $0.name == new }
                names.append((new, node))
            case .wrote, .resized: break
            }
        }
        return names
    }
}
