// Why this file exists: a time in the output reads as Go's String method of time.Time writes it.

import Platform

extension TemplateTime {
    /// The date and time of day in the zone.
    var civil: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        let local = seconds &+ Int64(zone.offsetSeconds(atUTC: seconds))
        let (year, month) = CivilTime.yearAndMonth(atSecond: local)
        let days = CivilTime.floorDivide(local, CivilTime.secondsPerDay)
        let second = Int(local &- days &* CivilTime.secondsPerDay)
        let (turns, rest) = (CivilTime.floorDivide(Int64(year), 400), ((year % 400) + 400) % 400)
        let first = CivilTime.days(year: rest, month: month, day: 1) + Int(turns) * 146_097
        return (year, month, Int(days) - first + 1, second / 3600, second / 60 % 60, second % 60)
    }

    /// Appends `2006-01-02 15:04:05.999999999 -0700 MST`.
    func append(to buffer: ByteBuffer) {
        let civil = civil
        if civil.year < 0 { buffer.append(UInt8(ascii: "-")) }
        Self.append(abs(civil.year), width: 4, to: buffer)
        for (mark, part) in [("-", civil.month), ("-", civil.day), (" ", civil.hour), (":", civil.minute)]
            as [(StaticString, Int)]
        {
            buffer.append(literal: mark)
            Self.append(part, width: 2, to: buffer)
        }
        buffer.append(UInt8(ascii: ":"))
        Self.append(civil.second, width: 2, to: buffer)
        DecimalFraction.append(UInt64(max(0, nanoseconds)), unit: 1_000_000_000, to: buffer)
        let (offset, name) = zone.offsetAndAbbreviation(atUTC: seconds)
        let minutes = abs(Int(offset)) / 60
        buffer.append(literal: offset < 0 ? " -" : " +")
        Self.append(minutes / 60 * 100 + minutes % 60, width: 4, to: buffer)
        buffer.append(UInt8(ascii: " "))
        buffer.append(name)
    }

    /// Appends a number with zeros in front, up to `width` digits.
    static func append(_ number: Int, width: Int, to buffer: ByteBuffer) {
        let digits = String(number).utf8.count
        for _ in 0..<max(0, width - digits) { buffer.append(UInt8(ascii: "0")) }
        buffer.append(decimal: Int64(number))
    }
}
