// Loki's JSON push format, read by a library: the receiver is for demonstrations and tests, not for speed.

import FoundationEssentials

/// Reads `{"streams":[{"stream":{LABELS},"values":[["NANOSECONDS","LINE",{METADATA}]]}]}`; the metadata may
/// be absent.
///
/// Source: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
enum JSONPushDecoder: PushDecoder {
    static let mediaType = "application/json"

    static func entries(in body: [UInt8], tenant: String) throws(PushRefusal) -> [ReceivedEntry] {
        let push: Push
        do {
            push = try JSONDecoder().decode(Push.self, from: Data(body))
        } catch {
            throw .malformed(reason(of: error))
        }
        var entries: [ReceivedEntry] = []
        for stream in push.streams ?? [] {
            let labels = try checkedLabels(pairs(stream.stream ?? [:]))
            for value in stream.values ?? [] {
                guard let timestamp = Int64(value.timestamp) else {
                    throw .malformed(
                        "invalid timestamp \"\(value.timestamp)\": send the Unix time in nanoseconds as a string"
                    )
                }
                entries.append(
                    ReceivedEntry(
                        tenant: tenant, sortedLabels: labels, timestampNanoseconds: timestamp,
                        line: value.line,
                        sortedMetadata: sortedByName(pairs(value.metadata))))
            }
        }
        return entries
    }

    private static func pairs(_ object: [String: String]) -> [NameValue] {
        object.map { NameValue($0.key, $0.value) }
    }

    /// What is wrong, and where: `streams[0].values[2][0]`.
    private static func reason(of error: any Error) -> String {
        let context: DecodingError.Context
        switch error {
        case DecodingError.dataCorrupted(let found): context = found
        case DecodingError.typeMismatch(_, let found): context = found
        case DecodingError.valueNotFound(_, let found): context = found
        case DecodingError.keyNotFound(_, let found): context = found
        default: return "invalid JSON"
        }
        var place = ""
        for key in context.codingPath {
            if let index = key.intValue {
                place += "[\(index)]"
            } else {
                place += (place.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return "invalid JSON\(place.isEmpty ? "" : " at \(place)"): \(context.debugDescription)"
    }
}

/// The body. Loki takes a missing or null member for an empty one.
private struct Push: Decodable {
    var streams: [Stream]?
}

private struct Stream: Decodable {
    var stream: [String: String]?
    var values: [Value]?
}

/// An entry: an array of two strings and, perhaps, an object.
private struct Value: Decodable {
    var timestamp: String
    var line: String
    var metadata: [String: String] = [:]

    init(from decoder: any Decoder) throws {
        var parts = try decoder.unkeyedContainer()
        timestamp = try parts.decode(String.self)
        line = try parts.decode(String.self)
        if !parts.isAtEnd { metadata = try parts.decode([String: String].self) }
        guard parts.isAtEnd else {
            throw DecodingError.dataCorruptedError(
                in: parts,
                debugDescription: "an entry has a timestamp, a line and perhaps an object of metadata")
        }
    }
}
