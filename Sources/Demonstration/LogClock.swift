// Why this file exists: the time in a demo line is written, and later read, without asking the agent's own code.

import Glibc
import Platform

/// Times as Python's `datetime.utcnow().isoformat()` writes them, `2006-01-02T15:04:05.000000`: no zone, meaning UTC.
///
/// The calendar is the C library's, asked once a second of the log.
public struct LogClock {
    /// Bytes of a time.
    public static let length = 26
    /// What this clock can write, in microseconds since the Unix epoch: from 1970 to 2262, as far as nanoseconds reach.
    public static let range: Range<Int64> = 0..<9_223_372_036_000_000

    private var second: Int64 = -1
    private var text: [UInt8] = []

    /// A clock that has written nothing.
    public init() {}

    /// Appends a time in microseconds since the Unix epoch; one outside `range` is moved to its nearest end.
    public mutating func append(_ microseconds: Int64, to output: ByteBuffer) {
        let time = min(max(microseconds, Self.range.lowerBound), Self.range.upperBound - 1)
        remember(time / 1_000_000)
        text.withUnsafeBytes { output.append($0) }
        output.append(sixDigits: time % 1_000_000)
    }

    /// Reads a time; nil if the bytes are not exactly what `append` writes for it.
    public mutating func microseconds(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int64? {
        guard bytes.count == Self.length else { return nil }
        let (whole, digits) = (bytes.prefix(20), bytes.suffix(6))
        if !whole.elementsEqual(text) {
            guard let second = Self.second(of: whole) else { return nil }
            remember(second)
            guard whole.elementsEqual(text) else { return nil }
        }
        guard let fraction = Self.number(digits) else { return nil }
        return second * 1_000_000 + fraction
    }

    private mutating func remember(_ second: Int64) {
        guard second != self.second else { return }
        self.second = second
        text = Array(timestampText(ofRealtime: second * 1_000_000_000).utf8.prefix(20))
    }

    private static func second(of bytes: Slice<UnsafeRawBufferPointer>) -> Int64? {
        func field(_ place: Int, _ length: Int) -> Int32? {
            number(bytes.dropFirst(place).prefix(length)).map { Int32(truncatingIfNeeded: $0) }
        }
        guard let year = field(0, 4), let month = field(5, 2), let day = field(8, 2), let hour = field(11, 2),
            let minute = field(14, 2), let second = field(17, 2)
        else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, month - 1, day)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
        let time = Int64(timegm(&parts))
        return range.contains(time * 1_000_000) ? time : nil
    }

    private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard (48...57).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - 48)
        }
        return value
    }
}
