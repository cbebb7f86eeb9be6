// Why this file exists: what the agent itself takes up, under the names that Prometheus' own libraries use.

/// What this process takes up. What the system does not tell is nil.
public struct ProcessMetrics: Codable, Hashable, Sendable {
    /// Time on processors, of all threads, in the program and in the kernel.
    public var cpuSeconds: Double?
    /// Bytes in memory, those of the program's file included.
    public var residentBytes: UInt64?
    /// Those of them that are of no file: what the process made itself.
    public var anonymousBytes: UInt64?
    /// Descriptors in use.
    public var openDescriptors: Int?
    /// How many there may be; nil for as many as one likes.
    public var maximumDescriptors: UInt64?
    /// When the process was started, in seconds since the Unix epoch.
    public var startTime: Double?

    /// Takes all as they are.
    public init(
        cpuSeconds: Double? = nil, residentBytes: UInt64? = nil, anonymousBytes: UInt64? = nil,
        openDescriptors: Int? = nil, maximumDescriptors: UInt64? = nil, startTime: Double? = nil
    ) {
        self.cpuSeconds = cpuSeconds
        self.residentBytes = residentBytes
        self.anonymousBytes = anonymousBytes
        self.openDescriptors = openDescriptors
        self.maximumDescriptors = maximumDescriptors
        self.startTime = startTime
    }

    /// Writes what is known.
    public func write(to text: inout Exposition) {
        if let cpuSeconds {
            text.family(
                "process_cpu_seconds_total", .counter, "Time on processors, in the program and in the kernel."
            )
            text.sample("process_cpu_seconds_total", [], Exposition.number(cpuSeconds))
        }
        func gauge(_ name: String, _ help: String, _ value: (some BinaryInteger)?) {
            if let value { text.gauge(name, help, "\(value)") }
        }
        gauge(
            "process_resident_memory_bytes", "Memory in use, that of the program's file included.",
            residentBytes)
        gauge("process_anonymous_memory_bytes", "Memory in use that is of no file.", anonymousBytes)
        gauge("process_open_fds", "File descriptors in use.", openDescriptors)
        gauge("process_max_fds", "How many file descriptors there may be.", maximumDescriptors)
        if let startTime {
            text.gauge(
                "process_start_time_seconds",
                "When the process was started, in seconds since the Unix epoch.",
                Exposition.number(startTime))
        }
    }
}
