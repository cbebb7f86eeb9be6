// Why this file exists: gzip, zlib and bzip2 differ in how they are called, and in nothing else that matters here.

import CBZ2
import CZlib

/// Decompresses one format, a step at a time. Used by one thread.
protocol Decompressor: AnyObject {
    /// Begins a member, at its first byte. False if there is no memory.
    func begin() -> Bool
    /// Takes from `input` and gives to `output` as much as is possible.
    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> DecompressionStep
}

/// What one step did.
struct DecompressionStep {
    /// Bytes of the input that are done with.
    var taken: Int
    /// Bytes that came.
    var given: Int
    var state: State

    enum State {
        case open
        /// The member is complete, and its checksum is right.
        case ended
        case damaged
    }
}

extension ArchiveFormat {
    func decompressor() -> any Decompressor {
        switch self {
        // The window of 2^15 bytes, and 16 for the header and the checksum of gzip.
        case .gzip: Inflation(windowBits: 15 + 16)
        case .zlib: Inflation(windowBits: 15)
        case .bzip2: BZip2Decompression()
        }
    }

    /// How many members a file has may only be seen by whether what follows one begins like another; of zlib there is
    /// one.
    var memberMark: [UInt8]? {
        switch self {
        case .gzip: [0x1F, 0x8B]
        case .zlib: nil
        case .bzip2: Array("BZh".utf8)
        }
    }
}

/// zlib, for its own format and for gzip's.
private final class Inflation: Decompressor {
    private let stream: UnsafeMutablePointer<z_stream>
    private let windowBits: Int32
    private var isInitialised = false

    init(windowBits: Int32) {
        self.windowBits = windowBits
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
    }

    deinit {
        if isInitialised { inflateEnd(stream) }
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    func begin() -> Bool {
        if isInitialised { return inflateReset(stream) == Z_OK }
        let size = Int32(MemoryLayout<z_stream>.size)
        isInitialised = inflateInit2_(stream, windowBits, ZLIB_VERSION, size) == Z_OK
        return isInitialised
    }

    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> DecompressionStep {
        let start = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
        stream.pointee.avail_in = UInt32(truncatingIfNeeded: input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(truncatingIfNeeded: output.count)
        let code = inflate(stream, Z_NO_FLUSH)
        let state: DecompressionStep.State =
            switch code {
            case Z_OK, Z_BUF_ERROR: .open
            case Z_STREAM_END: .ended
            default: .damaged
            }
        return DecompressionStep(
            taken: input.count - Int(stream.pointee.avail_in),
            given: output.count - Int(stream.pointee.avail_out), state: state)
    }
}

/// libbz2.
private final class BZip2Decompression: Decompressor {
    private let stream: UnsafeMutablePointer<bz_stream>
    private var isInitialised = false

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: bz_stream())
    }

    deinit {
        if isInitialised { BZ2_bzDecompressEnd(stream) }
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    func begin() -> Bool {
        // There is no reset.
        if isInitialised { BZ2_bzDecompressEnd(stream) }
        stream.pointee = bz_stream()
        isInitialised = BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
        return isInitialised
    }

    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> DecompressionStep {
        let start = input.baseAddress?.assumingMemoryBound(to: CChar.self)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
        stream.pointee.avail_in = UInt32(truncatingIfNeeded: input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_out = UInt32(truncatingIfNeeded: output.count)
        let code = BZ2_bzDecompress(stream)
        let state: DecompressionStep.State =
            switch code {
            case BZ_OK: .open
            case BZ_STREAM_END: .ended
            default: .damaged
            }
        return DecompressionStep(
            taken: input.count - Int(stream.pointee.avail_in),
            given: output.count - Int(stream.pointee.avail_out), state: state)
    }
}
