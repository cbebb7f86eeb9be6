// Memory, disks and network interfaces out of /proc, of old kernels and new ones, whole, cut off and damaged.

import TestSupport
import Testing

@testable import Telemetry

@Suite struct HostTextTests {
    @Test(
        arguments: [
            // 3.14 and later
            (
                "MemTotal:       16000 kB\nMemFree:          100 kB\nMemAvailable:   12000 kB\nBuffers:  50 kB\n",
                SystemInfo.Memory(total: 16_384_000, available: 12_288_000, percent: 25)
            ),
            // before that
            (
                "        total:    used:\nMem:  1 2\nMemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 350 kB\n",
                SystemInfo.Memory(total: 1_024_000, available: 512_000, percent: 50)
            ),
            // a container that tells of itself in one line and of its host in another
            (
                "MemTotal: 1000 kB\nMemAvailable: 9000 kB\n",
                SystemInfo.Memory(total: 1_024_000, available: 1_024_000, percent: 0)
            ),
            (
                "MemTotal: 3 kB\nMemAvailable: 1 kB\nMemAvailable: 2 kB\n",
                .init(total: 3072, available: 1024, percent: 66.7)
            ),
        ])
    func memoryIsWhatIsAvailable(text: String, expected: SystemInfo.Memory) {
        #expect(SystemInfo.Memory(Array(text.utf8)) == expected)
    }

    @Test(
        arguments: [
            "", "MemTotal: 1000 kB\n", "MemAvailable: 1000 kB\n", "MemTotal: 0 kB\nMemFree: 0 kB\n",
            "MemTotal: 1000\nMemFree: 1 kB\n", "MemTotal: 1000 MB\nMemFree: 1 kB\n",
            "MemTotal: 1000 kB\nMemFree: 1 kB", "MemTotal: 18446744073709551615 kB\nMemFree: 1 kB\n",
            "MemTotal: -1 kB\nMemFree: 1 kB\n", "MemTotal:\nMemFree:\n", ":\n:::\nMemTotal kB\n",
        ])
    func whatDoesNotTellIsNoMemory(text: String) {
        #expect(SystemInfo.Memory(Array(text.utf8)) == nil)
    }

    @Test(
        arguments: [
            // 2.6.18: 11 numbers for a device, 4 for a partition
            "   8    0 sda 10 1 20 3 40 5 60 7 0 8 9\n   8    1 sda1 10 20 40 60\n",
            // 4.18 adds discards, 5.5 flushes
            "   8       0 sda 10 1 20 3 40 5 60 7 0 8 9 0 0 0 0\n   8       1 sda1 9 1 18 3 40 5 60 7 0 8 9 0 0 0 0\n",
            "   8       0 sda 10 1 20 3 40 5 60 7 0 8 9 0 0 0 0 1 2\n   7 0 loop0 1 1 1 1 1 1 1 1 1 1 1\n",
            "   8       0 sda 10 1 20 3 40 5 60 7 0 8 9\n   8       0 sda 99 1 99 3 40 5 60 7 0 8 9\n",
            " 1 0 ram0 1 1 1 1 1 1 1 1 1 1 1\n   8       0 sda 10 1 20 3 40 5 60 7 0 8 9\n 252 0 zram0 1 1 1 1 1 1 1 1\n",
        ])
    func wholeDevicesAreCounted(text: String) {
        let disks = DiskActivity.all(Array(text.utf8), whole: ["sda", "loop0", "ram0", "zram0"])
        #expect(disks == [DiskActivity(device: "sda", readBytes: 10_240, writtenBytes: 30_720)])
    }

    @Test func aDeviceWithASlashIsFound() {
        let text = " 104 0 cciss/c0d0 1 1 1 1 1 1 1 1\n 253 0 dm-0 1 1 2 1 1 1 3 1\n"
        #expect(
            DiskActivity.all(Array(text.utf8), whole: ["cciss!c0d0", "dm-0"]).map(\.device) == [
                "cciss/c0d0", "dm-0",
            ]
        )
    }

    @Test(
        arguments: [
            "", "\n\n\n", "8 0 sda\n", "8 0 sda 1 1 x 1 1 1 1 1\n", "8 0 sda 1 1 1 1 1 1 1 1",
            "8 0 sdb 1 1 1 1 1 1 1 1\n", "8 0 sda 1 1 18446744073709551616 1 1 1 1 1\n",
        ])
    func whatIsNoDeviceIsLeftOut(text: String) {
        #expect(DiskActivity.all(Array(text.utf8), whole: ["sda"]).isEmpty)
    }

    @Test func moreSectorsThanBytesCanTellAreTheMost() {
        let text = "8 0 sda 1 1 18446744073709551615 1 1 1 1 1\n"
        #expect(DiskActivity.all(Array(text.utf8), whole: ["sda"]).first?.readBytes == .max)
    }

    private static let head = "Inter-|   Receive      |  Transmit\n face |bytes    packets errs |bytes\n"

    @Test(
        arguments: [
            "  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",
            "eth0:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",
            "eth0:1 2 3 4 5 6 7 8 9 10 11 12\n", "\teth0 :\t1 2 3 4 5 6 7 8 9 10 11 12 13\n",
        ])
    func anInterfaceIsReadHoweverItIsLaidOut(line: String) {
        let devices = NetworkActivity.all(Array((Self.head + line).utf8))
        #expect(devices.map(\.device) == ["eth0"])
        let counts = devices.first?.counts ?? .init()
        #expect([counts.bytesRecv, counts.packetsRecv, counts.errin, counts.dropin] == [1, 2, 3, 4])
        #expect([counts.bytesSent, counts.packetsSent, counts.errout, counts.dropout] == [9, 10, 11, 12])
    }

    @Test func interfacesAreAddedUp() {
        let lines =
            "lo: 1 1 1 1 0 0 0 0 1 1 1 1 0 0 0 0\n eth0:1: 18446744073709551615 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n"
        let devices = NetworkActivity.all(Array((Self.head + lines).utf8))
        #expect(devices.map(\.device) == ["lo", "eth0:1"])
        let sum = SystemInfo.Network(devices) ?? .init()
        #expect([sum.bytesRecv, sum.packetsRecv, sum.errin, sum.dropin] == [.max, 3, 4, 5])
        #expect([sum.bytesSent, sum.packetsSent, sum.errout, sum.dropout] == [6, 7, 8, 9])
        #expect(SystemInfo.Network([]) == nil)
    }

    @Test(
        arguments: [
            "", "eth0\n", "eth0: 1 2 3 4 5 6 7 8 9 10 11\n", "eth0: 1 2 3 4 5 6 7 8 9 10 11 12",
            ": 1 2 3 4 5 6 7 8 9 10 11 12\n", "a b: 1 2 3 4 5 6 7 8 9 10 11 12\n",
            "eth0: 1 2 3 4 5 6 7 8 9 10 11 1e2\n",
        ])
    func whatIsNoInterfaceIsLeftOut(line: String) {
        #expect(NetworkActivity.all(Array((Self.head + line).utf8)).isEmpty)
        #expect(NetworkActivity.all(Array(line.utf8)).isEmpty)
    }

    @Test func damagedTextsHarmNothing() {
        let seeds = [
            "cpu  1000 10 200 5000 30 4 6 7 500 5\ncpu0 1 2 3 4\nintr 1 2\n",
            "MemTotal:       65768176 kB\nMemAvailable:   64000000 kB\nBuffers: 12 kB\n",
            Self.head + "  eth0:1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n lo:1 2 3 4 5 6 7 8 9 0 1 2\n",
            "   8       0 sda 1 2 3 4 5 6 7 8 9 10 11\n   8       1 sda1 1 2 3 4 5 6 7 8\n",
        ].map { Array($0.utf8) }
        var random = SeededGenerator(seed: 6)
        for round in 0..<1000 {
            let text = random.mutated(seeds[round % seeds.count])
            if let times = CPUTimes(text) { _ = times.busyPercent(since: times) }
            _ = SystemInfo.Memory(text)
            _ = SystemInfo.Network(NetworkActivity.all(text))
            _ = DiskActivity.all(text, whole: ["sda"])
        }
    }
}
