// Why this file exists: older generations are compressed by zlib or by a program, in both cases from one open file into another.

import CZlib
import Glibc
import Platform

/// Compresses a file from a place on.
struct Compressor {
    private static let pieceBytes = 1 << 17

    private let compression: Policy.Compression
    private let scripts: any ScriptRunning
    private let identities: Identities
    private let pass: Executor.Pass

    init(
        _ compression: Policy.Compression, _ scripts: any ScriptRunning, _ identities: Identities,
        _ pass: Executor.Pass
    ) {
        self.compression = compression
        self.scripts = scripts
        self.identities = identities
        self.pass = pass
    }

    /// Writes what `source` has from `start` on, compressed, to `target` from `offset` on.
    func compress(_ source: File, from start: Int64, into target: File, at offset: Int64) throws {
        if let command = compression.command {
            try run(command, source, start, target, offset)
        } else {
            try deflate(source, start, target, offset)
        }
    }

    private func run(_ command: [String], _ source: File, _ start: Int64, _ target: File, _ offset: Int64)
        throws
    {
        guard lseek(source.descriptor, off_t(start), SEEK_SET) >= 0,
            lseek(target.descriptor, off_t(offset), SEEK_SET) >= 0
        else { throw SystemError.last("read", source.path) }
        let result = try identities.outside {
            scripts.run(
                command, input: source.descriptor, output: target.descriptor, as: pass.conduct.identity,
                shouldStop: pass.shouldStop)
        }
        if result.ending == .stopped { throw StepProblem.abandoned }
        guard result.ending == .exited(0) else {
            throw StepProblem.failed(
                "cannot compress \(source.path): \(result.sentence(command.first ?? ""))")
        }
    }

    /// gzip, RFC 1952.
    private func deflate(_ source: File, _ start: Int64, _ target: File, _ offset: Int64) throws {
        // zlib keeps the address of its structure.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        // 15 bits of window, and 16 for gzip's wrapping: see deflateInit2 in zlib.h.
        let size = CInt(MemoryLayout<z_stream>.size)
        let level = CInt(clamping: min(max(compression.level, 1), 9))
        guard
            deflateInit2_(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
                == Z_OK
        else { throw SystemError("compress", source.path, code: ENOMEM) }
        defer { deflateEnd(stream) }
        let (input, output) = (ByteBuffer(capacity: Self.pieceBytes), ByteBuffer(capacity: Self.pieceBytes))
        defer { withExtendedLifetime((input, output)) {} }
        var (read, written) = (start, offset)
        while true {
            if pass.shouldStop() { throw StepProblem.abandoned }
            let count = try source.read(at: read, into: input.base, length: Self.pieceBytes)
            read += Int64(count)
            stream.pointee.next_in = input.base.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_in = CUnsignedInt(count)
            repeat {
                stream.pointee.next_out = output.base.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = CUnsignedInt(Self.pieceBytes)
                CZlib.deflate(stream, count == 0 ? Z_FINISH : Z_NO_FLUSH)
                let made = Self.pieceBytes - Int(stream.pointee.avail_out)
                try target.write(UnsafeRawBufferPointer(start: output.base, count: made), at: written)
                written += Int64(made)
            } while stream.pointee.avail_out == 0
            if count == 0 { return }
        }
    }
}
