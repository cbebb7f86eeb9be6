// Why this file exists: the state of the host as the reports show it, in the fields that psutil's users know.

/// How busy and how full the host is. What the system does not tell is nil, and no key in JSON: the `ProcSubset=pid` of
/// systemd.exec(5), for example, hides all of it but the disk.
///
/// In JSON the names are in snake_case: `{cpu_percent, memory: {total, available, percent}, disk: {total, used, percent},
/// network: {bytes_sent, bytes_recv, packets_sent, packets_recv, errin, errout, dropin, dropout}}`. The meanings are those
/// of psutil (https://psutil.readthedocs.io/); percentages go from 0 to 100 and have one decimal.
public struct SystemInfo: Codable, Hashable, Sendable {
    /// The host's memory.
    public struct Memory: Codable, Hashable, Sendable {
        /// Bytes.
        public var total: UInt64
        /// Bytes that programs can have without the host having to swap.
        public var available: UInt64
        /// What is not available, of the total.
        public var percent: Double

        /// Takes all as they are.
        public init(total: UInt64, available: UInt64, percent: Double) {
            self.total = total
            self.available = available
            self.percent = percent
        }
    }

    /// The filesystem at `/`.
    public struct Disk: Codable, Hashable, Sendable {
        /// Bytes.
        public var total: UInt64
        /// Bytes.
        public var used: UInt64
        /// What is used, of what is used and what others than root may still take: the percentage of df(1).
        public var percent: Double

        /// Takes all as they are.
        public init(total: UInt64, used: UInt64, percent: Double) {
            self.total = total
            self.used = used
            self.percent = percent
        }
    }

    /// What all network interfaces have done together since they came up, the loopback interface included.
    public struct Network: Codable, Hashable, Sendable {
        /// Bytes.
        public var bytesSent: UInt64 = 0
        /// Bytes.
        public var bytesRecv: UInt64 = 0
        /// Packets.
        public var packetsSent: UInt64 = 0
        /// Packets.
        public var packetsRecv: UInt64 = 0
        /// Errors while receiving.
        public var errin: UInt64 = 0
        /// Errors while sending.
        public var errout: UInt64 = 0
        /// Packets that came and were dropped.
        public var dropin: UInt64 = 0
        /// Packets that were to go and were dropped.
        public var dropout: UInt64 = 0

        /// Nothing sent and nothing received.
        public init() {}
    }

    /// How much of the processors' time was not idle since the look before.
    public var cpuPercent: Double?
    /// The host's memory.
    public var memory: Memory?
    /// The filesystem at `/`.
    public var disk: Disk?
    /// All network interfaces together.
    public var network: Network?

    /// Takes all as they are.
    public init(
        cpuPercent: Double? = nil, memory: Memory? = nil, disk: Disk? = nil, network: Network? = nil
    ) {
        self.cpuPercent = cpuPercent
        self.memory = memory
        self.disk = disk
        self.network = network
    }
}

/// A share in percent with one decimal, from 0 to 100; 0 of nothing.
func percentage(_ part: Double, of whole: Double) -> Double {
    guard whole > 0 else { return 0 }
    return (min(max(part / whole, 0), 1) * 1000).rounded() / 10
}
