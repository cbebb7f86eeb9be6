// Why this file exists: how a value reads in the output is how Go's fmt prints it with `%v`.

import Platform

extension TemplateValue {
    /// Appends the value as the result of an action: as `%v`, but nil as `<no value>`.
    func appendResult(to buffer: ByteBuffer) throws(TemplateError) {
        if case .null = self { buffer.append(literal: "<no value>") } else { try append(to: buffer) }
    }

    /// Appends the value as `%v` of https://pkg.go.dev/fmt.
    /// - Throws: when the buffer gets longer than the output may be, and for a value that is nested too deep.
    func append(to buffer: ByteBuffer, depth: Int = 0) throws(TemplateError) {
        switch self {
        case .null: buffer.append(literal: "<nil>")
        case .bool(let value): buffer.append(literal: value ? "true" : "false")
        case .int(let value): buffer.append(decimal: value)
        case .float(let value): GoFloat.append(value, to: buffer)
        case .text(let text): buffer.append(text.bytes)
        case .time(let time): time.append(to: buffer)
        case .duration(let nanoseconds): GoDuration.append(nanoseconds, to: buffer)
        case .list(let elements):
            guard depth < TemplateContext.maximumDepth else { throw TemplateContext.tooDeep }
            buffer.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: " ")) }
                try element.append(to: buffer, depth: depth + 1)
            }
            buffer.append(UInt8(ascii: "]"))
        case .map(let map):
            guard depth < TemplateContext.maximumDepth else { throw TemplateContext.tooDeep }
            buffer.append(literal: "map[")
            for (index, entry) in map.entries.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: " ")) }
                buffer.append(entry.key.bytes)
                buffer.append(UInt8(ascii: ":"))
                try entry.value.append(to: buffer, depth: depth + 1)
            }
            buffer.append(UInt8(ascii: "]"))
        }
        if buffer.count > TemplateContext.maximumOutput { throw TemplateContext.tooLong }
    }
}

/// Go's `%v` of a duration: `1h0m2.5s`, `1.5ms`, `0s` (https://pkg.go.dev/time#Duration.String).
enum GoDuration {
    static func append(_ nanoseconds: Int64, to buffer: ByteBuffer) {
        if nanoseconds < 0 { buffer.append(UInt8(ascii: "-")) }
        let magnitude = nanoseconds.magnitude
        switch magnitude {
        case 0: buffer.append(literal: "0s")
        case ..<1_000: append(magnitude, unit: 1, "ns", to: buffer)
        case ..<1_000_000: append(magnitude, unit: 1_000, "µs", to: buffer)
        case ..<1_000_000_000: append(magnitude, unit: 1_000_000, "ms", to: buffer)
        default:
            let minutes = magnitude / 60_000_000_000
            if minutes >= 60 {
                buffer.append(decimal: Int64(minutes / 60))
                buffer.append(UInt8(ascii: "h"))
            }
            if minutes > 0 {
                buffer.append(decimal: Int64(minutes % 60))
                buffer.append(UInt8(ascii: "m"))
            }
            append(magnitude % 60_000_000_000, unit: 1_000_000_000, "s", to: buffer)
        }
    }

    private static func append(
        _ value: UInt64, unit: UInt64, _ name: StaticString, to buffer: ByteBuffer
    ) {
        buffer.append(decimal: Int64(value / unit))
        DecimalFraction.append(value % unit, unit: unit, to: buffer)
        buffer.append(literal: name)
    }
}

/// The digits behind a decimal point, without zeros at the end.
enum DecimalFraction {
    /// Appends `.5` for 5 of 10; nothing for 0. The unit is a power of ten.
    static func append(_ fraction: UInt64, unit: UInt64, to buffer: ByteBuffer) {
        guard fraction > 0 else { return }
        buffer.append(UInt8(ascii: "."))
        var (rest, unit) = (fraction, unit)
        while rest > 0 && unit > 1 {
            unit /= 10
            buffer.append(UInt8(truncatingIfNeeded: 48 + rest / unit))
            rest %= unit
        }
    }
}
