// Why this file exists: a batch becomes the body of a push request, compressed as it is put together.

import Platform

/// Makes push bodies: JSON of Loki's HTTP API (`POST /loki/api/v1/push`), in gzip.
///
///     {"streams":[{"stream":{"level":"info"},"values":[["1732275600123456789","line"],…]},…]}
public final class PushBodyEncoder {
    private let gzip = Gzip()
    /// Small enough to stay in the processor's cache between the copy and the compression, large enough that the
    /// 32 KiB of history which the compressor copies at each call weigh little.
    private let staging = ByteBuffer(capacity: 4096)
    private static let stagingLimit = 1 << 18

    /// A compressor and its buffers, about half a MiB.
    public init() {}

    /// Writes the body of the batch's entries over what `output` held.
    public func encode(_ batch: Batch, to output: ByteBuffer) throws(PushError) {
        try encode(batch, 0..<batch.count, to: output)
    }

    /// Writes the body of some of the batch's entries over what `output` held.
    ///
    /// - Parameter range: indices of entries in the order they came; must lie within the batch.
    public func encode(_ batch: Batch, _ range: Range<Int>, to output: ByteBuffer) throws(PushError) {
        output.removeAll()
        gzip.start()
        staging.removeAll()
        staging.append(literal: "{\"streams\":[")
        let (order, counts) = batch.entriesByStream(range)
        var next = 0
        for (stream, count) in zip(batch.streams.all, counts) where count > 0 {
            staging.append(literal: "{\"stream\":")
            staging.append(batch.header(of: stream))
            staging.append(literal: ",\"values\":[")
            let end = next + count
            while next < end { try put(batch.run(of: order, from: &next, to: end), output) }
            // The last entry's comma; it is never compressed before the next piece comes.
            staging.truncate(to: staging.count - 1)
            staging.append(literal: "]},")
        }
        if !range.isEmpty { staging.truncate(to: staging.count - 1) }
        staging.append(literal: "]}")
        try gzip.write(staging.bytes, to: output)
        try gzip.finish(to: output)
    }

    /// Adds entries, holding back the last byte for the caller to take away.
    private func put(_ run: UnsafeRawBufferPointer, _ output: ByteBuffer) throws(PushError) {
        if staging.count + run.count > Self.stagingLimit {
            try gzip.write(staging.bytes, to: output)
            staging.removeAll(shrinkingTo: Self.stagingLimit + 1024)
        }
        guard run.count > Self.stagingLimit else { return staging.append(run) }
        // Large enough to be compressed where it lies.
        try gzip.write(UnsafeRawBufferPointer(rebasing: run.dropLast()), to: output)
        staging.append(UnsafeRawBufferPointer(rebasing: run.suffix(1)))
    }
}
