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
        peakAnonymousBytes = max(peakAnonymousBytes, procNumber("RssAnon", in: text) ?? 0)
        peakResidentBytes = max(peakResidentBytes, procNumber("VmHWM", in: text) ?? 0)
    }
}
