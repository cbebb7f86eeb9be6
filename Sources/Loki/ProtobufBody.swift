// Why this file exists: Loki's own push format needs no escaping, and Snappy less time than gzip.

import CSnappy
import Platform

/// Makes push bodies: a `PushRequest` of protocol buffers in Snappy's block format.
///
///     PushRequest{streams = 1: StreamAdapter{labels = 1: text, entries = 2: EntryAdapter{
///         timestamp = 1: Timestamp{seconds = 1, nanos = 2}, line = 2: text,
///         structuredMetadata = 3: LabelPairAdapter{name = 1: text, value = 2: text}}}}
///
/// Source: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs. `StreamAdapter.hash` is left out: Loki
/// works it out. Used by one thread at a time.
final class ProtobufBody {
    private let staging = ByteBuffer(capacity: 4096)
    private let labels = ByteBuffer()

    /// Writes the body of some of the batch's entries over what `output` held.
    ///
    /// - Returns: how many bytes were not UTF-8, each replaced by U+FFFD.
    func encode(_ batch: Batch, _ range: Range<Int>, to output: ByteBuffer) throws(PushError) -> Int {
        // The rest of the memory stays untouched, so it is none.
        defer {
            staging.removeAll(shrinkingTo: ProtobufSource.usualStaging)
            labels.removeAll(shrinkingTo: 1 << 16)
        }
        var source = ProtobufSource(batch, range, staging: staging, labels: labels)
        guard source.length <= UInt32.max else { throw .compression }
        let room = lf_snappy_room(source.length)
        output.removeAll(shrinkingTo: 2 * room)
        output.reserve(room)
        let written = withUnsafeMutablePointer(to: &source) { source in
            lf_snappy_compress(
                source.pointee.length,
                { context, piece in
                    guard let source = context?.assumingMemoryBound(to: ProtobufSource.self) else { return 0 }
                    let bytes = source.pointee.nextBlock()
                    piece?.pointee = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
                    return bytes.count
                }, source, output.end.assumingMemoryBound(to: UInt8.self))
        }
        guard written > 0 else { throw .compression }
        output.advance(by: written)
        return source.replaced
    }
}
