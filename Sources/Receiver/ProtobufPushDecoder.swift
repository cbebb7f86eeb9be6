// Loki's own push format, read as strictly as the tests want it.

/// Reads a `PushRequest`, compressed by Snappy's block format:
///
///     PushRequest{streams = 1: StreamAdapter{labels = 1: text, entries = 2: EntryAdapter{
///         timestamp = 1: Timestamp{seconds = 1, nanos = 2}, line = 2: text,
///         structuredMetadata = 3: LabelPairAdapter{name = 1: text, value = 2: text}}}}
///
/// `streams`, `entries` and `structuredMetadata` repeat; fields with other numbers are passed over.
///
/// Source: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs; times are those of
/// https://protobuf.dev/reference/protobuf/google.protobuf/#timestamp.
enum ProtobufPushDecoder: PushDecoder {
    static let mediaType = "application/x-protobuf"
    static let ownCoding: String? = "snappy"

    static func unpacked(_ body: [UInt8], limit: Int) throws(PushRefusal) -> [UInt8] {
        try unsnapped(body, limit: limit)
    }

    static func entries(in body: [UInt8], tenant: String) throws(PushRefusal) -> [ReceivedEntry] {
        var push = ProtobufPush(tenant: tenant)
        do {
            try push.read(WireReader(body))
        } catch let error as WireError {
            throw .malformed("invalid protobuf\(push.place): \(error.reason)")
        } catch let error as PushRefusal {
            throw error
        } catch {
            throw .malformed("invalid protobuf\(push.place): \(error)")
        }
        return push.entries
    }
}

/// The entries read so far, and where the reader stands, for who has to say what is wrong there.
private struct ProtobufPush {
    /// The streams that were begun, and of the last one the entries, of its last one the metadata.
    private var (streamCount, entryCount, pairCount) = (0, 0, 0)
    private var field = ""
    private let tenant: String
    private(set) var entries: [ReceivedEntry] = []

    /// An entry before its stream's labels are known: they may come behind it.
    private struct Entry {
        var timestamp: Int64?
        var line = ""
        var metadata: [NameValue] = []
    }

    init(tenant: String) { self.tenant = tenant }

    /// ` at streams[0].entries[2].line`.
    var place: String {
        guard streamCount > 0 else { return "" }
        var place = " at streams[\(streamCount - 1)]"
        if entryCount > 0 { place += ".entries[\(entryCount - 1)]" }
        if pairCount > 0 { place += ".structuredMetadata[\(pairCount - 1)]" }
        return place + field
    }

    mutating func read(_ message: WireReader) throws {
        var message = message
        while let field = try message.field() {
            guard field.number == 1 else {
                try message.skip(field)
                continue
            }
            streamCount += 1
            try field.expect(.length)
            try readStream(message.message())
        }
    }

    private mutating func readStream(_ message: WireReader) throws {
        var message = message
        var labels = ""
        var found: [Entry] = []
        while let field = try message.field() {
            switch field.number {
            case 1: labels = try text(field, ".labels", &message)
            case 2:
                entryCount = found.count + 1
                try field.expect(.length)
                found.append(try readEntry(message.message()))
                entryCount = 0
            default: try message.skip(field)
            }
        }
        let pairs = try checkedLabels(LabelText.pairs(labels))
        for entry in found {
            guard let timestamp = entry.timestamp else { continue }
            entries.append(
                ReceivedEntry(
                    tenant: tenant, sortedLabels: pairs, timestampNanoseconds: timestamp, line: entry.line,
                    sortedMetadata: sortedByName(entry.metadata)))
        }
    }

    private mutating func readEntry(_ message: WireReader) throws -> Entry {
        var message = message
        var entry = Entry()
        while let field = try message.field() {
            switch field.number {
            case 1:
                self.field = ".timestamp"
                try field.expect(.length)
                entry.timestamp = try Self.nanoseconds(message.message())
                self.field = ""
            case 2: entry.line = try text(field, ".line", &message)
            case 3:
                pairCount = entry.metadata.count + 1
                try field.expect(.length)
                entry.metadata.append(try readPair(message.message()))
                pairCount = 0
            default: try message.skip(field)
            }
        }
        if entry.timestamp == nil { throw WireError(reason: "there is no timestamp") }
        return entry
    }

    private mutating func readPair(_ message: WireReader) throws -> NameValue {
        var message = message
        var (name, value) = ("", "")
        while let field = try message.field() {
            switch field.number {
            case 1: name = try text(field, ".name", &message)
            case 2: value = try text(field, ".value", &message)
            default: try message.skip(field)
            }
        }
        return NameValue(name, value)
    }

    private mutating func text(
        _ field: WireReader.Field, _ name: String, _ message: inout WireReader
    ) throws -> String {
        self.field = name
        try field.expect(.length)
        let text = try message.text()
        self.field = ""
        return text
    }

    /// Nanoseconds since the Unix epoch. `nanos` count forward, also where the seconds are negative.
    private static func nanoseconds(_ message: WireReader) throws -> Int64 {
        var message = message
        var (seconds, nanos): (Int64, Int64) = (0, 0)
        while let field = try message.field() {
            switch field.number {
            case 1:
                try field.expect(.varint)
                seconds = Int64(bitPattern: try message.varint())
            case 2:
                try field.expect(.varint)
                nanos = Int64(bitPattern: try message.varint())
            default: try message.skip(field)
            }
        }
        guard (0..<1_000_000_000).contains(nanos) else {
            throw WireError(reason: "\(nanos) nanos are not from 0 to 999999999")
        }
        // From the nearer whole second, or the first moments that 64 bits can hold would not be found.
        if seconds < 0, nanos > 0 {
            seconds += 1
            nanos -= 1_000_000_000
        }
        let (product, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isBeyond) = product.addingReportingOverflow(nanos)
        if isTooLarge || isBeyond { throw WireError(reason: "the time does not fit 64 bits of nanoseconds") }
        return sum
    }
}
