// Why this file exists: names in logrotate's configuration may begin with a tilde, and agent.conf has absolute paths only.

import Glibc
import Platform

/// Paths as agent.conf has them.
enum LogrotatePaths {
    /// A pattern with the home directory filled in, from the root.
    static func pattern(_ word: [UInt8]) throws(LogrotateProblem) -> String {
        let text = expandingHome(try LogrotateValues.string(word))
        if text.utf8.first == UInt8(ascii: "/") { return text }
        guard let directory = currentDirectory() else {
            throw LogrotateProblem("“\(text)” is no absolute path")
        }
        return FileSystem.join(directory, text)
    }

    /// `~/x` and `~user/x` with the home directory of the user, as far as there is one.
    static func expandingHome(_ text: String) -> String {
        guard text.utf8.first == UInt8(ascii: "~") else { return text }
        let user = text.utf8.dropFirst().prefix { $0 != UInt8(ascii: "/") }
        guard let home = LogrotateAccounts.home(of: String(Substring(user))) else { return text }
        return home + String(Substring(text.utf8.dropFirst(1 + user.count)))
    }

    private static func currentDirectory() -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { room in
            guard let base = room.baseAddress, getcwd(base, room.count) != nil else { return nil }
            return String(cString: base)
        }
    }
}
