// Many files that are written to a line at a time, as by as many programs.

import Benchmarking
import Glibc
import Workbench

/// Open log files. Whoever opens them calls `close()` on every way out.
final class LogFiles {
    /// What the agent follows.
    let pattern: String
    /// How many there are.
    var count: Int { descriptors.count }
    /// Lines written.
    private(set) var lines = 0
    /// Bytes written.
    private(set) var bytes = 0
    /// For each numbered line when it was written, in nanoseconds.
    private(set) var times: [Int64] = []

    private var descriptors: [Int32] = []
    private var line: [UInt8] = []

    /// Creates `files` files in each of `directories` directories below `folder`.
    init(_ bench: Bench, directories: Int, files: Int) throws {
        let folder = try bench.newFolder()
        pattern = "\(folder)/*/*.log"
        try Self.allowDescriptors(directories * files + 100)
        for directory in 0..<directories {
            let path = "\(folder)/service-\(directory)"
            guard mkdir(path, 0o700) == 0 else { throw WorkbenchError(cannot: "create \(path)", code: errno) }
            for file in 0..<files {
                let name = "\(path)/app-\(file).log"
                let descriptor = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
                guard descriptor >= 0 else { throw WorkbenchError(cannot: "create \(name)", code: errno) }
                descriptors.append(descriptor)
            }
            try bench.interrupts.pause(milliseconds: 0)
        }
    }

    func close() {
        for descriptor in descriptors { Glibc.close(descriptor) }
        descriptors = []
    }

    /// Appends the next numbered line to file `index`, of `bytes` if that is more than usual.
    func write(to index: Int, bytes wanted: Int = 0) throws {
        line.removeAll(keepingCapacity: true)
        NumberedLines.append(lines, bytes: wanted, to: &line)
        times.append(now())
        guard Glibc.write(descriptors[index], line, line.count) == line.count else {
            throw WorkbenchError(cannot: "write to a log", code: errno)
        }
        lines += 1
        bytes += line.count
    }

    /// Writes `rate` lines a second to each file, in turn and evenly, for so many seconds.
    func writeEvenly(_ bench: Bench, rate: Int, seconds: Int, bytes: Int = 0) throws {
        let (begin, first) = (now(), lines)
        let all = rate * seconds * count
        while lines - first < all {
            let due = min(all, Int(Double(now() - begin) / 1e9 * Double(rate * count)))
            while lines - first < due { try write(to: (lines - first) % count, bytes: bytes) }
            try bench.interrupts.pause(milliseconds: 2)
        }
    }

    private func now() -> Int64 { monotonicNanoseconds() }

    /// Lets this process, and the agent that it starts, have so many files open.
    private static func allowDescriptors(_ count: Int) throws {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        guard limit.rlim_max >= rlim_t(count) else {
            throw WorkbenchError(
                "\(count) files are to be open at once, and the hard limit is \(limit.rlim_max); raise it (ulimit -Hn)"
            )
        }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

/// Nanoseconds on a clock that only goes forward, the same in all threads.
func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
