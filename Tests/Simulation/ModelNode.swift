// What a filesystem in memory consists of: inodes, the names they have, and what processes hold open.

import Glibc
import Platform

/// An inode of the model.
final class ModelNode {
    enum Kind { case file, directory, symlink }

    /// Bytes that can be a hole: small, so that a short history has some.
    static let block = 64

    let inode: UInt64
    let birth: Int64
    let kind: Kind
    var links: UInt64 = 0
    /// Descriptors of all processes.
    var opens = 0
    /// Those of them that are open for writing.
    var writers = 0
    var isReadable = true
    var modified: Int64
    /// The contents of a file.
    private(set) var data: [UInt8] = []
    /// Blocks that were written; the others are holes.
    private var written: [Bool] = []
    /// The names in a directory, in the order in which they came.
    var entries: [ModelEntry] = []
    /// Where a symlink leads.
    var target = ""
    /// Who is told of what happens to it.
    var watches: [(instance: ModelInotify, number: Int32)] = []
    /// What is known of the lines in it; nil for files that are no logs.
    var origin: Origin?
    /// What a power cut leaves; nil where nothing is lost.
    var durability: Durability?
    /// True for what belongs to the agent, whose disk can be full.
    var isState = false
    /// Those of the agent.
    var agentOpens = 0
    /// True from the moment in which an agent that ran opened it.
    var wasOpenedByAgent = false

    init(_ kind: Kind, inode: UInt64, now: Int64) {
        self.kind = kind
        self.inode = inode
        birth = now
        modified = now
    }

    var isGone: Bool { links == 0 && opens == 0 }

    var status: FileStatus {
        let type =
            switch kind {
            case .file: UInt32(S_IFREG)
            case .directory: UInt32(S_IFDIR)
            case .symlink: UInt32(S_IFLNK)
            }
        return FileStatus(
            device: 2049, inode: inode, size: Int64(data.count), birth: birth, modified: modified,
            links: links, mode: type | (isReadable ? 0o644 : 0))
    }

    func entry(_ name: String) -> ModelEntry? { entries.first { $0.name == name } }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        if offset + bytes.count > data.count { resize(to: offset + bytes.count) }
        guard !bytes.isEmpty else { return }
        data.withUnsafeMutableBytes {
            UnsafeMutableRawBufferPointer(rebasing: $0[offset..<(offset + bytes.count)]).copyMemory(
                from: bytes)
        }
        for block in (offset / Self.block)...((offset + bytes.count - 1) / Self.block) {
            written[block] = true
        }
    }

    /// Cuts the file, or lengthens it by a hole.
    func resize(to size: Int) {
        if size < data.count {
            data.removeLast(data.count - size)
        } else {
            data += [UInt8](repeating: 0, count: size - data.count)
        }
        let blocks = (size + Self.block - 1) / Self.block
        if blocks < written.count {
            written.removeLast(written.count - blocks)
        } else {
            written += [Bool](repeating: false, count: blocks - written.count)
        }
    }

    /// Gives the file its contents whole, without a hole.
    func replace(with bytes: [UInt8]) {
        data = bytes
        written = Array(repeating: true, count: (bytes.count + Self.block - 1) / Self.block)
    }

    /// Blocks that a write would need beyond those there are.
    func newBlocks(for range: Range<Int>) -> Int {
        guard !range.isEmpty else { return 0 }
        let blocks = (range.lowerBound / Self.block)...((range.upperBound - 1) / Self.block)
        return blocks.count { $0 >= written.count || !written[$0] }
    }

    func allocate(_ size: Int) {
        if size > data.count { resize(to: size) }
        written = [Bool](repeating: true, count: written.count)
    }

    func dataStart(from offset: Int) -> Int? {
        guard offset >= 0, offset < data.count else { return nil }
        var block = offset / Self.block
        while block < written.count {
            if written[block] { return max(offset, block * Self.block) }
            block += 1
        }
        return nil
    }
}

/// A name in a directory. It stays the same object when it is renamed, and goes on to be what a process opened.
final class ModelEntry {
    var name: String
    /// The directory; still known when the name is gone, since that one is still told of writes.
    var parent: ModelNode
    let node: ModelNode
    var isLinked = true

    init(_ name: String, in parent: ModelNode, _ node: ModelNode) {
        self.name = name
        self.parent = parent
        self.node = node
    }
}

/// An open file of some process.
final class ModelHandle {
    let node: ModelNode
    /// The name that it was opened by, as it is now.
    let entry: ModelEntry?
    let flags: Int32
    var position = 0

    init(_ node: ModelNode, _ entry: ModelEntry?, _ flags: Int32) {
        self.node = node
        self.entry = entry
        self.flags = flags
    }

    var canWrite: Bool { flags & O_ACCMODE != O_RDONLY }
    var appends: Bool { flags & O_APPEND != 0 }
}
