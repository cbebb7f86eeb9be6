// Why this file exists: inotify(7) as events with names, one instance for all directories.

import Platform

/// One inotify instance.
final class Inotify {
    /// What the kernel told.
    struct Event: Hashable {
        let watch: Int32
        let mask: UInt32
        let cookie: UInt32
        let name: String

        func has(_ bit: UInt32) -> Bool { mask & bit != 0 }
    }

    /// Bits of inotify(7), as they are in an event.
    enum Bit {
        static let modify: UInt32 = 0x2
        static let attributes: UInt32 = 0x4
        static let closedWritten: UInt32 = 0x8
        static let movedFrom: UInt32 = 0x40
        static let movedTo: UInt32 = 0x80
        static let create: UInt32 = 0x100
        static let delete: UInt32 = 0x200
        static let deleteSelf: UInt32 = 0x400
        static let moveSelf: UInt32 = 0x800
        static let unmount: UInt32 = 0x2000
        static let overflow: UInt32 = 0x4000
        static let ignored: UInt32 = 0x8000
        static let onlyDirectory: UInt32 = 0x0100_0000
        static let isDirectory: UInt32 = 0x4000_0000
    }

    static let directoryMask =
        Bit.modify | Bit.attributes | Bit.movedFrom | Bit.movedTo | Bit.create | Bit.delete | Bit.deleteSelf
        | Bit.moveSelf | Bit.onlyDirectory
    static let fileMask = Bit.modify | Bit.deleteSelf | Bit.attributes

    let descriptor: Int32
    private let calls = System.calls
    private let buffer = UnsafeMutableRawPointer.allocate(byteCount: 1 << 16, alignment: 8)

    init() throws(SystemError) {
        descriptor = calls.inotifyInit()
        guard descriptor >= 0 else { throw SystemError("make", "an inotify instance", code: -descriptor) }
    }

    deinit {
        calls.close(descriptor)
        buffer.deallocate()
    }

    /// Watches a directory's names and the files under them; watching it again gives the same number.
    func watchDirectory(_ path: String) throws(SystemError) -> Int32 {
        try watch(path, Self.directoryMask)
    }

    /// Watches one file's inode, which a directory watch does not see: through a symlink, or renamed away.
    func watchFile(_ path: String) throws(SystemError) -> Int32 {
        try watch(path, Self.fileMask)
    }

    private func watch(_ path: String, _ mask: UInt32) throws(SystemError) -> Int32 {
        let number = calls.inotifyAddWatch(descriptor, path, mask)
        guard number >= 0 else { throw SystemError("watch", path, code: -number) }
        return number
    }

    func remove(_ watch: Int32) { _ = calls.inotifyRemoveWatch(descriptor, watch) }

    /// Hands over what is waiting, at most one buffer (about a thousand events); false when nothing was.
    func drain(_ handle: (Event) -> Void) -> Bool {
        let count = calls.read(descriptor, buffer, 1 << 16)
        guard count > 0 else { return false }
        var at = 0
        while at + 16 <= count {
            let header = buffer + at
            let length = Int(header.load(fromByteOffset: 12, as: UInt32.self))
            guard at + 16 + length <= count else { break }
            let bytes = UnsafeRawBufferPointer(start: header + 16, count: length).prefix { $0 != 0 }
            handle(
                Event(
                    watch: header.load(as: Int32.self), mask: header.load(fromByteOffset: 4, as: UInt32.self),
                    cookie: header.load(fromByteOffset: 8, as: UInt32.self),
                    name: String(decoding: bytes, as: UTF8.self)))
            at += 16 + length
        }
        return true
    }
}
