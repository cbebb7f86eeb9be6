// Why this file exists: logrotate's configuration is spread over files and directories that include each other.

import Glibc
import Platform

/// Reads logrotate's configuration with all that it includes.
struct LogrotateReader {
    /// How deep files may include each other.
    private static let maximumDepth = 9

    /// What was read, in its order.
    private(set) var items: [LogrotateItem] = []
    /// What there is to say.
    private(set) var remarks: [LogrotateRemark] = []
    /// True if logrotate would end with status 1 for what was read.
    private(set) var isRefused = false

    var globals = LogrotateSettings()
    var taboo = LogrotateTaboo()

    /// Reads a file, or the files of a directory.
    mutating func read(_ path: String) {
        var none: LogrotateRule?
        include(path, depth: 0, into: &none, from: path, line: 0)
    }

    /// Reads a file or directory that a directive of a file, or the command line, names. Within a block its directives are
    /// the block's.
    mutating func include(
        _ path: String, depth: Int, into rule: inout LogrotateRule?, from file: String, line: Int
    ) {
        guard depth <= Self.maximumDepth else {
            return refuse(file, line, "files include each other, or are included too deep, at \(path)")
        }
        let status: FileStatus
        do {
            status = try FileStatus.of(path: path)
        } catch {
            return refuse(file, line, "\(path) cannot be read: \(error)")
        }
        guard status.isDirectory else { return readFile(path, status, depth: depth, into: &rule) }
        let names: [String]
        do {
            let listing = try FileSystem.list(path)
            names = listing.entries.map(\.name).sorted {
                Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8))
            }
            for name in listing.skipped { refuse(path, 0, "\(name) is left out: its name is not UTF-8") }
        } catch {
            return refuse(file, line, "\(path) cannot be read: \(error)")
        }
        for name in names where !taboo.contains(name) {
            let member = FileSystem.join(path, name)
            do {
                let status = try FileStatus.of(path: member)
                if status.isRegular { readFile(member, status, depth: depth, into: &rule) }
            } catch {
                refuse(member, 0, "this cannot be read: \(error)")
            }
        }
    }

    private mutating func readFile(
        _ path: String, _ status: FileStatus, depth: Int, into rule: inout LogrotateRule?
    ) {
        guard status.isRegular else {
            return remark(path, 0, .warning, "this is no regular file and is left out")
        }
        guard status.mode & 0o022 == 0 else {
            return remark(
                path, 0, .warning,
                "others than its owner can write to this file; it is left out, as logrotate does; chmod go-w")
        }
        guard status.owner == 0 || status.owner == geteuid() else {
            return remark(
                path, 0, .warning, "this file belongs to another user; it is left out, as logrotate does")
        }
        let bytes: [UInt8]
        do {
            bytes = try FileSystem.contents(of: path, limit: 16 << 20)
        } catch {
            return refuse(path, 0, "this cannot be read: \(error)")
        }
        let before = globals
        var parser = LogrotateParser(bytes, file: path, depth: depth)
        // Of a file that logrotate refuses it keeps the good blocks, and no globals.
        if !parser.parse(into: &rule, &self) { globals = before }
    }

    /// Takes a block or a text.
    mutating func add(_ item: LogrotateItem) { items.append(item) }

    /// Says something for which logrotate ends with status 1.
    mutating func refuse(_ file: String, _ line: Int, _ text: String) {
        isRefused = true
        remark(file, line, .error, text)
    }

    /// Says something.
    mutating func remark(_ file: String, _ line: Int, _ kind: LogrotateRemark.Kind, _ text: String) {
        remarks.append(LogrotateRemark(file, line, kind, text))
    }
}

/// The names that are left out when a directory is included.
struct LogrotateTaboo {
    /// Patterns of fnmatch(3).
    private var patterns = [
        ",v", ".bak", ".cfsaved", ".disabled", ".dpkg-bak", ".dpkg-del", ".dpkg-dist", ".dpkg-new",
        ".dpkg-old",
        ".dpkg-tmp", ".rhn-cfg-tmp-*", ".rpmnew", ".rpmorig", ".rpmsave", ".swp", ".ucf-dist", ".ucf-new",
        ".ucf-old",
        "~",
    ].map { "*" + $0 }

    /// True if a name is left out.
    func contains(_ name: String) -> Bool { patterns.contains { fnmatch($0, name, FNM_PERIOD) == 0 } }

    /// Takes the list of `tabooext` or `taboopat`, which goes on from the one before if a plus stands in front.
    mutating func change(_ list: String, isExtension: Bool) {
        var rest = Substring(list)
        if rest.first == "+" { rest = rest.dropFirst() } else { patterns = [] }
        for word in rest.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }) {
            patterns.append(isExtension ? "*\(word)" : String(word))
        }
    }
}
