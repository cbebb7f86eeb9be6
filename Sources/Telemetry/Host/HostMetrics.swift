// Why this file exists: the state of the host as metrics, so that one agent beside a service is enough.

/// The state of the host at one look, with its devices one by one.
public struct HostMetrics: Hashable, Sendable {
    /// The most devices of a kind that are shown: a host with thousands of containers has thousands of interfaces.
    public static let maximumDevices = 256

    /// Processors, memory and the filesystem at `/`.
    public var system: SystemInfo
    /// Block devices without partitions, loop and RAM disks.
    public var disks: [DiskActivity]
    /// Network interfaces without the loopback one.
    public var interfaces: [NetworkActivity]

    /// Takes all as they are.
    public init(system: SystemInfo, disks: [DiskActivity] = [], interfaces: [NetworkActivity] = []) {
        self.system = system
        self.disks = disks
        self.interfaces = interfaces
    }

    /// Writes what is known.
    public func write(to text: inout Exposition) {
        func gauge(_ name: String, _ help: String, _ value: Double?) {
            if let value { text.gauge(name, help, Exposition.number(value)) }
        }
        func gauge(_ name: String, _ help: String, _ value: UInt64?) {
            if let value { text.gauge(name, help, "\(value)") }
        }
        gauge(
            "system_cpu_usage_percent", "Time of all processors that was not idle since the look before.",
            system.cpuPercent)
        gauge(
            "system_memory_usage_percent", "Memory that is not available.", system.memory?.percent)
        gauge("system_memory_total_bytes", "Memory of the host.", system.memory?.total)
        gauge(
            "system_memory_available_bytes", "Memory that programs can have without swapping.",
            system.memory?.available)
        gauge(
            "system_disk_usage_percent", "Space of the root filesystem that is used, as df tells it.",
            system.disk?.percent)
        gauge("system_disk_total_bytes", "Size of the root filesystem.", system.disk?.total)
        gauge("system_disk_used_bytes", "Space of the root filesystem that is used.", system.disk?.used)

        func counters<Device>(
            _ name: String, _ help: String, _ devices: [Device], _ device: KeyPath<Device, String>,
            _ value: KeyPath<Device, UInt64>
        ) {
            guard !devices.isEmpty else { return }
            text.family(name, .counter, help)
            for one in devices.prefix(Self.maximumDevices) {
                text.sample(name, [(name: "device", value: one[keyPath: device])], "\(one[keyPath: value])")
            }
        }
        counters(
            "system_disk_read_bytes_total", "Bytes read from block devices.", disks, \.device, \.readBytes)
        counters(
            "system_disk_written_bytes_total", "Bytes written to block devices.", disks, \.device,
            \.writtenBytes)
        counters(
            "system_network_receive_bytes_total", "Bytes that network interfaces received.", interfaces,
            \.device, \.counts.bytesRecv)
        counters(
            "system_network_transmit_bytes_total", "Bytes that network interfaces sent.", interfaces,
            \.device,
            \.counts.bytesSent)
    }
}
