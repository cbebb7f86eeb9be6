// Why this file exists: an agent that watches others is asked what it costs itself.

import Glibc
import Platform

/// Looks at the process that it is in, when it is asked.
public struct ProcessProbe: Sendable {
    private let proc: String
    private let startTime: Double?

    /// Finds out when the process was started.
    /// - Parameter proc: where proc(5) has this process.
    public init(proc: String = "/proc/self") {
        self.proc = proc
        // Once: the two clocks drift apart, and the time of a start that moves looks like another start.
        startTime = Self.text(proc, "stat").flatMap { Self.startTicks($0) }.flatMap { ticks in
            let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
            guard ticksPerSecond > 0, let sinceBoot = Self.seconds(CLOCK_BOOTTIME),
                let now = Self.seconds(CLOCK_REALTIME)
            else { return nil }
            let start = now - sinceBoot + Double(ticks) / ticksPerSecond
            return (start * 100).rounded() / 100
        }
    }

    /// What the process takes up now.
    public func metrics() -> ProcessMetrics {
        let memory = Self.text(proc, "status").map { ProcText.kilobytes($0, ["VmRSS", "RssAnon"]) }
        var limit = rlimit()
        let hasLimit = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        return ProcessMetrics(
            cpuSeconds: Self.seconds(CLOCK_PROCESS_CPUTIME_ID), residentBytes: memory?["VmRSS"],
            anonymousBytes: memory?["RssAnon"],
            // One is that of the listing itself.
            openDescriptors: (try? FileSystem.list(proc + "/fd")).map { max(0, $0.entries.count - 1) },
            maximumDescriptors: hasLimit && limit.rlim_cur != rlim_t.max ? UInt64(limit.rlim_cur) : nil,
            startTime: startTime)
    }

    /// When the process was started, in ticks since the host was, out of the text of /proc/PID/stat; nil if it is not there.
    static func startTicks(_ text: [UInt8]) -> UInt64? {
        // The second word is the program's name, which may have blanks, parentheses and line ends in it.
        guard let end = text.lastIndex(of: UInt8(ascii: ")")),
            let line = ProcText.lines(Array(text[(end + 1)...])).first
        else { return nil }
        return ProcText.number(ProcText.words(line), 19)
    }

    private static func text(_ proc: String, _ name: String) -> [UInt8]? {
        try? FileSystem.contents(of: proc + "/" + name, limit: 1 << 20)
    }

    private static func seconds(_ clock: clockid_t) -> Double? {
        var time = timespec()
        guard clock_gettime(clock, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
