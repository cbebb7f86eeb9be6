// Why this file exists: an operator asks about files while they are followed.

import Platform

extension FollowedFile {
    /// The open file with the bytes as they are; nil while it is closed to spare a descriptor, and for an archive.
    public var handle: File? { contents.flatMap { $0.isCompressed ? nil : $0.file } }

    /// How long the contents are at this moment, in bytes: the follower itself looks only when there is room to read.
    public var presentSize: Int64 {
        if contents?.isCompressed == true { return follower.size }
        if let status = try? handle?.status() { return max(follower.size, status.size) }
        guard let status = try? FileStatus.of(path: currentPath),
            identity.isSameInode(as: FileIdentity(status))
        else { return follower.size }
        return max(follower.size, status.size - hiddenBytes)
    }
}
