// What the kernel says about a process in /proc, as text: `Name:   123 kB`.

/// The number behind `key` in a text of lines `key: number`, as /proc/PID/status (proc_pid_status(5)) and /proc/PID/io
/// (proc_pid_io(5)) are; nil if there is none. A `kB` behind it, which are 1,024 bytes, is taken into account.
public func procNumber(_ key: String, in text: String) -> Int? {
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
        guard line.starts(with: key.utf8) else { continue }
        let rest = line.dropFirst(key.utf8.count)
        guard rest.first == UInt8(ascii: ":") else { continue }
        let words = rest.dropFirst().split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let first = words.first, let number = Int(String(decoding: first, as: UTF8.self)), number >= 0
        else { return nil }
        guard words.dropFirst().first.map({ $0.elementsEqual("kB".utf8) }) == true else { return number }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1024)
        return overflow ? nil : bytes
    }
    return nil
}

/// How often a thread was taken off its processor, from its /proc/PID/task/TID/status: because it waited, and because
/// others had their turn. Each is followed by a time at which it went on, unless it ended.
public func contextSwitches(inStatus text: String) -> Int {
    (procNumber("voluntary_ctxt_switches", in: text) ?? 0)
        &+ (procNumber("nonvoluntary_ctxt_switches", in: text) ?? 0)
}
