// The probe on a /proc of the test's own, and on the one of this machine.

import Glibc
import TestSupport
import Testing

@testable import Telemetry

@Suite struct HostProbeTests {
    private static let second: Int64 = 1_000_000_000

    /// A host that has been idle since its start.
    private func host() throws -> ScratchDirectory {
        let host = try ScratchDirectory()
        for name in ["proc", "proc/net", "sys", "sys/block", "sys/block/sda"] {
            mkdir(host.path(name), 0o755)
        }
        try host.write(Array("cpu 0 0 0 1000\n".utf8), to: "proc/stat")
        try host.write(Array("MemTotal: 1000 kB\nMemAvailable: 750 kB\n".utf8), to: "proc/meminfo")
        try host.write(
            Array("8 0 sda 1 1 2 1 1 1 4 1\n8 1 sda1 1 1 2 1 1 1 4 1\n".utf8), to: "proc/diskstats")
        try host.write(
            Array("-\n-\nlo: 1 1 0 0 0 0 0 0 1 1 0 0\neth0: 30 2 0 0 0 0 0 0 40 3 0 0\n".utf8),
            to: "proc/net/dev")
        return host
    }

    private func probe(_ host: ScratchDirectory) -> HostProbe {
        HostProbe(proc: host.path("proc"), sys: host.path("sys"), root: host.path, now: 0)
    }

    @Test func allIsTold() throws {
        let host = try host()
        let metrics = probe(host).metrics()
        #expect(metrics.system.memory == .init(total: 1_024_000, available: 768_000, percent: 25))
        #expect(metrics.system.network?.bytesRecv == 31)
        #expect(metrics.system.network?.packetsSent == 4)
        #expect((metrics.system.disk?.total ?? 0) > 0)
        #expect(metrics.disks == [DiskActivity(device: "sda", readBytes: 1024, writtenBytes: 2048)])
        #expect(metrics.interfaces.map(\.device) == ["eth0"])
    }

    @Test func busyTimeIsThatSinceTheLookBefore() throws {
        let host = try host()
        let probe = probe(host)
        func look(_ text: String, after seconds: Double) throws -> Double? {
            try host.write(Array(text.utf8), to: "proc/stat")
            return probe.cpuPercent(now: Int64(seconds * Double(Self.second)))
        }
        // Nothing can be told until the kernel has counted something.
        #expect(try look("cpu 0 0 0 1000\n", after: 0) == nil)
        #expect(try look("cpu 1 0 0 1003\n", after: 0.5) == 25)
        #expect(try look("cpu 50 0 0 1050\n", after: 10) == 50)
        // The next interval is too short yet.
        #expect(try look("cpu 60 0 0 1050\n", after: 10.5) == 50)
        #expect(try look("cpu 150 0 0 1050\n", after: 11) == 100)
        #expect(try look("cpu 150 0 0 1051\n", after: 13) == 0)
        #expect(try look("cpu 150 0 0 1051\n", after: 15) == 0)
    }

    @Test func whatTheSystemHidesIsNotTold() throws {
        let nothing = try ScratchDirectory()
        let probe = HostProbe(
            proc: nothing.path("proc"), sys: nothing.path("sys"), root: nothing.path("root"))
        let metrics = probe.metrics()
        #expect(metrics == HostMetrics(system: SystemInfo()))
        var text = Exposition()
        metrics.write(to: &text)
        #expect(text.text == "")
    }

    @Test func busyTimeIsToldOnceTheSystemTellsIt() throws {
        let host = try host()
        unlink(host.path("proc/stat"))
        let probe = probe(host)
        #expect(probe.cpuPercent(now: 0) == nil)
        try host.write(Array("cpu 0 0 0 1000\n".utf8), to: "proc/stat")
        #expect(probe.cpuPercent(now: 0) == nil)
        try host.write(Array("cpu 100 0 0 1300\n".utf8), to: "proc/stat")
        #expect(probe.cpuPercent(now: 2 * Self.second) == 25)
    }

    @Test func thisMachineCanBeAsked() throws {
        let probe = HostProbe()
        let metrics = probe.metrics()
        let memory = try #require(metrics.system.memory)
        #expect(memory.total > 1 << 20)
        #expect(memory.available <= memory.total)
        let disk = try #require(metrics.system.disk)
        #expect(disk.used <= disk.total)
        #expect((0...100).contains(disk.percent))
        #expect(metrics.system.network != nil)
        #expect((0...100).contains(probe.systemInfo().cpuPercent ?? 0))
    }

    @Test(
        arguments: [
            (100, 40, 30, 4096, .init(total: 409_600, used: 245_760, percent: 66.7)),
            (100, 100, 95, 1, .init(total: 100, used: 0, percent: 0)),
            (100, 0, 0, 1, .init(total: 100, used: 100, percent: 100)),
            (100, 200, 0, 1, .init(total: 100, used: 0, percent: 0)),
            (0, 0, 0, 4096, nil), (.max, 0, 0, 4096, nil),
        ] as [(UInt64, UInt64, UInt64, UInt64, SystemInfo.Disk?)])
    func aFilesystemIsAsFullAsDfSays(
        blocks: UInt64, free: UInt64, available: UInt64, block: UInt64, expected: SystemInfo.Disk?
    ) {
        #expect(
            SystemInfo.Disk(blocks: blocks, free: free, available: available, blockBytes: block) == expected)
    }

    @Test func metricsHaveTheNamesOfTheReports() throws {
        let system = SystemInfo(
            cpuPercent: 12.5, memory: .init(total: 1000, available: 750, percent: 25),
            disk: .init(total: 500, used: 100, percent: 20.5), network: nil)
        var counts = SystemInfo.Network()
        (counts.bytesRecv, counts.bytesSent) = (3, 4)
        var text = Exposition()
        HostMetrics(
            system: system, disks: [DiskActivity(device: "sda", readBytes: 1, writtenBytes: 2)],
            interfaces: [NetworkActivity(device: "eth0", counts: counts)]
        ).write(to: &text)
        let samples = text.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(
            samples == [
                "system_cpu_usage_percent 12.5", "system_memory_usage_percent 25",
                "system_memory_total_bytes 1000", "system_memory_available_bytes 750",
                "system_disk_usage_percent 20.5", "system_disk_total_bytes 500", "system_disk_used_bytes 100",
                "system_disk_read_bytes_total{device=\"sda\"} 1",
                "system_disk_written_bytes_total{device=\"sda\"} 2",
                "system_network_receive_bytes_total{device=\"eth0\"} 3",
                "system_network_transmit_bytes_total{device=\"eth0\"} 4",
            ])
        _ = try PrometheusText(text.text)
    }

    @Test func thousandsOfInterfacesAreNotAllShown() throws {
        let many = (0..<5000).map { NetworkActivity(device: "veth\($0)", counts: .init()) }
        var text = Exposition()
        HostMetrics(system: SystemInfo(), interfaces: many).write(to: &text)
        let families = try PrometheusText(text.text).families
        #expect(families["system_network_receive_bytes_total"]?.samples.count == HostMetrics.maximumDevices)
    }
}
