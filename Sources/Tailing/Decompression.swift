// Why this file exists: compressed files may be logs of their own, if the configuration says so.

/// How the bytes of a file are compressed.
public enum ArchiveFormat: String, CaseIterable, Hashable, Sendable {
    /// gzip, RFC 1952, of any number of members.
    case gzip = "gz"
    /// zlib, RFC 1950.
    case zlib = "z"
    /// bzip2, of any number of streams.
    case bzip2 = "bz2"

    /// The format that the ending of a file's name stands for: `.gz`, `.z` or `.bz2`; nil for any other.
    ///
    /// `.Z` is none of them: that is compress(1).
    public init?(ofName name: String) {
        guard let format = Self.allCases.first(where: { name.utf8.hasEnding("." + $0.rawValue) }) else {
            return nil
        }
        self = format
    }
}

extension String.UTF8View {
    fileprivate func hasEnding(_ ending: String) -> Bool {
        count > ending.utf8.count && suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }
}

/// That the compressed files of a target are read as logs, decompressed. Offsets in them are in decompressed bytes.
public struct Decompression: Hashable, Sendable {
    /// How the files are compressed, all of them; nil: as the ending of each file's name says, where one that says
    /// nothing is read as it is.
    public var format: ArchiveFormat?
    /// How long after it was found nothing is read of a file, in nanoseconds, from 0.
    public var initialDelay: Int64

    /// Takes both as they are; a negative delay counts as none.
    public init(format: ArchiveFormat? = nil, initialDelay: Int64 = 0) {
        self.format = format
        self.initialDelay = max(0, initialDelay)
    }

    /// How a file is compressed, by the path under which it was first seen; nil if it is not.
    public func format(ofPath path: String) -> ArchiveFormat? { format ?? ArchiveFormat(ofName: path) }
}
