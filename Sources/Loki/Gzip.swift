// Why this file exists: push bodies are compressed by ISA-L, at zlib's ratio and a fraction of its time.

import CISAL
import Platform

/// A gzip compressor (RFC 1952), reused from body to body. Used by one thread.
final class Gzip {
    /// ISA-L's level 2: the ratio of zlib's level 1.
    private static let level: Int32 = 2
    private let state: OpaquePointer?

    init() { state = lf_gzip_create(Self.level) }

    deinit { lf_gzip_free(state) }

    /// Starts a body.
    func start() {
        if let state { lf_gzip_reset(state) }
    }

    /// Room for what becomes of a large piece: each time that it runs out, the compressor copies its history.
    private static let room = 1 << 16

    /// Compresses the next piece of the body, appending to `output`.
    func write(_ bytes: UnsafeRawBufferPointer, to output: ByteBuffer) throws(PushError) {
        guard let state, var input = bytes.baseAddress else { return try check(bytes.isEmpty) }
        var left = bytes.count
        while left > 0 {
            output.reserve(min(Self.room, left + 4096))
            var consumed = 0
            let written = lf_gzip_write(
                state, input, left, &consumed, output.end, output.capacity - output.count, 0)
            try check(written >= 0)
            output.advance(by: written)
            input += consumed
            left -= consumed
        }
    }

    /// Ends the body.
    func finish(to output: ByteBuffer) throws(PushError) {
        guard let state else { return try check(false) }
        while lf_gzip_is_finished(state) == 0 {
            output.reserve(1 << 14)
            var consumed = 0
            let written = lf_gzip_write(
                state, nil, 0, &consumed, output.end, output.capacity - output.count, 1)
            try check(written >= 0)
            output.advance(by: written)
        }
    }

    private func check(_ isGood: Bool) throws(PushError) {
        if !isGood { throw PushError.compression }
    }
}
