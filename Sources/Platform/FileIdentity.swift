// Why this file exists: a file is its identity, not its name, and both the follower and the checkpoints say so.

/// What tells one file from another on a host, whatever it is called: inode(7).
public struct FileIdentity: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Device number. May change over a reboot (NFS, btrfs, overlay), so a changed one alone says nothing.
    public let device: UInt64
    /// Inode number; given to another file once this one is gone.
    public let inode: UInt64
    /// When the inode was made, in nanoseconds since the Unix epoch; 0 where the filesystem keeps none.
    public let birth: Int64

    /// Takes the three as they are.
    public init(device: UInt64, inode: UInt64, birth: Int64) {
        self.device = device
        self.inode = inode
        self.birth = birth
    }

    /// The identity in a file's status.
    public init(_ status: FileStatus) {
        self.init(device: status.device, inode: status.inode, birth: status.birth)
    }

    /// "device 2049, inode 131"
    public var description: String { "device \(device), inode \(inode)" }

    /// True if both can be the same inode: the device is not asked, see `device`.
    public func isSameInode(as other: FileIdentity) -> Bool {
        inode == other.inode && (birth == other.birth || birth == 0 || other.birth == 0)
    }
}

/// A hash over the first bytes of a file, which tells a reused inode from the file that had it before.
public struct Fingerprint: Hashable, Sendable {
    /// The most bytes that are hashed.
    public static let maximumLength = 1024

    /// How many bytes were hashed, 0 to `maximumLength`.
    public let length: Int
    /// CRC-64 of those bytes; 0 for none.
    public let hash: UInt64

    /// Takes both as they are.
    public init(length: Int, hash: UInt64) {
        self.length = length
        self.hash = hash
    }

    /// The fingerprint of a file of which nothing has been read.
    public static let empty = Fingerprint(length: 0, hash: 0)
}

/// Names one generation of a followed file for the life of the state directory. Never reused; a later
/// generation has a larger number.
public struct GenerationID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number, from 1 on.
    public let value: UInt64
    /// Takes a number as it is.
    public init(_ value: UInt64) { self.value = value }
    /// "generation 7"
    public var description: String { "generation \(value)" }
    /// Older is less.
    public static func < (a: GenerationID, b: GenerationID) -> Bool { a.value < b.value }
}
