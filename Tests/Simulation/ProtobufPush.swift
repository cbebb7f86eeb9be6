// A push body in Loki's own format as Loki would read it: Snappy, a message of protocol buffers, streams of entries.

import CSnappy

/// Reads `PushRequest{1: StreamAdapter{1: labels, 2: EntryAdapter{1: Timestamp{1: seconds, 2: nanos}, 2: line}}}` and nothing else.
struct ProtobufPush {
    private let bytes: [UInt8]
    private var at: Int
    private let end: Int

    /// The entries in their order; nil if the body is no such message.
    static func entries(_ body: UnsafeRawBufferPointer) -> [PushedEntry]? {
        let base = body.assumingMemoryBound(to: UInt8.self).baseAddress
        let length = Int(lf_snappy_length(base, body.count))
        guard length > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: length)
        guard lf_snappy_uncompress(base, body.count, &bytes) == 1 else { return nil }
        var push = ProtobufPush(bytes, 0..<length)
        var entries: [PushedEntry] = []
        while !push.isAtEnd {
            guard let stream = push.message(1), let found = stream.entries() else { return nil }
            entries += found
        }
        return entries
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        at = range.lowerBound
        end = range.upperBound
    }

    private var isAtEnd: Bool { at == end }

    private func entries() -> [PushedEntry]? {
        var stream = self
        guard let labels = stream.message(1), let text = labels.labelsAsJSON() else { return nil }
        var entries: [PushedEntry] = []
        while !stream.isAtEnd {
            guard var entry = stream.message(2), var time = entry.message(1), let seconds = time.number(1),
                let nanos = time.number(2), time.isAtEnd
            else { return nil }
            var line: [UInt8] = []
            if !entry.isAtEnd {
                guard let text = entry.message(2), entry.isAtEnd else { return nil }
                line = text.rest
            }
            let timestamp = Int64(bitPattern: seconds) * second + Int64(bitPattern: nanos)
            entries.append(PushedEntry(stream: text, timestamp: timestamp, line: Text(line)))
        }
        return entries
    }

    /// `{a="b", c="d"}` as it would stand in JSON; nothing in the labels of a world has to be escaped.
    private func labelsAsJSON() -> Text? {
        let text = String(decoding: rest, as: UTF8.self)
        guard text.hasPrefix("{"), text.hasSuffix("}"), !text.contains("\\") else { return nil }
        let pairs = text.dropFirst().dropLast().split(separator: ",").map { pair in
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            return "\"\(parts.first ?? "")\":\(parts.last ?? "")"
        }
        return Text(Array("{\(pairs.joined(separator: ","))}".utf8))
    }

    private var rest: [UInt8] { Array(bytes[at..<end]) }

    /// A field that must come next.
    private mutating func message(_ field: UInt8) -> ProtobufPush? {
        guard !isAtEnd, bytes[at] == field << 3 | 2 else { return nil }
        at += 1
        guard let length = varint(), length <= UInt64(end - at) else { return nil }
        defer { at += Int(length) }
        return ProtobufPush(bytes, at..<(at + Int(length)))
    }

    /// A field that comes next unless it is 0.
    private mutating func number(_ field: UInt8) -> UInt64? {
        guard !isAtEnd, bytes[at] == field << 3 else { return 0 }
        at += 1
        return varint()
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard !isAtEnd else { return nil }
            value |= UInt64(bytes[at] & 0x7f) << shift
            at += 1
            if bytes[at - 1] < 0x80 { return value }
        }
        return nil
    }
}
