// Why this file exists: lines whose timestamp no stage reads have their time in a form that is known all the same.

import Platform

/// Reads the time of an entry as loggers write it: ISO 8601 with `T` or a space, any fraction, with a zone or in UTC
/// (`2026-01-02T03:04:05.678`, `2026-01-02 03:04:05,678+01:00`), or a number of seconds, milliseconds, microseconds or
/// nanoseconds since the Unix epoch, told apart by their size.
///
/// A class, so that a layout is not copied for each line.
final class EntryTime: Sendable {
    private let zoned: TimeLayout
    private let bare: TimeLayout
    private let zonedWithSpace: TimeLayout
    private let bareWithSpace: TimeLayout
    private let units: [TimeLayout]

    /// nil if a layout is not understood, which does not happen.
    init?() {
        guard let zoned = try? TimeLayout("2006-01-02T15:04:05Z07:00"),
            let bare = try? TimeLayout("2006-01-02T15:04:05"),
            let zonedWithSpace = try? TimeLayout("2006-01-02 15:04:05Z07:00"),
            let bareWithSpace = try? TimeLayout("2006-01-02 15:04:05")
        else { return nil }
        self.zoned = zoned
        self.bare = bare
        self.zonedWithSpace = zonedWithSpace
        self.bareWithSpace = bareWithSpace
        units = ["Unix", "UnixMs", "UnixUs", "UnixNs"].compactMap { try? TimeLayout($0) }
    }

    /// Nanoseconds since the Unix epoch; nil for anything else.
    @inline(__always)
    func parse(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard bytes.count >= 19, bytes[4] == UInt8(ascii: "-") else { return number(bytes) }
        if bytes[10] == UInt8(ascii: " ") {
            return Self.isZoned(bytes)
                ? zonedWithSpace.parse(bytes, now: 0) : bareWithSpace.parse(bytes, now: 0)
        }
        return Self.isZoned(bytes) ? zoned.parse(bytes, now: 0) : bare.parse(bytes, now: 0)
    }

    /// True for a time, of 19 bytes at least, that ends in a zone: `Z`, or an offset with its sign before it.
    @inline(__always)
    private static func isZoned(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let count = bytes.count
        if bytes[count - 1] == UInt8(ascii: "Z") { return true }
        guard count >= 25, bytes[count - 3] == UInt8(ascii: ":") else { return false }
        return bytes[count - 6] == UInt8(ascii: "+") || bytes[count - 6] == UInt8(ascii: "-")
    }

    @inline(never)
    private func number(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard let value = MetricNumber.decimal(bytes), value > 0 else { return nil }
        // Each unit has a thousand times the numbers of the one before: until the year 5138.
        let unit = value < 1e11 ? 0 : value < 1e14 ? 1 : value < 1e17 ? 2 : 3
        return unit < units.count ? units[unit].parse(bytes, now: 0) : nil
    }
}
