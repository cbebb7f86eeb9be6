// What a process does while it is watched: for how long it runs, and how often it wakes.

import Benchmarking
import Glibc
import Workbench

/// What a process has done up to a moment.
struct Activity {
    /// User and system CPU nanoseconds of all its threads, also of those that have ended.
    let cpuNanoseconds: Int64
    /// For each of its threads how often it was taken off its processor.
    let switches: [Int: Int]
    /// Bytes that it caused to be written to the disk, in pages (`write_bytes` of /proc/PID/io).
    let diskBytes: Int
    /// Bytes that it wrote by write(2) and its kin (`wchar`), into whatever it was.
    let writtenBytes: Int

    /// What the process has done up to now.
    ///
    /// Throws `WorkbenchError` when it is gone.
    init(of pid: pid_t) throws {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            throw WorkbenchError("the agent is gone")
        }
        cpuNanoseconds = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        var switches: [Int: Int] = [:]
        for name in names(in: "/proc/\(pid)/task") {
            guard let thread = Int(name) else { continue }
            switches[thread] = contextSwitches(inStatus: readText("/proc/\(pid)/task/\(name)/status"))
        }
        self.switches = switches
        let io = readText("/proc/\(pid)/io")
        diskBytes = procNumber("write_bytes", in: io) ?? 0
        writtenBytes = procNumber("wchar", in: io) ?? 0
    }

    /// CPU time since `earlier`, in per cent of one processor's over so many seconds.
    func cpuPercent(since earlier: Activity, seconds: Double) -> Double {
        Double(cpuNanoseconds - earlier.cpuNanoseconds) / 1e9 / seconds * 100
    }

    /// Wake-ups since `earlier`; all of those of a thread that was not there then.
    func wakeUps(since earlier: Activity) -> Int {
        switches.reduce(0) { $0 + max(0, $1.value - (earlier.switches[$1.key] ?? 0)) }
    }
}

/// The names in a directory; none when it cannot be read.
func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}
