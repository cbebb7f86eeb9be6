// Why this file exists: whether the service may rotate a log hangs on the directory first, and that can be looked up.

import CPlatform
import Glibc
import Platform

/// The user whom the installed service runs as.
public struct ServiceUser: Hashable, Sendable {
    /// Its number.
    public let number: UInt32
    /// The numbers of its groups.
    public let groups: Set<UInt32>

    /// Takes both as they are.
    public init(number: UInt32, groups: Set<UInt32>) {
        self.number = number
        self.groups = groups
    }

    /// The user of this name and its groups, 256 of them at most: getgrouplist(3); nil if there is none.
    public init?(named name: String) {
        var number: UInt32 = 0
        guard lf_user_number(name, &number) == 0 else { return nil }
        var primary: UInt32 = 0
        // A system user's group has its name; another's is found with the rest.
        let hasGroup = lf_group_number(name, &primary) == 0
        var groups = [gid_t](repeating: 0, count: 256)
        var count = Int32(groups.count)
        guard getgrouplist(name, hasGroup ? primary : .max, &groups, &count) >= 0 else { return nil }
        self.init(number: number, groups: Set(groups.prefix(Int(count)).filter { $0 != .max }))
    }

    /// Whether files of others can be renamed, made and deleted in a directory, by its mode alone.
    public func mayRotate(in directory: FileStatus) -> Bool {
        let owns = directory.owner == number
        // Of a directory as /tmp is, everybody may only touch what is his own.
        if directory.mode & UInt32(S_ISVTX) != 0, !owns { return false }
        let shift: UInt32 = owns ? 6 : groups.contains(directory.group) ? 3 : 0
        return (directory.mode >> shift) & 0o3 == 0o3
    }
}

extension Policy {
    /// The directories of its logs in which `user` could not rotate, sorted; those that do not exist are passed over.
    public func directories(closedTo user: ServiceUser) -> [String] {
        var directories: Set<String> = []
        for pattern in patterns {
            directories.insert(FileSystem.parent(of: pattern))
            for path in PathGlob.matches(pattern).paths { directories.insert(FileSystem.parent(of: path)) }
        }
        return directories.filter { path in
            guard let status = try? FileStatus.of(path: path), status.isDirectory else { return false }
            return !user.mayRotate(in: status)
        }.sorted()
    }
}
