// Why this file exists: the keys that a json stage looks for, laid out so that a line's key is compared at once.

import Glibc

/// A tree of JSON object keys, from the paths that a stage extracts: `a.b` and `a.c` share the node of `a`.
///
/// Immutable after it was built; node 0 is the root.
final class KeyTree {
    struct Branch {
        let key: UnsafeRawPointer
        let length: Int
        /// The column that takes the value, -1 for none.
        var slot: Int
        /// The node of the keys below, -1 for none.
        var child: Int
    }

    private var keys: [[UInt8]] = []
    private var storage: [UnsafeMutableRawPointer] = []
    private(set) var nodes: [[Branch]] = [[]]
    /// All columns that the tree fills.
    private(set) var slots: [Int] = []
    /// Columns that take the same value as another one.
    private(set) var copies: [(from: Int, to: Int)] = []

    deinit { for block in storage { block.deallocate() } }

    /// Adds a path of at least one key.
    func insert(_ path: [String], slot: Int) {
        var node = 0
        for (depth, key) in path.enumerated() {
            let index = branch(key, in: node)
            if depth == path.count - 1 {
                if nodes[node][index].slot >= 0 {
                    copies.append((nodes[node][index].slot, slot))
                } else {
                    nodes[node][index].slot = slot
                    slots.append(slot)
                }
            } else {
                if nodes[node][index].child < 0 {
                    nodes[node][index].child = nodes.count
                    nodes.append([])
                }
                node = nodes[node][index].child
            }
        }
    }

    private func branch(_ key: String, in node: Int) -> Int {
        let bytes = Array(key.utf8)
        if let known = nodes[node].firstIndex(where: { matches($0, bytes) }) { return known }
        let block = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
        bytes.withUnsafeBytes { block.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(block), byteCount: bytes.count) }
        storage.append(block)
        nodes[node].append(Branch(key: UnsafeRawPointer(block), length: bytes.count, slot: -1, child: -1))
        return nodes[node].count - 1
    }

    private func matches(_ branch: Branch, _ bytes: [UInt8]) -> Bool {
        branch.length == bytes.count && bytes.withUnsafeBytes { raw in
            raw.baseAddress.map { memcmp(branch.key, $0, bytes.count) == 0 } ?? true
        }
    }
}
