// The compiled zone files of the system, read byte by byte: they come from outside and may be cut off or
// damaged.

extension TimeZoneRules {
    /// Reads the contents of a zone file, versions 1 to 4 of TZif (https://www.rfc-editor.org/rfc/rfc9636).
    ///
    /// - Throws: `TimeZoneError` when the bytes are not such a file, are cut off, contradict themselves, or
    ///   count leap seconds (as the files under `right/` do), which Unix time does not.
    public convenience init(tzif bytes: [UInt8]) throws(TimeZoneError) {
        var reader = ZoneFileReader(bytes: bytes)
        var header = try reader.header()
        if header.version >= UInt8(ascii: "2") {
            // The first block repeats what fits into 32 bits, for readers of version 1.
            try reader.skip(header.blockLength(timeSize: 4))
            header = try reader.header()
            let block = try reader.block(header, timeSize: 8)
            self.init(types: block.types, transitions: block.transitions, footer: try reader.footer())
        } else {
            let block = try reader.block(header, timeSize: 4)
            self.init(types: block.types, transitions: block.transitions, footer: nil)
        }
    }
}

/// A place in the bytes of a zone file.
private struct ZoneFileReader {
    struct Header {
        var version: UInt8
        var universalCount: Int
        var standardCount: Int
        var leapCount: Int
        var timeCount: Int
        var typeCount: Int
        var characterCount: Int

        /// Bytes of the data that follow; no product can overflow, as each count has 32 bits.
        func blockLength(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + characterCount + leapCount * (timeSize + 4)
                + standardCount + universalCount
        }
    }

    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func skip(_ count: Int) throws(TimeZoneError) {
        guard count <= bytes.count - index else { throw TimeZoneError("the zone file is cut off") }
        index += count
    }

    private mutating func take(_ count: Int) throws(TimeZoneError) -> ArraySlice<UInt8> {
        let start = index
        try skip(count)
        return bytes[start..<index]
    }

    /// A signed number in network byte order of at most 8 bytes.
    private mutating func integer(_ count: Int) throws(TimeZoneError) -> Int64 {
        let field = try take(count)
        let isNegative = (field.first ?? 0) & 0x80 != 0
        return Int64(bitPattern: field.reduce(isNegative ? UInt64.max : 0) { $0 << 8 | UInt64($1) })
    }

    private mutating func count() throws(TimeZoneError) -> Int {
        Int(UInt32(truncatingIfNeeded: try integer(4)))
    }

    mutating func header() throws(TimeZoneError) -> Header {
        guard try take(4).elementsEqual("TZif".utf8) else {
            throw TimeZoneError("it is not a zone file: it does not begin with TZif")
        }
        let version = try take(1).first ?? 0
        try skip(15)
        return Header(
            version: version, universalCount: try count(), standardCount: try count(), leapCount: try count(),
            timeCount: try count(), typeCount: try count(), characterCount: try count())
    }

    mutating func block(
        _ header: Header, timeSize: Int
    ) throws(TimeZoneError) -> (types: [TimeZoneRules.LocalTimeType], transitions: [ZoneTable.Transition]) {
        let end = index + header.blockLength(timeSize: timeSize)
        guard end <= bytes.count else { throw TimeZoneError("the zone file is cut off") }
        guard header.leapCount == 0 else {
            throw TimeZoneError(
                "the zone file counts leap seconds, Unix time does not; write the name without right/")
        }
        guard 1...256 ~= header.typeCount else {
            throw TimeZoneError("the zone file has \(header.typeCount) local time types, not 1 to 256")
        }

        // No room is reserved ahead: the counts were only just found to fit the file.
        var times: [Int64] = []
        for _ in 0..<header.timeCount { times.append(try integer(timeSize)) }
        var transitions: [ZoneTable.Transition] = []
        for (time, type) in zip(times, try take(header.timeCount)) {
            if let previous = transitions.last, previous.time >= time {
                throw TimeZoneError("the zone file's transitions are not in order")
            }
            guard Int(type) < header.typeCount else {
                throw TimeZoneError(
                    "a transition in the zone file is to a local time type that does not exist")
            }
            transitions.append((time, Int(type)))
        }

        var descriptions: [(offset: Int64, nameIndex: Int)] = []
        for _ in 0..<header.typeCount {
            let offset = try integer(4)
            let isDaylightAndName = try take(2)
            descriptions.append((offset, Int(isDaylightAndName.last ?? 0)))
        }
        let characters = try take(header.characterCount)
        var types: [TimeZoneRules.LocalTimeType] = []
        for (offset, nameIndex) in descriptions {
            // The specification advises -24:59:59 to 25:59:59.
            guard -93_599...93_599 ~= offset, nameIndex < characters.count else {
                throw TimeZoneError(
                    "a local time type in the zone file has an impossible offset or abbreviation")
            }
            let name = characters.dropFirst(nameIndex).prefix { $0 != 0 }
            types.append(
                .init(
                    offsetSeconds: Int32(offset),
                    abbreviation: name.withUnsafeBytes { ZoneAbbreviation.pack($0) }))
        }
        index = end
        return (types, transitions)
    }

    /// The TZ string between two newlines; nil when it is empty.
    mutating func footer() throws(TimeZoneError) -> ZoneFooter? {
        let newline = UInt8(ascii: "\n")
        guard try take(1).first == newline, let end = bytes[index...].firstIndex(of: newline) else {
            throw TimeZoneError("the zone file is cut off")
        }
        let text = try take(end - index)
        if text.isEmpty { return nil }
        guard let footer = ZoneFooter(text) else {
            throw TimeZoneError(
                "the zone file's last line, \"\(String(decoding: text, as: UTF8.self))\", is not a TZ string")
        }
        return footer
    }
}
