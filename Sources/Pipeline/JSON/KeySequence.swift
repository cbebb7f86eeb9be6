// Why this file exists: the lines of a file have the same keys in the same order, so the next key is known before it is read.

import Platform

/// What lay between the values of the objects that were scanned: `{"time": `, `, "level": `, `}`, and which of it came after
/// which. Where the next line has the same bytes there, nothing of them is looked at a second time.
///
/// A place of a line is compared with at most two of them, and 32 bytes at most. Used by one thread.
final class KeySequence {
    /// Bytes between two values.
    struct Link {
        fileprivate var words: SIMD4<UInt64> = .zero
        fileprivate var masks: SIMD4<UInt64> = .zero
        /// How many bytes.
        fileprivate(set) var length = 0
        /// What is wanted of the value that follows: a branch of the root, `none`, or `end` where no value follows.
        fileprivate(set) var branch = KeySequence.none
        /// The links that came after this one last, and before that.
        fileprivate var next: Int32 = -1
        fileprivate var other: Int32 = -1
    }

    /// The value is not wanted.
    static let none = -1
    /// The object ends here.
    static let end = -2
    /// The link before the first: nothing.
    static let start = 0
    /// Any link that is not known, as there are too many, or it is too long.
    static let unknown = 1
    /// As many links are known.
    static let maximumLinks = 96
    /// No link that is known is longer.
    static let maximumLength = 32
    /// Lines that are not predicted after one that was not as expected.
    private static let pause = 64
    /// As many links of a line may be new before it counts as such.
    private static let tolerated = 8

    private let links: UnsafeMutablePointer<Link>
    private var count = 2
    private var misses = 0
    private var restsFor = 0

    init() {
        links = .allocate(capacity: Self.maximumLinks)
        links.initialize(repeating: Link(), count: Self.maximumLinks)
    }

    deinit { links.deallocate() }

    /// True if the next line is to be scanned without this: where no line is like the one before, asking costs more than it
    /// gives.
    @inline(__always)
    func rests() -> Bool {
        guard misses > Self.tolerated else {
            misses = 0
            return false
        }
        return rest()
    }

    @inline(never)
    private func rest() -> Bool {
        restsFor = restsFor == 0 ? Self.pause : restsFor - 1
        if restsFor == 0 { misses = 0 }
        return restsFor > 0
    }

    /// The link that lies at `place` if it is one of those that came after `link`; nil if it is none of them.
    /// - Parameter place: 32 bytes from here on must be readable.
    @inline(__always)
    func follow(_ link: Int, _ place: UnsafePointer<UInt8>) -> Int? {
        let next = Int(links[link].next)
        guard next >= 0 else { return nil }
        if lies(next, place) { return next }
        return followOther(link, place)
    }

    @inline(never)
    private func followOther(_ link: Int, _ place: UnsafePointer<UInt8>) -> Int? {
        let other = Int(links[link].other)
        guard other >= 0, lies(other, place) else { return nil }
        swap(&links[link].next, &links[link].other)
        return other
    }

    @inline(__always)
    private func lies(_ link: Int, _ place: UnsafePointer<UInt8>) -> Bool {
        let bytes = UnsafeRawPointer(place)
        let link = links + link
        func differs(_ index: Int) -> UInt64 {
            (bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) ^ link.pointee.words[index])
                & link.pointee.masks[index]
        }
        return differs(0) | differs(1) | differs(2) | differs(3) == 0
    }

    /// How many bytes a link has.
    @inline(__always)
    func length(_ link: Int) -> Int { links[link].length }

    /// What is wanted of the value after a link.
    @inline(__always)
    func branch(_ link: Int) -> Int { links[link].branch }

    /// Learns what came after a link.
    /// - Parameter branch: what is wanted of the value that follows.
    /// - Returns: the link that it is.
    @inline(never)
    func learn(_ bytes: UnsafeRawBufferPointer, branch: Int, after link: Int) -> Int {
        misses &+= 1
        guard bytes.count <= Self.maximumLength, let found = find(bytes, branch: branch) else {
            return Self.unknown
        }
        if links[link].next != found {
            links[link].other = links[link].next
            links[link].next = Int32(truncatingIfNeeded: found)
        }
        return found
    }

    private func find(_ bytes: UnsafeRawBufferPointer, branch: Int) -> Int? {
        var new = Link()
        withUnsafeMutableBytes(of: &new.words) { $0.copyBytes(from: bytes) }
        withUnsafeMutableBytes(of: &new.masks) { masks in
            for index in bytes.indices { masks[index] = .max }
        }
        (new.length, new.branch) = (bytes.count, branch)
        for index in 2..<count where links[index].length == new.length && links[index].words == new.words {
            return index
        }
        guard count < Self.maximumLinks else { return nil }
        links[count] = new
        count += 1
        return count - 1
    }
}
