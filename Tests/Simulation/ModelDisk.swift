// A filesystem in memory that behaves as Linux's do: what applications, logrotate and the agent do to it goes here.

import Glibc
import Platform

/// The filesystem. Calls return 0 or what they say, or minus the `errno` value.
final class ModelDisk {
    /// Nanoseconds on the monotonic clock; what the host believes of the time of day is `skew` more.
    var now: Int64 = 1_000 * second
    var skew: Int64 = 1_795_341_600 * second
    /// How many blocks the agent's directory may still take; nil for any number.
    var stateBlocks: Int? {
        didSet { if stateBlocks != nil { wasFull = true } }
    }
    /// True from the moment in which the disk had an end.
    private(set) var wasFull = false
    /// Gives the numbers of freed inodes to the next files, as ext4 does.
    var reusesInodes = true

    let root: ModelNode
    private var nextInode: UInt64 = 12
    private var free: [UInt64] = []
    private var nextCookie: UInt32 = 1
    private var components: [String: [String]] = [:]

    init() {
        root = ModelNode(.directory, inode: 2, now: 0)
        root.links = 1
    }

    /// The steps in which it keeps times, in nanoseconds.
    var tick: Int64 = 1

    /// The time of day as it is kept.
    var stamp: Int64 { (now + skew) / tick * tick }

    // MARK: Names

    private func parts(_ path: String) -> [String] {
        if let known = components[path] { return known }
        let parts = FileSystem.components(of: path)
        components[path] = parts
        return parts
    }

    /// What a path stands for, or minus the `errno` value.
    func find(_ path: String, follow: Bool = true) -> (entry: ModelEntry?, node: ModelNode?, code: Int32) {
        let place = self.place(path, follow: follow, depth: 0)
        guard let parent = place.parent else { return (nil, nil, place.code) }
        if place.name.isEmpty { return (nil, parent, 0) }
        guard let entry = parent.entry(place.name) else { return (nil, nil, -ENOENT) }
        return (entry, entry.node, 0)
    }

    /// The directory of a path, which exists, and the name in it, which need not; an empty name for the root.
    private func place(_ path: String, follow: Bool, depth: Int) -> (
        parent: ModelNode?, name: String, code: Int32
    ) {
        guard depth < 40 else { return (nil, "", -ELOOP) }
        var parent = root
        let parts = parts(path)
        guard let last = parts.last else { return (root, "", 0) }
        var walked = ""
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            guard parent.kind == .directory else { return (nil, "", -ENOTDIR) }
            guard let entry = parent.entry(part) else {
                return isLast ? (parent, last, 0) : (nil, "", -ENOENT)
            }
            if entry.node.kind == .symlink, !isLast || follow {
                let target = entry.node.target
                let start = target.hasPrefix("/") ? target : walked + "/" + target
                let rest = parts[(index + 1)...].map { "/" + $0 }.joined()
                return place(start + rest, follow: follow, depth: depth + 1)
            }
            if isLast { return (parent, last, 0) }
            walked += "/" + part
            parent = entry.node
        }
        return (parent, last, 0)
    }

    /// A path of a name, as it is now.
    func path(of entry: ModelEntry) -> String {
        var (path, parent) = ("/" + entry.name, entry.parent)
        while parent !== root {
            guard let own = self.entry(of: parent) else { return "(deleted)" + path }
            path = "/" + own.name + path
            parent = own.parent
        }
        return path
    }

    private func entry(of directory: ModelNode) -> ModelEntry? {
        func search(_ node: ModelNode) -> ModelEntry? {
            for entry in node.entries where entry.node.kind == .directory {
                if entry.node === directory { return entry }
                if let found = search(entry.node) { return found }
            }
            return nil
        }
        return search(root)
    }

    // MARK: Making and removing

    func make(_ kind: ModelNode.Kind) -> ModelNode {
        let inode: UInt64
        if reusesInodes, let number = free.min() {
            free.removeAll { $0 == number }
            inode = number
        } else {
            inode = nextInode
            nextInode += 1
        }
        return ModelNode(kind, inode: inode, now: stamp)
    }

    private func enter(_ name: String, _ node: ModelNode, in parent: ModelNode) -> ModelEntry {
        let entry = ModelEntry(name, in: parent, node)
        parent.entries.append(entry)
        parent.durability?.note(.made(name, node))
        node.links += 1
        parent.modified = stamp
        return entry
    }

    /// Gives up an inode that nothing refers to any more.
    func releaseIfGone(_ node: ModelNode) {
        guard node.isGone else { return }
        for (instance, number) in node.watches {
            instance.tell(number, Notice.deleteSelf)
            _ = instance.remove(number)
        }
        node.origin?.vanished()
        node.origin = nil
        free.append(node.inode)
    }

    func makeDirectory(_ path: String) -> Int32 {
        let place = place(path, follow: false, depth: 0)
        guard let parent = place.parent else { return place.code }
        guard !place.name.isEmpty, parent.entry(place.name) == nil else { return -EEXIST }
        let node = make(.directory)
        node.isState = parent.isState
        if parent.durability != nil { node.durability = Durability() }
        tell(enter(place.name, node, in: parent), Notice.create, onInode: false)
        return 0
    }

    func symlink(_ path: String, to target: String) -> Int32 {
        let place = place(path, follow: false, depth: 0)
        guard let parent = place.parent else { return place.code }
        guard parent.entry(place.name) == nil else { return -EEXIST }
        let node = make(.symlink)
        node.target = target
        tell(enter(place.name, node, in: parent), Notice.create, onInode: false)
        return 0
    }

    /// open(2); the handle holds the inode until `close`.
    func open(_ path: String, _ flags: Int32) -> (handle: ModelHandle?, code: Int32) {
        var (entry, node, code) = find(path)
        var isNew = false
        if code == -ENOENT, flags & O_CREAT != 0 {
            let place = place(path, follow: true, depth: 0)
            guard let parent = place.parent else { return (nil, place.code) }
            let made = make(.file)
            made.isState = parent.isState
            if parent.durability != nil { made.durability = Durability() }
            let new = enter(place.name, made, in: parent)
            tell(new, Notice.create, onInode: false)
            (entry, node, code, isNew) = (new, made, 0, true)
        } else if code == 0, flags & (O_CREAT | O_EXCL) == O_CREAT | O_EXCL {
            return (nil, -EEXIST)
        }
        guard code == 0, let node else { return (nil, code) }
        guard node.isReadable || flags & O_ACCMODE == O_WRONLY else { return (nil, -EACCES) }
        guard node.kind != .directory || flags & O_ACCMODE == O_RDONLY else { return (nil, -EISDIR) }
        let handle = ModelHandle(node, entry, flags)
        node.opens += 1
        if handle.canWrite { node.writers += 1 }
        if flags & O_TRUNC != 0, node.kind == .file, !isNew { _ = truncate(handle, to: 0) }
        return (handle, 0)
    }

    func close(_ handle: ModelHandle) {
        handle.node.opens -= 1
        if handle.canWrite { handle.node.writers -= 1 }
        releaseIfGone(handle.node)
    }

    func unlink(_ path: String) -> Int32 {
        let (entry, node, code) = find(path, follow: false)
        guard let entry, let node else { return code }
        guard node.kind != .directory else { return -EISDIR }
        remove(entry)
        // The inode's own watch hears of the link count first, then the directory of the name.
        tellInode(node, Notice.attributes)
        releaseIfGone(node)
        tell(entry, Notice.delete, onInode: false)
        return 0
    }

    func removeDirectory(_ path: String) -> Int32 {
        let (entry, node, code) = find(path, follow: false)
        guard let entry, let node else { return code }
        guard node.kind == .directory else { return -ENOTDIR }
        guard node.entries.isEmpty else { return -ENOTEMPTY }
        remove(entry)
        releaseIfGone(node)
        tell(entry, Notice.delete, onInode: false)
        return 0
    }

    private func remove(_ entry: ModelEntry, isOwnChange: Bool = true) {
        entry.isLinked = false
        entry.parent.entries.removeAll { $0 === entry }
        if isOwnChange { entry.parent.durability?.note(.removed(entry.name)) }
        entry.parent.modified = stamp
        entry.node.links -= 1
    }

    func link(_ from: String, to: String) -> Int32 {
        let (_, node, code) = find(from, follow: false)
        guard let node else { return code }
        guard node.kind == .file else { return -EPERM }
        let place = place(to, follow: false, depth: 0)
        guard let parent = place.parent else { return place.code }
        guard parent.entry(place.name) == nil else { return -EEXIST }
        let entry = enter(place.name, node, in: parent)
        tellInode(node, Notice.attributes)
        tell(entry, Notice.create, onInode: false)
        return 0
    }

    func rename(_ from: String, to: String) -> Int32 {
        let (source, node, code) = find(from, follow: false)
        guard let source, let node else { return code }
        let place = place(to, follow: false, depth: 0)
        guard let parent = place.parent else { return place.code }
        let replaced = parent.entry(place.name)
        if let replaced {
            if replaced.node === node { return 0 }
            if replaced.node.kind == .directory { return -EEXIST }
            // One change with the rename: a power cut leaves the old name or the new one.
            remove(replaced, isOwnChange: false)
        }
        let (oldParent, oldName) = (source.parent, source.name)
        oldParent.entries.removeAll { $0 === source }
        source.name = place.name
        source.parent = parent
        parent.entries.append(source)
        oldParent.durability?.note(.renamed(oldName, to: place.name, in: parent, node))
        if oldParent !== parent { parent.durability?.note(.arrived(place.name, node)) }
        oldParent.modified = stamp
        parent.modified = stamp
        let cookie = nextCookie
        nextCookie += 1
        let flags = node.kind == .directory ? Notice.isDirectory : 0
        for (instance, number) in oldParent.watches {
            instance.tell(number, Notice.movedFrom, flags: flags, cookie: cookie, name: oldName)
        }
        for (instance, number) in parent.watches {
            instance.tell(number, Notice.movedTo, flags: flags, cookie: cookie, name: place.name)
        }
        if let replaced { tellInode(replaced.node, Notice.attributes) }
        tellInode(node, Notice.moveSelf)
        if let replaced { releaseIfGone(replaced.node) }
        return 0
    }

    func setReadable(_ path: String, _ isReadable: Bool) {
        let (entry, node, _) = find(path)
        node?.isReadable = isReadable
        if let entry { tell(entry, Notice.attributes) }
    }

    // MARK: Contents

    /// write(2) or pwrite(2); how many bytes were written.
    func write(_ handle: ModelHandle, _ bytes: UnsafeRawBufferPointer, at offset: Int? = nil) -> Int {
        let node = handle.node
        guard handle.canWrite else { return -Int(EBADF) }
        let start = offset ?? (handle.appends ? node.data.count : handle.position)
        var bytes = bytes
        if node.isState, let room = stateBlocks {
            while node.newBlocks(for: start..<(start + bytes.count)) > room {
                bytes = UnsafeRawBufferPointer(rebasing: bytes.dropLast())
            }
            guard !bytes.isEmpty else { return -Int(ENOSPC) }
            stateBlocks = room - node.newBlocks(for: start..<(start + bytes.count))
        }
        node.durability?.note(.wrote(start, Array(bytes)))
        let hole = start - node.data.count
        node.write(bytes, at: start)
        node.modified = stamp
        if let origin = node.origin { origin.wrote(bytes, after: max(0, hole)) }
        if offset == nil { handle.position = start + bytes.count }
        if let entry = handle.entry { tell(entry, Notice.modify) } else { tellInode(node, Notice.modify) }
        return bytes.count
    }

    func write(_ handle: ModelHandle, _ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { write(handle, $0) }
    }

    func truncate(_ handle: ModelHandle, to size: Int) -> Int32 {
        let node = handle.node
        node.durability?.note(.resized(size))
        let before = node.data.count
        node.resize(to: size)
        node.modified = stamp
        if size < before { node.origin?.truncated() }
        if let entry = handle.entry { tell(entry, Notice.modify) } else { tellInode(node, Notice.modify) }
        return 0
    }

    // MARK: Watches

    /// Tells the directory of a name, and those who watch the inode itself.
    private func tell(_ entry: ModelEntry, _ mask: UInt32, onInode: Bool = true) {
        let flags = entry.node.kind == .directory ? Notice.isDirectory : 0
        for (instance, number) in entry.parent.watches {
            instance.tell(number, mask, flags: flags, name: entry.name)
        }
        if onInode { tellInode(entry.node, mask) }
    }

    private func tellInode(_ node: ModelNode, _ mask: UInt32) {
        for (instance, number) in node.watches { instance.tell(number, mask) }
    }

    /// Lets go of everything, since directories and names hold each other.
    func tearDown() {
        func clear(_ node: ModelNode) {
            for entry in node.entries { clear(entry.node) }
            node.entries = []
            node.watches = []
            node.origin = nil
            node.durability = nil
        }
        clear(root)
    }
}

/// Nanoseconds.
let second: Int64 = 1_000_000_000
