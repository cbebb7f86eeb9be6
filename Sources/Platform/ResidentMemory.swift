// Why this file exists: starting touches much of the program that running never needs again.

import CPlatform
import Glibc

/// The process's own memory.
public enum ResidentMemory {
    /// From here on, large pieces of memory go back to the kernel when they are freed. By itself the C library keeps such sizes
    /// once one was freed, which leaves the holes of tables that grew while files were found.
    public static func returnWhatIsFreed() { lf_return_freed_memory() }

    /// Gives back the pages of program text that were read so far. What is needed again is mapped again from the
    /// page cache, a few dozen small faults; what only the start needed stays out: see madvise(2), MADV_DONTNEED.
    ///
    /// Only mappings that are read-only, executable and of a file are touched: their pages can always be had again.
    public static func releaseProgramText() {
        guard let maps = try? FileSystem.contents(of: "/proc/self/maps", limit: 1 << 20) else { return }
        for line in maps.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
            guard fields.count == 6, fields[1].elementsEqual("r-xp".utf8),
                fields[5].contains(UInt8(ascii: "/"))
            else {
                continue
            }
            let bounds = fields[0].split(separator: UInt8(ascii: "-")).map {
                UInt(String(decoding: $0, as: UTF8.self), radix: 16)
            }
            guard bounds.count == 2, let low = bounds[0], let high = bounds[1], low < high else { continue }
            madvise(UnsafeMutableRawPointer(bitPattern: low), Int(high - low), MADV_DONTNEED)
        }
    }
}
