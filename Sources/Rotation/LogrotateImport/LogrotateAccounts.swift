// Why this file exists: logrotate leaves a block out whose user or group the host does not have.

import Glibc

/// Users and groups of this host, by name, else by number.
enum LogrotateAccounts {
    /// The user as it is written.
    static func user(_ text: [UInt8]) throws(LogrotateProblem) -> String {
        let name = try LogrotateValues.string(text)
        guard hasUser(name) else { throw LogrotateProblem("there is no user “\(name)” on this host") }
        return name
    }

    /// The group as it is written.
    static func group(_ text: [UInt8]) throws(LogrotateProblem) -> String {
        let name = try LogrotateValues.string(text)
        guard hasGroup(name) else { throw LogrotateProblem("there is no group “\(name)” on this host") }
        return name
    }

    /// The home directory of a user; of whoever runs this, for an empty name.
    static func home(of name: String) -> String? {
        if name.isEmpty, let home = getenv("HOME") { return String(cString: home) }
        return withRoom { room, size in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            let status =
                name.isEmpty
                ? getpwuid_r(geteuid(), &entry, room, size, &found)
                : getpwnam_r(name, &entry, room, size, &found)
            guard status == 0, found != nil, let home = entry.pw_dir else { return nil }
            return String(cString: home)
        }
    }

    private static func hasUser(_ name: String) -> Bool {
        withRoom { room, size in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            getpwnam_r(name, &entry, room, size, &found)
            if found == nil, let number = UInt32(name) {
                getpwuid_r(number, &entry, room, size, &found)
            }
            return found != nil
        } ?? false
    }

    private static func hasGroup(_ name: String) -> Bool {
        withRoom { room, size in
            var entry = Glibc.group()
            var found: UnsafeMutablePointer<Glibc.group>?
            getgrnam_r(name, &entry, room, size, &found)
            if found == nil, let number = UInt32(name) {
                getgrgid_r(number, &entry, room, size, &found)
            }
            return found != nil
        } ?? false
    }

    private static func withRoom<Result>(
        _ body: (_ room: UnsafeMutablePointer<CChar>, _ size: Int) -> Result?
    ) -> Result? {
        // What getpwnam(3) writes an entry's strings to: large enough for a group with thousands of members.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256 << 10) { room in
            room.baseAddress.flatMap { body($0, room.count) }
        }
    }
}
