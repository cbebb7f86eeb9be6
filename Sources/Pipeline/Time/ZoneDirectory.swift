// Finds a zone's file by its name, once, when the configuration is read.

import Glibc

extension TimeZoneRules {
    /// Loads a zone from the system's files.
    ///
    /// - Parameters:
    ///   - name: a name of the IANA database such as `Europe/Berlin`; `""` and `UTC` are UTC and need no
    ///     file; `Local` is the zone of /etc/localtime, or UTC where that does not exist, as localtime(5)
    ///     says.
    ///   - directories: where zone files are, in the order in which they are looked at.
    /// - Throws: `TimeZoneError` when the name has `..` in it or is a path from the root, when no file of
    ///   that name is there or can be read, when the file is larger than 1 MiB, or is none that `init(tzif:)`
    ///   reads.
    public static func load(
        _ name: String, directories: [String] = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/etc/zoneinfo"]
    ) throws(TimeZoneError) -> TimeZoneRules {
        try load(name, directories: directories, localtime: "/etc/localtime")
    }

    static func load(
        _ name: String, directories: [String], localtime: String
    ) throws(TimeZoneError) -> TimeZoneRules {
        if name.isEmpty || name == "UTC" { return .utc }
        if name == "Local" {
            switch ZoneFileContents(path: localtime) {
            case .missing: return .utc
            case .unreadable(let reason): throw TimeZoneError("time zone \"Local\": \(localtime): \(reason)")
            case .bytes(let bytes): return try rules(bytes, name: name, path: localtime)
            }
        }
        guard !name.utf8.starts(with: "/".utf8), !name.utf8.starts(with: "\\".utf8), !containsTwoDots(name),
            !name.utf8.contains(0)
        else {
            throw TimeZoneError(
                "time zone \"\(name)\" is a path; write a name of the IANA database, such as \"Europe/Berlin\""
            )
        }
        for directory in directories {
            let path = directory + "/" + name
            switch ZoneFileContents(path: path) {
            case .missing: continue
            case .unreadable(let reason): throw TimeZoneError("time zone \"\(name)\": \(path): \(reason)")
            case .bytes(let bytes): return try rules(bytes, name: name, path: path)
            }
        }
        guard directories.contains(where: { access($0, F_OK) == 0 }) else {
            throw TimeZoneError(
                "time zone \"\(name)\": this system has no zone files (looked in \(directories.joined(separator: ", "))); "
                    + "install the package tzdata")
        }
        throw TimeZoneError(
            "time zone \"\(name)\" is not known here; write a name of the IANA database, such as \"Europe/Berlin\" "
                + "(an abbreviation such as CEST is not one); names of the last years may need a newer package tzdata"
        )
    }

    private static func rules(
        _ bytes: [UInt8], name: String, path: String
    ) throws(TimeZoneError) -> TimeZoneRules {
        do {
            return try TimeZoneRules(tzif: bytes)
        } catch {
            throw TimeZoneError("time zone \"\(name)\": \(path): \(error.description)")
        }
    }

    private static func containsTwoDots(_ name: String) -> Bool {
        zip(name.utf8, name.utf8.dropFirst()).contains { $0 == UInt8(ascii: ".") && $1 == UInt8(ascii: ".") }
    }
}

/// What is found at the path of a zone file.
private enum ZoneFileContents {
    case missing
    /// The reason in words.
    case unreadable(String)
    case bytes([UInt8])

    /// The largest zone file there is has some 4 KiB.
    private static let limitBytes = 1 << 20

    init(path: String) {
        // A pipe of that name must not stop the agent.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            self = errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(Self.reason(errno))
            return
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            self = .unreadable("it is not a file; a region needs a place, such as \"Europe/Berlin\"")
            return
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                self = .unreadable(Self.reason(errno))
                return
            }
            if count == 0 { break }
            bytes += buffer.prefix(count)
            guard bytes.count <= Self.limitBytes else {
                self = .unreadable("it is larger than 1 MiB, no zone file is")
                return
            }
        }
        self = .bytes(bytes)
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
