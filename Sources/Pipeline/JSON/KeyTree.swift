// Why this file exists: the keys that a json stage looks for, laid out so that a line's key is compared at once.

import Glibc

/// A tree of object keys and array indexes, from the paths that a stage extracts: `a.b` and `a[0]` share the node
/// of `a`.
///
/// Immutable; node 0 is the root.
final class KeyTree {
    struct Branch {
        fileprivate(set) var key: UnsafeRawPointer
        /// Bytes of the key; -1 for an index, which thereby is no key's branch.
        let length: Int
        /// The first eight bytes of the key, and which of them there are.
        fileprivate let head: UInt64
        fileprivate let mask: UInt64
        /// The column that takes the value, -1 for none.
        fileprivate(set) var slot: Int
        /// The node of the keys below, -1 for none.
        fileprivate(set) var child: Int

        /// True if this stands for element `index` of an array that has `count`.
        @inline(__always)
        func matches(index: Int, of count: Int) -> Bool {
            guard length < 0 else { return false }
            let wanted = Int(truncatingIfNeeded: Int64(bitPattern: head))
            return wanted == index || (wanted < 0 && wanted &+ count == index)
        }

        /// True if this is the key at `start`, which must have eight readable bytes.
        @inline(__always)
        func matches(_ start: UnsafeRawPointer, length: Int) -> Bool {
            guard self.length == length, (start.loadUnaligned(as: UInt64.self) ^ head) & mask == 0 else {
                return false
            }
            return length <= 8 || memcmp(key, start, length) == 0
        }
    }

    private let branches: UnsafeMutablePointer<Branch>
    private let starts: UnsafeMutablePointer<Int>
    private let keys: [UnsafeMutableRawPointer]
    /// The nodes that have indexes, and those where one of them counts from the end.
    private let indexed: [Bool]
    private let countsFromTheEnd: [Bool]
    /// All columns that the tree fills.
    let slots: [Int]
    /// Columns that take the same value as another one.
    let copies: [(from: Int, to: Int)]

    /// Builds the tree of some paths, each of at least one step, and the columns their values go to.
    init(_ paths: [(path: [JSONStep], slot: Int)]) {
        var builder = Builder()
        for (path, slot) in paths { builder.insert(path, slot: slot) }
        let nodes = builder.nodes
        branches = .allocate(capacity: max(1, nodes.reduce(0) { $0 + $1.count }))
        starts = .allocate(capacity: nodes.count + 1)
        var count = 0
        for (index, node) in nodes.enumerated() {
            starts[index] = count
            for branch in node {
                (branches + count).initialize(to: branch)
                count += 1
            }
        }
        starts[nodes.count] = count
        keys = builder.keys
        indexed = nodes.map { $0.contains { $0.length < 0 } }
        countsFromTheEnd = nodes.map { $0.contains { $0.length < 0 && $0.head >> 63 == 1 } }
        slots = builder.slots
        copies = builder.copies
    }

    deinit {
        for key in keys { key.deallocate() }
        branches.deallocate()
        starts.deallocate()
    }

    /// The branches of a node. Valid as long as the tree.
    @inline(__always)
    func branches(of node: Int) -> UnsafeMutableBufferPointer<Branch> {
        let start = starts[node]
        return UnsafeMutableBufferPointer(start: branches + start, count: starts[node &+ 1] &- start)
    }

    /// True if elements of an array are wanted at a node.
    func hasIndexes(_ node: Int) -> Bool { indexed[node] }

    /// True if it takes an array's length to tell which of its elements are wanted at a node.
    func needsCount(_ node: Int) -> Bool { countsFromTheEnd[node] }

    private struct Builder {
        var nodes: [[Branch]] = [[]]
        var keys: [UnsafeMutableRawPointer] = []
        var slots: [Int] = []
        var copies: [(from: Int, to: Int)] = []

        mutating func insert(_ path: [JSONStep], slot: Int) {
            var node = 0
            for (depth, step) in path.enumerated() {
                let index =
                    switch step {
                    case .key(let key): branch(Array(key.utf8), in: node)
                    case .index(let place): branch(index: place, in: node)
                    }
                if depth < path.count - 1 {
                    if nodes[node][index].child < 0 {
                        nodes[node][index].child = nodes.count
                        nodes.append([])
                    }
                    node = nodes[node][index].child
                } else if nodes[node][index].slot >= 0 {
                    copies.append((nodes[node][index].slot, slot))
                } else {
                    nodes[node][index].slot = slot
                    slots.append(slot)
                }
            }
        }

        private mutating func branch(index: Int, in node: Int) -> Int {
            let head = UInt64(bitPattern: Int64(index))
            if let known = nodes[node].firstIndex(where: { $0.length < 0 && $0.head == head }) {
                return known
            }
            let block = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
            keys.append(block)
            nodes[node].append(
                Branch(key: UnsafeRawPointer(block), length: -1, head: head, mask: 0, slot: -1, child: -1))
            return nodes[node].count - 1
        }

        private mutating func branch(_ key: [UInt8], in node: Int) -> Int {
            let known = nodes[node].firstIndex { branch in
                branch.length == key.count
                    && key.withUnsafeBytes { bytes in
                        bytes.baseAddress.map { memcmp(branch.key, $0, key.count) == 0 } ?? true
                    }
            }
            if let known { return known }
            // Eight bytes at least, for the load of the head.
            let block = UnsafeMutableRawPointer.allocate(byteCount: max(8, key.count), alignment: 8)
            memset(block, 0, max(8, key.count))
            block.copyMemory(from: key, byteCount: key.count)
            keys.append(block)
            let mask = key.count >= 8 ? UInt64.max : UInt64(littleEndian: (1 << UInt64(key.count * 8)) - 1)
            nodes[node].append(
                Branch(
                    key: UnsafeRawPointer(block), length: key.count, head: block.load(as: UInt64.self),
                    mask: mask,
                    slot: -1, child: -1))
            return nodes[node].count - 1
        }
    }
}
