// What a push brought, one value a log line, in a form that tests can compare to the byte.

/// A label, or a pair of structured metadata.
public struct NameValue: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let name: String

    /// The value.
    public let value: String

    /// A pair out of its parts.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// The pair as a LogQL selector shows it, `name="value"`, the value escaped as in JSON.
    public var description: String {
        var text: [UInt8] = Array(name.utf8)
        text.append(UInt8(ascii: "="))
        appendJSONString(value, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether both are the same bytes; `String` alone would take differently composed characters for equal.
    public static func == (left: NameValue, right: NameValue) -> Bool {
        haveSameBytes(left.name, right.name) && haveSameBytes(left.value, right.value)
    }

    /// Feeds the bytes of both parts.
    public func hash(into hasher: inout Hasher) {
        hashBytes(of: name, into: &hasher)
        hashBytes(of: value, into: &hasher)
    }
}

/// One log entry as it was pushed.
public struct ReceivedEntry: Sendable, Hashable {
    /// The tenant, from `X-Scope-OrgID`; `fake` when there was none, as in Loki.
    public let tenant: String

    /// The stream's labels, sorted by the bytes of their names; at least one.
    public let labels: [NameValue]

    /// The time in nanoseconds since the Unix epoch.
    public let timestampNanoseconds: Int64

    /// The log line.
    public let line: String

    /// The structured metadata, sorted by the bytes of its names; empty when there was none.
    public let structuredMetadata: [NameValue]

    /// An entry out of its parts; the pairs are sorted here.
    public init(
        tenant: String, labels: [NameValue], timestampNanoseconds: Int64, line: String,
        structuredMetadata: [NameValue] = []
    ) {
        self.init(
            tenant: tenant, sortedLabels: sortedByName(labels), timestampNanoseconds: timestampNanoseconds,
            line: line, sortedMetadata: sortedByName(structuredMetadata))
    }

    /// An entry that shares its stream's labels, sorted once for all of them.
    init(
        tenant: String, sortedLabels: [NameValue], timestampNanoseconds: Int64, line: String,
        sortedMetadata: [NameValue]
    ) {
        self.tenant = tenant
        self.labels = sortedLabels
        self.timestampNanoseconds = timestampNanoseconds
        self.line = line
        self.structuredMetadata = sortedMetadata
    }

    /// Whether both are the same to the byte.
    public static func == (left: ReceivedEntry, right: ReceivedEntry) -> Bool {
        left.timestampNanoseconds == right.timestampNanoseconds && haveSameBytes(left.line, right.line)
            && left.labels == right.labels && left.structuredMetadata == right.structuredMetadata
            && haveSameBytes(left.tenant, right.tenant)
    }

    /// Feeds what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(timestampNanoseconds)
        hashBytes(of: line, into: &hasher)
        hasher.combine(labels)
        hasher.combine(structuredMetadata)
        hashBytes(of: tenant, into: &hasher)
    }
}

/// The pairs in the order of their names' bytes.
func sortedByName(_ pairs: [NameValue]) -> [NameValue] {
    pairs.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
}

private func haveSameBytes(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
}

private func hashBytes(of text: String, into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { bytes in
        hasher.combine(bytes.count)
        hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    }
}
