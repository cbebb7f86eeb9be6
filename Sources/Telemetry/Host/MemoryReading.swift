// Why this file exists: what is available is told by the kernel since 3.14, and worked out for older ones.

extension SystemInfo.Memory {
    /// Reads the text of /proc/meminfo, see proc(5); nil if it does not tell how much memory there is.
    init?(_ text: [UInt8]) {
        let values = ProcText.kilobytes(
            text, ["MemTotal", "MemAvailable", "MemFree", "Buffers", "Cached"])
        guard let total = values["MemTotal"], total > 0 else { return nil }
        let unused = ["MemFree", "Buffers", "Cached"].reduce(UInt64(0)) { $0.addingUpTo(values[$1] ?? 0) }
        guard values["MemAvailable"] != nil || values["MemFree"] != nil else { return nil }
        // In a container the two may be about different things.
        let available = min(values["MemAvailable"] ?? unused, total)
        self.init(
            total: total, available: available,
            percent: percentage(Double(total - available), of: Double(total)))
    }
}
