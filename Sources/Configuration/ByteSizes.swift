// Sizes are written as Loki and Promtail write them ("Example: 256kb, 2M"), where a kb has 1,024 bytes.

/// Sizes in text, as bytes.
///
/// A plain number counts bytes. The units b, k, kb, kib, m, mb, mib, g, gb, gib, t, tb and tib are powers of 1,024
/// in either case, as in the sizes of Loki's configuration
/// (https://grafana.com/docs/loki/latest/send-data/promtail/configuration/, `max_line_size`).
public enum ByteSizes {
    /// Why a text is no size.
    enum Problem: Error, Equatable {
        case tooLarge
        case malformed
    }

    private static let units: [(name: String, size: UInt64)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
    ]

    /// The bytes that `text` means; nil if it is no size, is negative or overflows.
    ///
    /// Blanks may stand between number and unit. A fraction needs a unit; what is below a byte is cut off.
    public static func parse(_ text: String) -> Int? {
        try? read(text)
    }

    /// The size in the largest unit that shows it exactly: `1MiB`, `1536KiB`, `1500B`, `0B`.
    ///
    /// ``parse(_:)`` reads it back to the same number, unless it is negative.
    public static func format(_ bytes: Int) -> String {
        let sign = bytes < 0 ? "-" : ""
        let magnitude = UInt64(bytes.magnitude)
        for unit in units where magnitude > 0 && magnitude % unit.size == 0 {
            return "\(sign)\(magnitude / unit.size)\(unit.name)"
        }
        return "\(sign)\(magnitude)B"
    }

    static func read(_ text: String) throws(Problem) -> Int {
        var rest = Array(text.utf8.prefix(65))[...]
        guard rest.count <= 64, let number = DecimalNumber(reading: &rest) else { throw .malformed }
        let unit = rest.drop { $0 == UInt8(ascii: " ") }
        if unit.isEmpty && (number.hasPoint || !rest.isEmpty) { throw .malformed }
        guard let size = bytes(inUnit: String(decoding: unit, as: UTF8.self)) else { throw .malformed }
        guard let value = number.scaled(by: size).flatMap({ Int(exactly: $0) }) else { throw .tooLarge }
        return value
    }

    private static func bytes(inUnit name: String) -> UInt64? {
        switch name.lowercased() {
        case "", "b": return 1
        case "k", "kb", "kib": return 1 << 10
        case "m", "mb", "mib": return 1 << 20
        case "g", "gb", "gib": return 1 << 30
        case "t", "tb", "tib": return 1 << 40
        default: return nil
        }
    }
}
