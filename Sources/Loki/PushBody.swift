// Why this file exists: a batch becomes the body of a push request, compressed as it is put together.

import Platform

/// Makes push bodies: JSON of Loki's HTTP API (`POST /loki/api/v1/push`), in gzip, or what `ProtobufBody` makes.
///
///     {"streams":[{"stream":{"level":"info"},"values":[["1732275600123456789","line"],…]},…]}
///
/// Used by one thread at a time.
public final class PushBodyEncoder {
    private let protobuf = ProtobufBody()
    private lazy var gzip = Gzip()
    /// Small enough to stay in the processor's cache between the escaping and the compression, large enough that the
    /// 32 KiB of history which the compressor copies at each call weigh little.
    private let staging = ByteBuffer(capacity: 4096)
    private static let stagingLimit = 1 << 18
    /// Beside what is escaped, a piece adds no more.
    private static let framing = 64

    /// Compressors and their buffers, about half a MiB once there was something to compress.
    public init() {}

    /// Writes the body of the batch's entries over what `output` held; see `encode(_:_:as:to:)`.
    @discardableResult
    public func encode(
        _ batch: Batch, as encoding: ClientSettings.Encoding = .json, to output: ByteBuffer
    ) throws(PushError) -> Int {
        try encode(batch, 0..<batch.count, as: encoding, to: output)
    }

    /// Writes the body of some of the batch's entries over what `output` held.
    ///
    /// - Parameter range: indices of entries in the order they came; must lie within the batch.
    /// - Returns: how many bytes were not UTF-8, each replaced by U+FFFD.
    @discardableResult
    public func encode(
        _ batch: Batch, _ range: Range<Int>, as encoding: ClientSettings.Encoding = .json,
        to output: ByteBuffer
    ) throws(PushError) -> Int {
        switch encoding {
        case .json: try encodeJSON(batch, range, to: output)
        case .protobuf: try protobuf.encode(batch, range, to: output)
        }
    }

    private func encodeJSON(_ batch: Batch, _ range: Range<Int>, to output: ByteBuffer) throws(PushError)
        -> Int
    {
        output.removeAll()
        gzip.start()
        staging.removeAll(shrinkingTo: Self.stagingLimit + 1024)
        var replaced = 0
        var timestamps = TimestampText()
        staging.append(literal: "{\"streams\":[")
        let (order, counts) = batch.entriesByStream(range)
        var next = 0
        for (stream, count) in counts.enumerated() where count > 0 {
            staging.append(literal: next == 0 ? "{\"stream\":" : ",{\"stream\":")
            try put(batch.labels(of: stream), to: output)
            staging.append(literal: ",\"values\":[")
            for place in next..<(next + count) {
                try put(Int(order[place]), of: batch, &timestamps, &replaced, to: output)
            }
            next += count
            // The last entry's comma; what comes behind is never compressed before the next entry comes.
            staging.truncate(to: staging.count - 1)
            staging.append(literal: "]}")
        }
        staging.append(literal: "]}")
        try gzip.write(staging.bytes, to: output)
        try gzip.finish(to: output)
        return replaced
    }

    private func put(_ labels: [LokiLabel], to output: ByteBuffer) throws(PushError) {
        staging.append(UInt8(ascii: "{"))
        for (index, label) in labels.enumerated() {
            if index > 0 { staging.append(UInt8(ascii: ",")) }
            JSONText.append(quoted: label.name, to: staging)
            staging.append(UInt8(ascii: ":"))
            JSONText.append(quoted: label.value, to: staging)
            try flush(before: 1024, to: output)
        }
        staging.append(UInt8(ascii: "}"))
    }

    /// An entry: `["timestamp","line"],`, or with `,{"name":"value"}` before the bracket.
    @inline(__always)
    private func put(
        _ index: Int, of batch: Batch, _ timestamps: inout TimestampText, _ replaced: inout Int,
        to output: ByteBuffer
    ) throws(PushError) {
        let entry = batch.entries[index]
        try flush(before: Self.framing, to: output)
        timestamps.append(opening: entry.timestamp, to: staging)
        try escape(batch.bytes(entry.line), &replaced, to: output)
        if entry.cells == 0 { return append(0x2C5D22, length: 3) }
        try put(batch.metadata(of: index), of: batch, &replaced, to: output)
    }

    @inline(never)
    private func put(
        _ metadata: UnsafeMutableBufferPointer<Batch.Cell>.SubSequence, of batch: Batch,
        _ replaced: inout Int, to output: ByteBuffer
    ) throws(PushError) {
        var isFirst = true
        for cell in metadata {
            staging.append(literal: isFirst ? "\",{\"" : "\",\"")
            isFirst = false
            try escape(batch.bytes(cell.name), &replaced, to: output)
            staging.append(literal: "\":\"")
            try escape(batch.bytes(cell.value), &replaced, to: output)
        }
        staging.append(literal: "\"}],")
    }

    /// Appends the lowest bytes of a word, for which there must be room.
    @inline(__always)
    private func append(_ word: UInt32, length: Int) {
        staging.end.storeBytes(of: word.littleEndian, as: UInt32.self)
        staging.advance(by: length)
    }

    /// Appends bytes of the batch, escaped, and leaves room for what frames them.
    @inline(__always)
    private func escape(
        _ bytes: UnsafeRawBufferPointer, _ replaced: inout Int, to output: ByteBuffer
    ) throws(PushError) {
        var at = 0
        repeat {
            let end = min(bytes.count, at &+ JSONText.pieceBytes)
            try flush(before: JSONText.room(for: end &- at) &+ Self.framing, to: output)
            let piece = JSONText.appendEscaped(bytes, startingIn: at..<end, isPadded: true, to: staging)
            at = piece.end
            replaced &+= piece.replaced
        } while at < bytes.count
    }

    /// Compresses what there is unless so many bytes more have their place besides it, and makes room for them. The last
    /// byte stays.
    @inline(__always)
    private func flush(before room: Int, to output: ByteBuffer) throws(PushError) {
        if staging.count &+ room > Self.stagingLimit { try flush(to: output) }
        staging.reserve(room)
    }

    @inline(never)
    private func flush(to output: ByteBuffer) throws(PushError) {
        guard let last = staging.bytes.last else { return }
        try gzip.write(UnsafeRawBufferPointer(rebasing: staging.bytes.dropLast()), to: output)
        staging.removeAll(shrinkingTo: Self.stagingLimit + 1024)
        staging.append(last)
    }
}
