// What the kernel says about a process' memory, and the highest of it that was seen.

/// The peaks of a process' memory, in bytes, as far as they were looked at.
public struct ProcessMemory: Equatable, Sendable {
    /// The highest RssAnon seen: memory that is not backed by a file.
    public private(set) var peakAnonymousBytes = 0
    /// The highest VmHWM seen, which is the kernel's own record of the highest resident size.
    public private(set) var peakResidentBytes = 0

    /// No memory seen yet.
    public init() {}

    /// Takes in the text of /proc/PID/status (proc_pid_status(5)); one without these lines, as a zombie's,
    /// changes nothing.
    public mutating func note(status text: String) {
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            if let bytes = Self.bytes(of: "RssAnon:", in: line) {
                peakAnonymousBytes = max(peakAnonymousBytes, bytes)
            } else if let bytes = Self.bytes(of: "VmHWM:", in: line) {
                peakResidentBytes = max(peakResidentBytes, bytes)
            }
        }
    }

    private static func bytes(of key: String, in line: Substring.UTF8View) -> Int? {
        guard line.starts(with: key.utf8) else { return nil }
        let fields = line.dropFirst(key.utf8.count).split {
            $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
        }
        guard let first = fields.first, let kibibytes = Int(String(decoding: first, as: UTF8.self)) else {
            return nil
        }
        let (bytes, overflow) = kibibytes.multipliedReportingOverflow(by: 1024)
        return overflow || bytes < 0 ? nil : bytes
    }
}
