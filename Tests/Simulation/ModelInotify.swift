// inotify(7) as the kernel has it: the order of events, what is merged, what is told of a name that is gone.

import Glibc

/// One inotify instance of the model.
final class ModelInotify {
    struct Event: Hashable {
        let watch: Int32
        let mask: UInt32
        let cookie: UInt32
        let name: String

        /// The bytes it takes in a read: the name ends in a zero byte and is padded to 16.
        var length: Int { 16 + (name.isEmpty ? 0 : (name.utf8.count + 16) / 16 * 16) }
    }

    private static let overflow: UInt32 = 0x4000
    private static let ignored: UInt32 = 0x8000

    private var queue: [Event] = []
    private var nextWatch: Int32 = 1
    private var watched: [Int32: (node: ModelNode, mask: UInt32)] = [:]
    private let limit: Int
    /// How often the queue overflowed.
    private(set) var overflows = 0

    /// - Parameter limit: how many events wait at most, as `max_queued_events` says.
    init(limit: Int) { self.limit = limit }

    var isReadable: Bool { !queue.isEmpty }
    var watchCount: Int { watched.count }

    /// Watches an inode; a second watch of it is the first one with another mask.
    func add(_ node: ModelNode, _ mask: UInt32) -> Int32 {
        if let known = node.watches.first(where: { $0.instance === self }) {
            watched[known.number] = (node, mask)
            return known.number
        }
        let number = nextWatch
        nextWatch += 1
        watched[number] = (node, mask)
        node.watches.append((self, number))
        return number
    }

    func remove(_ watch: Int32) -> Bool {
        guard let node = watched.removeValue(forKey: watch)?.node else { return false }
        node.watches.removeAll { $0.instance === self }
        enqueue(Event(watch: watch, mask: Self.ignored, cookie: 0, name: ""))
        return true
    }

    /// The instance is closed.
    func removeAll() {
        for (_, entry) in watched { entry.node.watches.removeAll { $0.instance === self } }
        watched = [:]
        queue = []
    }

    func tell(_ watch: Int32, _ mask: UInt32, flags: UInt32 = 0, cookie: UInt32 = 0, name: String = "") {
        guard let wanted = watched[watch]?.mask, wanted & mask != 0 else { return }
        enqueue(Event(watch: watch, mask: mask | flags, cookie: cookie, name: name))
    }

    private func enqueue(_ event: Event) {
        if let last = queue.last, last.mask & Self.ignored == 0, last.watch == event.watch,
            last.mask == event.mask, last.name == event.name
        {
            return
        }
        guard queue.count < limit else {
            let full = Event(watch: -1, mask: Self.overflow, cookie: 0, name: "")
            if queue.last != full {
                queue.append(full)
                overflows += 1
            }
            return
        }
        queue.append(event)
    }

    /// Whole events into the buffer; -EAGAIN if there is none, -EINVAL if not even one fits.
    func read(_ target: UnsafeMutableRawPointer, _ length: Int) -> Int {
        guard !queue.isEmpty else { return -Int(EAGAIN) }
        var (at, taken) = (0, 0)
        for event in queue {
            guard at + event.length <= length else { break }
            let start = target + at
            memset(start, 0, event.length)
            start.storeBytes(of: event.watch, as: Int32.self)
            start.storeBytes(of: event.mask, toByteOffset: 4, as: UInt32.self)
            start.storeBytes(of: event.cookie, toByteOffset: 8, as: UInt32.self)
            start.storeBytes(of: UInt32(event.length - 16), toByteOffset: 12, as: UInt32.self)
            for (index, byte) in event.name.utf8.enumerated() {
                start.storeBytes(of: byte, toByteOffset: 16 + index, as: UInt8.self)
            }
            at += event.length
            taken += 1
        }
        queue.removeFirst(taken)
        return taken == 0 ? -Int(EINVAL) : at
    }
}

/// Bits of inotify(7).
enum Notice {
    static let modify: UInt32 = 0x2
    static let attributes: UInt32 = 0x4
    static let movedFrom: UInt32 = 0x40
    static let movedTo: UInt32 = 0x80
    static let create: UInt32 = 0x100
    static let delete: UInt32 = 0x200
    static let deleteSelf: UInt32 = 0x400
    static let moveSelf: UInt32 = 0x800
    static let isDirectory: UInt32 = 0x4000_0000
    static let onlyDirectory: UInt32 = 0x0100_0000
}
