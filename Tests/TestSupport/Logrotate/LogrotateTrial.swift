// Both programs get a tree of their own with the same in it, and the trees are compared after each run.

import CZlib
import Glibc

/// One program's turn at a case: its logs, configuration and state, in a directory of their own.
public final class LogrotateTrial {
    /// Where all of it is.
    public let scratch: ScratchDirectory
    /// logrotate's configuration.
    public var configuration: String { scratch.path("c/logrotate.conf") }
    /// The directory for what the program remembers.
    public var stateDirectory: String { scratch.path("s") }

    private let subject: LogrotateCase
    /// What ages are counted from, so that both trees have the same.
    private let start: Int

    /// Lays out the files of a case.
    public init(_ subject: LogrotateCase, start: Int) throws {
        self.subject = subject
        self.start = start
        scratch = try ScratchDirectory()
        for directory in ["l", "c", "s"] { try scratch.makeDirectory(directory) }
        chmod(scratch.path, 0o755)
        try write("c/logrotate.conf", filled(subject.configuration))
        for (name, text) in subject.files {
            try scratch.makeDirectory("c/" + name.split(separator: "/").dropLast().joined(separator: "/"))
            try write("c/\(name)", filled(text))
        }
        try lay(subject.items)
    }

    private func write(_ name: String, _ text: String) throws {
        try scratch.write(text, to: name)
        chmod(scratch.path(name), 0o644)
    }

    private func filled(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            case "@": result += scratch.path("l")
            case "^": result += scratch.path("c")
            case "{" where rest.first == "-":
                guard let end = rest.firstIndex(of: "}"), let days = Int(rest[..<end]) else { fallthrough }
                result += Self.local(start + days * 86_400).day
                rest = rest[rest.index(after: end)...]
            default: result.append(character)
            }
        }
        return result
    }

    private func lay(_ items: [LogrotateCase.Item]) throws {
        for item in items {
            switch item {
            case .file(let name, let text, let mode, let owner, let hours):
                let name = "l/" + filled(name)
                try scratch.write(text, to: name)
                chmod(scratch.path(name), mode)
                if let owner { chown(scratch.path(name), owner.user, owner.group) }
                try scratch.setModified(name, to: start - hours * 3600)
            case .archive(let name, let text, let hours):
                let name = "l/" + filled(name)
                try scratch.write(gzipped(Array(text.utf8)), to: name)
                chmod(scratch.path(name), 0o644)
                try scratch.setModified(name, to: start - hours * 3600)
            case .directory(let name, let mode, let owner):
                try scratch.makeDirectory("l/" + name)
                chmod(scratch.path("l/" + name), mode)
                if let owner { chown(scratch.path("l/" + name), owner.user, owner.group) }
            case .symlink(let name, let target): try scratch.symlink("l/" + name, saying: target)
            case .link(let name, let other): try scratch.link("l/" + other, to: "l/" + name)
            case .nothing(let name): try scratch.remove("l/" + filled(name))
            }
        }
    }

    /// Runs a pass by what does it, and says how it ended and what there is then.
    /// - Parameters:
    ///   - note: writes down when a log, by its path, was last rotated, in seconds since the Unix epoch.
    ///   - rotate: rotates, by force or not; its exit status.
    public func run(
        _ number: Int, note: (String, Int) throws -> Void, rotate: (Bool) throws -> Int32
    ) throws -> LogrotateOutcome {
        let pass = subject.passes[number]
        try lay(pass.items)
        for (name, hours) in pass.last.sorted(by: { $0.key < $1.key }) {
            try note(scratch.path("l/" + name), start - hours * 3600)
        }
        let status = try rotate(pass.isForced)
        return LogrotateOutcome(status: status, tree: tree("l", ""))
    }

    // MARK: What there is

    private func tree(_ directory: String, _ prefix: String) -> [String] {
        var lines: [String] = []
        for name in Self.names(in: scratch.path(directory)).sorted() {
            var status = stat()
            let path = "\(directory)/\(name)"
            guard lstat(scratch.path(path), &status) == 0 else { continue }
            let shown = prefix + (subject.hidesDigits ? String(name.map { $0.isNumber ? "#" : $0 }) : name)
            let mode = String(status.st_mode, radix: 8)
            // What was made or written to just now is of no certain time.
            let age =
                subject.hidesTimes
                ? "sometime"
                : status.st_mtim.tv_sec < start - 60 ? "\((start - status.st_mtim.tv_sec) / 60) min" : "new"
            let facts = "\(shown) \(mode) \(status.st_uid):\(status.st_gid) links \(status.st_nlink)"
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                lines += ["\(shown) \(mode) \(status.st_uid):\(status.st_gid)"] + tree(path, shown + "/")
            case S_IFREG: lines.append("\(facts) \(age): \(contents(path))")
            default: lines.append(facts)
            }
        }
        return lines.sorted()
    }

    private func contents(_ path: String) -> String {
        let bytes = (try? scratch.read(path)) ?? []
        let isArchive = bytes.starts(with: [0x1F, 0x8B])
        let text = String(decoding: isArchive ? Self.inflated(bytes) : bytes, as: UTF8.self)
        let pieces = text.split(separator: scratch.path("l"), omittingEmptySubsequences: false)
        return (isArchive ? "gzip of " : "")
            + pieces.joined(separator: "@").split(separator: "\n").joined(separator: "⏎")
    }

    private static func inflated(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, 31, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
            return []
        }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: 1 << 16)
        let count = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = CUnsignedInt(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = CUnsignedInt(output.count)
                return inflate(&stream, Z_FINISH) == Z_STREAM_END ? output.count - Int(stream.avail_out) : 0
            }
        }
        return Array(output[..<count])
    }

    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    // MARK: Time

    /// A moment by the local calendar: 20261120, 2026-11-20-1:2:3 as logrotate's state has it, and the hour.
    static func local(_ moment: Int) -> (day: String, state: String, hour: String) {
        var seconds = time_t(moment)
        var parts = tm()
        localtime_r(&seconds, &parts)
        let year = Int(parts.tm_year) + 1900
        let month = Int(parts.tm_mon) + 1
        let day = "\(year)\(month < 10 ? "0" : "")\(month)\(parts.tm_mday < 10 ? "0" : "")\(parts.tm_mday)"
        let state = "\(year)-\(month)-\(parts.tm_mday)-\(parts.tm_hour):\(parts.tm_min):\(parts.tm_sec)"
        return (day, state, "\(day) \(parts.tm_hour)")
    }
}

/// What a run left behind.
public struct LogrotateOutcome: Equatable, Sendable, CustomStringConvertible {
    /// The exit status.
    public var status: Int32
    /// A line for each name.
    public var tree: [String]

    /// The status, and the tree a line each.
    public var description: String { (["", "status \(status)"] + tree).joined(separator: "\n") }
}
