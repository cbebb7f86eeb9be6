// The agent's side of the model: its descriptors, and the moments at which it is interrupted, struck or killed.

import Glibc
import Platform

/// The system calls of one life of the agent.
///
/// Used by one thread: the whole simulation of a seed runs on it.
final class ModelProcess: SystemCalls, @unchecked Sendable {
    /// What becomes of a call.
    enum Fate {
        case proceeds
        /// Nothing is done but to return minus this `errno` value.
        case fails(Int32)
        /// A transfer moves only a part of the bytes.
        case isShort
        /// The process ends before the call.
        case isKilled
        /// The process ends while a write is under way, after so many bytes.
        case isKilledWithin
    }

    /// Asked before every call; the world may act meanwhile.
    var onCall: (FaultPoint) -> Fate = { _ in .proceeds }
    /// True while it may close what it has not read to its end, because it is about to end.
    var isLeaving: () -> Bool = { false }
    /// True once nothing that the process does has an effect.
    private(set) var isDead = false
    /// Calls so far.
    private(set) var calls = 0

    /// The kinds of calls that faults tell apart.
    enum FaultPoint { case open, read, write, sync, look, name, watch, other }

    private let disk: ModelDisk
    private let watchLimit: Int
    private let descriptorLimit: Int
    private let eventLimit: Int
    private var handles: [Int32: ModelHandle] = [:]
    private var instances: [Int32: ModelInotify] = [:]
    private var nextDescriptor = ModelProcess.firstDescriptor
    private var locked: ModelNode?
    /// Grows without end once the process is dead, so that its loops see their deadlines pass.
    private var timeOfTheDead: Int64 = 0

    /// Out of the way of the descriptors that the test itself has.
    static let firstDescriptor: Int32 = 1_000_000

    init(_ disk: ModelDisk, watchLimit: Int = .max, descriptorLimit: Int = .max, eventLimit: Int = 16_384) {
        self.disk = disk
        self.watchLimit = watchLimit
        self.descriptorLimit = descriptorLimit
        self.eventLimit = eventLimit
    }

    /// Ends the process: its descriptors are closed, nothing that it still does has an effect.
    func die() {
        guard !isDead else { return }
        isDead = true
        timeOfTheDead = disk.now
        for instance in instances.values { instance.removeAll() }
        instances = [:]
        for (_, handle) in handles.sorted(by: { $0.key < $1.key }) {
            handle.node.agentOpens -= 1
            disk.close(handle)
        }
        handles = [:]
    }

    /// True if an inotify instance has something to tell.
    func isReadable(_ descriptor: Int32) -> Bool { instances[descriptor]?.isReadable ?? false }

    var overflows: Int { instances.values.reduce(0) { $0 + $1.overflows } }

    var openFiles: Int { handles.count }

    /// What is left to do for a call: nil to go on, else what it returns.
    private func enter(_ point: FaultPoint) -> Int32? {
        if isDead { return -EIO }
        calls += 1
        switch onCall(point) {
        case .proceeds, .isShort, .isKilledWithin: return isDead ? -EIO : nil
        case .fails(let code): return -code
        case .isKilled:
            die()
            return -EIO
        }
    }

    private func transfer(_ point: FaultPoint, _ length: Int, _ body: (Int) -> Int) -> Int {
        if isDead { return -Int(EIO) }
        calls += 1
        switch onCall(point) {
        case .proceeds: return isDead ? -Int(EIO) : body(length)
        case .isShort: return isDead ? -Int(EIO) : body(max(min(length, 1), length / 2))
        case .fails(let code): return -Int(code)
        case .isKilled:
            die()
            return -Int(EIO)
        case .isKilledWithin:
            _ = body(length / 2)
            die()
            return -Int(EIO)
        }
    }

    var allowsThreads: Bool { false }

    func open(_ path: String, flags: Int32, mode: UInt32) -> Int32 {
        if let code = enter(.open) { return code }
        guard handles.count + instances.count < descriptorLimit else { return -EMFILE }
        let (handle, code): (ModelHandle?, Int32)
        if let descriptor = Self.descriptor(path), let known = handles[descriptor] {
            (handle, code) = (ModelHandle(known.node, known.entry, flags), 0)
            known.node.opens += 1
        } else {
            (handle, code) = disk.open(path, flags)
        }
        guard let handle else { return code }
        handle.node.wasOpenedByAgent = true
        handle.node.agentOpens += 1
        nextDescriptor += 1
        handles[nextDescriptor] = handle
        return nextDescriptor
    }

    /// The number in "/proc/self/fd/7".
    private static func descriptor(_ path: String) -> Int32? {
        path.hasPrefix("/proc/self/fd/") ? Int32(path.dropFirst(14)) : nil
    }

    func close(_ descriptor: Int32) {
        guard enter(.other) == nil else {
            // A call that fails all the same closes.
            if !isDead { release(descriptor) }
            return
        }
        release(descriptor)
    }

    private func release(_ descriptor: Int32) {
        if let instance = instances.removeValue(forKey: descriptor) { return instance.removeAll() }
        guard let handle = handles.removeValue(forKey: descriptor) else { return }
        if locked === handle.node { locked = nil }
        handle.node.agentOpens -= 1
        if handle.node.links == 0, handle.node.agentOpens == 0, !isLeaving() { handle.node.origin?.letGo() }
        disk.close(handle)
    }

    func read(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ length: Int) -> Int {
        if isDead { return -Int(EIO) }
        guard let instance = instances[descriptor] else { return -Int(EBADF) }
        // Looking and finding nothing is no moment of its own.
        guard instance.isReadable else { return -Int(EAGAIN) }
        if let code = enter(.read) { return Int(code) }
        return instance.read(target, length)
    }

    func pread(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ length: Int, at offset: Int64)
        -> Int
    {
        transfer(.read, length) { length in
            guard let node = handles[descriptor]?.node else { return -Int(EBADF) }
            guard node.kind == .file else { return -Int(EISDIR) }
            return Self.copy(node, Int(offset), UnsafeMutableRawBufferPointer(start: target, count: length))
        }
    }

    func preadv(
        _ descriptor: Int32, _ first: UnsafeMutableRawBufferPointer, _ second: UnsafeMutableRawBufferPointer,
        at offset: Int64
    ) -> Int {
        transfer(.read, first.count + second.count) { length in
            guard let node = handles[descriptor]?.node else { return -Int(EBADF) }
            guard node.kind == .file else { return -Int(EISDIR) }
            let inFirst = min(length, first.count)
            let count = Self.copy(node, Int(offset), .init(rebasing: first[..<inFirst]))
            guard count == inFirst else { return count }
            let rest = UnsafeMutableRawBufferPointer(rebasing: second[..<(length - inFirst)])
            return count + Self.copy(node, Int(offset) + count, rest)
        }
    }

    private static func copy(_ node: ModelNode, _ offset: Int, _ target: UnsafeMutableRawBufferPointer) -> Int
    {
        guard offset >= 0 else { return -Int(EINVAL) }
        let count = max(0, min(target.count, node.data.count - offset))
        guard count > 0 else { return 0 }
        node.data.withUnsafeBytes { target.copyMemory(from: .init(rebasing: $0[offset..<(offset + count)])) }
        return count
    }

    func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ length: Int) -> Int {
        transfer(.write, length) { length in
            guard let handle = handles[descriptor] else { return -Int(EBADF) }
            return disk.write(handle, UnsafeRawBufferPointer(start: bytes, count: length))
        }
    }

    func pwrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ length: Int, at offset: Int64) -> Int {
        transfer(.write, length) { length in
            guard let handle = handles[descriptor] else { return -Int(EBADF) }
            return disk.write(handle, UnsafeRawBufferPointer(start: bytes, count: length), at: Int(offset))
        }
    }

    func fdatasync(_ descriptor: Int32) -> Int32 {
        if let code = enter(.sync) { return code }
        guard let node = handles[descriptor]?.node else { return -EBADF }
        node.durability?.sync(node)
        return 0
    }

    func ftruncate(_ descriptor: Int32, _ length: Int64) -> Int32 {
        if let code = enter(.write) { return code }
        guard let handle = handles[descriptor] else { return -EBADF }
        return disk.truncate(handle, to: Int(length))
    }

    func allocate(_ descriptor: Int32, _ length: Int64) -> Int32 {
        if let code = enter(.write) { return code }
        guard let node = handles[descriptor]?.node else { return -EBADF }
        let needed = node.newBlocks(for: 0..<Int(length))
        if let room = disk.stateBlocks {
            guard needed <= room else { return -ENOSPC }
            disk.stateBlocks = room - needed
        }
        node.durability?.note(.resized(max(Int(length), node.data.count)))
        node.allocate(Int(length))
        return 0
    }

    func collapse(_ descriptor: Int32, _ length: Int64) -> Int32 { enter(.write) ?? -EOPNOTSUPP }

    func setMode(_ descriptor: Int32, _ mode: UInt32) -> Int32 { enter(.other) ?? 0 }

    func setOwner(_ descriptor: Int32, _ owner: UInt32, _ group: UInt32) -> Int32 { enter(.other) ?? 0 }

    func setModified(_ descriptor: Int32, _ nanoseconds: Int64) -> Int32 { enter(.other) ?? 0 }

    func forgetPages(_ descriptor: Int32, from offset: Int64, length: Int64) { _ = enter(.other) }

    func seekData(_ descriptor: Int32, from offset: Int64) -> Int64 {
        if let code = enter(.look) { return Int64(code) }
        guard let node = handles[descriptor]?.node else { return -Int64(EBADF) }
        return node.dataStart(from: Int(offset)).map { Int64($0) } ?? -Int64(ENXIO)
    }

    func lock(_ descriptor: Int32, _ operation: Int32) -> Int32 {
        if let code = enter(.other) { return code }
        locked = handles[descriptor]?.node
        return 0
    }

    func status(of descriptor: Int32, _ status: inout FileStatus) -> Int32 {
        if let code = enter(.look) { return code }
        guard let node = handles[descriptor]?.node else { return -EBADF }
        status = node.status
        return 0
    }

    func status(at path: String, follow: Bool, _ status: inout FileStatus) -> Int32 {
        if let code = enter(.look) { return code }
        if let descriptor = Self.descriptor(path) {
            guard let node = handles[descriptor]?.node else { return -ENOENT }
            status = node.status
            return 0
        }
        let (_, node, code) = disk.find(path, follow: follow)
        guard let node else { return code }
        status = node.status
        return 0
    }

    func isBeingWritten(_ descriptor: Int32) -> Int32 {
        if let code = enter(.look) { return code }
        guard let node = handles[descriptor]?.node else { return -EBADF }
        return node.writers > 0 ? 1 : 0
    }

    func writerWithoutAppend(_ descriptor: Int32) -> Int32 { enter(.look) ?? 0 }

    func list(_ directory: String, _ handle: (UnsafePointer<CChar>, UInt64, UInt8) -> Void) -> Int32 {
        if let code = enter(.look) { return code }
        let (_, node, code) = disk.find(directory)
        guard let node else { return code }
        guard node.kind == .directory else { return -ENOTDIR }
        for entry in node.entries {
            let type =
                switch entry.node.kind {
                case .file: DT_REG
                case .directory: DT_DIR
                case .symlink: DT_LNK
                }
            entry.name.withCString { handle($0, entry.node.inode, UInt8(type)) }
        }
        return 0
    }

    func makeDirectory(_ path: String, mode: UInt32) -> Int32 {
        if let code = enter(.name) { return code }
        return disk.makeDirectory(path)
    }

    func rename(_ from: String, to: String) -> Int32 {
        if let code = enter(.name) { return code }
        return disk.rename(from, to: to)
    }

    func renameToNew(_ from: String, to: String) -> Int32 {
        if let code = enter(.name) { return code }
        return disk.find(to).node == nil ? disk.rename(from, to: to) : -EEXIST
    }

    func unlink(_ path: String) -> Int32 {
        if let code = enter(.name) { return code }
        return disk.unlink(path)
    }

    func link(_ from: String, to: String) -> Int32 {
        if let code = enter(.name) { return code }
        return disk.link(from, to: to)
    }

    func filesystemType(at path: String) -> Int64 { 0xEF53 }

    func space(at path: String, _ space: inout FilesystemSpace) -> Int32 {
        space = FilesystemSpace(free: 1 << 40, capacity: 1 << 41, block: 4096)
        return enter(.look) ?? 0
    }

    func inotifyInit() -> Int32 {
        if let code = enter(.watch) { return code }
        nextDescriptor += 1
        instances[nextDescriptor] = ModelInotify(limit: eventLimit)
        return nextDescriptor
    }

    func inotifyAddWatch(_ descriptor: Int32, _ path: String, _ mask: UInt32) -> Int32 {
        if let code = enter(.watch) { return code }
        guard let instance = instances[descriptor] else { return -EBADF }
        let node: ModelNode
        if let number = Self.descriptor(path), let handle = handles[number] {
            node = handle.node
        } else {
            let found = disk.find(path)
            guard let known = found.node else { return found.code }
            node = known
        }
        guard node.isReadable else { return -EACCES }
        if mask & Notice.onlyDirectory != 0, node.kind != .directory { return -ENOTDIR }
        guard instance.watchCount < watchLimit else { return -ENOSPC }
        return instance.add(node, mask & ~Notice.onlyDirectory)
    }

    func inotifyRemoveWatch(_ descriptor: Int32, _ watch: Int32) -> Int32 {
        if let code = enter(.watch) { return code }
        return instances[descriptor]?.remove(watch) == true ? 0 : -EINVAL
    }

    func realtime() -> Int64 { isDead ? timeOfTheDead + disk.skew : disk.now + disk.skew }

    func monotonic() -> Int64 {
        guard isDead else { return disk.now }
        timeOfTheDead += 3600 * second
        return timeOfTheDead
    }
}
