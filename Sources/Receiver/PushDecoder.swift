// The seam between a push request and the formats of its body: a further format is one more type and one line
// here.

/// Reads the entries out of a push body of one media type.
protocol PushDecoder: Sendable {
    /// The media type, in lower case and without parameters.
    static var mediaType: String { get }

    /// A compression that belongs to the format, which some clients name as a content coding, too.
    static var ownCoding: String? { get }

    /// The body without that compression.
    ///
    /// - Throws: 400 when it is not so compressed, 413 when it has more than `limit` bytes then.
    static func unpacked(_ body: [UInt8], limit: Int) throws(PushRefusal) -> [UInt8]

    /// The entries of a body without any compression, in order.
    ///
    /// - Throws: what Loki would answer.
    static func entries(in body: [UInt8], tenant: String) throws(PushRefusal) -> [ReceivedEntry]
}

extension PushDecoder {
    static var ownCoding: String? { nil }

    static func unpacked(_ body: [UInt8], limit: Int) throws(PushRefusal) -> [UInt8] { body }
}

/// Every format that is understood.
private let decoders: [any PushDecoder.Type] = [JSONPushDecoder.self, ProtobufPushDecoder.self]

/// The entries of a push, from the fields that describe its body and the body as it was sent.
///
/// - Parameter limit: the most bytes that the body may have without its compression.
func decodePush(
    _ body: [UInt8], contentType: String?, contentEncoding: String?, tenant: String, limit: Int
) throws(PushRefusal) -> [ReceivedEntry] {
    let type = contentType.map { field in
        String(field.prefix { $0 != ";" }).split(separator: " ").joined().lowercased()
    }
    guard let decoder = decoders.first(where: { $0.mediaType == type }) else {
        throw .unsupportedType(contentType, known: decoders.map { $0.mediaType })
    }
    let coding = contentEncoding?.lowercased() == decoder.ownCoding ? nil : contentEncoding
    let coded = try ContentCoding(field: coding).decoded(body, limit: limit)
    let entries = try decoder.entries(in: decoder.unpacked(coded, limit: limit), tenant: tenant)
    guard !entries.isEmpty else { throw .missingStreams }
    return entries
}

/// The labels of a stream, sorted; Loki's manual ("Troubleshoot log ingestion", `missing_labels` and
/// `invalid_labels`) says what they must be.
///
/// - Throws: 400 when there are none, or when a name does not match `[a-zA-Z_][a-zA-Z0-9_]*`.
func checkedLabels(_ labels: [NameValue]) throws(PushRefusal) -> [NameValue] {
    guard !labels.isEmpty else { throw .missingLabels }
    let sorted = sortedByName(labels)
    if let bad = sorted.first(where: { !isLabelName($0.name) }) {
        throw .invalidLabel(bad.name, in: sorted)
    }
    return sorted
}

private func isLabelName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"): true
        default: false
        }
    }
}
