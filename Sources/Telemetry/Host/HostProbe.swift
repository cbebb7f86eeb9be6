// Why this file exists: the host is looked at when somebody asks, and at no other time.

import Glibc
import Platform
import Synchronization

/// Looks at the host through /proc and /sys. It has no thread and no timer.
///
/// The processors' share of busy time is that between two looks of one probe, so who wants intervals of its own has a
/// probe of its own. The first look reaches back to when the probe was made; looks within a second of one another tell the same.
public final class HostProbe: Sendable {
    /// Shorter intervals have too few of the kernel's ticks to tell much. In nanoseconds.
    private static let shortestInterval: Int64 = 1_000_000_000
    /// More than the largest hosts have. In bytes.
    private static let largestText = 4 << 20

    private let proc: String
    private let sys: String
    private let root: String
    private let state: Mutex<State>

    private struct State {
        /// The look from which the next interval starts, and when it was, in nanoseconds of the monotonic clock.
        var since: (times: CPUTimes, at: Int64)?
        var percent: Double?
    }

    /// Takes the first look at the processors.
    /// - Parameters:
    ///   - proc: where proc(5) is mounted.
    ///   - sys: where sysfs(5) is mounted.
    ///   - root: a path on the filesystem that is told about.
    public convenience init(proc: String = "/proc", sys: String = "/sys", root: String = "/") {
        self.init(proc: proc, sys: sys, root: root, now: Clock.monotonic())
    }

    /// - Parameter now: nanoseconds of the monotonic clock.
    init(proc: String, sys: String, root: String, now: Int64) {
        self.proc = proc
        self.sys = sys
        self.root = root
        state = Mutex(State())
        state.withLock { $0.since = cpuTimes().map { ($0, now) } }
    }

    /// The state of the host now.
    public func systemInfo() -> SystemInfo { systemInfo(interfaces: interfaces()) }

    /// The state of the host now, with its devices.
    public func metrics() -> HostMetrics {
        let interfaces = interfaces()
        return HostMetrics(
            system: systemInfo(interfaces: interfaces), disks: disks(),
            interfaces: interfaces.filter { $0.device != "lo" })
    }

    private func systemInfo(interfaces: [NetworkActivity]) -> SystemInfo {
        SystemInfo(
            cpuPercent: cpuPercent(now: Clock.monotonic()), memory: text("meminfo").flatMap { .init($0) },
            disk: SystemInfo.Disk(at: root), network: .init(interfaces))
    }

    private func cpuTimes() -> CPUTimes? { text("stat").flatMap { CPUTimes($0) } }

    /// - Parameter now: nanoseconds of the monotonic clock.
    func cpuPercent(now: Int64) -> Double? {
        guard let times = cpuTimes() else { return nil }
        return state.withLock { state in
            guard let since = state.since else {
                state.since = (times, now)
                return nil
            }
            guard now - since.at >= Self.shortestInterval else {
                return state.percent ?? times.busyPercent(since: since.times)
            }
            state.percent = times.busyPercent(since: since.times) ?? state.percent
            state.since = (times, now)
            return state.percent
        }
    }

    private func interfaces() -> [NetworkActivity] { text("net/dev").map { NetworkActivity.all($0) } ?? [] }

    private func disks() -> [DiskActivity] {
        guard let text = text("diskstats"), let blocks = try? FileSystem.list(sys + "/block") else {
            return []
        }
        return DiskActivity.all(text, whole: Set(blocks.entries.map(\.name)))
    }

    private func text(_ name: String) -> [UInt8]? {
        try? FileSystem.contents(of: proc + "/" + name, limit: Self.largestText)
    }
}

extension SystemInfo.Disk {
    /// The filesystem that a path is on, by statvfs(3); nil if it cannot be asked.
    init?(at path: String) {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        self.init(
            blocks: UInt64(status.f_blocks), free: UInt64(status.f_bfree), available: UInt64(status.f_bavail),
            blockBytes: UInt64(status.f_frsize))
    }

    /// - Parameters:
    ///   - blocks: all of the filesystem's blocks.
    ///   - free: those that are free.
    ///   - available: those of them that others than root may take.
    init?(blocks: UInt64, free: UInt64, available: UInt64, blockBytes: UInt64) {
        let used = blocks - min(free, blocks)
        let (total, isTooLarge) = blocks.multipliedReportingOverflow(by: blockBytes)
        guard total > 0, !isTooLarge else { return nil }
        self.init(
            total: total, used: used * blockBytes,
            percent: percentage(Double(used), of: Double(used) + Double(available)))
    }
}
