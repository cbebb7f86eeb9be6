// Why this file exists: a batch becomes the body of a push request, compressed as it is put together.

import Platform

/// Makes push bodies: JSON of Loki's HTTP API (`POST /loki/api/v1/push`), in gzip.
///
///     {"streams":[{"stream":{"level":"info"},"values":[["1732275600123456789","line"],…]},…]}
public final class PushBodyEncoder {
    private let gzip = Gzip()
    /// Small enough to stay in the processor's cache between the copy and the compression.
    private let staging = ByteBuffer(capacity: stagingLimit + 1024)
    private static let stagingLimit = 1 << 16

    /// A compressor and its buffers, about half a MiB.
    public init() {}

    /// Writes the body of the batch's entries over what `output` held.
    public func encode(_ batch: Batch, to output: ByteBuffer) throws(PushError) {
        output.removeAll()
        gzip.start()
        staging.removeAll()
        staging.append(literal: "{\"streams\":[")
        let order = batch.streamCount > 1 ? batch.entriesByStream() : nil
        var next = 0
        for stream in batch.streams.all where stream.entries > 0 {
            staging.append(literal: "{\"stream\":")
            staging.append(batch.header(of: stream))
            staging.append(literal: ",\"values\":[")
            for _ in 0..<stream.entries {
                let entry = batch.entries[order.map { Int($0[next]) } ?? next]
                next += 1
                try put(batch.bytes(of: entry), output)
            }
            staging.truncate(to: staging.count - 1)
            staging.append(literal: "]},")
        }
        staging.truncate(to: staging.count - 1)
        staging.append(literal: "]}")
        try gzip.write(staging.bytes, to: output)
        try gzip.finish(to: output)
    }

    private func put(_ entry: UnsafeRawBufferPointer, _ output: ByteBuffer) throws(PushError) {
        if staging.count + entry.count > Self.stagingLimit {
            try gzip.write(staging.bytes, to: output)
            staging.removeAll(shrinkingTo: Self.stagingLimit + 1024)
        }
        staging.append(entry)
    }
}
