// Why this file exists: /proc/diskstats has partitions beside their devices, and each byte must count once a device.

/// What a block device has done since the host started.
public struct DiskActivity: Hashable, Sendable {
    /// Its name, for example `sda`.
    public var device: String
    /// Bytes.
    public var readBytes: UInt64
    /// Bytes.
    public var writtenBytes: UInt64

    /// Takes all as they are.
    public init(device: String, readBytes: UInt64, writtenBytes: UInt64) {
        self.device = device
        self.readBytes = readBytes
        self.writtenBytes = writtenBytes
    }

    /// Reads the text of /proc/diskstats (https://docs.kernel.org/admin-guide/iostats.html).
    /// - Parameter whole: the names in /sys/block, which are those of devices and not of partitions. Loop and RAM disks
    ///   are left out though they are there: their bytes are those of other devices, or of none.
    static func all(_ text: [UInt8], whole: Set<String>) -> [DiskActivity] {
        var known: Set<String> = []
        return ProcText.lines(text).compactMap { line in
            let words = ProcText.words(line)
            // major, minor, name; reads, reads merged, sectors read, ms; writes, writes merged, sectors written
            guard let read = ProcText.number(words, 5), let written = ProcText.number(words, 9) else {
                return nil
            }
            let name = String(decoding: words[2], as: UTF8.self)
            // A slash cannot stand in the name of a directory; sysfs has ! instead.
            guard whole.contains(name.replacing("/", with: "!")), !isVirtual(words[2]),
                known.insert(name).inserted
            else { return nil }
            return DiskActivity(device: name, readBytes: bytes(read), writtenBytes: bytes(written))
        }
    }

    private static func isVirtual(_ name: ArraySlice<UInt8>) -> Bool {
        ["loop", "ram", "zram"].contains { name.starts(with: $0.utf8) }
    }

    /// A sector has 512 bytes here, whatever the device's are.
    private static func bytes(_ sectors: UInt64) -> UInt64 {
        let (bytes, isTooLarge) = sectors.multipliedReportingOverflow(by: 512)
        return isTooLarge ? .max : bytes
    }
}
