// Why this file exists: where the kernel gives no lease, /proc still tells who has a file open for writing.

import Glibc

/// Looks for a file among the descriptors of all processes, see proc(5).
struct OpenForWriting {
    /// The most processes and descriptors that are looked at; on larger hosts nothing is said of the rest.
    private static let maximumProcesses = 4096
    private static let maximumDescriptors = 65_536

    private let calls: LinuxCalls
    private let file: FileStatus
    private let passesAppenders: Bool
    private var descriptorsLeft = Self.maximumDescriptors
    private var sawAll = true

    /// 1 if some process has the file open for writing, 0 if none has, -EACCES if some could not be looked at.
    static func scan(for descriptor: Int32, _ calls: LinuxCalls) -> Int32 {
        var file = FileStatus()
        let code = calls.status(of: descriptor, &file)
        guard code == 0 else { return code }
        var scan = OpenForWriting(calls: calls, file: file, passesAppenders: false)
        return scan.findWriter() != nil ? 1 : scan.sawAll ? 0 : -EACCES
    }

    /// The number of a process that has the file open for writing without O_APPEND, 0 if none has, -EACCES if some could
    /// not be looked at.
    static func scanForWriterWithoutAppend(of descriptor: Int32, _ calls: LinuxCalls) -> Int32 {
        var file = FileStatus()
        let code = calls.status(of: descriptor, &file)
        guard code == 0 else { return code }
        var scan = OpenForWriting(calls: calls, file: file, passesAppenders: true)
        return scan.findWriter() ?? (scan.sawAll ? 0 : -EACCES)
    }

    private init(calls: LinuxCalls, file: FileStatus, passesAppenders: Bool) {
        self.calls = calls
        self.file = file
        self.passesAppenders = passesAppenders
    }

    private mutating func findWriter() -> Int32? {
        guard let processes = numbers(in: "/proc") else { return nil }
        if processes.count > Self.maximumProcesses { sawAll = false }
        for process in processes.prefix(Self.maximumProcesses) where isWriting(process) {
            return Int32(process) ?? 1
        }
        return nil
    }

    private mutating func isWriting(_ process: String) -> Bool {
        guard let descriptors = numbers(in: "/proc/\(process)/fd") else { return false }
        for descriptor in descriptors {
            guard descriptorsLeft > 0 else {
                sawAll = false
                return false
            }
            descriptorsLeft -= 1
            var other = FileStatus()
            guard calls.status(at: "/proc/\(process)/fd/\(descriptor)", follow: true, &other) == 0,
                other.inode == file.inode, other.device == file.device
            else { continue }
            guard let flags = flags("/proc/\(process)/fdinfo/\(descriptor)") else {
                sawAll = false
                continue
            }
            if passesAppenders, flags & O_APPEND != 0 { continue }
            if flags & O_ACCMODE != O_RDONLY { return true }
        }
        return false
    }

    /// The names in a directory that are numbers. A process that has ended meanwhile has none.
    private mutating func numbers(in directory: String) -> [String]? {
        var names: [String] = []
        let code = calls.list(directory) { name, _, _ in
            if (48...57).contains(UInt8(bitPattern: name.pointee)) { names.append(String(cString: name)) }
        }
        if code < 0, code != -ENOENT, code != -ESRCH { sawAll = false }
        return code == 0 ? names : nil
    }

    /// The number behind "flags:", octal.
    private func flags(_ path: String) -> Int32? {
        let descriptor = calls.open(path, flags: O_RDONLY | O_CLOEXEC, mode: 0)
        guard descriptor >= 0 else { return nil }
        defer { calls.close(descriptor) }
        let text = withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer -> String in
            guard let start = buffer.baseAddress else { return "" }
            let count = max(0, calls.read(descriptor, start, buffer.count))
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("flags:") }
        return line.flatMap { Int32($0.dropFirst(6).drop { $0 == "\t" || $0 == " " }, radix: 8) }
    }
}
